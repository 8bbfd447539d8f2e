"""Exporting a sheet, and importing it again."""

import pytest

from casefile.sheets.verbs.own_sheet import COLUMNS, ROW, sheet, take
from vigil.casefile.models import (
    Case,
    Origin,
    SheetMapping,
    Stage,
)
from vigil.casefile.sheet_files.layout_proposals import propose_layout
from vigil.casefile.sheet_files.reading import read_sheet
from vigil.casefile.sheet_files.writing import to_csv, to_xlsx
from vigil.casefile.sheets.export_table import plain_layout, table_of
from vigil.casefile.sheets.verbs import importing
from vigil.casefile.sheets.verbs.importing import (
    plan,
    save_mapping,
)
from vigil.trust.models import User

pytestmark = pytest.mark.django_db


def test_what_was_changed_here_comes_out_in_the_sheets_words_and_goes_in_unchanged(
    settled: Case, ana: User
) -> None:
    mapping = SheetMapping.objects.get()
    layout = importing.layout_of(mapping)
    out = table_of([settled], mapping, layout)
    assert out.columns == list(COLUMNS)
    row = dict(zip(out.columns, out.rows[0], strict=True))
    assert row == {**ROW, "Method": "explosive"}
    again = plan(to_xlsx(out.columns, out.rows), mapping, by=ana)
    assert again.counts.unchanged == 1
    assert not again.of("changed", "conflict")


def test_cases_of_other_origin_come_out_in_the_same_columns_and_go_in_unchanged(
    ana: User,
) -> None:
    from desk.conftest import make_account, make_candidate

    take(sheet({}), ana)
    other = make_candidate(make_account(), make_account("Berta Otra"), stage=Stage.OPEN)
    other.public_id = "V-7000"
    other.save()
    candidate = make_candidate()
    mapping = SheetMapping.objects.get()
    out = table_of(Case.objects.order_by("pk"), mapping, importing.layout_of(mapping))
    assert out.columns[-1] == "Vigil ID"
    assert {row[-1] for row in out.rows} == {"", "V-7000", f"case-{candidate.pk}"}
    again = plan(to_csv(out.columns, out.rows), mapping, by=ana)
    assert [str(p) for row in again.broken for p in row.problems] == []
    assert again.counts.unchanged == len(out.rows)
    # What is changed in such a row is not taken, and said.
    place = out.columns.index("City")
    out.rows[-1][place] = "Elsewhere"
    again = plan(to_csv(out.columns, out.rows), mapping, by=ana)
    assert [p.column for row in again.broken for p in row.problems] == ["City"]


def test_the_plain_form_comes_back_unchanged(settled: Case, ana: User) -> None:
    take(sheet({"ID": "9", "Case": "z", "Age": "30-35", "Date": "2019-03"}), ana)
    out = table_of(Case.objects.order_by("pk"), None, plain_layout())
    content = to_xlsx(out.columns, out.rows)
    mapping = save_mapping("Plain", propose_layout(read_sheet(content)), by=ana)
    again = plan(content, mapping, by=ana)
    assert [str(p) for row in again.broken for p in row.problems] == []
    assert again.counts.unchanged == 2
    assert Case.objects.filter(origin=Origin.IMPORTED).count() == 2
