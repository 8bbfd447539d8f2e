"""One reason opens one's set: each opening is logged, what is hidden stays hidden, and it ends."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from fund.factories import application, call, officer, reviewer
from vigil.fund.models import Call, Conflict, ReadingReason, Review
from vigil.fund.parties.verbs import sealing
from vigil.fund.reviews.verbs import reading, reviewing, stating_conflicts
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, User

pytestmark = pytest.mark.django_db


def a_set(of: Call, n: int = 2, who: User | None = None) -> list[Review]:
    """Give a reviewer some applications of a call, with answers."""
    who, found = who or reviewer(), []
    for _n in range(n):
        row = application(call=of)
        for field, said in {"answers": {"what": "A radio"}, "identity": {"who": "Ana"}}.items():
            sealing.write(row.party, "application", row.uid, field, json.dumps(said), by=None)
        found.append(reviewing.assign(row, who, by=officer()))
    return found


def test_one_reason_opens_each_application_and_each_opening_is_logged_with_it() -> None:
    made = call()
    mine = a_set(made)
    who = mine[0].reviewer
    with pytest.raises(NotPossible):
        reading.open_in_set(mine[0].application, by=who)
    reading.state_reason(made, "  to review the second round ", by=who)
    for one in mine:
        opened = reading.open_in_set(one.application, by=who)
        assert opened.answers == {"what": "A radio"}
        assert opened.identity is None
        told = Decision.objects.get(verb="open_sealed", target_key=one.application.uid, actor=who)
        assert told.why == "to review the second round"


def test_it_holds_for_one_call_one_person_and_eight_hours() -> None:
    made = call()
    mine, elsewhere, others = a_set(made), a_set(call()), a_set(made)
    who = mine[0].reviewer
    reading.state_reason(made, "to review", by=who)
    assert reading.reason_in_force(elsewhere[0].application.call, who) == ""
    assert reading.reason_in_force(made, others[0].reviewer) == ""
    with pytest.raises((NotAllowed, NotPossible)):
        reading.open_in_set(others[0].application, by=who)
    assert reading.reason_ends_at(made, who) is not None
    ReadingReason.objects.update(stated_at=timezone.now() - timedelta(hours=8, seconds=1))
    assert reading.reason_ends_at(made, who) is None
    with pytest.raises(NotPossible):
        reading.open_in_set(mine[0].application, by=who)


def test_who_neither_reviews_nor_works_there_states_none() -> None:
    made = call()
    a_set(made)
    with pytest.raises(NotAllowed):
        reading.state_reason(made, "curious", by=reviewer())
    with pytest.raises(NotPossible):
        reading.state_reason(made, "  ", by=officer())
    assert reading.state_reason(made, "to decide", by=officer()).why == "to decide"


def test_conflicts_are_stated_before_anything_is_read() -> None:
    made = call()
    mine = a_set(made, n=3)
    who = mine[0].reviewer
    assert stating_conflicts.state_conflicts(made, [mine[0].uid, mine[2].uid], by=who) == 2
    assert Conflict.objects.filter(user=who).count() == 2
    assert not Decision.objects.filter(verb="open_sealed", actor=who).exists()
    states = [Review.objects.get(pk=one.pk).state for one in mine]
    assert states == ["declined", "assigned", "declined"]
    for wrong in ([], [mine[0].uid], [mine[1].uid, mine[0].uid]):
        with pytest.raises(NotPossible):
            stating_conflicts.state_conflicts(made, wrong, by=who)
    assert Review.objects.get(pk=mine[1].pk).state == "assigned"
