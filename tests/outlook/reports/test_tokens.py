"""Tokens: read whole or refused; what was typed is told from what is filled."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.outlook.reports.tokens import (
    BadToken,
    Token,
    split_tokens,
    typed_claims,
    typed_numbers,
    with_name,
)


def test_a_text_is_split_into_words_and_tokens_in_order() -> None:
    assert split_tokens("In {number:cases.killed} cases{note:a1}.") == [
        "In ",
        Token("number", "cases", "killed"),
        " cases",
        Token("note", "a1"),
        ".",
    ]


@pytest.mark.parametrize("text", ["{number:}", "{number:Cases}", "{what:a}", "{name:}", "{term:1}"])
def test_a_token_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadToken) as refused:
        split_tokens(text)
    assert refused.value.why == "token"


@pytest.mark.parametrize("text", ["{number:a", "a } b", "{}", "{{number:a}}"])
def test_a_brace_that_stands_alone_is_refused(text: str) -> None:
    with pytest.raises(BadToken):
        split_tokens(text)


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("In 2021 and 1999.", []),
        ("G20, COVID-19, {name:Resolution 1325}", []),
        ("500 experts", ["500"]),
        ("12.5 of 1,000", ["12.5", "1,000"]),
        ("٥٠٠ خبير", ["٥٠٠"]),
        ("{number:a} of 3", ["3"]),
        ("in 1400", ["1400"]),
        ("It fell by -15.", ["15"]),
        ("(-7) of them", ["7"]),
        ("½ of them", ["½"]),
        (".75 of them.5", ["7", "5"]),
        ("In 2021, 2022 and 2023.", []),
        ("It ended in 2021. 12 people", ["12"]),
        ("1 000 people", ["1 000"]),
        ("UNSCR-1325, A/2", ["2"]),
    ],
)
def test_numbers_that_were_typed_are_found(text: str, typed: list[str]) -> None:
    assert list(typed_numbers(text)) == typed


@given(st.text(alphabet=st.characters(exclude_characters="{}")))
def test_words_without_braces_stay_as_they_are(text: str) -> None:
    assert split_tokens(text) == ([text] if text else [])


def test_numbers_of_pages_and_sections_are_no_claims() -> None:
    text = "See p. 12, pages 3–5, section 2.1, § 4, página 7, صفحة 9, and 500 people on page 6."
    assert list(typed_claims(text)) == ["500"]


@pytest.mark.parametrize(
    ("text", "number", "named"),
    [
        ("By Resolution 1325 it is so.", "1325", "By {name:Resolution 1325} it is so."),
        ("In 500 cases.", "500", "In {name:500} cases."),
        ("{number:a.b} and 12, 13.", "13", "{number:a.b} and 12, {name:13}."),
        ("{name:Rule 12} of 12.", "12", "{name:Rule 12} of {name:12}."),
        ("None.", "7", "None."),
    ],
)
def test_a_typed_number_is_marked_as_part_of_a_name(text: str, number: str, named: str) -> None:
    assert with_name(text, number) == named
    assert number not in list(typed_numbers(with_name(text, number)))
