"""Asking the host of a congress for a slot, and what it answers."""

from datetime import UTC, date, datetime
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.programme.events.verbs.public_changes import note_session, verb
from vigil.programme.events.verbs.sessions import edit_session
from vigil.programme.models import Session, SlotApplication
from vigil.programme.time_zones import wall_times
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords

MANAGE: Final = "programme.manage"
TEXTS: Final = ("congress", "agenda_item", "limits", "cosponsors", "controls")
State = SlotApplication.State


@verb
def write_application(
    session: Session,
    *,
    by: User,
    deadline: datetime | None = None,
    deadline_zone: str = "",
    **texts: str,
) -> SlotApplication:
    """Create or change the application for a session's slot. `texts` are those of `TEXTS`.

    `deadline` is what a clock in `deadline_zone` (IANA) shows. Raises NotAllowed, NotPossible
    (no congress; a zone without a deadline, or the other way round; a time that no clock shows).
    """
    require(by, MANAGE)
    application = SlotApplication.objects.select_for_update().filter(
        session=session
    ).first() or SlotApplication(session=session)
    for name in TEXTS:
        setattr(application, name, texts.get(name, getattr(application, name)).strip())
    if not application.congress:
        raise NotPossible(_("Say which congress is asked."))
    if bool(deadline_zone) != (deadline is not None):
        raise NotPossible(_("A deadline needs both: a time, and the time zone in which it is."))
    if deadline is not None:
        wall_times.instant(deadline.replace(tzinfo=None), deadline_zone, fold=0)
        application.deadline_local = wall_times.as_stored(deadline.replace(tzinfo=None))
    else:
        application.deadline_local = None
    application.deadline_zone = deadline_zone
    application.changed_at = timezone.now()
    application.save()
    note_session("write_application", session, by=by, after={"congress": application.congress})
    return application


@verb
def send_application(
    application: SlotApplication, *, by: User, on: date | None = None
) -> SlotApplication:
    """Record that the application was sent. Raises NotAllowed, NotPossible (it was already)."""
    require(by, MANAGE)
    application = _locked(application)
    if application.state != State.DRAFT:
        raise NotPossible(_("This application was sent already."))
    application.state, application.sent_on = State.SENT, _day(on)
    _save(application, "send_application", by)
    return application


@verb
def answer_application(
    application: SlotApplication,
    *,
    accepted: bool,
    by: User,
    number: int | None = None,
    on: date | None = None,
) -> SlotApplication:
    """Record the host's answer. The number that it gives becomes that of the session.

    A refusal may turn into a slot later, and the number may come later too: what was answered can
    be answered again. Raises NotAllowed, NotPossible (it was not sent).
    """
    require(by, MANAGE)
    application = _locked(application)
    if application.state == State.DRAFT:
        raise NotPossible(_("Note first that the application was sent."))
    application.state = State.ACCEPTED if accepted else State.REFUSED
    application.answered_on = _day(on)
    _save(application, "answer_application", by, accepted=accepted)
    if accepted and number is not None:
        edit_session(application.session, by=by, number=number, why="the host gave the number")
    return application


def deadline_of(application: SlotApplication) -> datetime | None:
    """Return the instant (UTC) of the deadline. Where a clock shows it twice, the earlier one.

    Whoever keeps to that one is in time in any case.
    """
    if application.deadline_local is None:
        return None
    wall = application.deadline_local.astimezone(UTC).replace(tzinfo=None)
    return wall_times.instant(wall, application.deadline_zone, fold=0)


def _locked(application: SlotApplication) -> SlotApplication:
    return SlotApplication.objects.select_for_update().get(pk=application.pk)


def _day(on: date | None) -> date:
    today = timezone.localdate()
    if on is not None and on > today:
        raise NotPossible(_("This day is yet to come."))
    return on or today


def _save(application: SlotApplication, verb: str, by: User, **after: Any) -> None:
    application.changed_at = timezone.now()
    application.save()
    note_session(verb, application.session, by=by, after={"state": application.state, **after})


LOG: Final = LogWords(
    verbs={
        "answer_application": pgettext_lazy("decision", "note what the host answered"),
        "send_application": pgettext_lazy("decision", "send an application for a slot"),
        "write_application": pgettext_lazy("decision", "write an application for a slot"),
    },
    parts={
        "congress": pgettext_lazy("decision", "congress"),
    },
    reasons={
        "the host gave the number": pgettext_lazy("decision", "the host gave the number"),
    },
)
