"""Applying for a slot: a deadline with its zone, what was sent and answered, the number later."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from factories import UserFactory
from programme.recording_factories import a_session, host
from vigil.programme.models import Session, SlotApplication
from vigil.programme.slot_applications import verbs as slot_applications
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Role, User

pytestmark = pytest.mark.django_db
State = SlotApplication.State
CONGRESS = "14th United Nations Congress on Crime Prevention and Criminal Justice"


@pytest.fixture
def by() -> User:
    return host()


def applied(by: User, **values: object) -> SlotApplication:
    session, _part = a_session()
    return slot_applications.write_application(session, by=by, **{"congress": CONGRESS, **values})  # type: ignore[arg-type]


def test_it_is_written_sent_and_answered(by: User) -> None:
    row = applied(by, agenda_item="Item 4", limits="Six speakers", cosponsors="Italy")
    with pytest.raises(NotPossible, match="first that the application was sent"):
        slot_applications.answer_application(row, accepted=True, by=by)
    row = slot_applications.send_application(row, by=by)
    assert (row.state, row.sent_on) == (State.SENT, timezone.localdate())
    with pytest.raises(NotPossible, match="sent already"):
        slot_applications.send_application(row, by=by)
    row = slot_applications.answer_application(row, accepted=False, by=by)
    assert row.state == State.REFUSED
    row = slot_applications.answer_application(row, accepted=True, by=by)
    assert row.state == State.ACCEPTED
    assert Session.objects.get().number is None
    slot_applications.answer_application(row, accepted=True, number=166, by=by)
    assert Session.objects.get().number == 166


def test_writing_again_changes_the_one_there_is(by: User) -> None:
    row = applied(by, limits="Six speakers")
    again = slot_applications.write_application(row.session, by=by, cosponsors="Italy")
    assert again.pk == row.pk
    assert (again.limits, again.cosponsors, again.congress) == ("Six speakers", "Italy", CONGRESS)


def test_a_deadline_is_an_instant_in_its_zone(by: User) -> None:
    row = applied(by, deadline=datetime(2020, 11, 1, 23, 59), deadline_zone="Europe/Vienna")
    row.refresh_from_db()
    assert slot_applications.deadline_of(row) == datetime(2020, 11, 1, 22, 59, tzinfo=UTC)
    # Clocks in Vienna show 02:30 twice on 25 October 2020: who keeps to the first is in time.
    row = applied(by, deadline=datetime(2020, 10, 25, 2, 30), deadline_zone="Europe/Vienna")
    assert slot_applications.deadline_of(row) == datetime(2020, 10, 25, 0, 30, tzinfo=UTC)
    row = slot_applications.write_application(row.session, by=by)
    assert slot_applications.deadline_of(row) is None


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"congress": " "}, "which congress"),
        ({"deadline": datetime(2020, 11, 1, 23, 59)}, "needs both"),
        ({"deadline_zone": "Europe/Vienna"}, "needs both"),
        ({"deadline": datetime(2020, 11, 1), "deadline_zone": "CET"}, "no time zone"),
        ({"deadline": datetime(2021, 3, 28, 2, 30), "deadline_zone": "Europe/Vienna"}, "No clock"),
    ],
)
def test_what_is_wrong_is_said(by: User, values: dict[str, object], said: str) -> None:
    with pytest.raises(NotPossible, match=said):
        applied(by, **values)
    assert not SlotApplication.objects.exists()


def test_nothing_happened_on_a_day_that_is_yet_to_come(by: User) -> None:
    with pytest.raises(NotPossible, match="yet to come"):
        slot_applications.send_application(
            applied(by), by=by, on=timezone.localdate() + timedelta(days=2)
        )


@pytest.mark.parametrize("role", [Role.ADJUDICATOR, Role.CODER, Role.EDITOR])
def test_others_may_not(by: User, role: Role) -> None:
    row, other = applied(by), UserFactory(roles=[role])
    for attempt in (
        lambda: slot_applications.write_application(row.session, by=other),
        lambda: slot_applications.send_application(row, by=other),
        lambda: slot_applications.answer_application(row, accepted=True, by=other),
    ):
        with pytest.raises(NotAllowed):
            attempt()
