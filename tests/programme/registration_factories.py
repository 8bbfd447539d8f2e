"""Sessions around now, people who registered for them, streams with an address, for tests."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from programme.factories import SessionFactory, StreamFactory
from vigil.programme.models import (
    EventRegistration,
    Registration,
    Session,
    Stream,
    StreamAddress,
)
from vigil.programme.registrations import links
from vigil.programme.registrations.addresses import digests_of_address
from vigil.programme.time_zones import wall_times
from vigil.trust.models import Letter
from vigil.trust.outbox.verbs.letters import SEALED_TEXT_FIELD
from vigil.trust.vault.verbs.sealing import open_to_act, seal, sealed_for

WHO = "casilda@hermanas.example"
NAME = "Casilda Reyes"
MARK = "embedmark5c1f"
PLAYER = "player.streams.example"
STREAM_ADDRESS = f"https://{PLAYER}/{MARK}?key=sesame"
"""Where the stream of a test is. Its mark must stand nowhere but in the one right answer."""
State = Registration.State
OF_PERSON = ("language", "zone", "follow_up", "closed_at", "digest_session")


def session_in(minutes: float, length: float = 90, **values: Any) -> Session:
    """Make a published session that begins in so many minutes; open registration if not said."""
    begins = datetime.now(UTC).replace(tzinfo=None, microsecond=0) + timedelta(minutes=minutes)
    values.setdefault("registering", Session.Registering.OPEN)
    return SessionFactory(
        starts=begins, ends=begins + timedelta(minutes=length), zone=wall_times.UTC_NAME, **values
    )


def moved_to(session: Session, minutes: float, length: float = 90) -> None:
    """Let a session begin in so many minutes from now, without a word to anybody."""
    begins = datetime.now(UTC) + timedelta(minutes=minutes)
    Session.objects.filter(pk=session.pk).update(
        starts_at=begins,
        ends_at=begins + timedelta(minutes=length),
        starts_local=begins,
        ends_local=begins + timedelta(minutes=length),
    )
    session.refresh_from_db()


def registered(
    session: Session,
    state: str = State.CONFIRMED,
    address: str = WHO,
    name: str = "",
    **values: Any,
) -> Registration:
    """Make a registration as it stands after its letter went out.

    Who is registered for another session of the event gets one more.
    """
    digest = digests_of_address(session.event, address).of_event
    of_person = {key: values.pop(key) for key in OF_PERSON if key in values}
    person = EventRegistration.objects.filter(event=session.event, address_digest=digest).first()
    if person is None:
        person = EventRegistration(
            event=session.event, address_digest=digest, **{"language": "en", **of_person}
        )
        person.link_digest = links.digest_of(links.token_of(person))
        person.save()
        seal("registration", person.uid, "address", address, by=None)
        if name:
            seal("registration", person.uid, "name", name, by=None)
    return Registration.objects.create(
        event_registration=person,
        session=session,
        state=state,
        told_sequence=session.sequence,
        **values,
    )


def streamed(
    session: Session,
    address: str = STREAM_ADDRESS,
    form: str = StreamAddress.Form.EMBED,
    provider: str = "",
    **values: Any,
) -> Stream:
    """Give a session a stream whose address lies in the vault."""
    stream = StreamFactory(session=session, **values)
    if address:
        addressed(stream, address, form=form, provider=provider)
    return stream


def addressed(
    stream: Stream, address: str, purpose: str = StreamAddress.Purpose.MAIN, **values: Any
) -> StreamAddress:
    """Give a stream one more address, which lies in the vault."""
    row = StreamAddress.objects.create(stream=stream, purpose=purpose, **values)
    seal("stream", str(stream.pk), row.field, address, by=None)
    return row


def text_of(letter: Letter) -> str:
    """Return what a letter about a registration says, which its sending alone opens."""
    sealed = {one.field: one for one in sealed_for("letter", letter.uid)}
    return open_to_act(sealed[SEALED_TEXT_FIELD], why="a test reads it")


def token_in(letter: Letter) -> str:
    """Return the token of the link in a letter."""
    text = text_of(letter)
    found = re.search(r"/programme/registration/([\w-]{43})/", text)
    assert found, text
    return found[1]
