"""Reminders: one letter a person for all regions, three at most, none to who wants none."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from outlook import factories_assessments as factories
from outlook import factories_panels as panels
from vigil.outlook.experts.verbs import reminding
from vigil.outlook.models import Assessment, PanelReminder, Round, Seat
from vigil.outlook.panels.verbs import rounds, setting_up
from vigil.trust.models import Letter, User

pytestmark = pytest.mark.django_db


def opened() -> tuple[Assessment, User]:
    """Make an assessment of two regions with open rounds, and an expert who sits in both."""
    made, user = factories.assessment(), panels.expert()
    for panel in made.panels.all():
        seat = factories.seat(panel, user=user)
        Seat.objects.filter(pk=seat.pk).update(language="es")
        panels.plan(panel, days=30)
        setting_up.open_panel(panel, by=panel.chair)
        rounds.open_round(panel.rounds.get(), by=panel.chair)
    return made, user


def due_in(days: float) -> None:
    """Let every round close in so many days."""
    now = timezone.now()
    Round.objects.update(opens_at=now - timedelta(days=4), closes_at=now + timedelta(days=days))


def letters(user: User) -> list[Letter]:
    """Return the reminders that somebody got."""
    return list(Letter.objects.filter(to_user=user, subject=Letter.Subject.REMINDER))


def test_somebody_in_several_regions_gets_one_letter_in_their_language(
    django_assert_max_num_queries: Callable[..., Any],
) -> None:
    _made, user = opened()
    due_in(2)
    assert reminding.remind().as_dict() == {"reminders": 1, "failed": 0}
    [letter] = letters(user)
    assert letter.language == "es"
    assert PanelReminder.objects.count() == 2
    with django_assert_max_num_queries(6):
        assert reminding.remind().reminders == 0


def test_nobody_gets_more_than_three_even_if_the_deadline_moves() -> None:
    made, user = opened()
    for days in (6.5, 2.5, 0.5):
        due_in(days)
        reminding.remind()
    assert len(letters(user)) == 3
    for panel in made.panels.all():
        setting_up.move_deadline(panel.rounds.get(), panels.wall(2), by=panel.chair)
    reminding.remind()
    assert len(letters(user)) == 3


def test_reminders_stop_for_who_handed_in_left_or_wants_none() -> None:
    made, user = opened()
    first, second = Seat.objects.filter(user=user)
    panels.answering.hand_in(first, by=user)
    panels.inviting_and_seating.withdraw(second, by=user)
    due_in(2)
    assert reminding.remind().reminders == 0
    other = factories.seat(made.panels.get(region="Andes"))
    assert reminding.stop_reminders(other.user, by=other.user) == 1
    assert reminding.remind().reminders == 0
    assert reminding.stop_reminders(other.user, by=user) == 0
    reminding.stop_reminders(other.user, by=other.user, stop=False)
    assert reminding.remind().reminders == 1
