"""Results of closed rounds, computed beside the pages: asked for, waited for, saved whole."""

from typing import Any

import pytest

from outlook.factories_panels import (
    Kind,
    answer_all,
    close_round,
    draft,
    fresh,
    plan,
    played,
    prepare_results,
    question,
    running,
    seat,
)
from vigil.outlook.experts.verbs import inviting_and_seating
from vigil.outlook.models import Panel, Pooled, Round, RoundFeedback, Seat
from vigil.outlook.panels import queries as panel_queries
from vigil.outlook.panels.preconditions import ROUND, one_sealed
from vigil.outlook.panels.verbs import rounds, setting_up
from vigil.outlook.results import pooling
from vigil.outlook.results import public as public_results
from vigil.outlook.results.verbs import computing, finalising_and_scoring
from vigil.outlook.results.verbs.requesting import ARGUMENTS, arguments_key
from vigil.trust.access.errors import NotPossible

pytestmark = pytest.mark.django_db


def closed(**values: Any) -> tuple[Panel, Round, list[Seat]]:
    """Close a round that all handed in; its results are asked for, and not there."""
    panel, row, seats = running(**values)
    for n, one in enumerate(seats):
        answer_all(one, n, reasons=f"Reason {n}.")
    row = rounds.close_round(row, by=panel.chair)
    panel.refresh_from_db()
    return panel, row, fresh(seats)


def test_closing_asks_for_results_which_nobody_sees_until_they_are_there() -> None:
    panel, row, seats = closed(kind="final")
    asked = panel.questions.get()
    for who in (panel.chair, seats[0].user):
        assert panel_queries.feedback(row, asked, by=who) is None
        assert panel_queries.distributions(row, asked, by=who) is None
    assert panel_queries.preview(panel, by=panel.chair) is None
    with pytest.raises(NotPossible, match="being prepared"):
        finalising_and_scoring.finalise(panel, by=panel.chair)
    assert computing.prepare() == {"prepared": 1}
    assert computing.prepare() == {"prepared": 0}
    found = panel_queries.feedback(row, asked, by=seats[0].user)
    assert found is not None
    assert len(found.arguments) == len(seats)
    assert set(Pooled.objects.values_list("run", "n")) == {(1, len(seats))}
    assert finalising_and_scoring.finalise(panel, by=panel.chair).state == Panel.State.FINAL


def test_who_is_killed_while_saving_leaves_nothing_but_the_asking(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    panel, row, _seats = closed()
    with monkeypatch.context() as patch:
        patch.setattr(pooling, "_keep_arguments", lambda *args: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            computing.prepare()
    assert not Pooled.objects.exists()
    assert not RoundFeedback.objects.exists()
    assert list(computing.waiting()) == [row]
    prepare_results()
    assert not computing.waiting().exists()
    assert panel_queries.preview(panel, by=panel.chair) is not None


def test_what_was_asked_for_anew_meanwhile_is_not_saved(monkeypatch: pytest.MonkeyPatch) -> None:
    _panel, _row, seats = closed()
    pool = pooling.pool

    def pooled_before_a_removal(asked_for: Round) -> pooling.RoundResults:
        found = pool(asked_for)
        inviting_and_seating.withdraw(seats[0], by=seats[0].user, remove=True)
        return found

    with monkeypatch.context() as patch:
        patch.setattr(pooling, "pool", pooled_before_a_removal)
        assert computing.prepare() == {"prepared": 0}
    assert not Pooled.objects.exists()
    assert computing.prepare() == {"prepared": 1}
    assert set(Pooled.objects.values_list("run", "n")) == {(2, len(seats) - 1)}


def test_one_round_that_fails_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    _panel, broken, _seats = closed()
    _panel, fine, _seats = closed()
    pool = pooling.pool
    monkeypatch.setattr(pooling, "pool", lambda row: 1 / 0 if row == broken else pool(row))
    with pytest.raises(ZeroDivisionError):
        computing.prepare()
    assert list(computing.waiting()) == [broken]
    assert fine.pooled.exists()


def test_with_the_answers_of_one_all_that_was_computed_of_them_is_removed_at_once() -> None:
    panel, row, seats = played()
    key = arguments_key(row, panel.questions.get())
    assert one_sealed(ROUND, key, ARGUMENTS) is not None
    inviting_and_seating.withdraw(seats[0], by=seats[0].user, remove=True)
    assert not Pooled.objects.exists()
    assert not RoundFeedback.objects.exists()
    assert one_sealed(ROUND, key, ARGUMENTS) is None
    prepare_results()
    found = panel_queries.feedback(row, panel.questions.get(), by=panel.chair)
    assert found is not None
    assert "Reason 0." not in {one["reasons"] for one in map(vars, found.arguments)}


def test_a_final_panel_with_seeds_is_public_once_its_weights_are_there() -> None:
    panel = draft()
    question(panel, Kind.QUANTITY, is_seed=True, realisation=15.0)
    row = plan(panel, "final")
    seats = [seat(panel) for _n in range(6)]
    panel = setting_up.open_panel(panel, by=panel.chair)
    rounds.open_round(row, by=panel.chair)
    for n, one in enumerate(fresh(seats)):
        answer_all(one, n)
    close_round(row, by=panel.chair)
    panel.refresh_from_db()
    finalising_and_scoring.finalise(panel, by=panel.chair)
    assert public_results.published(Panel.objects.get(pk=panel.pk)) is None
    assert not public_results.published_panels().exists()
    prepare_results()
    assert public_results.published(Panel.objects.get(pk=panel.pk)) is not None
    assert [one.pk for one in public_results.published_panels()] == [panel.pk]


def test_without_seeds_it_is_public_at_once() -> None:
    panel, _row, _seats = played(kind="final")
    finalising_and_scoring.finalise(panel, by=panel.chair)
    assert public_results.published_panels().exists()
