"""Letters to people who registered. Each contains their link, and none contains a name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from vigil.programme.events.queries.public import is_cancelled
from vigil.programme.events.words import event_words, session_words
from vigil.programme.models import Change, EventRegistration, Registration, Session
from vigil.programme.registrations import envelopes
from vigil.programme.registrations.links import token_of
from vigil.programme.streams.display import lines_beside
from vigil.programme.time_zones import wall_times
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Letter, User
from vigil.trust.organisation.queries import organisation
from vigil.trust.outbox.site_address import in_letters, site_address
from vigil.trust.outbox.verbs.letters import Attachment, write_letter
from vigil.trust.rooms.letters import LetterKind
from vigil.trust.vault.verbs.sealing import open_to_act, sealed_for

KIND: Final = "registration"
"""The kind of subject that a registration is: in the vault, for letters, for decisions."""
ADDRESS: Final = "address"
"""The field of the vault that holds where letters to somebody go."""
FILE: Final = "date.ics"
REGISTRATION: Final = "registration"
"""The kind of letters to people who registered for a session, with their link."""
LETTERS: Final = (
    LetterKind(code=REGISTRATION, lets_in=True, sealed=True, searched=True, plain=True),
)
MESSAGE, REMINDER = Letter.Subject.MESSAGE, Letter.Subject.REMINDER


def write_registration_state(made: Sequence[Registration], address: str) -> Letter:
    """Write to somebody who just registered: confirmed, waiting or on the waiting list.

    Of several sessions one letter says it, of all that they are registered for now.
    """
    (person,) = {one.event_registration for one in made}
    every = list(in_order(person))
    if len(every) > 1:
        return _write_of_several(every, "registered", address=address)
    name = {
        Registration.State.CONFIRMED: "confirmed",
        Registration.State.WAITING: "waiting",
        Registration.State.FULL: "full",
    }[Registration.State(every[0].state)]
    return _write(every[0], name, address=address, with_file=name == "confirmed")


def write_link_again(registration: Registration, address: str) -> Letter:
    """Write the link of a registration once more, and nothing of its state."""
    return _write(registration, "again", address=address)


def write_confirmed(registration: Registration) -> Letter:
    """Write that a registration was approved."""
    return _write(registration, "confirmed", with_file=True)


def write_on_the_list(registration: Registration) -> Letter:
    """Write that a registration was approved while no place was free."""
    return _write(registration, "full")


def write_place_given(registration: Registration) -> Letter:
    """Write that somebody on the waiting list has a place now."""
    return _write(registration, "placed", with_file=True)


def write_refused(registration: Registration, told: str, *, by: User) -> Letter:
    """Write that a registration was refused. The letter waits for a person who lets it go."""
    said = {"told": told.strip(), "contact": organisation().contact}
    return _write(registration, "refused", said, by=by)


def write_reminder(registrations: Sequence[Registration]) -> Letter:
    """Write that sessions begin soon for which one person has a place."""
    if len(registrations) > 1:
        return _write_of_several(registrations, "reminder_of_several", subject=REMINDER)
    return _write(registrations[0], "reminder", subject=REMINDER, with_file=True)


@dataclass(frozen=True)
class ChangedSession:
    """A session of a person that changed since they were last written to."""

    registration: Registration
    first: Change
    last: Change

    def said(self) -> dict[str, Any]:
        """Return what a letter says of it: from before `first` to after `last`."""
        zone = self.registration.zone
        return {
            "kind": self.last.kind,
            "why": self.last.why,
            "before": _announced(self.first),
            "before_theirs": _announced(self.first, zone) if zone else "",
        }


def write_changes(changed: Sequence[ChangedSession]) -> Letter:
    """Write to one person what changed of their sessions: one letter, and one calendar file."""
    if len(changed) == 1:
        return write_changed(changed[0])
    rows = [one.registration for one in changed]
    person = rows[0].event_registration
    with override(person.language):
        context = _of_several(rows)
        for told, one in zip(context["rows"], changed, strict=True):
            told |= one.said()
        context["all_cancelled"] = all(told["cancelled"] for told in context["rows"])
    sessions = [one.session for one in rows]
    return _send(person, "changed_of_several", context, sessions, MESSAGE)


def write_changed(changed: ChangedSession) -> Letter:
    """Write to one person what changed of one session."""
    with override(changed.registration.language):
        said = changed.said()
    return _write(changed.registration, "changed", said, with_file=True)


def address_in_vault(person: EventRegistration, why: str) -> str:
    """Return the email address of somebody who registered. Raises NotPossible (it was removed)."""
    for sealed in sealed_for(KIND, person.uid):
        if sealed.field == ADDRESS:
            return open_to_act(sealed, why=why)
    raise NotPossible(_("The address of this registration was removed."))


def in_order(person: EventRegistration) -> QuerySet[Registration]:
    """Return what somebody is registered for, or asked for, by time."""
    rows = person.registrations.exclude(state=Registration.State.WITHDRAWN)
    rows = rows.select_related("session__event", "session__questions_setting", "event_registration")
    return rows.order_by("session__starts_at", "session__number", "session__pk")


def _write(
    registration: Registration,
    template: str,
    said: dict[str, Any] | None = None,
    *,
    subject: Letter.Subject = MESSAGE,
    address: str = "",
    with_file: bool = False,
    by: User | None = None,
) -> Letter:
    """Write about one session."""
    with override(registration.language):
        context = {**about_session(registration), **(said or {})}
    files = [registration.session] if with_file else []
    return _send(
        registration.event_registration, template, context, files, subject, address=address, by=by
    )


def _write_of_several(
    registrations: Sequence[Registration],
    template: str,
    *,
    subject: Letter.Subject = MESSAGE,
    address: str = "",
) -> Letter:
    """Write about several sessions of one person. One file has those in which they have a place."""
    person = registrations[0].event_registration
    with override(person.language):
        context = _of_several(registrations)
    confirmed = [one.session for one in registrations if one.state == Registration.State.CONFIRMED]
    return _send(person, template, context, confirmed, subject, address=address)


def _of_several(registrations: Sequence[Registration]) -> dict[str, Any]:
    """Return what a letter says of several sessions of one person, in the active language."""
    event = registrations[0].event_registration.event
    return {
        "event_title": event_words(event).title,
        "rows": [{**about_session(one), "row": one} for one in registrations],
        "page": in_letters("programme:event", event.slug),
    }


def _send(
    person: EventRegistration,
    template: str,
    context: dict[str, Any],
    in_calendar: Sequence[Session],
    subject: Letter.Subject,
    *,
    address: str = "",
    by: User | None = None,
) -> Letter:
    language = person.language
    with override(language):
        context["link"] = in_letters("programme:registration", token_of(person))
        context["filed"] = bool(in_calendar)
        body = text_of_letter(person, template, context)
        plain = envelopes.subject_of(person, subject)
    return write_letter(
        address or address_in_vault(person, "writing to somebody who registered"),
        subject,
        body,
        kind=REGISTRATION,
        by=by,
        decides=template == "refused",
        language=language,
        addressee=addressee_of(person),
        about=(KIND, person.uid),
        files=[_calendar(in_calendar, language)] if in_calendar else [],
        plain_subject=plain,
    )


def text_of_letter(person: EventRegistration, template: str, context: dict[str, Any]) -> str:
    """Return the text of a letter in the active language."""
    body = render_to_string(f"programme/registrations/letters/{template}.txt", context)
    return envelopes.head_of(person) + body.strip()


def about_session(registration: Registration) -> dict[str, Any]:
    """Return what a letter says of one session of a person, in the active language."""
    session = registration.session
    zone = registration.zone
    cancelled = is_cancelled(session)
    apart = zone and zone != session.zone
    return {
        "session": session,
        "title": session_words(session).title,
        "event_title": event_words(session.event).title,
        "cancelled": cancelled,
        "here": str(wall_times.span_of(session)),
        "theirs": str(wall_times.span_of(session, zone)) if apart else "",
        "beside": [] if cancelled else lines_beside(session),
        "page": in_letters("programme:session", session.event.slug, session.slug),
    }


def _announced(change: Change, zone: str = "") -> str:
    """Say when a session was to be before a change: there, or in a reader's zone, if another."""
    before = change.before
    starts, ends = (datetime.fromisoformat(before[name]) for name in ("starts_at", "ends_at"))
    home = before["zone"]
    if zone == home:
        return ""
    return str(wall_times.span_between(starts, ends, zone or home, home))


def _calendar(sessions: Sequence[Session], language: str) -> Attachment:
    from vigil.programme.calendars.ics import calendar_file  # here: it loads icalendar

    content = calendar_file(
        *sessions, site=site_address(), language=language, sender=organisation().mail_from
    )
    return Attachment(FILE, content)


def addressee_of(person: EventRegistration) -> str:
    """Say whom a letter goes to, for whoever releases it: nobody by name."""
    with override(settings.LANGUAGE_CODE):
        return _("who made registration %(n)d") % {"n": person.pk}
