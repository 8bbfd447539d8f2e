"""Change how much is shown of a party: less at once, more when two officers agree."""

from typing import Final

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.fund.access import rules
from vigil.fund.models import LevelRequest, Party
from vigil.fund.parties import locking
from vigil.fund.parties.models.party import PARTY
from vigil.fund.parties.verbs import registering
from vigil.language.punctuation import beside
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import Confirmation, Level, User
from vigil.trust.protection.verbs import (
    LOOSEN,
    ask_to_loosen,
    describe_loosening,
    loosens,
    protect_more,
)
from vigil.trust.rooms.acts_of_two import ActOfTwo
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.withdrawals.write_lock import alone, take_part

KIND: Final = "level_request"
State = LevelRequest.State


@transaction.atomic
def say_level(party: Party, level: str) -> LevelRequest | None:
    """Carry out what a party chose on its own page.

    Less is done at once. More becomes a request, which is returned, for an officer to answer. A new
    choice replaces an open request. Raises NotPossible if the level is unknown, or the party was
    removed.
    """
    alone()  # first: whoever takes part already may be refused it
    party = locking.locked(party)
    if level not in Level.values:
        raise NotPossible(_("Choose how far you may be seen."))
    waits = open_level_request(party)
    if waits is not None and waits.level == level:
        return waits
    if waits is not None:
        _end(waits, State.TAKEN_BACK, None)
    if level == party.level:
        return None
    if not loosens(level, party.level):
        protect_more(party.subject, level)
        registering.put_level(party, level)
        return None
    row = LevelRequest.objects.create(party=party, level=level)
    record("ask_for_level", KIND, row.uid, by=None, after={"level": level})
    return row


@transaction.atomic
def ask_to_show_more(party: Party, level: str, *, by: User, why: str) -> Confirmation:
    """Ask a second officer to confirm that more may be shown of a party.

    Raises NotAllowed; NotPossible if the party was removed, the level is unknown or shows no more,
    the reason is missing, or it was asked already.
    """
    take_part()
    require(by, rules.WORK, party)
    return ask_to_loosen(locking.locked(party).subject, level, by=by, why=why)


@transaction.atomic
def ask_to_grant(request: LevelRequest, *, by: User, why: str) -> Confirmation | None:
    """Ask a second officer to confirm what a party requested.

    The request stays open until then. If the level is set already, the request is granted at once
    and None is returned. Raises NotAllowed; NotPossible if it was answered, the reason is missing,
    or it was asked already.
    """
    row, party = _locked(request, by)
    if loosens(row.level, party.level):
        return ask_to_loosen(party.subject, row.level, by=by, why=why)
    _end(row, State.GRANTED, by)
    return None


def _show_confirmed(confirmation: Confirmation, by: User) -> None:
    party = Party.objects.get(uid=confirmation.subject_key)
    level = confirmation.arguments["level"]
    party = registering.set_level(party, level, by=by, why=confirmation.why)
    waits = open_level_request(party)
    if waits is not None and waits.level == level:
        _end(waits, State.GRANTED, by)


def _party_of(confirmation: Confirmation) -> Party | None:
    return Party.objects.filter(uid=confirmation.subject_key).first()


def _describe(confirmation: Confirmation) -> str:
    party = _party_of(confirmation)
    who = str(party) if party else _("A party that is gone")
    return beside(who, describe_loosening(confirmation))


def _seen(confirmation: Confirmation) -> object:
    """Return what officers decide on: the present level, and the requested one."""
    party = _party_of(confirmation)
    if party is None or party.is_removed:
        return None
    waits = open_level_request(party)
    return [party.level, waits.level if waits else None]


SHOWING_MORE: Final = ActOfTwo(
    verb=LOOSEN,
    kind=PARTY,
    permission=rules.WORK,
    carry_out=_show_confirmed,
    describe=_describe,
    seen=_seen,
    about=_party_of,
    link=lambda confirmation: reverse("desk_fund:party", args=[confirmation.subject_key]),
    alone=True,
)


@transaction.atomic
def refuse_level(request: LevelRequest, *, by: User) -> Party:
    """Refuse a party's request. Raises NotAllowed; NotPossible if it was answered already."""
    row, party = _locked(request, by)
    _end(row, State.REFUSED, by)
    return party


def open_level_request(party: Party) -> LevelRequest | None:
    """Return the open request of a party, or None."""
    return party.level_requests.filter(state=State.WAITING).first()


def _locked(request: LevelRequest, by: User) -> tuple[LevelRequest, Party]:
    take_part()
    require(by, rules.WORK, request)
    party = locking.locked(request.party)
    row = LevelRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if row.state != State.WAITING:
        raise NotPossible(_("This was answered already, or taken back."))
    return row, party


def _end(row: LevelRequest, state: str, by: User | None) -> None:
    row.state, row.answered_at, row.answered_by = state, timezone.now(), by
    row.save(update_fields=["state", "answered_at", "answered_by"])
    record("answer_level_request", KIND, row.uid, by=by, after={"state": state})


LOG: Final = LogWords(
    verbs={
        "answer_level_request": pgettext_lazy(
            "decision", "answer how far somebody wants to be seen"
        ),
        "ask_for_level": pgettext_lazy("decision", "ask to be seen further"),
    },
    kinds={
        "level_request": pgettext_lazy("decision", "wish to be seen further"),
    },
)
