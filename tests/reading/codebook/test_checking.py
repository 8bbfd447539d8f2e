"""Values and codings held against the codebook."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.reading import codebook
from vigil.reading.codebook import InvalidValue

BOOK = codebook.current()

GOOD: list[tuple[str, object]] = [
    ("event", "killing"),
    ("organised_crime_basis", "A court found so in 2012."),
    ("date_of_attack", {"value": "2019-03-08", "precision": "day"}),
    ("date_of_attack", {"value": "2019-03-05/2019-03-08", "precision": "range"}),
    ("date_of_attack", {"value": "2019-03~", "precision": "month"}),
    ("date_of_attack", {"value": None, "precision": "unknown"}),
    ("place", {"name": "A town", "country": "MEX", "precision": "town"}),
    ("place", {"country": "XKX", "lat": 42.0, "lon": 21, "precision": "country"}),
    ("place", {"name": None, "lat": None, "lon": None, "geonames_id": None}),
    ("weapons", ["9 mm pistol"]),
    ("weapons", []),
    ("contract_signs", ["payment", "go_between"]),
    ("names", ["Ana Uno", "آنا"]),
    ("age", 0),
    ("age", {"low": 34, "high": 36}),
    ("number_killed", {"low": 0, "best": 5, "high": 6}),
    ("group_size", {"low": 4, "best": 4, "high": 4}),
    ("judicial_year", 1992),
    ("price_paid", {"amount": 16500, "currency": "AUD"}),
    ("price_paid", {"amount": 0.5, "currency": "ITL"}),
    ("perpetrators", [{"name": "two men", "kind": "unknown", "status": "as_reported"}]),
    ("perpetrators", [{"name": "a former official"}]),
]

BAD: list[tuple[str, object, str]] = [
    ("no_such", "x", "no such field"),
    ("event", "murder", "'murder' is none of: killing, attempt, prevented"),
    ("event", ["killing"], "none of"),
    ("event", None, "none of"),
    ("group_size", 4, "must have the parts"),
    ("group_size", {"low": 0, "best": 1, "high": 2}, "low: 0 is below 1"),
    ("group_size", {"low": 4, "best": None, "high": 5}, "best: None is not a whole number"),
    ("number_killed", {"low": 4, "best": 3, "high": 5}, "the best number 3 is not between"),
    ("organised_crime_basis", "  ", "not empty"),
    ("organised_crime_basis", 3, "must be a text"),
    ("date_of_attack", "2019-03-08", "must have the parts"),
    ("date_of_attack", {"value": "8 March", "precision": "day"}, "is not a date"),
    ("date_of_attack", {"value": "2019-03", "precision": "day"}, "precision month"),
    ("date_of_attack", {"value": "2019-03"}, "precision month"),
    ("date_of_attack", {"value": "2019-03", "precision": "week"}, "'week' is none of"),
    ("date_of_attack", {"value": None, "precision": "day"}, "precision unknown"),
    ("date_of_attack", {"value": 2019, "precision": "year"}, "value: 2019 is not a text"),
    ("date_of_attack", {"day": 1}, "day: no such part"),
    ("place", {"country": "MX"}, "country: 'MX'"),
    ("place", {"country": "ZZZ"}, "country: 'ZZZ'"),
    ("place", {"lat": 91, "lon": 0}, "lat: 91 is not on the globe"),
    ("place", {"lat": 1, "lon": float("nan")}, "lon: nan"),
    ("place", {"lat": 1}, "together"),
    ("place", {"lat": "1", "lon": "2"}, "lat: '1' is not a number"),
    ("place", {"precision": "village"}, "precision: 'village'"),
    ("place", {"name": ""}, "name: must be a text"),
    ("place", {"city": "A town"}, "city: no such part"),
    ("place", {"geonames_id": "12"}, "geonames_id"),
    ("place", "A town", "must have the parts"),
    ("weapons", "pistol", "must be a list"),
    ("weapons", ["pistol", ""], "entry 2: must be a text"),
    ("weapons", ["pistol", "pistol"], "entry 2: 'pistol' is given twice"),
    ("contract_signs", ["rumour"], "entry 1: 'rumour' is none of"),
    ("age", -1, "below 0"),
    ("age", 121, "above 120"),
    ("age", True, "not a number"),
    ("age", 34.5, "not a whole number"),
    ("age", "34", "not a whole number"),
    ("age", {"low": 36, "high": 34}, "above the high end"),
    ("age", {"low": 36}, "high: None is not a whole number"),
    ("age", {"low": 3, "high": 130}, "high: 130 is above 120"),
    ("judicial_year", {"low": 1990, "high": 1992}, "not a whole number"),
    ("price_paid", {"amount": -5, "currency": "USD"}, "amount: -5 is below 0"),
    ("price_paid", {"amount": 5, "currency": "$"}, "currency: '$'"),
    ("price_paid", {"amount": 5}, "currency: None"),
    ("price_paid", {"amount": float("inf"), "currency": "USD"}, "amount: inf"),
    ("price_paid", 500, "must have the parts"),
    ("perpetrators", [{"kind": "person"}], "entry 1: must be a text"),
    ("perpetrators", [{"name": "x", "status": "guilty"}], "status: 'guilty'"),
    ("perpetrators", ["x"], "entry 1: must have the parts"),
]


@pytest.mark.parametrize(("field", "value"), GOOD)
def test_allowed(field: str, value: object) -> None:
    BOOK.check(field, value)


@pytest.mark.parametrize(("field", "value", "reason"), BAD)
def test_refused_with_field_and_reason(field: str, value: object, reason: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        BOOK.check(field, value)
    assert caught.value.field == field
    assert reason in caught.value.reason
    assert str(caught.value) == f"{field}: {caught.value.reason}"
    # Its parts are kept, so that a screen can say it in another language.
    reason_ = caught.value.reason
    assert reason_ == (reason_.template % reason_.values if reason_.values else reason_.template)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(list(BOOK.fields)), anything)
def test_any_json_is_allowed_or_refused(field: str, value: object) -> None:
    """Whatever a form or a file sends, the answer is yes or InvalidValue, never a crash."""
    refused: str | None = None
    try:
        BOOK.check(field, value)
    except InvalidValue as error:
        refused = error.field
    assert refused in (None, field)


def coding(**case: Any) -> dict[str, Any]:
    """A complete coding that the codebook accepts, with parts replaced; None takes one away."""
    whole: dict[str, Any] = {
        "specific_target": "yes",
        "specific_target_evidence": "Called by name (report 1).",
        "contract_or_reward": "unclear",
        "event": "killing",
        "date_of_attack": {"value": "2019-03-08", "precision": "day"},
        "place": {"name": "A town", "country": "COL", "precision": "town"},
        "method": "firearm",
        "organised_crime_link": "suspected",
        "organised_crime_basis": "Colleagues say so; no grounds are given.",
    }
    return {"case": {**whole, **case}, "victims": [person()]}


def person(**values: Any) -> dict[str, Any]:
    whole = {
        "names": ["Ana Uno"],
        "gender": "female",
        "outcome": "killed",
        "role": "target",
        "target_category": "journalist",
    }
    return {**whole, **values}


def problems(values: dict[str, Any], complete: bool = True) -> list[str]:
    return [str(problem) for problem in BOOK.check_coding(values, complete=complete)]


def test_a_complete_coding_passes() -> None:
    assert problems(coding()) == []


def test_desk_fields_stand_with_the_case() -> None:
    assert problems(coding(perpetrators=[{"name": "two men"}])) == []


def test_a_draft_may_be_empty_and_a_complete_coding_not() -> None:
    empty: dict[str, Any] = {"case": {}, "victims": [{}]}
    assert problems(empty, complete=False) == []
    required = {f.id for f in BOOK.at("case") if f.required}
    required |= {f"0/{f.id}" for f in BOOK.at("victim") if f.required}
    missing = BOOK.check_coding(empty, complete=True)
    assert {p.name for p in missing if p.reason == "must be given"} == required
    assert {"event", "0/outcome", "specific_target"} <= required


def test_none_is_not_given() -> None:
    assert problems(coding(method=None)) == ["method: must be given"]
    assert problems(coding(motive=None)) == []


def test_a_draft_is_still_checked() -> None:
    values = {"case": {"method": "gun"}, "victims": [{}, {"age": -1}]}
    assert problems(values, complete=False) == [
        "method: 'gun' is none of: " + ", ".join(BOOK.fields["method"].values),
        "1/age: -1 is below 0",
    ]


def test_fields_stand_where_they_belong() -> None:
    values = coding(gender="female")
    values["victims"][0]["method"] = "blade"
    assert [p.split(":")[0] for p in problems(values)] == ["gender", "0/method"]


@pytest.mark.parametrize(
    "values", [{}, {"case": []}, {"case": {}, "victims": {}}, {"case": {}, "victims": [3]}]
)
def test_a_thing_that_is_no_coding(values: dict[str, Any]) -> None:
    assert len(BOOK.check_coding(values, complete=False)) == 1


@pytest.mark.parametrize(
    ("case", "outcome", "found"),
    [
        ({"event": "killing"}, "injured", "event"),
        ({"event": "attempt"}, "killed", "0/outcome"),
        ({"event": "prevented"}, "injured", "0/outcome"),
        ({"specific_target_evidence": None}, "killed", "specific_target_evidence"),
        ({"contract_or_reward": "yes"}, "killed", "contract_or_reward_evidence"),
        ({"organised_crime_basis": None}, "killed", "organised_crime_basis"),
        ({"impunity": "partial"}, "killed", "impunity_as_of"),
        (
            {"date_of_death": {"value": "2019-03-07", "precision": "day"}},
            "killed",
            "date_of_death",
        ),
    ],
)
def test_what_contradicts_itself(case: dict[str, Any], outcome: str, found: str) -> None:
    values = coding(**case)
    values["victims"] = [person(outcome=outcome)]
    assert [p.split(":")[0] for p in problems(values)] == [found]
    assert problems(values, complete=False) == []


@pytest.mark.parametrize(
    ("case", "outcome"),
    [
        ({"event": "attempt"}, "injured"),
        ({"event": "prevented"}, "unhurt"),
        ({"specific_target": "unclear", "specific_target_evidence": None}, "killed"),
        ({"organised_crime_link": "unclear", "organised_crime_basis": None}, "killed"),
        ({"impunity": "no_information"}, "killed"),
        ({"date_of_death": {"value": "2019-03", "precision": "month"}}, "killed"),
        ({"date_of_death": {"value": None, "precision": "unknown"}}, "killed"),
    ],
)
def test_what_does_not(case: dict[str, Any], outcome: str) -> None:
    values = coding(**case)
    values["victims"] = [person(outcome=outcome)]
    assert problems(values) == []


def test_one_dead_person_is_enough_for_a_killing() -> None:
    values = coding()
    values["victims"] = [person(outcome="unhurt"), person(role="caught_in_crossfire")]
    assert problems(values) == []
