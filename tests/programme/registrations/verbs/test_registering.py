"""Registering without an account: places, the waiting list, one letter, being forgotten."""

import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.utils import timezone
from icalendar import Calendar
from pytest_django.fixtures import Settings

from factories import UserFactory
from programme.factories import EventFactory
from programme.registration_factories import (
    NAME,
    WHO,
    moved_to,
    registered,
    session_in,
    text_of,
    token_in,
)
from vigil.programme.events.models.event import State as SessionState
from vigil.programme.models import EventRegistration, Registration, Session
from vigil.programme.registrations import links
from vigil.programme.registrations.verbs.changing import add_to_registration, change_wishes
from vigil.programme.registrations.verbs.deciding import approve, entered, mark_came, refuse
from vigil.programme.registrations.verbs.host_codes import NoSuchCode, import_codes
from vigil.programme.registrations.verbs.registering import (
    A_DAY,
    LETTERS_A_DAY,
    register,
)
from vigil.programme.registrations.verbs.withdrawing import (
    forget_when_over,
    move_up,
    withdraw,
    withdraw_person,
)
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, Letter, LetterFile, RequestCount, Role, Sealed, User
from vigil.trust.public_forms import tickets
from vigil.trust.public_forms.tickets import ReserveReached
from vigil.trust.requests.verbs import TooManyLetters
from vigil.trust.vault.digests import identifier_digest
from vigil.trust.vault.verbs.sealing import sealed_for

pytestmark = pytest.mark.django_db
State, Registering = Registration.State, Session.Registering


@pytest.fixture
def host() -> User:
    return UserFactory(roles=[Role.PROGRAMME_HOST])


def states(session: Session) -> list[str]:
    return list(session.registrations.order_by("pk").values_list("state", flat=True))


def kept_of(person: EventRegistration) -> set[str]:
    return {one.field for one in sealed_for("registration", person.uid)}


def test_who_registers_leaves_the_reserve_of_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tickets, "free_bytes", lambda: tickets.reserve() - 1)
    with pytest.raises(ReserveReached):
        register([session_in(3000)], WHO)
    assert not Registration.objects.exists()


# What is kept


def test_who_registered_stands_in_the_vault_and_nowhere_else() -> None:
    session = session_in(3000)
    needs = "A way in without steps."
    register([session], WHO, name=NAME, needs=needs, follow_up=True, network="203.0.113.9")
    (made,) = Registration.objects.all()
    people = EventRegistration.objects.all()
    rows = [made, *people, *Letter.objects.all(), *Decision.objects.all()]
    rows += RequestCount.objects.all()
    kept = " ".join(str(type(row).objects.filter(pk=row.pk).values().get()) for row in rows)
    for word in (WHO, NAME, needs, "203.0.113.9"):
        assert word not in kept
    assert kept_of(made.event_registration) == {"address", "name", "needs"}


def test_of_the_link_only_a_digest_is_kept_once_the_letter_is_gone() -> None:
    session = session_in(3000)
    register([session], WHO)
    (made,) = Registration.objects.all()
    token = token_in(Letter.objects.get())
    assert links.registration_by(token) == made.event_registration
    row = str(EventRegistration.objects.values().get())
    assert token not in row
    assert links.digest_of(token) in row


def test_the_letter_of_who_has_a_place_brings_the_calendar_file() -> None:
    register([session_in(3000)], WHO)
    letter = Letter.objects.get()
    (file,) = letter.files.all()
    assert (file.name, file.media_type) == ("date.ics", "text/calendar")
    assert bytes(file.content).startswith(b"BEGIN:VCALENDAR")
    assert letter.subject == Letter.Subject.MESSAGE
    assert not letter.decides
    assert WHO not in text_of(letter)


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_the_letter_is_in_the_language_of_the_page(language: str) -> None:
    register([session_in(3000)], WHO, language=language)
    letter = Letter.objects.get()
    assert letter.language == language
    prefix = "" if language == "en" else f"/{language}"
    assert f"{prefix}/programme/registration/" in text_of(letter)


@pytest.mark.parametrize(
    "address", ["nobody", "", "a@b.example\nBcc: c@d.example", "a b@c.example"]
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(NotPossible):
        register([session_in(60)], address)
    assert not Registration.objects.exists()


@pytest.mark.parametrize(
    "make",
    [
        lambda: session_in(60, registering=Registering.NONE),
        lambda: session_in(-200),
        lambda: session_in(60, state=SessionState.CANCELLED),
        lambda: session_in(60, state=SessionState.DRAFT),
    ],
    ids=["none", "over", "cancelled", "draft"],
)
def test_nobody_registers_for_what_is_not_open(make: Callable[[], Session]) -> None:
    with pytest.raises(NotPossible):
        register([make()], WHO)
    assert not Registration.objects.exists()
    assert not Letter.objects.exists()


# Twice, and by whom


def test_registering_again_sends_the_same_link_and_changes_nothing() -> None:
    session = session_in(3000)
    register([session], WHO, name=NAME)
    register([session], f"  {WHO.upper()} ", name="Somebody Else")
    assert states(session) == [State.CONFIRMED]
    again, first = Letter.objects.order_by("-pk")
    assert token_in(again) == token_in(first)
    assert not again.files.exists()
    (made,) = Registration.objects.all()
    assert Sealed.objects.filter(subject_key=made.uid).count() == 2


def test_a_stranger_makes_us_write_only_so_many_letters_a_day() -> None:
    session = session_in(3000)
    for _ in range(LETTERS_A_DAY + 4):
        register([session], WHO)
    assert Letter.objects.count() == LETTERS_A_DAY
    Letter.objects.update(created_at=timezone.now() - timedelta(days=2))
    register([session], WHO)
    assert Letter.objects.count() == LETTERS_A_DAY + 1


@pytest.mark.parametrize("state", [State.REFUSED, State.WAITING, State.FULL, State.CONFIRMED])
def test_the_letter_that_is_sent_again_says_nothing_of_the_state(state: str) -> None:
    session = session_in(3000)
    registered(session, state)
    register([session], WHO)
    letter = Letter.objects.get()
    assert "There is a registration with it already" in text_of(letter)


def test_one_network_registers_only_so_often_and_is_not_kept() -> None:
    session = session_in(3000)
    for n in range(A_DAY):
        register([session], f"person{n}@hermanas.example", network="203.0.113.9")
    with pytest.raises(TooManyLetters):
        register([session], WHO, network="203.0.113.9")
    register([session], WHO, network="203.0.113.10")
    assert session.registrations.count() == A_DAY + 1


# Several sessions of an event


def test_who_registers_for_three_sessions_gets_one_letter_one_link_one_file() -> None:
    event = EventFactory()
    sessions = [session_in(3000 + 100 * n, event=event, title=f"Part {n}") for n in range(3)]
    Session.objects.filter(pk=sessions[1].pk).update(registering=Registering.APPROVAL)
    register(sessions, WHO)
    (person,) = EventRegistration.objects.all()
    assert [row.state for row in person.registrations.order_by("session__starts_at")] == [
        *(State.CONFIRMED, State.WAITING, State.CONFIRMED)
    ]
    letter = Letter.objects.get()
    text = text_of(letter)
    assert all(f"Part {n}" in text for n in range(3))
    assert text.count("/programme/registration/") == 1
    assert text.count("This session waits for approval.") == 1
    (file,) = letter.files.all()
    titles = {str(one["SUMMARY"]) for one in Calendar.from_ical(file.content).walk("VEVENT")}
    assert titles == {"Part 0", "Part 2"}


def test_an_address_has_one_link_within_an_event() -> None:
    event = EventFactory()
    first, second = session_in(3000, event=event), session_in(3200, event=event)
    register([first], WHO)
    register([first, second], WHO.upper(), name="Somebody Else", zone="Europe/Vienna")
    assert states(first) == states(second) == [State.CONFIRMED]
    (person,) = EventRegistration.objects.all()
    assert person.zone == ""
    assert kept_of(person) == {"address"}
    one, other = Letter.objects.all()
    assert token_in(one) == token_in(other)
    register([session_in(3000)], WHO)  # of another event
    assert EventRegistration.objects.count() == 2


def test_nobody_registers_for_some_of_what_they_chose() -> None:
    event = EventFactory()
    sessions = [session_in(3000, event=event), session_in(-300, event=event, title="The first")]
    with pytest.raises(NotPossible, match="The first: This session is over"):
        register(sessions, WHO)
    assert not Registration.objects.exists()


def test_who_withdraws_from_one_session_keeps_the_others() -> None:
    event = EventFactory()
    first, second = session_in(3000, event=event, capacity=1), session_in(3200, event=event)
    register([first, second], WHO)
    register([first], "next@hermanas.example")
    token = token_in(Letter.objects.earliest("pk"))
    withdraw(first.registrations.earliest("pk"))
    assert states(first) == [State.WITHDRAWN, State.CONFIRMED]
    person = links.registration_by(token)
    assert person is not None
    assert kept_of(person) == {"address"}
    register([first], WHO)  # anew: the place is gone
    assert states(first) == [State.WITHDRAWN, State.CONFIRMED, State.FULL]
    withdraw_person(person)
    assert states(second) == [State.WITHDRAWN]
    assert links.registration_by(token) is None
    assert kept_of(person) == set()
    withdraw_person(person)


def test_a_link_works_until_after_the_last_session() -> None:
    event = EventFactory()
    first, second = session_in(-200, event=event), session_in(3000, event=event)
    row = registered(first)
    registered(second)
    moved_to(first, -60 * 24 * 31)
    assert links.link_expires_at(row.event_registration) == links.expires_at(second)
    assert not forget_when_over(row.event_registration)


def test_of_an_address_that_is_kept_for_a_session_the_link_is_sent_again() -> None:
    """Registrations from before events had any: their digests are of their sessions."""
    event = EventFactory()
    first, second = session_in(3000, event=event), session_in(3200, event=event)
    row = registered(first)
    digest = identifier_digest(f"registration {first.uid} {WHO}")  # as it was made then
    EventRegistration.objects.update(digest_session=first, address_digest=digest)
    register([first], WHO)
    assert "There is a registration with it already" in text_of(Letter.objects.get())
    register([first, second], WHO)
    assert EventRegistration.objects.get() == row.event_registration
    assert states(first) == states(second) == [State.CONFIRMED]
    register([first], "other@hermanas.example")
    assert EventRegistration.objects.count() == 2


def test_sessions_are_added_by_the_link_and_wishes_changed() -> None:
    event = EventFactory()
    first, second = session_in(3000, event=event), session_in(3200, event=event)
    register([first], WHO, needs="Steps")
    person = EventRegistration.objects.get()
    add_to_registration(person, [second], {})
    assert states(second) == [State.CONFIRMED]
    assert Letter.objects.count() == 2
    add_to_registration(person, [second], {})
    assert states(second) == [State.CONFIRMED]
    change_wishes(person, language="es", zone="America/Bogota", needs="", forget_needs=True)
    person.refresh_from_db()
    assert (person.language, person.zone) == ("es", "America/Bogota")
    assert kept_of(person) == {"address"}
    withdraw_person(person)
    with pytest.raises(NotPossible):
        add_to_registration(person, [first], {})
    with pytest.raises(NotPossible):
        change_wishes(person, language="es", zone="", needs="Sign language")
    assert not Sealed.objects.exists()


# Codes


def test_with_codes_the_answer_tells_nothing_of_the_address(host: User) -> None:
    session = session_in(3000, registering=Registering.CODES)
    import_codes(session, "KYOTO-0001\nKYOTO-0002", by=host)
    register([session], WHO, codes={session.pk: "kyoto 0001"})
    for address in (WHO, "other@hermanas.example"):
        with pytest.raises(NoSuchCode):
            register([session], address, codes={session.pk: "KYOTO-9999"})
        # Used: answered as any other.
        register([session], address, codes={session.pk: "KYOTO-0001"})
    assert states(session) == [State.CONFIRMED]
    assert Letter.objects.count() == 2  # the confirmation, and the link again to the same address
    register([session], WHO, codes={session.pk: "KYOTO-0002"})
    assert session.codes.exclude(used_by=None).count() == 1


# Places


def test_who_comes_when_all_places_are_taken_waits_and_moves_up() -> None:
    session = session_in(3000, capacity=1)
    for n in range(3):
        register([session], f"person{n}@hermanas.example")
    assert states(session) == [State.CONFIRMED, State.FULL, State.FULL]
    assert not LetterFile.objects.exclude(
        letter__about_key=session.registrations.earliest("pk").uid
    )
    withdraw(session.registrations.earliest("pk"))
    assert states(session) == [State.WITHDRAWN, State.CONFIRMED, State.FULL]
    placed = Letter.objects.latest("pk")
    assert "A place is free" in text_of(placed)
    assert placed.files.count() == 1


def test_nobody_is_kept_from_withdrawing_where_our_address_is_unknown(settings: Settings) -> None:
    session = session_in(3000, capacity=1)
    for n in range(2):
        register([session], f"person{n}@hermanas.example")
    settings.VIGIL_SITE_IS_NAMED, settings.ALLOWED_HOSTS = False, ["vigil.example"]
    withdraw(session.registrations.earliest("pk"))
    assert states(session) == [State.WITHDRAWN, State.FULL]
    with pytest.raises(NotPossible, match="sets VIGIL_SITE"):
        register([session], "another@hermanas.example")
    settings.VIGIL_SITE_IS_NAMED = True
    assert move_up(session) == 1


def test_a_new_one_does_not_pass_who_waits_already() -> None:
    session = session_in(3000, capacity=1)
    register([session], "a@hermanas.example")
    register([session], "b@hermanas.example")
    Session.objects.filter(pk=session.pk).update(capacity=2)
    register([session], "c@hermanas.example")
    assert states(session) == [State.CONFIRMED, State.FULL, State.FULL]
    assert move_up(session) == 1
    assert states(session) == [State.CONFIRMED, State.CONFIRMED, State.FULL]
    assert move_up(session) == 0


def test_nobody_moves_up_into_what_does_not_take_place() -> None:
    session = session_in(3000, capacity=1)
    registered(session, State.FULL)
    Session.objects.update(state=SessionState.CANCELLED)
    assert move_up(session) == 0


def all_at_once(acts: list[Callable[[], object]]) -> None:
    """Do all of this at the same moment, each in a connection of its own."""
    start = threading.Barrier(len(acts))

    def do(act: Callable[[], object]) -> None:
        start.wait(10)
        try:
            act()
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
def test_many_who_come_at_once_share_the_places() -> None:
    session = session_in(3000, capacity=3)
    addresses = [f"person{n}@hermanas.example" for n in range(8)]
    all_at_once([partial(register, [session], address) for address in addresses])
    assert sorted(states(session)) == [State.CONFIRMED] * 3 + [State.FULL] * 5


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
def test_many_who_are_approved_at_once_share_the_places(host: User) -> None:
    session = session_in(3000, capacity=3, registering=Registering.APPROVAL)
    addresses = [f"person{n}@hermanas.example" for n in range(8)]
    rows = [registered(session, State.WAITING, address) for address in addresses]
    all_at_once([partial(approve, row, by=host) for row in rows])
    assert sorted(states(session)) == [State.CONFIRMED] * 3 + [State.FULL] * 5


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
def test_one_address_that_comes_at_once_for_several_sessions_has_one_link() -> None:
    event = EventFactory()
    sessions = [session_in(3000 + n, event=event) for n in range(4)]
    all_at_once([partial(register, [session], WHO) for session in sessions])
    assert EventRegistration.objects.count() == 1
    assert [states(one) for one in sessions] == [[State.CONFIRMED]] * 4


# Deciding


def test_who_is_approved_has_a_place_as_long_as_there_is_one(host: User) -> None:
    session = session_in(3000, registering=Registering.APPROVAL, capacity=1)
    for n in range(2):
        register([session], f"person{n}@hermanas.example")
    assert states(session) == [State.WAITING, State.WAITING]
    for row in session.registrations.order_by("pk"):
        approve(row, by=host)
    assert states(session) == [State.CONFIRMED, State.FULL]
    with pytest.raises(NotPossible):
        approve(session.registrations.earliest("pk"), by=host)


def test_the_letter_of_a_refusal_waits_for_a_person(host: User) -> None:
    session = session_in(3000, registering=Registering.APPROVAL)
    register([session], WHO)
    row = refuse(session.registrations.get(), "The room is for delegates.", by=host)
    letter = Letter.objects.latest("pk")
    assert row.state == State.REFUSED
    assert letter.decides
    assert letter.state == Letter.State.WAITING
    assert "The room is for delegates." in text_of(letter)
    assert "delegates" not in str(list(Decision.objects.values()))
    assert "@" not in letter.addressee


def test_only_the_host_side_decides() -> None:
    row = registered(session_in(3000), State.WAITING)
    nobody = UserFactory(roles=[Role.ADMINISTRATOR, Role.ADJUDICATOR, Role.AUDITOR])
    for act in (approve, refuse):
        with pytest.raises(NotAllowed):
            act(row, by=nobody)
    with pytest.raises(NotAllowed):
        mark_came(row, True, by=nobody)


def test_who_came_is_noted_once(host: User) -> None:
    row = registered(session_in(0))
    entered(row)
    row.refresh_from_db()
    first = row.came_at
    entered(row)
    mark_came(row, True, by=host)
    row.refresh_from_db()
    assert row.came_at == first is not None
    assert mark_came(row, False, by=host).came_at is None
    with pytest.raises(NotPossible):
        mark_came(registered(row.session, State.FULL, "b@hermanas.example"), True, by=host)


# Being forgotten


def test_who_withdraws_is_forgotten_and_still_counted() -> None:
    session = session_in(3000)
    register([session], WHO, name=NAME, zone="Europe/Vienna", follow_up=True)
    letter = Letter.objects.get()
    Letter.objects.update(state=Letter.State.RELEASED)
    row, token = session.registrations.get(), token_in(letter)
    withdraw(row)
    row.refresh_from_db()
    person = row.event_registration
    assert (row.state, person.address_digest, person.link_digest) == ("withdrawn", "", "")
    assert (person.zone, person.follow_up) == ("", False)
    assert person.closed_at
    assert not Sealed.objects.exists()
    assert not LetterFile.objects.exists()
    letter.refresh_from_db()
    assert (letter.state, letter.body, letter.to_digest) == (Letter.State.DISCARDED, "", "")
    assert links.registration_by(token) is None
    assert session.registrations.count() == 1
    withdraw(row)
    assert Decision.objects.filter(verb="withdraw_registration").count() == 1


def test_who_withdrew_can_register_again() -> None:
    session = session_in(3000)
    register([session], WHO)
    old = token_in(Letter.objects.get())
    withdraw(session.registrations.get())
    register([session], WHO)
    assert states(session) == [State.WITHDRAWN, State.CONFIRMED]
    assert token_in(Letter.objects.latest("pk")) != old


def test_after_its_time_everything_that_names_somebody_is_removed() -> None:
    session = session_in(-200)
    row = registered(session, name=NAME, follow_up=True)
    person = row.event_registration
    assert not forget_when_over(person)
    moved_to(session, -60 * 24 * 31)
    assert forget_when_over(person)
    assert not forget_when_over(person)
    row.refresh_from_db()
    person.refresh_from_db()
    assert (row.state, person.address_digest, person.link_digest) == (State.CONFIRMED, "", "")
    assert not Sealed.objects.exists()
