"""More time: granted by the amendment, refused with words, answered once."""

from datetime import timedelta

import pytest

from fund.factories import a_grant, officer, party
from vigil.fund.extensions import verbs
from vigil.fund.grants.verbs import amending_and_closing
from vigil.fund.models import Amendment, Grant
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.models import Letter, Level

pytestmark = pytest.mark.django_db


@pytest.fixture
def grant() -> Grant:
    made: Grant = a_grant(of=party(Level.HIDDEN, contact_by="email", contact="a@example.org"))
    return made


def test_a_request_is_granted_by_the_amendment_and_read_by_the_grantee(grant: Grant) -> None:
    by, until = officer(), grant.ends_on + timedelta(days=40)
    row = verbs.ask(grant, until, "Rain.")
    verbs.grant_request(row, by=by, why="The roads are closed.", answer="Take care.")
    grant.refresh_from_db()
    row.refresh_from_db()
    assert (grant.ends_on, row.state, row.answered_by) == (until, "granted", by)
    assert Amendment.objects.get(kind="extension").by == by
    assert verbs.read_answer(row) == "Take care."
    assert Letter.objects.get().state == Letter.State.WAITING
    for act in (
        lambda: verbs.take_back(row),
        lambda: verbs.refuse_request(row, "No.", by=by),
        lambda: verbs.grant_request(row, by=by, why="Again."),
    ):
        with pytest.raises(NotPossible):
            act()


def test_a_refusal_needs_words_and_changes_no_day(grant: Grant) -> None:
    by, ends = officer(), grant.ends_on
    row = verbs.ask(grant, ends + timedelta(days=40), "Rain.")
    with pytest.raises(Unfit):
        verbs.refuse_request(row, " ", by=by)
    verbs.refuse_request(row, "The donor’s year ends. Write to us.", by=by)
    grant.refresh_from_db()
    assert grant.ends_on == ends
    assert verbs.ask(grant, ends + timedelta(days=9), "A week.").state == "waiting"


def test_none_is_asked_for_when_nothing_runs(grant: Grant) -> None:
    amending_and_closing.end_early(grant, by=officer(), why="They moved.")
    with pytest.raises(NotPossible):
        verbs.ask(grant, grant.ends_on + timedelta(days=40), "Rain.")
