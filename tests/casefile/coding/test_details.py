"""What stands beside a value: three kinds of nothing, doubts, quotes that a report has."""

from dataclasses import replace
from typing import Any

import pytest

from vigil.casefile.coding.details import (
    FieldDetails,
    anchored_details,
    details_problems,
    reasons_for_no_value,
    split_name,
)
from vigil.reading import codebook
from vigil.reading.codebook import Codebook

BOOK = codebook.current()
TEXTS = {(7, "text"): "The councillor was shot. Nobody was arrested."}
SHOT = {"report": 7, "in": "text", "start": 4, "end": 23}


def test_what_a_form_sends_is_stored_short() -> None:
    nothing = FieldDetails.of_form(empty="", confidence="", accepted="", quotes="", words="")
    assert nothing.json == {}
    some = FieldDetails.of_form(
        empty="unclear", confidence="low", accepted="yes", quotes="[7, {}]", words=" no \0 arrest "
    )
    assert some.json == {
        "empty": "unclear",
        "confidence": "low",
        "accepted": True,
        "words": "no  arrest",
    }
    assert FieldDetails.of_json(some.json) == some


@pytest.mark.parametrize("quotes", ["{", "7", '"x"', "[" * 5000, "null"])
def test_quotes_that_somebody_made_up_are_none(quotes: str) -> None:
    made_up = FieldDetails.of_form(
        empty="whatever", confidence="9", accepted="", quotes=quotes, words=""
    )
    assert made_up == FieldDetails()


def test_quotes_get_their_words_and_typed_words_become_quotes() -> None:
    given: dict[str, Any] = {
        "method": {"quotes": [SHOT]},
        "0/age": {"words": "NOBODY was  arrested"},
    }
    stated = anchored_details(given, TEXTS)
    assert [one["exact"] for one in stated["method"]["quotes"]] == ["councillor was shot"]
    assert [one["exact"] for one in stated["0/age"]["quotes"]] == ["Nobody was arrested"]
    assert "words" not in stated["0/age"]
    assert details_problems(stated, TEXTS, BOOK) == []


def test_words_that_no_report_has_are_a_problem_of_their_field() -> None:
    lost = {"method": {"quotes": [{**SHOT, "exact": "a bomb"}]}, "1/age": {"words": "two men"}}
    stated = anchored_details(lost, TEXTS)
    found = details_problems(stated, TEXTS, BOOK)
    assert [problem.name for problem in found] == ["method", "1/age"]
    assert "“a bomb”" in str(found[0])
    assert details_problems({"no_field": {"words": "x"}}, TEXTS, BOOK)[0].field == "no_field"


def test_a_required_field_lacks_a_value_only_for_the_reasons_that_it_lists() -> None:
    details = {"method": {"empty": "not_reported"}, "0/age": {"empty": "not_applicable"}}
    reasons = reasons_for_no_value(details)
    assert reasons == {"method": "not_reported", "0/age": "not_applicable"}
    coding: dict[str, Any] = {"case": {}, "victims": [{}]}

    def missing(book: Codebook, no_value: dict[str, str]) -> set[str]:
        return {p.name for p in book.check_coding(coding, complete=True, no_value=no_value)}

    assert missing(BOOK, {}) - missing(BOOK, reasons) == {"method"}
    # An age always applies, and the event is never silent; versions of before did not say.
    assert {"0/age", "event"} <= missing(BOOK, {**reasons, "event": "unclear"})
    before = missing(codebook.load("1.1"), reasons)
    assert "method" in before
    assert "0/age" not in before


def test_names_of_fields() -> None:
    assert split_name("0/age") == (0, "age")
    assert split_name("method") == (None, "method")
    assert split_name("x/age") == (None, "x/age")


def test_no_more_quotes_are_kept_than_a_person_takes() -> None:
    many = [{**SHOT, "start": n} for n in range(60)]
    assert len(FieldDetails.of_json({"quotes": many}).quotes) == 50
    assert replace(FieldDetails(), words="x").json == {"words": "x"}
