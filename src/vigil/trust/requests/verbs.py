"""Receive and answer requests: for a correction, for removal, for anything else."""

from datetime import date
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import Request, RequestCount, Role, User
from vigil.trust.public_forms.doors import require_open
from vigil.trust.public_forms.tickets import Ticket, spend
from vigil.trust.rooms.doors import Door
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.vault.digests import identifier_digest
from vigil.trust.vault.verbs.sealing import seal

RECEIVE: Final = "receive_request"
"""The decision by which a request is taken in: it changes nothing that readers see."""
CORRECTION = Door("correction", gettext_lazy("Corrections and removal"), (Role.ADJUDICATOR,))
LONGEST = 8_000
"""Characters of a request; who has more to say is asked for it."""
LONGEST_CONTACT = 500


class TooManyLetters(NotPossible):
    """Somebody asked for more letters today than one address may."""


def receive_request(
    item_kind: str,
    item_key: str,
    wants: str,
    text: str,
    *,
    contact: str = "",
    urgent: bool = False,
    language: str = "",
    ticket: Ticket | None = None,
    by: User | None = None,
) -> Request:
    """Record a request: from the public (`by` None), or noted by a colleague for somebody.

    `item_kind` and `item_key` name what it is about ("case", "V-0042"), or are empty. The
    contact goes into the vault; the decision that records it does not hold it. `ticket` is that of
    the public's form. Raises NotPossible (nothing said; too long; no such wish), DoorClosed,
    StaleTicket, TooSoon, Full.
    """
    text, contact = text.strip(), contact.strip()
    if wants not in Request.Wants.values:
        raise NotPossible(_("Say what you ask for: a correction, removal or something else."))
    if not text:
        raise NotPossible(_("Say in a few words what this is about."))
    if len(text) > LONGEST or len(contact) > LONGEST_CONTACT:
        raise NotPossible(_("This is longer than we can take. Send the most important part."))
    return _receive(item_kind, item_key, wants, text, contact, urgent, language, ticket, by)


@transaction.atomic
def _receive(
    item_kind: str,
    item_key: str,
    wants: str,
    text: str,
    contact: str,
    urgent: bool,
    language: str,
    ticket: Ticket | None,
    by: User | None,
) -> Request:
    if ticket is not None:
        require_open(CORRECTION)
        spend(ticket)
    request = Request.objects.create(
        item_kind=item_kind[:40],
        item_key=item_key[:200],
        wants=wants,
        text=text.replace("\0", ""),
        language=language[:12],
        urgent=urgent,
        has_contact=bool(contact),
        received_by=by,
    )
    if contact:
        seal("request", str(request.pk), "contact", contact, by=by)
    after = {"wants": wants, "urgent": urgent, "about": f"{item_kind} {item_key}".strip()}
    record(RECEIVE, "request", str(request.pk), by=by, after=after)
    return request


@transaction.atomic
def answer_request(request: Request, answer: str, *, by: User) -> Request:
    """Record the answer to a request. A person sends it, through the outbox.

    Raises NotAllowed, NotPossible (it is not open; nothing said).
    """
    return _close(request, Request.State.ANSWERED, answer, by)


@transaction.atomic
def decline_request(request: Request, why: str, *, by: User) -> Request:
    """Decline a request, with a reason for its sender. Raises NotAllowed, NotPossible."""
    return _close(request, Request.State.DECLINED, why, by)


def _close(request: Request, state: Request.State, answer: str, by: User) -> Request:
    require(by, "trust.answer_request")
    request = Request.objects.select_for_update().get(pk=request.pk)
    if request.state != Request.State.OPEN:
        raise NotPossible(_("This request was answered already."))
    if not answer.strip():
        raise NotPossible(_("Write what the person is told."))
    before = {"state": request.state}
    request.state, request.answer = state, answer.strip()
    request.answered_at, request.answered_by = timezone.now(), by
    request.save(update_fields=["state", "answer", "answered_at", "answered_by"])
    # Without the words: the answer stands with the request, and may speak of people.
    after = {"state": state}
    record("answer_request", "request", str(request.pk), by=by, before=before, after=after)
    return request


def count(address: str, limit: int) -> None:
    """Count one more request of today from an address. The address itself is not stored.

    What is kept for the day is a slow digest of address and date; counts of other days are
    deleted. Raises TooMany.
    """
    today = timezone.localdate()
    # Slow, so before anything is locked.
    _count(today, identifier_digest(f"request {today} {address}"), limit)


@transaction.atomic
def _count(today: date, digest: str, limit: int) -> None:
    RequestCount.objects.exclude(day=today).delete()
    row, _new = RequestCount.objects.select_for_update().get_or_create(day=today, digest=digest)
    if row.n >= limit:
        raise TooManyLetters(
            _("Too many requests came from your network today. Try again tomorrow.")
        )
    RequestCount.objects.filter(pk=row.pk).update(n=F("n") + 1)


LOG: Final = LogWords(
    verbs={
        "accept": pgettext_lazy("decision", "accept"),
        "answer_request": pgettext_lazy("decision", "answer a request"),
        RECEIVE: pgettext_lazy("decision", "take a request in"),
    },
    kinds={
        "request": pgettext_lazy("decision", "request"),
    },
    parts={
        "urgent": pgettext_lazy("decision", "urgent"),
        "wants": pgettext_lazy("decision", "asked for"),
    },
)
