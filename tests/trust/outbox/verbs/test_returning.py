"""Letters that came back."""

import pytest

from factories import UserFactory
from trust.outbox.reports import report
from vigil.trust.models import Decision, Letter, Role
from vigil.trust.outbox.return_reports import ReturnReport, read_return_report
from vigil.trust.outbox.verbs.letters import release_letter, write_letter
from vigil.trust.outbox.verbs.returning import note_return

pytestmark = pytest.mark.django_db
State = Letter.State


def letter(state: str, trouble: str = "") -> Letter:
    made = write_letter(
        "casilda@hermanas.example",
        Letter.Subject.ANSWER,
        "The name is gone.",
        kind="answer",
        by=None,
        decides=False,
        language="en",
    )
    Letter.objects.filter(pk=made.pk).update(state=state, trouble=trouble)
    return made


def came_back(one: Letter, **values: str) -> ReturnReport:
    read = read_return_report(report(one.uid, **values))
    assert read is not None
    return read


def test_a_letter_that_came_back_says_why_and_can_be_sent_again() -> None:
    one = letter(State.SENT)
    assert note_return(came_back(one)) == one
    one.refresh_from_db()
    assert (one.state, one.cause, one.needs_person) == (State.RETURNED, "address", True)
    assert note_return(came_back(one)) == one
    assert Decision.objects.filter(verb="note_return", target_key=one.uid).count() == 1
    release_letter(one, by=UserFactory(roles=[Role.ADJUDICATOR]))
    one.refresh_from_db()
    assert (one.state, one.cause) == (State.CAPTURED, "")


@pytest.mark.parametrize(
    ("state", "trouble", "returns"),
    [
        (State.SENDING, "", True),
        (State.FAILED, "unsure", True),
        (State.FAILED, "refused", False),
        (State.WAITING, "", False),
        (State.RELEASED, "", False),
        (State.DISCARDED, "", False),
    ],
)
def test_only_what_was_handed_over_comes_back(state: str, trouble: str, returns: bool) -> None:
    one = letter(state, trouble)
    assert (note_return(came_back(one)) is not None) is returns
    one.refresh_from_db()
    assert one.state == (State.RETURNED if returns else state)


def test_a_delay_and_an_unknown_letter_change_nothing() -> None:
    one = letter(State.SENT)
    assert note_return(came_back(one, action="delayed")) is None
    assert note_return(ReturnReport(("f" * 32,), True, Letter.Cause.ADDRESS)) is None
    one.refresh_from_db()
    assert one.state == State.SENT
