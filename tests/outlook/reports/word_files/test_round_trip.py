"""A draft as a .docx file: what goes out comes back the same, and nothing else is in the file."""

import io
import zipfile

from hypothesis import given
from hypothesis import strategies as st

from vigil.files import read_document
from vigil.outlook.reports.word_files.bracketed_tokens import (
    tokens_in,
    values_in,
    with_values,
    without_values,
)
from vigil.outlook.reports.word_files.comparing import (
    changes_between,
    compared_words,
    merged_order,
    returned_parts,
)
from vigil.outlook.reports.word_files.draft import DraftPart
from vigil.outlook.reports.word_files.writing_docx import docx_of

WORDS = st.text(
    st.characters(blacklist_categories=("Cs",), blacklist_characters="{}\r"), max_size=30
)
TOKEN = st.sampled_from(
    ["{number:cases}", "{number:cases.killed}", "{note:lit}", "{term:q1}", "{name:Resolution 1325}"]
)
TEXT = st.lists(WORDS | TOKEN, max_size=6).map("".join).map(str.strip)
VALUES = {"{number:cases}": "412", "{note:lit}": "A. Author (2020). A = B.", "{term:q1}": "likely"}


def part(n, text, depth=0):
    """Return a part of a draft."""
    shown = text if depth else with_values(text, VALUES)
    return DraftPart(f"{n:032x}", text, shown, depth, n=n, values={} if depth else VALUES)


def through_a_file(parts, rtl=False):
    """Return the parts that come back of a file that nobody changed."""
    return returned_parts(read_document(docx_of("A title", "en", rtl, parts)))


@given(st.lists(TEXT, min_size=1, max_size=6), st.booleans())
def test_what_goes_out_comes_back_unchanged(texts, rtl):
    parts = [
        part(n, " ".join(text.split()) if n % 3 == 0 else text, int(n % 3 == 0))
        for n, text in enumerate(texts)
    ]
    assert changes_between(parts, through_a_file(parts, rtl)) == []


@given(TEXT)
def test_values_are_added_and_removed(text):
    assert without_values(with_values(text, VALUES)) == without_values(text)


def test_tokens_show_their_values():
    text = with_values("There are {number:cases}, {note:lit} {number:other}.", VALUES)
    assert text == (
        "There are {number:cases = 412}, {note:lit = A. Author (2020). A = B.} {number:other}."
    )
    assert next(iter(values_in(text))) == ("{number:cases}", "412")
    assert tokens_in("{note:a}{note:a}{name:x}") == {"{note:a}": 2}


def test_the_file_tells_nothing_of_who_made_it():
    content = docx_of("A title", "ar", True, [part(1, "Words")])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        whole = b"".join(archive.read(name) for name in names)
    assert not [name for name in names if "docProps" in name or "customXml" in name]
    for word in (b"python-docx", b"rsid", b"creator", b"thumbnail", b"lastModifiedBy"):
        assert word not in whole


def test_words_are_compared_one_by_one():
    assert compared_words("It is an old text.", "It is a new text.") == [
        ("same", "It is "),
        ("removed", "an"),
        ("added", "a"),
        ("same", " "),
        ("removed", "old"),
        ("added", "new"),
        ("same", " text."),
    ]


NODES = st.lists(st.sampled_from("abcdefgh"), unique=True)


@given(NODES, NODES, st.booleans())
def test_a_merged_order_has_every_part_once(draft, returned, take_order):
    merged = merged_order(draft, returned, take_order)
    assert sorted(merged) == sorted({*draft, *returned})
    first = returned if take_order else draft
    assert [node for node in merged if node in set(first)] == first
