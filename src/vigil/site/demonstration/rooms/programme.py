"""Fill the programme: an event that is over, one of today, and one that is to come.

The first has recordings, the second a stream, the third registration, people on a waiting list and
a session that was moved. To the first two, members sent messages. Of the second, the host wrote to
the registered, who ask questions.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils import timezone

from vigil.network.models import Member
from vigil.programme.certificates.verbs import offer_certificates
from vigil.programme.contributors.links import LinkedPart
from vigil.programme.contributors.verbs.consenting import ASKED, agree
from vigil.programme.contributors.verbs.contributions import add_contribution
from vigil.programme.contributors.verbs.linking import make_link
from vigil.programme.contributors.visibility import NAME
from vigil.programme.events.verbs.citing import cite
from vigil.programme.events.verbs.events import create_event
from vigil.programme.events.verbs.publishing import publish_together
from vigil.programme.events.verbs.sessions import create_session, move_session
from vigil.programme.events.verbs.translating import Translation, state_language, translate_event
from vigil.programme.models import (
    Citation,
    Contribution,
    Event,
    RunItem,
    Session,
    Stream,
    StreamAddress,
)
from vigil.programme.registrations.verbs.choosing_letters import choose_letters
from vigil.programme.run_of_show.verbs import add_item, check_item, set_item_file
from vigil.programme.streams.verbs import set_address, set_stream
from vigil.programme.time_zones import wall_times
from vigil.site.demonstration.people import DOMAIN
from vigil.site.demonstration.rooms.films import play_sound
from vigil.site.demonstration.rooms.members import make_members
from vigil.site.demonstration.rooms.messages import send_messages
from vigil.site.demonstration.rooms.on_the_day import ask_questions, write_to_registered
from vigil.site.demonstration.rooms.recordings import post_recordings
from vigil.site.demonstration.rooms.registered import register_people
from vigil.site.demonstration.rooms.world import DemoWorld, days_before, invented
from vigil.trust.confirmations.verbs import confirm
from vigil.trust.models import Consent

Purpose = StreamAddress.Purpose
EVENTS: Final = ("past", "today", "coming")
NOTES: Final = (
    *("city", "country", "zone", "audience_zone", "stream_note", "recording_note", "format_note"),
)
OF_SESSION: Final = (
    *("room", "languages", "interpretation", "registering", "capacity", "content_warning"),
)
OF_PERSON: Final = ("name", "unnamed", "position", "affiliation", "announced")
OF_ITEM: Final = ("kind", "title", "rights", "interpretation", "voice", "face", "note")
AGREED_BEFORE: Final = 25
"""Days before today on which contributors agreed: before the event that is over."""


def fill(world: DemoWorld) -> None:
    """Make members, three events, and what people did around them."""
    told, members = invented("programme"), make_members(world)
    events = {key: _event(world, told[key], members) for key in EVENTS}
    _cite(world, events["coming"])
    post_recordings(world, events["past"], told["past"])
    register_people(world, events, told["registered"])
    _move(world, events["coming"], told["coming"])
    send_messages(world, events, members, told["messages"])
    write_to_registered(world, events["today"], told["mailing"])
    asked = told["questions"]
    ask_questions(world, events["today"].sessions.get(slug=asked["of"]), asked)
    offer_certificates(events["past"], True, by=world.by("host"))
    _send_private_link(world, events["past"])


def _event(world: DemoWorld, told: Mapping[str, Any], members: Mapping[str, Member]) -> Event:
    host, times = world.by("host"), _times(world, told)
    title, summary = told["words"][told["words_in"]]
    event = create_event(
        by=host,
        title=title,
        summary=summary,
        starts_on=min(starts for starts, _ends in times.values()).date(),
        ends_on=max(ends for _starts, ends in times.values()).date(),
        organisers=told["organisers"],
        takes_messages=True,
        **_some(told, NOTES),
    )
    if "letters" in told:
        event = choose_letters(event, told["letters"], told["inviter"], by=host)
    sessions = {
        slug: _session(world, event, (slug, one), times[slug], members)
        for slug, one in told["sessions"].items()
    }
    _translate(world, event, told, sessions)
    publish_together(event, list(sessions.values()), by=host)
    for slug, one in told["sessions"].items():
        _stream(world, sessions[slug], one.get("stream"))
        _run_of_show(world, sessions[slug], one.get("run", ()))
    return Event.objects.get(pk=event.pk)


def _times(world: DemoWorld, told: Mapping[str, Any]) -> dict[str, tuple[datetime, datetime]]:
    """Return when the sessions of an event begin and end, as clocks there show it."""
    first = days_before(world.today, -told["days"])
    times = {}
    for slug, one in told["sessions"].items():
        begins = _begins(first, one, one.get("zone", told["zone"]))
        times[slug] = (begins, begins + timedelta(minutes=one["minutes"]))
    return times


def _begins(first: date, told: Mapping[str, Any], zone: str) -> datetime:
    if "after_hours" in told:  # counted from now, so that it is on
        now = timezone.now().replace(minute=0, second=0, microsecond=0)
        begins = now + timedelta(hours=told["after_hours"])
        return begins.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    day = days_before(first, -told.get("day", 0))
    return datetime.combine(day, time.fromisoformat(told["begins"]))


def _session(
    world: DemoWorld,
    event: Event,
    named: tuple[str, Mapping[str, Any]],
    times: tuple[datetime, datetime],
    members: Mapping[str, Member],
) -> Session:
    slug, told = named
    title, abstract = told["words"][told.get("words_in", "en")]
    session = create_session(
        event,
        by=world.by("host"),
        slug=slug,
        title=title,
        abstract=abstract,
        starts=times[0],
        ends=times[1],
        zone=told.get("zone", ""),
        **_some(told, OF_SESSION),
    )
    for order, person in enumerate(told.get("people", ())):
        part = add_contribution(
            session,
            person["role"],
            member=members.get(person.get("member", "")),
            order=order,
            by=world.by("host"),
            **_some(person, OF_PERSON),
        )
        _agree(world, part, named=person.get("named", False))
    return session


def _agree(world: DemoWorld, part: Contribution, *, named: bool) -> None:
    """Record that a contributor agreed to all that is asked; a second person confirms the name."""
    asked = agree(
        part,
        [*ASKED, NAME] if named else ASKED,
        given_by=Consent.Relation.SELF,
        given_how=Consent.Given.PAPER,
        given_on=days_before(world.today, AGREED_BEFORE),
        by=world.by("host"),
        why="The invented contributor signed a form.",
    )
    if asked is not None:
        confirm(asked, by=world.by("verifier"))


def _translate(
    world: DemoWorld, event: Event, told: Mapping[str, Any], sessions: Mapping[str, Session]
) -> None:
    own = {
        sessions[slug].pk: one["words_in"]
        for slug, one in told["sessions"].items()
        if "words_in" in one
    }
    event = state_language(event, told["words_in"], own, by=world.by("host"))
    for language, words in told["words"].items():
        of_sessions = {
            sessions[slug].pk: Translation(*one["words"][language])
            for slug, one in told["sessions"].items()
            if language != one.get("words_in", told["words_in"])
        }
        whole = Translation() if language == told["words_in"] else Translation(*words)
        translate_event(event, language, whole, of_sessions, by=world.by("host"))


def _stream(world: DemoWorld, session: Session, told: Mapping[str, str] | None) -> None:
    if told is None:
        return
    host, mode = world.by("host"), Stream.Mode.OURS
    languages = session.languages
    set_stream(session, mode=mode, address=told["main"], audio_languages=languages, by=host)
    for language in languages:
        if language in told:
            set_address(
                session,
                purpose=Purpose.LANGUAGE,
                language=language,
                address=told[language],
                by=host,
            )
    set_address(session, purpose=Purpose.FALLBACK, address=told["fallback"], by=host)
    captions = {"language": languages[0], "address": told["captions"]}
    set_address(session, purpose=Purpose.CAPTIONS, by=host, **captions)


def _run_of_show(world: DemoWorld, session: Session, told: Any) -> None:
    host = world.by("host")
    for one in told:
        item = add_item(session, by=host, seconds=one["minutes"] * 60, **_some(one, OF_ITEM))
        if one.get("file"):
            set_item_file(item, play_sound(), by=host)
        if one.get("file") or (one["kind"] == RunItem.Kind.LIVE and not one.get("voice")):
            check_item(item, technical=True, voice=False, face=False, by=host)


def _send_private_link(world: DemoWorld, event: Event) -> None:
    """Send a contributor of a recording the link to their own page. Nobody was shown it."""
    part = Contribution.objects.exclude(name="").filter(session__event=event).first()
    if part is not None:
        address = f"contributor@{DOMAIN}"
        make_link(LinkedPart(part), address=address, language="fr", by=world.by("host"))


def _cite(world: DemoWorld, event: Event) -> None:
    """Let the first session name a case that it is about."""
    session, host = event.sessions.get(slug="archives"), world.by("host")
    cite(session, Citation.Kind.CASE, world.cases[0].public_id or "", by=host)


def _move(world: DemoWorld, event: Event, told: Mapping[str, Any]) -> None:
    """Move sessions to a later hour, after people registered for them."""
    for slug, one in told["sessions"].items():
        if "moved_to" in one:
            session = event.sessions.get(slug=slug)
            before = wall_times.wall(session, "starts")
            starts = datetime.combine(before.date(), time.fromisoformat(one["moved_to"]))
            move_session(
                session,
                starts=starts,
                ends=starts + timedelta(minutes=one["minutes"]),
                zone=session.zone,
                room=session.room,
                by=world.by("host"),
                why=one["moved_why"],
            )


def _some(told: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: told[name] for name in names if name in told}
