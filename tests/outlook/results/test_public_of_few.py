"""What everybody is told of a panel, and that no answer can be worked out of it."""

import json

import pytest
from django.test import Client

from outlook.factories_panels import Kind, answer_all, close_round, finalise, running
from vigil.outlook.models import Panel, Pooled, Scored
from vigil.outlook.results.public import published
from vigil.outlook.results.verbs import finalising_and_scoring
from vigil.outlook.sources.figures import figures_of_question

pytestmark = pytest.mark.django_db
KINDS = tuple(Kind.values)


def final(experts: int, kinds: tuple[str, ...] = KINDS) -> Panel:
    """Make a final panel of so many experts, of whom three are enough."""
    panel, row, seats = running(kinds, experts, "final", smallest=3, smallest_why="Few know.")
    for n, one in enumerate(seats):
        answer_all(one, n)
    close_round(row, by=panel.chair)
    panel.refresh_from_db()
    return finalise(panel, by=panel.chair)


@pytest.mark.parametrize("experts", [3, 4])
def test_of_few_experts_one_number_is_told_and_nothing_beside_it(experts: int) -> None:
    panel = final(experts)
    told = published(panel)
    assert told is not None
    values = {
        "score": {"median"}, "quantity": {"q05", "q50", "q95"}, "probability": {"probability"},
        "trajectory": {"median"}, "drivers": {"median"}, "efficacy": {"median"},
    }  # fmt: skip
    for one in told.questions:
        cells = [result.cell for result in one.results]
        assert one.results
        assert len(cells) == len(set(cells))  # by one method alone
        for result in one.results:
            assert set(result.value) == values[one.question.kind]
            assert (result.spread, result.agreement, result.shift) == ({}, None, None)
        for make in figures_of_question(told, one).values():
            assert make().rows
    page = Client().get(f"/outlook/results/{panel.uid}/").content.decode()
    assert "The spread would reveal single answers" in page
    sent = json.loads(Client().get(f"/api/v1/outlook/panels/{panel.uid}").content)
    assert {one["n"] for asked in sent["questions"] for one in asked["results"]} == {experts}


def test_of_five_experts_all_is_told_with_the_digits_that_a_judgement_bears() -> None:
    panel = final(5, (Kind.PROBABILITY,))
    pooled = Pooled.objects.get(method="log_odds")
    told = published(panel)
    assert told is not None
    shown = {one.method: one for one in told.questions[0].results}
    assert set(shown) == {"log_odds", "mean", "median"}
    assert shown["log_odds"].value == {"probability": round(pooled.value["probability"], 2)}
    assert shown["log_odds"].value != pooled.value
    assert shown["log_odds"].shift is not None
    sent = Client().get(f"/outlook/results/{panel.uid}.csv")
    assert str(pooled.value["probability"])[:6] not in sent.content.decode()


def test_the_score_of_a_pooled_answer_is_that_of_the_number_that_is_told() -> None:
    panel = final(5, (Kind.PROBABILITY,))
    question = panel.questions.get()
    finalising_and_scoring.resolve_question(
        question, 1, panel.final_at.date(), "A report.", by=panel.chair
    )  # type: ignore[union-attr]
    value = Pooled.objects.get(method="log_odds").value["probability"]
    score = Scored.objects.get(seat=None, measure="brier").value
    assert score == pytest.approx((1 - round(value, 2)) ** 2)
    assert score != pytest.approx((1 - value) ** 2)
