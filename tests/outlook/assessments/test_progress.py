"""The board of progress: who is how far by country, and nothing of what anybody answered."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from outlook import factories_assessments as factories
from outlook import factories_panels as panels
from vigil.outlook.assessments.people.verbs.conflicts import state_conflict
from vigil.outlook.assessments.progress import progress_of
from vigil.outlook.models import Round, Seat
from vigil.outlook.panels.preconditions import asked_of
from vigil.outlook.panels.verbs import rounds, setting_up
from vigil.trust.access.errors import NotAllowed

pytestmark = pytest.mark.django_db


def test_it_counts_who_is_how_far_and_where_there_are_too_few(
    django_assert_max_num_queries: Callable[..., Any],
) -> None:
    made = factories.assessment()
    panel = made.panels.get(region="Andes")
    done, begun, idle = (factories.seat(panel, places=["COL", "ECU"]) for _n in range(3))
    factories.seat(panel, terms=["cocaine"])
    panels.inviting_and_seating.invite(panel, panels.expert(), by=panel.chair)
    state_conflict(made, idle.user, by=made.director, places=["ECU"], terms=["cocaine"])
    panels.plan(panel)
    setting_up.open_panel(panel, by=panel.chair)
    row = rounds.open_round(panel.rounds.get(), by=panel.chair)
    for asked in asked_of(panels.fresh([done])[0]):
        panels.answer(done, asked)
    panels.answering.hand_in(done, by=done.user)
    panels.answer(begun, panel.questions.get(place="COL", market="cocaine"))
    with django_assert_max_num_queries(14):
        andes, balkans = progress_of(made, by=made.director)
    assert vars(andes.counts) == {
        "invited": 1, "asked": 4, "begun": 1, "handed_in": 1, "late": 0,
    }  # fmt: skip
    by = {one.code: one for one in andes.places}
    # Of Colombia's terms one is asked of all five, and two of those without the one on cocaine.
    found = {code: (one.counts.asked, one.counts.begun, one.fewest) for code, one in by.items()}
    assert found == {"COL": (4, 1, 4), "ECU": (4, 0, 4), "PER": (1, 0, 1)}
    assert by["COL"].fewest_in == 1
    assert (andes.too_few, balkans.too_few, balkans.round) == (3, 2, None)
    Round.objects.filter(pk=row.pk).update(closes_at=timezone.now() - timedelta(hours=1))
    [own] = progress_of(made, by=panel.chair)
    assert own.counts.late == 3
    assert {seat.pk for seat in own.late} == set(
        Seat.objects.filter(panel=panel, state="seated")
        .exclude(pk=done.pk)
        .values_list("pk", flat=True)
    )
    with pytest.raises(NotAllowed):
        progress_of(made, by=panels.chair())
    with pytest.raises(NotAllowed):
        progress_of(made, by=done.user)
