"""What a person brings in, by a sheet, a list or a form: understood, or refused; never an error."""

import contextlib
import csv
import gzip
import io
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from hostile.questions import VALUES
from vigil.casefile.sheet_files.layout_proposals import propose_layout
from vigil.casefile.sheet_files.limits import Unreadable
from vigil.casefile.sheet_files.reading import read_sheet
from vigil.casefile.sheet_files.rows import RowReader
from vigil.fund.calls.exchange.json_files import read_json
from vigil.fund.calls.form_definition import (
    InvalidForm,
    check_eligibility,
    check_form,
    check_rubric,
    check_texts,
)
from vigil.network.sheets import reading as members
from vigil.outlook.index_editions.spreadsheet_reading import read_edition
from vigil.programme.recordings.webvtt import CaptionsError, read_captions
from vigil.reading.intake.sources.config import SourcesError, load_sources
from vigil.reading.intake.sources.csv_reports import read_table
from vigil.reading.linkage.lists.columns import chosen, from_toml
from vigil.reading.linkage.lists.files import ListUnreadable, open_list
from vigil.reading.linkage.lists.list_rows import read_rows
from vigil.trust.access.errors import NotPossible

LOOSE: dict[str, Any] = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
}
FEW = settings(max_examples=40, derandomize=True, **LOOSE)
MANY = settings(max_examples=2_000, **LOOSE)

NAMES = (
    "id|name|text|published|url|outlet|title|language|email|kind|key|country|Country|State|"
    "City|Lat|Lon|Date|Victim|Age|Sex|How|Target group|Result|Why|OC link|Source 1|Vigil ID|"
    "biography:es|markets|regions|links|ISO|Year|Criminality avg,|Resilience avg,|"
    "Human trafficking|Territorial Control|State-Embedded Actors|| |NAME|Region|Continent"
)
SAID = (
    "Ana Ejemplo|MEX|Mexico|México|3/14/2019|31/02/2019|1e309|-0|4.55|4,5|inf|nan|#REF!|"
    "=HYPERLINK(1)|a@b.example|a b|en; es|12345678901234567890|2019-03-08/2020|34-36|"
    "about 40|M|killed|yes|19.4326|999|V-7000|🕯🕯🕯"
)
CELL = st.one_of(st.sampled_from(SAID.split("|")), st.sampled_from(VALUES), st.text(max_size=8))
TABLE = st.tuples(
    st.lists(
        st.one_of(st.sampled_from(NAMES.split("|")), st.text(max_size=8)), min_size=1, max_size=9
    ),
    st.lists(st.lists(CELL, max_size=9), max_size=5),
)
Table = tuple[list[str], list[list[str]]]


def written(table: Table) -> bytes:
    """Write a table as a program would."""
    out = io.StringIO()
    csv.writer(out).writerows([table[0], *table[1]])
    return out.getvalue().encode("utf-8", "surrogatepass")


def import_table(content: bytes, folder: Path) -> None:
    """Bring a table in by every door that takes one."""
    path = folder / "given.csv"
    path.write_bytes(content)
    list(read_table(path))
    with contextlib.suppress(ListUnreadable), open_list(path) as (header, rows):
        list(read_rows(rows, chosen({}, header)))
    try:
        sheet = read_sheet(content)
    except Unreadable:
        return
    RowReader(sheet, propose_layout(sheet)).rows()
    for read in (members.read, lambda told: read_edition(told, "2023")):
        with contextlib.suppress(Unreadable):
            read(content)


KNOWN_TABLES: tuple[Table, ...] = (
    (["id", "text"], [["1", "x" * 10], []]),
    (["", ""], [["", ""]]),
    (["name", "email", "markets", "links"], [["A", "not an address", "x;y", "a b c"]]),
    (["ISO", "Year", "Criminality avg,"], [["MEX", "9" * 5_000, "1e99"]]),
)


@FEW
@given(TABLE)
@example(KNOWN_TABLES[0])
@example(KNOWN_TABLES[1])
@example(KNOWN_TABLES[2])
@example(KNOWN_TABLES[3])
def test_a_table_is_understood_or_refused(tmp_path: Path, table: Table) -> None:
    import_table(written(table), tmp_path)


@pytest.mark.tail("test_a_table_is_understood_or_refused")
@MANY
@given(TABLE)
def test_many_tables_are_understood_or_refused(tmp_path: Path, table: Table) -> None:
    import_table(written(table), tmp_path)


@pytest.mark.parametrize("at", range(10, 60, 7))
def test_a_packed_list_that_was_damaged_is_refused_or_read(tmp_path: Path, at: int) -> None:
    content = bytearray(gzip.compress(written(KNOWN_TABLES[2]) * 50, mtime=0))
    content[at] ^= 0xFF
    path = tmp_path / "list.csv.gz"
    path.write_bytes(content)
    with contextlib.suppress(ListUnreadable), open_list(path) as (header, rows):
        list(read_rows(rows, chosen({}, header)))


# Lists of settings, in TOML

KEYS = st.sampled_from(
    [
        *("name", "kind", "url", "path", "outlet", "country", "language", "source", "contact", "a"),
        *("b", "columns", "id", "date", "place", "age", "date_order", "gender", "lists", "about"),
    ]
)
LEAF = st.one_of(
    st.sampled_from(["feed", "page", "jsonl", "MEX", "en", "dmy", "http://127.0.0.1/", "[", "\\"]),
    st.text(max_size=6), st.integers(), st.floats(), st.booleans(),
)  # fmt: skip
TREE = st.recursive(
    LEAF,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
)


def as_toml(told: dict[str, Any]) -> str:
    """Write settings; JSON is TOML but for its colons, its nulls and its surrogates."""

    def value(one: Any) -> str:
        if isinstance(one, dict):
            return "{" + ", ".join(f"{json.dumps(k)} = {value(v)}" for k, v in one.items()) + "}"
        if isinstance(one, list):
            return "[" + ", ".join(map(value, one)) + "]"
        return repr(one).lower() if isinstance(one, float) else json.dumps(one)

    return "\n".join(f"{json.dumps(name)} = {value(one)}" for name, one in told.items())


def import_settings(text: str, folder: Path) -> None:
    """Bring settings in by every door that takes some."""
    path = folder / "given.toml"
    path.write_text(text, "utf-8", "surrogatepass")
    with contextlib.suppress(SourcesError):
        load_sources(path)
    for side in ("", "a"):
        with contextlib.suppress(ValueError):
            chosen(from_toml(text, side), ["name", "id"])


NESTED = "a = " + "[" * 5_000
KNOWN_SETTINGS = ("", "[[source]]\n", NESTED, 'date_order = ["dmy"]', "source = 1", "name = [[1]]")


@pytest.mark.parametrize("text", KNOWN_SETTINGS)
def test_settings_that_were_found_are_refused(tmp_path: Path, text: str) -> None:
    import_settings(text, tmp_path)


@FEW
@given(st.dictionaries(KEYS, TREE, max_size=5))
def test_settings_are_read_or_refused(tmp_path: Path, told: dict[str, Any]) -> None:
    import_settings(as_toml(told), tmp_path)


@pytest.mark.tail("test_settings_are_read_or_refused")
@MANY
@given(st.one_of(st.dictionaries(KEYS, TREE, max_size=5).map(as_toml), st.text(max_size=60)))
def test_many_settings_are_read_or_refused(tmp_path: Path, text: str) -> None:
    import_settings(text, tmp_path)


# Forms, in JSON

FORM_KEYS = st.sampled_from(
    ["key", "kind", "label", "help", "required", "options", "en", "identity", "most", "weight"]
)
FORM_LEAF = st.one_of(
    st.sampled_from(["text", "long", "money", "file", "choice", "x", "en"]), st.text(max_size=5),
    st.integers(), st.floats(), st.booleans(), st.none(),
)  # fmt: skip
FORM = st.recursive(
    FORM_LEAF,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(FORM_KEYS, inner, max_size=4)
    ),
)


def import_form(text: str) -> None:
    """Read what an officer typed as data, and check it as each thing that it may be."""
    try:
        told = read_json(f'{{"vigil_form": 1, "form": {text}}}'.encode()).get("form")
    except (NotPossible, UnicodeEncodeError):
        return
    json.dumps(told, ensure_ascii=False, allow_nan=False).encode()  # a database keeps it
    for check in (check_form, check_rubric, check_eligibility, lambda one: check_texts(one, "x")):
        with contextlib.suppress(InvalidForm):
            check(told)


@pytest.mark.parametrize(
    "text",
    [
        "9" * 5_000,
        "0",
        "true",
        "NaN",
        "[Infinity]",
        '"\\ud800"',
        '{"\\ud800": 1}',
        '"\\u0000"',
        "[" * 9_000,
        "{}",
    ],
)
def test_data_that_was_found_is_refused(text: str) -> None:
    import_form(text)


@FEW
@given(FORM)
def test_a_form_is_checked_or_refused(told: Any) -> None:
    import_form(json.dumps(told))


@pytest.mark.tail("test_a_form_is_checked_or_refused")
@MANY
@given(st.one_of(FORM.map(json.dumps), st.text(max_size=40)))
def test_many_forms_are_checked_or_refused(text: str) -> None:
    import_form(text)


# Captions

CAPTION = st.one_of(
    st.sampled_from(["00:00.000 --> 00:01.000", "99:59:59.999 --> 00:00.000", "-->", "NOTE x"]),
    st.sampled_from(["<v Ana>x", "<b>", "&amp", "", "STYLE", "00:01.000 --> 00:02.000 line:5%"]),
    st.text(max_size=12),
)  # fmt: skip


def import_captions(lines: list[str]) -> None:
    """Read captions."""
    with contextlib.suppress(CaptionsError):
        read_captions("\n".join(["WEBVTT", "", *lines]))


@FEW
@given(st.lists(CAPTION, max_size=8))
def test_captions_are_read_or_refused(lines: list[str]) -> None:
    import_captions(lines)


@pytest.mark.tail("test_captions_are_read_or_refused")
@MANY
@given(st.lists(CAPTION, max_size=12))
def test_many_captions_are_read_or_refused(lines: list[str]) -> None:
    import_captions(lines)


def test_the_settings_made_here_are_toml() -> None:
    assert tomllib.loads(as_toml({"a": [{"b": 1.5, "c": ["x", True]}]})) == {
        "a": [{"b": 1.5, "c": ["x", True]}]
    }
