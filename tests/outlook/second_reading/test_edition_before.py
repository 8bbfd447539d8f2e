"""The edition before: compared where nothing was broken since, and never with the index."""

from typing import Any

import pytest

from desk.conftest import signed_in
from outlook import factories_assessments as assessments
from outlook import factories_panels as panels
from vigil.outlook.models import Assessment, Panel, Round
from vigil.outlook.panels.verbs import rounds, setting_up
from vigil.outlook.second_reading.edition_before import edition_before
from vigil.outlook.second_reading.queries import second_reading
from vigil.outlook.second_reading.unusual import Measure

pytestmark = pytest.mark.django_db
PLACES = ("COL", "ECU", "PER", "BOL", "CHL", "ARG")
TERMS = (("markets", "cocaine"),)


def scores(panel: Panel, **of: float) -> dict[int, list[float]]:
    """Let all agree on 5 everywhere, but where something else is given."""
    rows = panel.questions.values_list("pk", "place")
    return {key: [of.get(place, 5.0)] * 5 for key, place in rows}


def edition(name: str) -> Panel:
    made = assessments.assessment(TERMS, {"Andes": PLACES}, edition=name)
    return made.panels.get()


@pytest.fixture
def before() -> Panel:
    """Make the final panel of 2025."""
    panel = edition("2025")
    return assessments.final_region(panel, scores(panel), experts=5, edition="2025")


def following(before: Panel, **changes: Any) -> Panel:
    """Make the panel of 2027 after its first round: in one country the score rose by 3."""
    panel = edition("2027")
    breaks = changes.pop("term_breaks", [])
    Assessment.objects.filter(pk=panel.assessment_id).update(breaks=breaks)
    Panel.objects.filter(pk=panel.pk).update(follows=before)
    panel = Panel.objects.get(pk=panel.pk)
    row = panels.plan(panel)
    panels.plan(panel, Round.Kind.FINAL)
    seats = [assessments.seat(panel) for _n in range(5)]
    panel = setting_up.open_panel(panel, by=panel.chair)
    rounds.open_round(row, by=panel.chair)
    assessments.answer_cells(row, seats, scores(panel, PER=8.0))
    panels.close_round(row, by=panel.chair)
    Panel.objects.filter(pk=panel.pk).update(**changes)
    return Panel.objects.select_related("follows", "assessment", "chair").get(pk=panel.pk)


def test_an_unusual_change_is_listed_in_plain_words(before: Panel) -> None:
    panel = following(before)
    reading = second_reading(panel, by=panel.chair)
    assert reading is not None
    [one] = reading.unusual
    assert {finding.measure for finding in one.findings} == {Measure.EDITION, Measure.NEIGHBOURS}
    page = signed_in(panel.chair).get(f"/desk/outlook/second-reading/{panel.uid}/?by=edition")
    text = page.content.decode()
    assert "Changed by +3 points since" in text
    assert "for this term usually 0 points" in text


@pytest.mark.parametrize(
    "change", ["bands", pytest.param("wording", marks=pytest.mark.tail("the same as thresholds"))]
)
def test_a_term_that_is_asked_otherwise_is_not_compared(before: Panel, change: str) -> None:
    broken = [{"list": "markets", "code": "cocaine", "change": change}]
    found = edition_before(following(before, term_breaks=broken))
    assert found.values == {}
    assert len(found.breaks) == 1


@pytest.mark.tail("the tests of trajectories, and the other breaks here")
def test_another_version_of_the_list_is_not_compared(before: Panel) -> None:
    broken = {"what": "taxonomy", "list": "markets", "before": "1.0", "after": "2.0"}
    found = edition_before(following(before, breaks=[broken]))
    assert found.values == {}
    assert "version" in found.breaks[0]


@pytest.mark.tail("cells of final panels are tested daily")
def test_what_is_not_public_any_more_is_not_compared(before: Panel) -> None:
    panel = following(before)
    Panel.objects.filter(pk=before.pk).update(withheld=[1])
    panel.follows = Panel.objects.get(pk=before.pk)
    assert edition_before(panel).values == {}
