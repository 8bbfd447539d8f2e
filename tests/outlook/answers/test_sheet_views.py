"""The offline sheet: it comes back with what was typed, says what is wrong, overwrites nothing."""

import io
import json
import re
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from desk.conftest import signed_in
from outlook.answers.test_country_views import at, cell, open_round, script
from outlook.answers.test_views import post
from vigil.casefile.sheet_files.reading import read_sheet
from vigil.outlook.answers import sheet_files
from vigil.outlook.models import Answer, AnswerVersion, Panel, Seat

pytestmark = pytest.mark.django_db
ROWS = re.compile(r'name="rows" value="([^"]*)"')


def download(client: Client, panel: Panel) -> list[list[str]]:
    """Return the rows of the sheet as a spreadsheet program reads them."""
    found = client.get(at(panel, "sheet/answers.xlsx"))
    assert found.status_code == 200
    sheet = read_sheet(found.content, header_row=1)
    return [row.cells for row in sheet.rows]


def filled(rows: list[list[str]]) -> SimpleUploadedFile:
    """Return rows as a workbook, as somebody's program saved it."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([sheet_files.titles(), *rows]):
            for place, text in enumerate(row):
                sheet.write(number, place, text)
    return SimpleUploadedFile("answers.xlsx", out.getvalue())


def upload(client: Client, panel: Panel, rows: list[list[str]], status: int = 200) -> str:
    found = client.post(at(panel, "sheet/"), {"file": filled(rows)})
    assert found.status_code == status, found.content.decode()
    return str(found.content.decode())


def confirm(client: Client, panel: Panel, page: str, **more: Any) -> None:
    rows = ROWS.search(page)
    assert rows
    post(client, at(panel, "sheet/"), do="save", rows=unescape(rows[1]), nonce="n", **more)


def scores(seat: Seat) -> dict[int, Any]:
    rows = AnswerVersion.objects.filter(answer__seat=seat).order_by("number")
    return {
        number: "passed" if passed else value.get("score")
        for number, value, passed in rows.values_list(
            "answer__question__position", "value", "passed"
        )
    }


def test_a_sheet_comes_back_and_is_saved_once_it_was_seen() -> None:
    panel, _row, seats = open_round()
    client = signed_in(seats[0].user)
    script(client, panel, cell(1, "7"))
    rows = download(client, panel)
    assert len(rows) == 6
    told = json.dumps(rows)
    assert seats[0].uid not in told
    assert seats[0].handle not in told
    rows[1][sheet_files.FIRST] = "4.5"
    rows[1][sheet_files.REASONS] = "Fewer ports."
    rows[2][sheet_files.PASSED] = "x"
    page = upload(client, panel, rows)
    assert Answer.objects.count() == 1  # nothing yet
    assert "4 rows are saved already" in page
    confirm(client, panel, page)
    assert scores(seats[0]) == {1: 7, 2: 4.5, 3: "passed"}
    assert "Fewer ports." in json.dumps(download(client, panel))


def test_errors_are_said_by_row_and_column_and_the_rest_can_be_saved() -> None:
    panel, _row, seats = open_round()
    client, other = (signed_in(one.user) for one in seats)
    rows = download(client, panel)
    rows[0][sheet_files.FIRST] = "11"
    rows[1][sheet_files.FIRST], rows[1][sheet_files.PASSED] = "3", "x"
    rows[2][sheet_files.CELL] = "999"
    rows[3] = download(other, panel)[3]
    rows[4][sheet_files.FIRST] = "8"
    rows[5] = rows[4]
    sent = upload(client, panel, rows, 422)
    page = unescape(sent)
    for said in (
        "Row 2, column “Value, or low (5 %)”: Give a score from 1 to 10",
        "Row 3, column “Pass (x)”",
        "Row 4, column “Term”: You are not asked this question.",
        "Row 5, column “Country”: This row is of another round, or not yours.",
        "Row 7, column “Term”: This term is in the sheet twice.",
    ):
        assert said in page
    confirm(client, panel, sent)
    assert scores(seats[0]) == {5: 8}
    odd = SimpleUploadedFile("answers.xlsx", b"no workbook")
    assert client.post(at(panel, "sheet/"), {"file": odd}).status_code == 422
    [one] = json.loads(unescape(ROWS.search(sent)[1]))  # type: ignore[index]
    for forged in ("{", "[" * 5_000, json.dumps([one, one]), json.dumps([one | {"cell": 1e999}])):
        answer = client.post(at(panel, "sheet/"), {"do": "save", "rows": forged})
        assert answer.status_code == 422
    assert client.post(at(panel, "sheet/"), {}).status_code == 422


@pytest.mark.parametrize("take", [False, True])
def test_what_was_saved_since_the_download_is_overwritten_only_by_choice(take: bool) -> None:
    panel, _row, seats = open_round()
    client = signed_in(seats[0].user)
    script(client, panel, cell(1, "7"))
    rows = download(client, panel)
    script(client, panel, cell(1, "9", base=1, nonce="later"))
    rows[0][sheet_files.FIRST] = "2"
    page = upload(client, panel, rows)
    assert "This was changed after the download." in page
    confirm(client, panel, page, **({"take": "1"} if take else {}))
    assert scores(seats[0]) == {1: 2 if take else 9}
