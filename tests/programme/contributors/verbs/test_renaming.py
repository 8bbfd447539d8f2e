"""A member goes by another name: what was shown under the old one."""

from collections.abc import Callable

import pytest
from django.test import Client

from programme.factories import ContributionFactory, SessionFactory
from programme.message_factories import (
    CASILDA,
    a_member,
    an_event,
    host,
    named_member,
    shown,
    user_of,
)
from vigil.network.members.verbs.editing import edit_member
from vigil.network.members.verbs.leaving import leave
from vigil.network.members.verbs.listing_and_pausing import pause, set_listing
from vigil.network.models import Listing, Member
from vigil.network.profiles.fields import Audience
from vigil.network.visibility.verbs import be_seen, set_audiences
from vigil.programme.events.models.event import State as EventState
from vigil.programme.messages.verbs.moderating import set_translation, show_message
from vigil.programme.models import Message
from vigil.trust.models import Decision, Letter
from vigil.trust.withdrawals.names_in_texts import says

pytestmark = pytest.mark.django_db
State = Message.State
OTHER = "Ceiba"


def to_another_name(member: Member) -> None:
    by = user_of(member)
    edit_member(member, {"pseudonym": OTHER}, by=by)
    be_seen(
        member, Listing.PSEUDONYM, {"name": Audience.MEMBERS, "pseudonym": Audience.PUBLIC}, by=by
    )


def off_the_list(member: Member) -> None:
    set_listing(member, Listing.UNLISTED, by=user_of(member))


def to_members_only(member: Member) -> None:
    set_audiences(member, {"name": Audience.MEMBERS}, by=user_of(member))


def renamed(member: Member) -> None:
    edit_member(member, {"name": "Ana Paula Oliveira"}, by=user_of(member))


def away(member: Member) -> None:
    pause(member, by=user_of(member))


def gone(member: Member) -> None:
    leave(member, by=user_of(member))


EVERY_WAY = [to_another_name, off_the_list, to_members_only, renamed, away, gone]


def state_of(message: Message) -> str:
    message.refresh_from_db()
    return message.state


@pytest.mark.parametrize("change", EVERY_WAY)
def test_what_says_the_old_name_waits_again(change: Callable[[Member], None]) -> None:
    event, member = an_event(), named_member()
    of_another = shown(event, a_member("Other"), text=f"I think of {CASILDA.upper()}.")
    silent = shown(event, a_member("Third"), text="Seguimos.")
    change(member)
    assert (state_of(of_another), state_of(silent)) == (State.WAITING, State.SHOWN)
    wall = Client().get(f"/programme/{event.slug}/messages/").content.decode()
    assert not says([wall], [CASILDA])
    decision = Decision.objects.get(verb="hold_message")
    assert (decision.target_key, decision.actor) == (of_another.uid, None)


def test_a_translation_is_looked_through_too() -> None:
    member = named_member()
    message = shown(an_event(), a_member("Other"), text="Seguimos.")
    set_translation(message, "en", f"We go on, {CASILDA}.", by=host())
    off_the_list(member)
    assert state_of(message) == State.WAITING


def test_of_their_own_words_a_part_of_the_name_is_enough() -> None:
    event, member = an_event(), named_member()
    own = shown(event, member, text="Soy Quintero.")
    other = shown(event, a_member("Other"), text="Quintero is a town.")
    off_the_list(member)
    assert (state_of(own), state_of(other)) == (State.WAITING, State.SHOWN)


def test_a_host_shows_it_again_once_it_was_read() -> None:
    member = named_member()
    message = shown(an_event(), a_member("Other"), text=f"I think of {CASILDA}.")
    off_the_list(member)
    message.refresh_from_db()
    page = Client()
    page.force_login(host())
    said = page.get(f"/desk/programme/messages/{message.pk}/").content.decode()
    assert "It was shown before." in said
    assert show_message(message, by=host()).state == State.SHOWN


def test_old_and_new_name_never_stand_at_one_address() -> None:
    event, member = an_event(), named_member()
    message = shown(event, member, named=True, text="Seguimos.")
    session = SessionFactory(event=event)
    ContributionFactory(session=session, member=member, name="")
    read = [
        f"/programme/{event.slug}/messages/{message.uid}/",
        f"/programme/{event.slug}/messages/",
    ]
    read += [f"/programme/{event.slug}/{session.slug}/", "/api/v1/programme/sessions"]
    for at in read:
        assert says([Client().get(at).content.decode()], [CASILDA]), at
    to_another_name(member)
    for at in read:
        answer = Client().get(at)
        assert answer.status_code == 200
        assert not says([answer.content.decode()], [CASILDA, OTHER]), at


def test_also_when_they_were_off_the_list_in_between() -> None:
    event, member = an_event(), named_member()
    message = shown(event, member, named=True, text="Seguimos.")
    off_the_list(member)
    to_another_name(member)
    said = Client().get(f"/programme/{event.slug}/messages/{message.uid}/").content.decode()
    assert not says([said], [CASILDA, OTHER])


def test_who_comes_back_under_the_same_name_is_named_as_before() -> None:
    event, member = an_event(), named_member()
    message = shown(event, member, named=True, text="Seguimos.")
    off_the_list(member)
    set_listing(member, Listing.NAME, by=user_of(member))
    said = Client().get(f"/programme/{event.slug}/messages/{message.uid}/").content.decode()
    assert says([said], [CASILDA])


def test_a_name_that_was_never_public_leaves_everything_as_it_is() -> None:
    event, member = an_event(), a_member(listing=Listing.NAME)
    message = shown(event, member, named=True, text="Seguimos.")
    to_another_name(member)
    said = Client().get(f"/programme/{event.slug}/messages/{message.uid}/").content.decode()
    assert says([said], [OTHER])
    assert not Letter.objects.exists()


def test_a_name_made_longer_is_no_other_name() -> None:
    event, member = an_event(), named_member("Casilda Ríos")
    message = shown(event, member, named=True, text="Casilda Ríos sigue.")
    edit_member(member, {"name": "Casilda Ríos Vda. de Quintero"}, by=user_of(member))
    assert state_of(message) == State.SHOWN
    assert message.named


def test_a_part_under_the_plain_name_loses_it() -> None:
    member, session = named_member(), SessionFactory()
    part = ContributionFactory(session=session, name="Casilda Rios vda. de Quintero")
    other = ContributionFactory(session=session, name="Agnès Callamard")
    draft = ContributionFactory(session__state=EventState.DRAFT, name=CASILDA)
    off_the_list(member)
    for one, expected in ((part, True), (other, False), (draft, False)):
        one.refresh_from_db()
        assert one.withdrawn is expected
    page = Client().get(f"/programme/{session.event.slug}/{session.slug}/").content.decode()
    assert not says([page], [CASILDA])
    assert "Callamard" in page


def test_whoever_runs_the_programme_is_told_without_a_name() -> None:
    runs, member = host(), named_member()
    message = shown(an_event(), a_member("Other"), text=f"I think of {CASILDA}.")
    before = Letter.objects.count()
    off_the_list(member)
    (letter,) = Letter.objects.filter(to_user=runs)
    assert f"/desk/programme/messages/{message.pk}/" in letter.body
    assert not says([letter.body], [CASILDA, *CASILDA.split()])
    assert not letter.decides
    assert Letter.objects.count() > before


def test_nobody_is_written_to_where_nothing_says_the_name() -> None:
    host()
    off_the_list(named_member())
    assert not Letter.objects.exists()


def test_at_the_desk_it_is_said_why_somebody_is_not_named() -> None:
    member, session = named_member(), SessionFactory()
    ContributionFactory(session=session, name=CASILDA)
    off_the_list(member)
    page = Client()
    page.force_login(host())
    said = page.get(f"/desk/programme/sessions/{session.pk}/").content.decode()
    assert "they go by another one now" in said
