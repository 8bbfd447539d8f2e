"""Final panels: seeds known, weights of those who agreed, what came true and how good it was."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from outlook.factories_panels import (
    Kind,
    answer_all,
    chair,
    close_round,
    draft,
    finalise,
    fresh,
    plan,
    played,
    question,
    running,
    seat,
    wall,
)
from vigil.outlook.experts.verbs import inviting_and_seating
from vigil.outlook.models import Panel, Performance, Pooled, Round, Scored, Seat
from vigil.outlook.panels import queries as panel_queries
from vigil.outlook.panels.verbs import rounds, setting_up
from vigil.outlook.questions import verbs as question_verbs
from vigil.outlook.results import pooling
from vigil.outlook.results import public as public_results
from vigil.outlook.results import queries as result_queries
from vigil.outlook.results import tables as result_tables
from vigil.outlook.results.verbs import finalising_and_scoring
from vigil.trust.access.errors import NotAllowed, NotPossible, Unfit

pytestmark = pytest.mark.django_db
PAST = date(2026, 1, 5)


def seeded(agreeing: int = 6) -> tuple[Panel, list[Seat]]:
    """Play a panel with weights: ten seeds of which the first experts are nearer the truth."""
    panel = draft((Kind.QUANTITY,), pooling="performance")
    for n in range(10):
        question(panel, Kind.QUANTITY, is_seed=True, realisation=15.0 + n)
    row = plan(panel, "final")
    seats = [seat(panel, weights_agreed=n < agreeing) for n in range(6)]
    panel = setting_up.open_panel(panel, by=panel.chair)
    rounds.open_round(row, by=panel.chair)
    for n, one in enumerate(fresh(seats)):
        answer_all(one, n)
    close_round(row, by=panel.chair)
    panel.refresh_from_db()
    return finalise(panel, by=panel.chair), fresh(seats)


def test_weights_come_from_the_seeds_and_stand_beside_equal_ones() -> None:
    panel, seats = seeded()
    done = list(Performance.objects.all())
    assert [one.seeds for one in done] == [10] * 6
    assert sum(one.weight or 0.0 for one in done) == pytest.approx(1)
    methods = {one.method for one in panel_queries.results(panel, by=panel.chair)}
    assert {"linear", "linear_weighted", "quantile_mean_weighted"} <= methods
    seeds = panel.questions.filter(is_seed=True)
    assert [one.resolution for one in seeds] == [15.0 + n for n in range(10)]
    assert not any(question_verbs.has_realisation(one) for one in seeds)
    mine = result_queries.performance(seats[0], by=seats[0].user)
    assert mine is not None
    assert mine.seat == seats[0]
    for other in (panel.chair, seats[1].user):
        with pytest.raises(NotAllowed):
            result_queries.performance(seats[0], by=other)
        with pytest.raises(NotAllowed):
            result_queries.own_scores(seats[0], by=other)


def test_who_did_not_agree_has_no_weight() -> None:
    panel, seats = seeded(agreeing=4)
    weights = {one.seat_id: one.weight for one in Performance.objects.all()}
    assert [weights[one.pk] is None for one in seats] == [False] * 4 + [True] * 2
    weighted = [
        one
        for one in panel_queries.results(panel, by=panel.chair)
        if one.method == "linear_weighted"
    ]
    assert weighted
    assert all(one.n <= 4 for one in weighted)


@pytest.mark.parametrize(
    ("shares", "shown"),
    [((0.6, 0.1, 0.1, 0.1, 0.05, 0.05), False), ((0.4, 0.2, 0.1, 0.1, 0.1, 0.1), True)],
)
def test_a_weighted_number_that_would_be_one_experts_answer_is_not_public(
    shares: tuple[float, ...], shown: bool
) -> None:
    panel, row, seats = running((Kind.QUANTITY,), kind="final")
    for n, one in enumerate(seats):
        answer_all(one, n)
    row = close_round(row, by=panel.chair)
    weights = {s.pk: w for s, w in zip(seats, shares, strict=True)}
    Pooled.objects.bulk_create(pooling.pool_weighted(row, weights))
    panel.refresh_from_db()
    told = public_results.published(finalise(panel, by=panel.chair))
    assert told is not None
    methods = {one.method for one in told.questions[0].results}
    assert "quantile_median" in methods
    assert ("quantile_median_weighted" in methods) is shown
    weighted = row.pooled.get(method="quantile_median_weighted")
    assert result_tables.result_row_for_chair(panel, weighted).hidden is not shown


def test_without_anybody_who_agrees_there_are_equal_weights_alone() -> None:
    panel, _seats = seeded(agreeing=0)
    methods = {one.method for one in panel_queries.results(panel, by=panel.chair)}
    assert not any("weighted" in method for method in methods)


def test_a_panel_is_final_once_closed_and_nobody_has_more_time() -> None:
    panel, row, seats = running(kind="final")
    with pytest.raises(NotPossible):
        finalise(panel, by=panel.chair)
    for one in seats[1:]:
        answer_all(one)
    inviting_and_seating.extend(seats[0], row, wall(9), by=panel.chair)
    Round.objects.filter(pk=row.pk).update(closes_at=timezone.now() - timedelta(minutes=1))
    close_round(row, by=panel.chair)
    with pytest.raises(NotPossible, match="more time"):
        finalise(panel, by=panel.chair)
    answer_all(fresh(seats)[0])
    with pytest.raises(NotAllowed):
        finalise(panel, by=chair())
    assert finalise(panel, by=panel.chair).state == Panel.State.FINAL


def test_what_came_true_is_scored_for_each_alone_and_for_what_was_pooled() -> None:
    panel, _row, seats = played((Kind.PROBABILITY, Kind.QUANTITY), kind="final")
    event, amount = panel.questions.all()
    with pytest.raises(NotPossible):
        finalising_and_scoring.resolve_question(event, 1, PAST, "The register.", by=panel.chair)
    finalise(panel, by=panel.chair)
    finalising_and_scoring.resolve_question(event, 1, PAST, "The register.", by=panel.chair)
    finalising_and_scoring.resolve_question(amount, 22, PAST, "The register.", by=panel.chair)
    mine = {one.measure: one.value for one in result_queries.own_scores(seats[3], by=seats[3].user)}
    assert mine["brier"] == pytest.approx(0.36)  # (1 - 0.4) squared
    assert mine["log"] == pytest.approx(0.916, abs=0.001)  # -ln 0.4
    assert mine["interval"] == pytest.approx(30)  # 13 to 43, and 22 lies within
    panel.refresh_from_db()
    pooled = {one.measure for one in public_results.pooled_scores(panel)}
    assert pooled == {"brier", "log", "pinball", "interval"}
    finalising_and_scoring.resolve_question(event, 0, PAST, "Corrected.", by=panel.chair)
    mine = {one.measure: one.value for one in result_queries.own_scores(seats[3], by=seats[3].user)}
    assert mine["brier"] == pytest.approx(0.16)
    assert Scored.objects.filter(question=event).count() == 14


def test_what_cannot_have_come_true_is_refused() -> None:
    panel, _row, _seats = played((Kind.PROBABILITY, Kind.SCORE), kind="final")
    panel = finalise(panel, by=panel.chair)
    event, score = panel.questions.all()
    for value, on, source in (
        (0.5, PAST, "The register."),
        (1, timezone.localdate() + timedelta(days=2), "The register."),
        (1, PAST, " "),
    ):
        with pytest.raises(Unfit):
            finalising_and_scoring.resolve_question(event, value, on, source, by=panel.chair)
    with pytest.raises(NotPossible):
        finalising_and_scoring.resolve_question(score, 5, PAST, "Nobody.", by=panel.chair)
    with pytest.raises(NotAllowed):
        finalising_and_scoring.resolve_question(event, 1, PAST, "The register.", by=chair())
