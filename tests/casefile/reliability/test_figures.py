"""Figures of agreement: counted by hand, apart by group, silent where they are too few."""

import datetime
from typing import Any

import pytest

from vigil.casefile.models import Coding
from vigil.casefile.reliability.drift import LAST_CASES, LAST_UNITS
from vigil.casefile.reliability.figures import LEAST, figures_of
from vigil.casefile.reliability.units import CodedCase, coded_cases

START = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


def coding(case: int, coder: int, prefilled: bool = False, **fields: Any) -> Coding:
    person = {name: fields.pop(name) for name in ("age", "gender") if name in fields}
    one = Coding(
        case_id=case, coder_id=coder, values={"case": fields, "victims": [person] if person else []}
    )
    one.submitted_at = START + datetime.timedelta(days=case)
    one.prefilled = prefilled
    return one


def together(*codings: Coding, language: str = "es") -> list[CodedCase]:
    return list(coded_cases(codings, {one.case_id: [language] for one in codings}))


def methods(pairs: list[tuple[str | None, str | None]], **more: Any) -> list[Coding]:
    return [
        coding(case, coder, method=value, **more)
        for case, values in enumerate(pairs)
        for coder, value in zip((7, 8), values, strict=True)
    ]


def test_the_published_binary_example_by_way_of_codings() -> None:
    """Example A of Krippendorff 2011: alpha .0952."""
    one, other = "0100000010", "1110010000"
    words = {"0": "firearm", "1": "blade"}
    pairs = [(words[a], words[b]) for a, b in zip(one, other, strict=True)]
    found = figures_of(together(*methods(pairs)))
    figure = found["fields"]["method"]["independent"]
    assert (figure["n"], figure["alpha"], figure["alike"]) == (10, 0.0952, 0.6)
    assert figure["confusion"] == [
        ["blade", "blade", 1],
        ["blade", "firearm", 4],
        ["firearm", "firearm", 5],
    ]
    assert found["by"]["pair"]["7-8"]["method"]["independent"]["alpha"] == 0.0952
    assert found["by"]["language"]["es"]["method"]["independent"]["n"] == 10
    assert list(found["by"]["month"]) == ["2026-01"]


def test_codings_that_both_began_from_the_machine_stand_apart() -> None:
    blind = methods([("firearm", "blade")] * LEAST)
    machine = [
        coding(100 + case, coder, prefilled=True, method="firearm" if case else "poison")
        for case in range(LEAST)
        for coder in (7, 8)
    ]
    one_saw = [coding(200, 7, prefilled=True, method="fire"), coding(200, 8, method="fire")]
    figure = figures_of(together(*blind, *machine, *one_saw))["fields"]["method"]
    assert figure["independent"]["n"] == LEAST + 1
    assert figure["independent"]["alpha"] < 0.5
    assert (figure["prefilled"]["n"], figure["prefilled"]["alpha"]) == (LEAST, 1.0)


def test_too_few_units_have_a_number_and_no_figure() -> None:
    figure = figures_of(together(*methods([("firearm", "blade")] * (LEAST - 1))))
    assert figure["fields"]["method"]["independent"] == {
        "n": LEAST - 1,
        "one_empty": 0,
        "confusion": [["blade", "firearm", LEAST - 1]],
    }


def test_what_one_coder_left_empty_is_not_judged_and_is_counted() -> None:
    pairs: list[tuple[str | None, str | None]] = [("firearm", "firearm")] * LEAST
    figure = figures_of(together(*methods([*pairs, ("fire", None), (None, None)])))
    told = figure["fields"]["method"]["independent"]
    assert (told["n"], told["one_empty"], told["reason"]) == (LEAST, 1, "no_variation")


def test_ages_are_an_interval_and_the_link_to_organised_crime_is_ordered() -> None:
    near = [
        coding(case, coder, age={"low": 20 + case, "high": 20 + case + coder}, gender="male")
        for case in range(LEAST)
        for coder in (0, 1)
    ]
    fields = figures_of(together(*near))["fields"]
    assert fields["age"]["level"] == "interval"
    assert 0.9 < fields["age"]["independent"]["alpha"] < 1
    assert fields["organised_crime_link"]["level"] == "ordinal"
    assert "occupation" not in fields
    links = ["suspected", "credibly_alleged"] * LEAST
    off = [
        coding(case, coder, organised_crime_link="unclear" if coder and not case else value)
        for case, value in enumerate(links)
        for coder in (0, 1)
    ]
    link = figures_of(together(*off))["fields"]["organised_crime_link"]["independent"]
    assert (link["n"], link["one_empty"], link["alpha"]) == (2 * LEAST - 1, 1, 1.0)


def test_why_a_field_is_empty_is_an_answer() -> None:
    silent = methods([(None, None)] * LEAST)
    for one in silent:
        kind = "not_reported" if one.coder_id == 7 or one.case_id else "unclear"
        one.details = {"method": {"empty": kind}}
    told = figures_of(together(*silent))["fields"]["method"]["independent"]
    assert told["n"] == LEAST
    assert ["empty:not_reported", "empty:unclear", 1] in told["confusion"]


@pytest.mark.parametrize("worse", [True, False])
def test_drift_is_warned_of_where_the_interval_excludes_none(worse: bool) -> None:
    values = ("firearm", "blade", "poison")
    codings = []
    for case in range(LAST_UNITS * 3):
        late = case >= LAST_UNITS * 2
        for coder in (7, 8):
            apart = coder == 8 and case % (2 if late and worse else 10) == 0
            shown = values[(case + apart) % 3]
            codings.append(coding(case, coder, method=shown, event="killing"))
    drift = figures_of(together(*codings))["drift"]
    fields = [one["field"] for one in drift if "field" in one]
    assert fields == (["method"] if worse else [])
    coders = {one["coder"]: one for one in drift if "coder" in one}
    assert set(coders) == ({7, 8} if worse else set())
    if worse:
        assert coders[7]["last"] == LAST_CASES
        assert coders[7]["high"] < 0
