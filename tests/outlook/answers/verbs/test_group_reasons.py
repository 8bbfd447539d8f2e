"""Reasons for a group of cells: versions, conflicts, and nobody sees whether there are any."""

from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from outlook import factories_panels as factories
from outlook.answers.test_country_views import open_round
from vigil.outlook.answers.verbs.cells import Words
from vigil.outlook.answers.verbs.group_reasons import OutdatedReasons, save_group_reason
from vigil.outlook.experts.verbs import inviting_and_seating
from vigil.outlook.models import GroupReasonVersion, Quote, Round
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, Sealed

pytestmark = pytest.mark.django_db


def test_each_save_is_a_version_and_an_older_one_overwrites_nothing() -> None:
    _panel, _row, seats = open_round()
    one = seats[0]
    first = {"by": one.user, "nonce": "a"}
    assert save_group_reason(one, "COL", "markets", Words("By sea."), **first) == 1
    assert save_group_reason(one, "COL", "markets", Words("By sea."), **first) == 1
    with pytest.raises(OutdatedReasons) as caught:
        save_group_reason(one, "COL", "markets", Words("By air."), by=one.user, nonce="b")
    assert caught.value.kept.words.reasons == "By sea."
    assert save_group_reason(one, "COL", "markets", Words("By air."), by=one.user, base=1) == 2
    assert GroupReasonVersion.objects.count() == 2
    for place, listed in (("ALB", ""), ("COL", "actors")):
        with pytest.raises(NotPossible):
            save_group_reason(one, place, listed, Words("X"), by=one.user)
    with pytest.raises(NotAllowed):
        save_group_reason(one, "COL", "", Words("X"), by=seats[1].user)


def traces(words: Words | None) -> list[Any]:
    """Return what log and vault hold after an expert saved; None: an answer in place of a group."""
    with transaction.atomic():
        panel, _row, seats = open_round()
        start = Decision.objects.count()
        if words is None:
            factories.answer(seats[0], base=0)
        else:
            save_group_reason(seats[0], "COL", "markets", words, by=seats[0].user)
        factories.answering.hand_in(seats[0], by=seats[0].user)
        decisions = Decision.objects.order_by("pk")[start:]
        sealed = Sealed.objects.order_by("pk").values_list("subject_kind", "field")
        shown: list[Any] = [(one.verb, one.target_kind, one.after) for one in decisions]
        shown += [*sealed, panel.seats.count()]
        transaction.set_rollback(True)
    return shown


def test_nobody_can_tell_whether_there_are_words_or_a_group_at_all() -> None:
    some, none, answer = traces(Words("By sea.", "A report.", True)), traces(Words()), traces(None)
    assert some == none == answer
    assert ("save_answer", "panel_seat", {}) in some


def test_reasons_for_a_group_are_quoted_once_with_consent() -> None:
    panel, row, seats = open_round(experts=6)
    Round.objects.filter(pk=row.pk).update(kind=Round.Kind.FINAL)
    panel.rounds.filter(number=2).delete()
    for one in seats:
        inviting_and_seating.choose(one, by=one.user, quotable=True)
        factories.answer_all(one)
    save_group_reason(seats[0], "COL", "markets", Words("By sea.", "", True), by=seats[0].user)
    save_group_reason(seats[1], "COL", "", Words("By air.", "", False), by=seats[1].user)
    for one in seats[:2]:
        factories.answering.hand_in(one, by=one.user)
    Round.objects.filter(pk=row.pk).update(closes_at=timezone.now())
    factories.close_round(Round.objects.get(pk=row.pk), by=panel.chair)
    panel.refresh_from_db()
    factories.finalise(panel, by=panel.chair)
    assert [one.text for one in Quote.objects.all()] == ["By sea."]
    inviting_and_seating.choose(seats[0], by=seats[0].user, quotable=False)
    assert not Quote.objects.exists()
