"""Ask for more time, take the request back, grant or refuse it."""

from datetime import date
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.fund.access.rules import WORK
from vigil.fund.grants.verbs import amending_and_closing
from vigil.fund.messages.verbs import write_news_once
from vigil.fund.models import ExtensionRequest, Grant
from vigil.fund.parties import locking
from vigil.fund.parties.verbs import sealing
from vigil.fund.payments.verbs import tranches
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.uploads.models import new_uid

KIND: Final = "extension"
State = ExtensionRequest.State


@transaction.atomic
def ask(grant: Grant, until: date, why: str, *, uid: str = "") -> ExtensionRequest:
    """Ask, on the grantee's own page, that a grant ends later without extra cost.

    With a `uid`, sending the same form twice makes one request. Raises NotPossible if the grant
    does not run, a request waits already, or the party was removed; Unfit if the day is not later
    than the end, or the reason is empty.
    """
    grant = tranches.locked(grant)
    party = locking.locked(grant.party)
    if uid and (there := grant.extensions.filter(uid=uid).first()) is not None:
        return there
    if grant.state != Grant.State.ACTIVE:
        raise NotPossible(_("More time can be asked for while the support runs."))
    if grant.extensions.filter(state=State.WAITING).exists():
        raise NotPossible(_("You asked for more time already. Take that back first."))
    if until <= max(grant.ends_on or timezone.localdate(), timezone.localdate()):
        raise Unfit(_("Choose a day after the present last day."), "until")
    if not why.strip():
        raise Unfit(_("Write why you need more time."), "why")
    row = ExtensionRequest.objects.create(uid=uid or new_uid(), grant=grant, until=until)
    sealing.write(party, KIND, row.uid, "why", why, by=None)
    record("ask_extension", KIND, row.uid, by=None, after={"until": str(until)})
    return row


@transaction.atomic
def take_back(request: ExtensionRequest) -> ExtensionRequest:
    """Take a waiting request back, for the grantee. Idempotent.

    Raises NotPossible if it was answered.
    """
    row = _locked(request)
    if row.state == State.TAKEN_BACK:
        return row
    _require_waiting(row)
    return _finish("take_extension_back", row, State.TAKEN_BACK, None)


@transaction.atomic
def grant_request(
    request: ExtensionRequest, *, by: User, why: str, answer: str = ""
) -> ExtensionRequest:
    """Grant a request: extend the grant to its day.

    `why` is for the log of the grant, `answer` what the grantee reads. Raises NotAllowed;
    NotPossible if it was answered or taken back, or the grant does not run; Unfit.
    """
    require(by, WORK, request)
    row = _locked(request)
    _require_waiting(row)
    amending_and_closing.extend(row.grant, row.until, by=by, why=why)
    return _answer("grant_extension", row, State.GRANTED, answer, by)


@transaction.atomic
def refuse_request(request: ExtensionRequest, answer: str, *, by: User) -> ExtensionRequest:
    """Refuse a request, with words that the grantee reads.

    Raises NotAllowed; NotPossible if it was answered or taken back; Unfit without words.
    """
    require(by, WORK, request)
    row = _locked(request)
    _require_waiting(row)
    if not answer.strip():
        raise Unfit(_("Write to the grantee why, and what they can do."), "answer")
    return _answer("refuse_extension", row, State.REFUSED, answer, by)


@transaction.atomic
def open_why(request: ExtensionRequest, *, by: User, why: str) -> str:
    """Open the grantee's reason; who did and why is recorded. Raises NotAllowed, NotPossible."""
    require(by, WORK, request)
    return sealing.read(request.grant.party, KIND, request.uid, "why", by=by, why=why)


def read_answer(request: ExtensionRequest) -> str:
    """Return what the officer answered, for the grantee; empty if there are no words.

    The opening is recorded. Raises NotPossible if the key is missing.
    """
    return sealing.read_to_act(
        request.grant.party, KIND, request.uid, "answer", why="its reader opened it"
    )


def _answer(
    verb: str, row: ExtensionRequest, state: str, answer: str, by: User
) -> ExtensionRequest:
    sealing.write(row.grant.party, KIND, row.uid, "answer", answer, by=by)
    _finish(verb, row, state, by)
    write_news_once(row.grant.party, by=by)
    return row


def _finish(verb: str, row: ExtensionRequest, state: str, by: User | None) -> ExtensionRequest:
    row.state, row.answered_at, row.answered_by = state, timezone.now(), by
    row.save(update_fields=["state", "answered_at", "answered_by"])
    record(verb, KIND, row.uid, by=by, after={"state": state})
    return row


def _locked(request: ExtensionRequest) -> ExtensionRequest:
    grant = tranches.locked(request.grant)
    locking.locked(grant.party)
    row = ExtensionRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    row.grant = grant
    return row


def _require_waiting(row: ExtensionRequest) -> None:
    if row.state != State.WAITING:
        raise NotPossible(_("This request was answered or taken back."))


LOG: Final = LogWords(
    verbs={
        "ask_extension": pgettext_lazy("decision", "ask for more time"),
        "grant_extension": pgettext_lazy("decision", "grant more time"),
        "refuse_extension": pgettext_lazy("decision", "refuse more time"),
        "take_extension_back": pgettext_lazy("decision", "take back a request for more time"),
    },
    kinds={
        "extension": pgettext_lazy("decision", "request for more time"),
    },
)
