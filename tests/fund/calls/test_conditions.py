"""Conditions of a form: no circles, hidden answers are dropped, and never block."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.fund.applications.answer_checks import AnswerLimits, check_answers
from vigil.fund.calls.conditions import hidden_answers, steps_of, visible_fields, without_hidden
from vigil.fund.calls.form_definition import InvalidForm, answer_keys, check_fields

KINDS = ("choice", "choices", "yes", "text", "part", "note")


def field(number: int, kind: str, when: list[dict[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {"key": f"f{number}", "kind": kind, "label": {"en": f"F {number}"}}
    if kind in ("choice", "choices"):
        made["options"] = [{"key": key, "label": {"en": key}} for key in "ab"]
    if kind == "text":
        made["required"] = True
    return made | ({"when": when} if when else {})


@st.composite
def forms(draw: st.DrawFn) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for number in range(draw(st.integers(1, 9))):
        before = [one for one in found if one["kind"] in ("choice", "choices", "yes")]
        when = []
        if before and draw(st.booleans()):
            asked = draw(st.sampled_from(before))
            options = (
                ["yes"] if asked["kind"] == "yes" else draw(st.sampled_from([["a"], ["a", "b"]]))
            )
            when = [{"field": asked["key"], "is": options}]
        found.append(field(number, draw(st.sampled_from(KINDS)), when))
    return found


@st.composite
def filled(draw: st.DrawFn) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    form = draw(forms())
    values: dict[str, Any] = {}
    for one in form:
        if one["kind"] not in ("part", "note") and draw(st.booleans()):
            values[one["key"]] = {"choice": "a", "choices": ["b"], "yes": "yes"}.get(
                one["kind"], "words"
            )
    return form, values


@given(filled())
def test_what_is_hidden_is_dropped_and_never_blocks(told: tuple[Any, Any]) -> None:
    form, values = told
    check_fields(form)
    kept = without_hidden(form, values)
    shown = {key for one in visible_fields(form, values) for key in answer_keys(one)}
    assert set(kept) <= shown
    # Dropping changes nothing of what is shown, and a second time nothing at all.
    assert visible_fields(form, kept) == visible_fields(form, values)
    assert without_hidden(form, kept) == kept
    assert hidden_answers(form, kept) == []
    dropped = {one["key"] for one in hidden_answers(form, values)}
    assert dropped == set(values) - set(kept)
    limits = AnswerLimits(form, "USD", None, date(2026, 1, 1), "en")
    assert set(check_answers(limits, values, whole=True, files={}).errors) <= shown
    of_steps = [one["key"] for step in steps_of(form, values) for one in step.fields]
    assert of_steps == [one["key"] for one in visible_fields(form, values) if one["kind"] != "part"]


@given(forms(), st.data())
def test_a_condition_that_points_forwards_or_at_itself_is_refused(form: Any, data: Any) -> None:
    at = data.draw(st.integers(0, len(form) - 1))
    later = data.draw(st.integers(at, len(form) - 1))
    form[at]["when"] = [{"field": form[later]["key"], "is": ["a"]}]
    with pytest.raises(InvalidForm, match=r"field \d+ \(f"):
        check_fields(form)


def test_a_part_hides_all_that_is_in_it_and_what_depends_on_that() -> None:
    form = [
        field(0, "choice", []),
        field(1, "part", [{"field": "f0", "is": ["a"]}]),
        field(2, "yes", []),
        field(3, "part", []),
        field(4, "text", [{"field": "f2", "is": ["yes"]}]),
    ]
    values = {"f0": "b", "f2": "yes", "f4": "words"}
    assert [one["key"] for one in visible_fields(form, values)] == ["f0", "f3"]
    assert [one["key"] for one in visible_fields(form, {**values, "f0": "a"})] == [
        *("f0", "f1", "f2", "f3", "f4"),
    ]
