"""A quote is found at its code points, found again where the text moved, or refused."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.casefile.coding.quotations import Quotation, anchored, quote, words_in

TEXT = "😀 The mayor was shot. Neighbours heard shots.\n\nThe mayor had refused to pay."
TEXTS = {(7, "text"): TEXT, (7, "title"): "A mayor is shot"}
words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60)


@given(words, st.integers(0, 60), st.integers(0, 60))
def test_a_quote_is_the_words_at_its_code_points(text: str, start: int, end: int) -> None:
    found = quote({(1, "text"): text}, (1, "text"), start, end)
    assert (found is None) == (not text[start:end].strip())
    if found is not None:
        assert found.exact == text[found.start : found.end] == text[start:end].strip()
        assert Quotation.of_json(found.json) == found
        assert anchored(found, {(1, "text"): text}) == found


@given(words.filter(str.strip), words, st.integers(0, 60), st.integers(1, 60))
def test_a_quote_is_found_again_or_refused(text: str, before: str, start: int, end: int) -> None:
    start %= len(text)
    found = quote({(1, "text"): text}, (1, "text"), start, start + end)
    if found is None:
        assert not text[start : start + end].strip()
        return
    again = anchored(found, {(1, "text"): before + text})
    assert again is None or " ".join(again.exact.split()) == " ".join(found.exact.split())


def test_a_new_quote_needs_no_digest_and_may_have_other_blanks() -> None:
    first, last = TEXT.index("Neighbours"), TEXT.index(" to pay")
    new = Quotation(7, "text", first, last, exact="Neighbours heard shots. The mayor had refused")
    assert (anchored(new, TEXTS) or new).exact == TEXT[first:last]
    assert anchored(Quotation(7, "text", 2, 23), TEXTS) == quote(TEXTS, (7, "text"), 2, 23)


@pytest.mark.parametrize(
    ("exact", "prefix", "found"),
    [
        ("shots", "heard ", True),
        ("The mayor", "😀 ", True),
        ("The mayor", "", False),  # stands twice
        ("a bishop", "", False),
    ],
)
def test_words_that_moved_are_found_by_what_is_around_them(
    exact: str, prefix: str, *, found: bool
) -> None:
    moved = Quotation(7, "text", 0, 3, exact=exact, prefix=prefix, digest="of an older text")
    assert (anchored(moved, TEXTS) is not None) == found


def test_a_report_that_left_the_case_is_replaced_by_its_copy() -> None:
    held = quote(TEXTS, (7, "text"), 2, 23)
    assert held is not None
    assert anchored(replace(held, report=8), TEXTS) == held
    assert anchored(held, {(9, "text"): "Another text."}) is None


def test_typed_words_are_found_whatever_blanks_and_capitals() -> None:
    assert words_in(TEXTS, " the MAYOR  was shot") == quote(TEXTS, (7, "text"), 2, 20)
    assert words_in(TEXTS, "was buried") is None
    assert words_in(TEXTS, "  ") is None


@pytest.mark.parametrize(
    "held",
    [
        None,
        [],
        {},
        {"report": "7", "in": "text", "start": 0, "end": 3},
        {"report": 7, "in": "note", "start": 0, "end": 3},
        {"report": 7, "in": "text", "start": -1, "end": 3},
        {"report": 7, "in": "text", "start": 0, "end": 3, "exact": 5},
        {"report": True, "in": "text", "start": 0, "end": 10**12},
    ],
)
def test_what_is_no_quote_is_none(held: object) -> None:
    assert Quotation.of_json(held) is None
