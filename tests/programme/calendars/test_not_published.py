"""What the public is not told is in no calendar, no schedule, no answer of the API, no link.

A mark is written into every field of words that an entry does not tell, of every row around a
session, and looked for in everything that programs are given.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from factories import UserFactory
from programme.calendars.test_views import FILES
from programme.factories import (
    ContributionFactory,
    EventFactory,
    PartnerFactory,
    SessionFactory,
    StreamFactory,
)
from vigil.network.models import Biography, Link, Listing, Member, Status
from vigil.programme import models as kept
from vigil.programme.calendars.ics import calendar_file
from vigil.programme.events.models.event import State
from vigil.programme.models import Event, Session
from vigil.trust.models import Role
from vigil.trust.vault.verbs.sealing import seal

MARK = "Zq7"
TOLD = {
    "programme.Event": {"slug", "title", "summary", "host_programme", "search_term", "city"}
    | {"country", "zone", "audience_zone"},
    "programme.Session": {"slug", "search_term", "title", "abstract", "zone", "room"}
    | {"content_warning", "languages", "interpretation"},
    "programme.Change": {"why", "before"},
    "programme.Contribution": {"unnamed", "name", "position", "affiliation", "announced"},
    "programme.Partner": {"name"},
    "network.Member": {"name", "pseudonym", "audiences"},
}
"""Fields that are told of somebody; those who must not be told of are marked one by one."""


def member(**values: Any) -> Member:
    made: Member = Member.objects.create(
        status=Status.ACTIVE,
        name=f"{MARK} Casilda Quiroga",
        joined_on="2020-01-01",
        **values,
    )
    Biography.objects.create(member=made, language="es", text="-")
    Link.objects.create(member=made, label="-", url="https://example.org/")
    return made


@pytest.fixture
def planted() -> Session:
    """Return a published session, with marks in whatever is not told of it."""
    by = UserFactory(roles=[Role.PROGRAMME_HOST])
    event = EventFactory(slug="kyoto")
    session: Session = SessionFactory(event=event, slug="witness", number=166)
    hidden = {"position": f"{MARK} judge", "affiliation": f"{MARK} court"}
    ContributionFactory(session=session, announced=f"{MARK} where it was announced")
    # Nobody said that this name may be told.
    ContributionFactory(session=session, name=f"{MARK} Name", announced="", **hidden)
    ContributionFactory(session=session, name=f"{MARK} Gone", withdrawn=True, **hidden)
    ContributionFactory(session=session, name="", unnamed="people affected directly", **hidden)
    for known in (
        member(listing=Listing.UNLISTED, audiences=open_to_all("name")),
        member(listing=Listing.NAME, audiences={"name": [["members", None]]}),
        member(listing=Listing.NAME, audiences={"name": [["public", "2020-01-01"]]}),
        member(listing=Listing.NAME, audiences=open_to_all("name"), withdrawals=[1]),
        member(
            listing=Listing.PSEUDONYM,
            pseudonym="Amapola",
            audiences=open_to_all("name", "pseudonym"),
        ),
    ):
        ContributionFactory(session=session, name="", member=known, announced="", **hidden)
        if known.listing != Listing.PSEUDONYM:
            PartnerFactory(event=event, member=known, name="")
    around(session, by)
    for app in ("programme", "network"):
        for model in apps.get_app_config(app).get_models():
            mark(model)
    drafts(event)
    return session


def open_to_all(*fields: str) -> dict[str, list[list[str | None]]]:
    return {field: [["public", None]] for field in fields}


def around(session: Session, by: Any) -> None:
    """Make a row of everything that hangs on a session."""
    stream = StreamFactory(session=session, who="-")
    kept.StreamAddress.objects.create(stream=stream)
    seal("stream", str(stream.pk), "address", f"https://{MARK}.example/live", by=None)
    kept.Change.objects.create(session=session, kind="room", sequence=1, by=by, why="Fuller.")
    person = kept.EventRegistration.objects.create(
        event=session.event, language="es", address_digest=f"{session.pk}"
    )
    registration = kept.Registration.objects.create(
        event_registration=person, session=session, state="confirmed"
    )
    seal("registration", registration.uid, "address", f"{MARK}@example.org", by=None)
    kept.HostCode.objects.create(session=session, digest="-")
    kept.SlotApplication.objects.create(session=session, congress="-")
    kept.RunItem.objects.create(session=session, position=1, title="-", seconds=60)
    recording = kept.Recording.objects.create(session=session, language="es", transcript="-")
    kept.Caption.objects.create(recording=recording, language="es", text="-")
    kept.Citation.objects.create(session=session, kind="case", key="-", label="-")
    message = kept.Message.objects.create(
        event=session.event, member=Member.objects.all()[0], kind="text", language="es"
    )
    kept.MessageTranslation.objects.create(message=message, language="fr", text="-")


def mark(model: type[models.Model]) -> None:
    """Write the mark into each field of words that is not told and is free to hold it."""
    for field in model._meta.concrete_fields:
        told = field.name in TOLD.get(model._meta.label, ())
        words = isinstance(field, models.CharField | models.TextField)
        if words and not (told or field.unique or field.choices or field.name == "language"):
            length = field.max_length or 100
            model._default_manager.update(**{field.name: f"{MARK} {field.name}"[:length]})


def drafts(event: Event) -> None:
    """Make what is not public yet, marked all over."""
    SessionFactory(event=event, state=State.DRAFT, title=f"{MARK} draft", abstract=MARK)
    unseen = EventFactory(state=State.DRAFT, slug="unseen", title=f"{MARK} unseen", city=MARK)
    SessionFactory(event=unseen, title=f"{MARK} of a draft", starts=datetime(2021, 3, 11, 8))


def given(client: Client, session: Session) -> Iterator[tuple[str, str]]:
    """Yield everything that programs are given, by where it stands."""
    paths = [*FILES, *("/es" + path for path in FILES if path.startswith("/programme/"))]
    for path in paths:
        response = client.get(path)
        assert response.status_code == 200
        yield path, unfolded(response.content)
    request = RequestFactory().get("/")
    for name, shown in (("session", session), ("event", session.event)):
        text = render_to_string(
            "programme/calendars/_add_to_calendar.html", {name: shown, "request": request}
        )
        yield f"the calendars of the {name}", text
    letter = calendar_file(session, site="https://example.org", sender="post@example.org")
    yield "a letter", unfolded(letter)


def unfolded(content: bytes) -> str:
    return content.replace(b"\r\n ", b"").decode()


@pytest.mark.django_db
def test_no_mark_is_found(client: Client, planted: Session) -> None:
    assert kept.RunItem.objects.filter(note__contains=MARK).exists()
    seen = dict(given(client, planted))
    assert [where for where, text in seen.items() if MARK.casefold() in text.casefold()] == []
    # They do tell of who may be told of.
    assert "Amapola" in seen["/programme/sessions.ics"]
    assert "people affected directly" in seen["/programme/kyoto/schedule.xml"]


@pytest.mark.django_db
def test_a_name_that_is_agreed_to_is_found_everywhere(client: Client, planted: Session) -> None:
    """Else the test above could not fail."""
    Member.objects.filter(listing=Listing.UNLISTED).update(listing=Listing.NAME)
    without = {"/programme/kyoto/schedule.json", "/api/v1/programme/events"}
    seen = dict(given(client, planted))
    found = {where for where, text in seen.items() if MARK in text}
    assert {"/programme/sessions.ics", "/programme/kyoto/schedule.xml", "a letter"} <= found
    assert without <= found
    assert "the calendars of the session" in found
