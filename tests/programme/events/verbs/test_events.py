"""Events: created, edited, shown, taken back, cancelled; who holds them."""

from datetime import date
from typing import Any

import pytest

from factories import UserFactory
from programme.factories import EventFactory, PartnerFactory, SessionFactory
from vigil.programme.events.models.event import State
from vigil.programme.events.verbs import events
from vigil.programme.events.verbs.events import RESERVED
from vigil.programme.models import Event, Partner
from vigil.programme.urls.public import urlpatterns
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, Role, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def host() -> User:
    return UserFactory(roles=[Role.PROGRAMME_HOST])


def create(host: User, **values: Any) -> Event:
    given = {
        "slug": "kyoto",
        "title": "Kyoto",
        "zone": "Asia/Tokyo",
        "starts_on": date(2021, 3, 11),
        "ends_on": date(2021, 3, 12),
        **values,
    }
    return events.create_event(by=host, **given)


def test_an_event_is_a_draft_until_it_is_published(host: User) -> None:
    event = create(host, city="Kyoto", country="JPN", audience_zone="Europe/Vienna")
    assert event.state == State.DRAFT
    events.publish_event(event, by=host)
    events.unpublish_event(event, by=host, why="Too early")
    event.refresh_from_db()
    assert event.state == State.DRAFT
    verbs = Decision.objects.filter(target_kind="event").order_by("pk")
    assert [d.verb for d in verbs] == ["create_event", "publish_event", "unpublish_event"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"slug": "Kyoto 2021"},
        {"slug": "registrations"},
        {"title": ""},
        {"zone": "JST"},
        {"audience_zone": "CET"},
        {"country": "XXX"},
        {"ends_on": date(2021, 3, 10)},
    ],
)
def test_what_cannot_be_is_refused(host: User, wrong: dict[str, Any]) -> None:
    with pytest.raises(NotPossible):
        create(host, **wrong)
    assert not Event.objects.exists()


def test_an_address_is_given_once(host: User) -> None:
    create(host)
    with pytest.raises(NotPossible, match="kyoto"):
        create(host)


def test_every_word_that_an_address_of_the_programme_uses_is_reserved() -> None:
    """An event by such a name could not be reached."""
    first = {str(part.pattern).partition("/")[0] for part in urlpatterns}
    words = {word for word in first if word and "<" not in word and "." not in word}
    assert words <= RESERVED


def test_editing_is_recorded_once_and_calendars_hear_of_a_title(host: User) -> None:
    event = EventFactory()
    session = SessionFactory(event=event)
    events.edit_event(event, by=host, title="Another", summary="More")
    events.edit_event(event, by=host, title="Another", summary="More")
    session.refresh_from_db()
    assert session.sequence == 1
    assert Decision.objects.get(verb="edit_event").after == {"fields": ["summary", "title"]}


@pytest.mark.parametrize("role", [None, Role.CODER, Role.EDITOR, Role.ADMINISTRATOR, Role.AUDITOR])
def test_only_a_programme_host_may(role: Role | None) -> None:
    other = UserFactory(roles=[role] if role else [])
    event, partner = EventFactory(), PartnerFactory()
    for verb in (
        lambda: create(other),
        lambda: events.edit_event(event, by=other, title="x"),
        lambda: events.cancel_event(event, by=other, why="x"),
        lambda: events.unpublish_event(event, by=other, why="x"),
        lambda: events.add_partner(event, "partner", by=other, name="x"),
        lambda: events.remove_partner(partner, by=other),
    ):
        with pytest.raises(NotAllowed):
            verb()


def test_a_partner_is_a_member_or_a_name_of_this_event(host: User) -> None:
    event = EventFactory()
    for wrong in (
        {"role": "friend", "name": "Hermanas"},
        {"role": "partner"},
        {"role": "partner", "name": "Hermanas", "session": SessionFactory()},
    ):
        with pytest.raises(NotPossible):
            events.add_partner(event, wrong.pop("role"), by=host, **wrong)
    partner = events.add_partner(event, "partner", by=host, name=" Hermanas ")
    assert partner.name == "Hermanas"
    events.remove_partner(partner, by=host)
    assert not Partner.objects.exists()
