"""Who adjudicates again finds what was chosen before, and why."""

from copy import deepcopy
from typing import Any

import pytest

from casefile.coding.test_taking_up import proposed
from casefile.coding.test_verbs import VALUES, an_open_case, coded_by, values
from factories import adjudicator, coder
from vigil.casefile.coding.verbs.adjudicating import adjudicate
from vigil.casefile.coding.verbs.verifying import verify
from vigil.casefile.models import Case
from vigil.desk.adjudication.forms import OTHER, AdjudicationForm, form_of

pytestmark = pytest.mark.django_db
BENTO = {**VALUES["victims"][0], "names": ["Bento Carvalho Nunes"], "age": {"low": 30, "high": 30}}


def chosen(form: AdjudicationForm) -> dict[str, tuple[Any, str]]:
    return {row.name: (row.value, row.reason) for row in form.rows if row.reason}


def coded_apart() -> Case:
    case, second = an_open_case(), values(method="blade", place_type="street")
    second["victims"] = [deepcopy(BENTO), deepcopy(second["victims"][0])]
    second["victims"][1]["age"] = {"low": 50, "high": 50}
    coded_by(case, (coder(), VALUES), (coder(), second))
    return Case.objects.get(pk=case.pk)


def test_nothing_is_chosen_the_first_time() -> None:
    form = form_of(coded_apart())
    assert chosen(form) == {}
    assert form.left_out == {}


def test_choices_third_values_and_who_was_left_out_come_back() -> None:
    case, by = coded_apart(), adjudicator()
    accepted = values(method="explosive", place_type="street")
    reasons = {"method": "the expert", "place_type": "the map", "0/age": "her passport"}
    left_out = {f"1/{name}": "he was not there" for name in BENTO}
    adjudicate(case, accepted, {**reasons, **left_out}, by=by)
    form = form_of(case)
    assert form.left_out == {1: "he was not there"}
    said = {name: one for name, one in chosen(form).items() if not name.startswith("1/")}
    assert said == {
        "method": ("explosive", "the expert"),
        "place_type": ("street", "the map"),
        "0/age": (VALUES["victims"][0]["age"], "her passport"),
    }
    assert next(row for row in form.rows if row.name == "method").chosen == OTHER
    assert form.values == accepted


def test_what_was_changed_since_is_among_the_choices() -> None:
    case, by = coded_apart(), adjudicator()
    accepted = values(place_type="street")
    left_out = {f"1/{name}": "he was not there" for name in BENTO}
    reasons = {"method": "two reports", "place_type": "the map", "0/age": "her passport"}
    verify(adjudicate(case, accepted, {**reasons, **left_out}, by=by), by=coder())
    verify(proposed(case, method="explosive"), by=coder())
    form = form_of(Case.objects.get(pk=case.pk))
    assert chosen(form)["method"] == ("explosive", "The judgment of the regional court")
    assert chosen(form)["place_type"] == ("street", "the map")
