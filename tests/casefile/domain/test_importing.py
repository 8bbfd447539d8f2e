"""A team's own sheet goes in, is corrected, goes in again, and comes out as it was."""

import pytest

from casefile.sheets import made
from factories import adjudicator
from vigil.casefile.domain.importing import apply, plan, save_mapping
from vigil.casefile.models import Case, SheetMapping
from vigil.casefile.sheet_export import table_of
from vigil.casefile.sheets.guessing import guess
from vigil.casefile.sheets.reading import read_sheet
from vigil.casefile.sheets.writing import to_csv, to_xlsx
from vigil.trust.models import Decision, User

pytestmark = pytest.mark.django_db


def mapped(content: bytes, by: User, name: str = "Our cases") -> SheetMapping:
    return save_mapping(name, guess(read_sheet(content)), by=by)


def test_a_sheet_of_2700_rows_from_84_countries_goes_in_and_round(ana: User) -> None:
    whole = made.rows()
    rows, named = made.broken(whole)
    content = made.xlsx(rows)
    mapping = mapped(content, ana)
    planned = plan(content, mapping, by=ana, file_name="ours.xlsx")
    assert Case.objects.count() == 0
    first = apply(planned, by=ana)
    assert (first.counts["new"], first.counts["broken"]) == (2650, 50)
    assert {row["row"]: row["problems"][0]["column"] for row in first.broken} == named
    assert len(set(Case.objects.values_list("country", flat=True))) == 84
    assert set(Case.objects.values_list("stage", "origin")) == {("coded", "imported")}
    assert Decision.objects.filter(verb="import_case").count() == 2650

    corrected = made.xlsx(whole)
    second = apply(plan(corrected, mapping, by=ana), by=ana)
    assert (second.counts["new"], second.counts["unchanged"], second.counts["broken"]) == (
        50,
        2650,
        0,
    )

    out = table_of(Case.objects.order_by("pk"), mapping, planned.layout)
    assert out.columns == made.COLUMNS
    assert out.rows == [[row[name] for name in made.COLUMNS] for row in whole]
    for written in (to_xlsx(out.columns, out.rows), to_csv(out.columns, out.rows)):
        again = plan(written, mapping, by=ana)
        assert again.counts.unchanged == 2700
        assert not again.of("new", "changed", "conflict")
        assert not again.broken


@pytest.fixture
def ana(db: None) -> User:
    return adjudicator(display_name="Ana Importer")
