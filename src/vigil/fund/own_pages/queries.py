"""What a party sees on its own page: the current status of everything."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.fund.access.doors import EMERGENCY_FORM
from vigil.fund.applications.verbs import starting
from vigil.fund.calls import verbs as calls
from vigil.fund.calls.form_definition import LocalizedText, in_language
from vigil.fund.calls.public_call import PublicCall, public_call
from vigil.fund.calls.versions import form_of
from vigil.fund.models import (
    Accompaniment,
    Application,
    Determination,
    EmergencyRequest,
    Grant,
    Incident,
    Message,
    Party,
    Report,
)
from vigil.fund.parties.verbs import sealing
from vigil.trust.public_forms.doors import is_open
from vigil.trust.rooms.log_words import LogWords

REPORT_OPEN_BEFORE: Final = timedelta(days=30)
"""So long before its day a report is asked for."""
EMERGENCY_NOT_ANSWERED: Final = Q(emergency__isnull=False, emergency__told_at=None)
"""Grants that were opened for an emergency of whose answer nobody let them know yet."""
DETERMINATION, MESSAGE = "determination", "message"
State = Application.State


@dataclass(frozen=True)
class ApplicationStatus:
    """The status of an application in words, and what the applicant can do."""

    application: Application
    title: LocalizedText
    text: str
    at: datetime | None
    files: int
    is_draft: bool
    can_take_back: bool
    has_news: bool
    dropped: list[LocalizedText]
    """Questions whose answers were not sent, because they were not asked any more."""


def applications_of(party: Party, language: str) -> list[ApplicationStatus]:
    """Return the status of each application of a party, newest first."""
    rows = party.applications.select_related("call", "form_version").order_by("-number")
    return [_step(row, language) for row in rows]


def invitations_of(party: Party, language: str) -> list[PublicCall]:
    """Return the open calls that a party was invited to, and has not started."""
    begun = party.applications.exclude(state=State.WITHDRAWN).values("call")
    rows = starting.invited_to(party).exclude(pk__in=begun)
    return [public_call(call, language) for call in rows if calls.is_open(call)]


def reports_of(party: Party) -> QuerySet[Report]:
    """Return the reports that are due now; `is_unsafe` says that they cannot be written safely."""
    soon = timezone.localdate() + REPORT_OPEN_BEFORE
    unsafe = Message.objects.filter(
        report=OuterRef("pk"), about=Message.About.CANNOT_REPORT, answered_at=None
    )
    rows = Report.objects.filter(
        grant__in=_agreed_grants(party),
        state=Report.State.DUE,
        due_on__lte=soon,
    )
    return rows.annotate(is_unsafe=Exists(unsafe)).select_related("grant").order_by("due_on")


def later_reports_of(party: Party) -> QuerySet[Report]:
    """Return the reports that are asked for later, the next first."""
    soon = timezone.localdate() + REPORT_OPEN_BEFORE
    rows = Report.objects.filter(
        grant__in=_agreed_grants(party), state=Report.State.DUE, due_on__gt=soon
    )
    return rows.select_related("grant").order_by("due_on")


def _agreed_grants(party: Party) -> QuerySet[Grant]:
    return party.grants.exclude(EMERGENCY_NOT_ANSWERED).exclude(state=Grant.State.DRAFT)


def messages_of(party: Party) -> QuerySet[Message]:
    """Return the messages of both sides, newest first, with the number of files."""
    kept = Count("files", filter=Q(files__whole=True, files__removed=False))
    return party.messages.annotate(kept_files=kept).order_by("-at", "-pk")


def emergencies_of(party: Party) -> Sequence[str]:
    """Return the status of each emergency request; the decision only once released."""
    waiting = (
        _("Your request for help was received. Two people decide within 48 hours.")
        if is_open(EMERGENCY_FORM)
        else _(
            "Your request for help was received, but nobody can decide on it at the moment. If you "
            "can, ask for help elsewhere too."
        )
    )
    said = {
        EmergencyRequest.State.WAITING: waiting,
        EmergencyRequest.State.APPROVED: _("Your request for help was approved."),
        EmergencyRequest.State.REFUSED: _("Your request for help could not be granted."),
    }
    rows = party.emergencies.order_by("-received_at")
    waits = EmergencyRequest.State.WAITING
    return [said[waits if row.is_untold else EmergencyRequest.State(row.state)] for row in rows]


@dataclass(frozen=True)
class Receipt:
    """A confirmation that something arrived: its number, kind and time, never its content."""

    number: str
    text: str
    at: datetime
    page: str
    """The page on which it was sent."""


def open_grants(party: Party) -> list[Grant]:
    """Return the active grants that the party was told of, newest first."""
    return list(party.grants.filter(state=Grant.State.ACTIVE).exclude(EMERGENCY_NOT_ANSWERED))


def handed_in_reports_of(party: Party) -> list[tuple[Report, str]]:
    """Return the newest reports that were handed in, with the numbers of their receipts."""
    rows = Report.objects.filter(grant__party=party).exclude(received_at=None)
    newest = rows.order_by("-received_at")[:5]
    return [(row, receipt_number(row.uid)) for row in newest]


def receipts_of(party: Party, page: str = "") -> list[Receipt]:
    """Return the newest receipt of each kind, while it waits for an answer; of one page only.

    The words are neutral: somebody looking over the shoulder learns nothing.
    """
    return [one for one in _receipts(party) if page in ("", one.page)]


def _receipts(party: Party) -> list[Receipt]:
    own = Accompaniment.Kind.OWN_WORDS
    steps = Accompaniment.objects.filter(grant__in=open_grants(party), kind=own, by=None)
    found = [
        (party.incidents.filter(by=None, state=Incident.State.OPEN).order_by("-at", "-pk").first(),
         _("What you told us was received. A person reads it."), "fund:mine_happened"),
        (steps.order_by("-at", "-pk").first(), _("Your account was received."),
         "fund:mine_changed"),
    ]  # fmt: skip
    receipts = [
        Receipt(receipt_number(row.uid), text, row.at, page) for row, text, page in found if row
    ]
    in_hand = Report.objects.filter(
        grant__in=party.grants.exclude(EMERGENCY_NOT_ANSWERED), state=Report.State.RECEIVED
    )
    report = in_hand.exclude(received_at=None).order_by("-received_at").first()
    if report is not None and report.received_at is not None:
        text = _("Your report was received.")
        at, number = report.received_at, receipt_number(report.uid)
        receipts.append(Receipt(number, text, at, "fund:mine_due"))
    return receipts


def receipt_number(uid: str) -> str:
    """Return the number of a receipt, which both sides can use."""
    return uid[:8].upper()


def newest_released_determination(application: Application) -> Determination | None:
    """Return the newest decision that the applicant may read."""
    return application.determinations.exclude(told_at=None).order_by("-at", "-pk").first()


def message_of(application: Application) -> str:
    """Return what the applicant may read of a decision; empty until it is released.

    The opening is recorded. Raises NotPossible if the key is not on this machine.
    """
    told = newest_released_determination(application)
    if told is None:
        return ""
    return sealing.read_to_act(
        application.party, DETERMINATION, told.uid, MESSAGE, why="its reader opened it"
    )


def _step(row: Application, language: str) -> ApplicationStatus:
    told = newest_released_determination(row)
    if row.state == State.DRAFT:
        text, at = _("Not sent yet. What you wrote is saved."), None
    elif row.state == State.WITHDRAWN:
        text, at = _("You took it back."), None
    elif told is not None:
        text, at = _("There is an answer for you."), told.told_at
    else:
        # Decided or not: nothing shows before somebody has released it.
        text, at = _("Received. We read it."), row.submitted_at
    return ApplicationStatus(
        application=row,
        title=public_call(row.call, language).title,
        text=text,
        at=at,
        files=row.files.filter(removed=False, whole=True).count(),
        is_draft=row.state == State.DRAFT,
        can_take_back=row.state in (State.SUBMITTED, State.REVIEW)
        or (row.state == State.DRAFT)
        or (row.state == State.DECIDED and told is None),
        has_news=told is not None and row.state != State.WITHDRAWN,
        dropped=[
            in_language(field["label"], language)
            for field in (form_of(row) if row.dropped else ())
            if field["key"] in row.dropped
        ],
    )


LOG: Final = LogWords(
    reasons={
        "its reader opened it": pgettext_lazy("decision", "its reader opened it"),
    },
)
