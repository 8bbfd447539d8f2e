"""A call's form as data: what is wrong with it is said by its place."""

from copy import deepcopy
from typing import Any

import pytest

from fund.applicants import FORM
from fund.factories import FORM as SIMPLE
from fund.factories import RUBRIC
from vigil.fund.calls.answers_in_words import displayed_answers
from vigil.fund.calls.form_definition import (
    InvalidForm,
    check_eligibility,
    check_form,
    check_rubric,
    in_language,
    split_identity_from_answers,
)
from vigil.fund.calls.verbs import EXAMPLE_FILES, example_call


def test_what_is_right_is_taken() -> None:
    check_form(FORM)
    check_form(SIMPLE)
    check_rubric(RUBRIC)
    check_eligibility([{"en": "I am 18."}, {"key": "b", "label": {"es": "Sí."}}])


@pytest.mark.parametrize("kind", EXAMPLE_FILES)
def test_the_examples_are_right_and_in_five_languages(kind: str) -> None:
    example = example_call(kind)
    check_form(example["form"])
    check_rubric(example["rubric"])
    check_eligibility(example["eligibility"])
    labels = [one["label"] for part in ("form", "rubric", "eligibility") for one in example[part]]
    assert {frozenset(one) for one in (*labels, example["title"], example["summary"])} == {
        frozenset({"en", "es", "fr", "pt", "ar"})
    }


@pytest.mark.parametrize(
    ("at", "change", "names"),
    [
        (0, {"kind": "colour"}, "field 1 (who)"),
        (0, {"key": "Who?"}, "field 1"),
        (0, {"key": "do"}, "field 1 (do)"),
        (0, {"identity": False}, "It reveals who applies"),
        (1, {"label": {}}, "field 2 (what)"),
        (1, {"label": {"en": ""}}, "field 2 (what)"),
        (1, {"label": {"not a code": "x"}}, "field 2 (what)"),
        (1, {"most": "many"}, "field 2 (what)"),
        (1, {"most": 10**6}, "field 2 (what)"),
        (1, {"required": "yes"}, "field 2 (what)"),
        (1, {"key": "who"}, "“who” is there twice"),
        (1, {"kind": "money"}, "one field asks for an amount"),
        (1, {"colour": "red"}, "“colour” is not known"),
        (2, {"currency": "USD"}, "field 3 (amount)"),
        (3, {"options": []}, "field 4 (begins)"),
        (5, {"options": [{"key": "a", "label": {"en": "A"}}]}, "field 6 (with)"),
        (5, {"options": [{"key": "a", "label": {"en": "A"}}] * 2}, "“a” is there twice"),
    ],
)
def test_what_is_wrong_is_named(at: int, change: dict[str, Any], names: str) -> None:
    form = deepcopy(FORM)
    form[at] |= change
    with pytest.raises(InvalidForm) as error:
        check_form(form)
    assert names in str(error.value)


@pytest.mark.parametrize("form", [None, "text", {}, [], [1], [{}], [FORM[0]] * 70])
def test_what_is_no_form_is_refused(form: object) -> None:
    with pytest.raises(InvalidForm):
        check_form(form)


@pytest.mark.parametrize(
    "change", [{"points": 0}, {"points": "5"}, {"weight": -1}, {"label": None}, {"x": 1}]
)
def test_a_wrong_rubric_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(InvalidForm, match="criterion 1"):
        check_rubric([{**RUBRIC[0], **change}])


def test_a_text_falls_back_to_english_and_then_to_any() -> None:
    assert in_language({"en": "a", "es": "b"}, "es-MX").text == "b"
    assert in_language({"en": "a", "es": "b"}, "fr").lang == "en"
    assert in_language({"ar": "c"}, "fr").lang == "ar"


def test_who_applies_is_kept_apart() -> None:
    identity, answers = split_identity_from_answers(
        FORM, {"who": "W", "what": "A", "with": ["school"], "other": "x"}
    )
    assert identity == {"who": "W"}
    assert answers == {"what": "A", "with": ["school"]}


def test_answers_are_shown_in_words() -> None:
    lines = displayed_answers(FORM, {"who": "W", "with": ["school", "church"]}, "en")
    assert [(str(one.label), one.text) for one in lines] == [
        ("Your name", "W"),
        ("With whom", "A school; A church"),
    ]
