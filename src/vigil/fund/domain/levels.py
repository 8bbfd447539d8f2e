"""How far a party wants to be seen, said by itself: less at once, more once an officer agrees."""

from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from vigil.fund.domain import parties
from vigil.fund.models import LevelRequest, Party
from vigil.trust.domain.decisions import record, require
from vigil.trust.domain.protecting import loosens, protect_more
from vigil.trust.domain.turns import take_part
from vigil.trust.errors import NotPossible
from vigil.trust.models import Level, User

KIND: Final = "level_request"
State = LevelRequest.State


@transaction.atomic
def say_level(party: Party, level: str) -> LevelRequest | None:
    """Take in how far a party wants to be seen, said on its own page.

    Less is done at once. More becomes a request, which is returned: an officer answers it. Whatever
    is said takes the place of what was asked for before; the level that stands takes it back.
    Raises NotPossible (no such level; removed).
    """
    take_part()
    party = parties.locked(party)
    if level not in Level.values:
        raise NotPossible(_("Choose how far you may be seen."))
    waits = waiting_of(party)
    if waits is not None and waits.level == level:
        return waits
    if waits is not None:
        _end(waits, State.TAKEN_BACK, None)
    if level == party.level:
        return None
    if not loosens(level, party.level):
        protect_more(party.subject, level)
        parties.put_level(party, level)
        return None
    row = LevelRequest.objects.create(party=party, level=level)
    record("ask_for_level", KIND, row.uid, by=None, after={"level": level})
    return row


@transaction.atomic
def grant_level(request: LevelRequest, *, by: User, why: str) -> Party:
    """Let a party be seen as it asked for. Raises NotAllowed, NotPossible (answered; no reason)."""
    row, party = _locked(request, by)
    if party.level != row.level:
        party = parties.set_level(party, row.level, by=by, why=why)
    _end(row, State.GRANTED, by)
    return party


@transaction.atomic
def refuse_level(request: LevelRequest, *, by: User) -> Party:
    """Leave a party as protected as it is. Raises NotAllowed, NotPossible (answered already)."""
    row, party = _locked(request, by)
    _end(row, State.REFUSED, by)
    return party


def waiting_of(party: Party) -> LevelRequest | None:
    """Return what a party asked for and nobody answered yet."""
    return party.level_requests.filter(state=State.WAITING).first()


def waiting_for(user: User) -> QuerySet[LevelRequest]:
    """Return the requests that wait, of parties this officer may know of, the oldest first."""
    rows = LevelRequest.objects.filter(state=State.WAITING, party__removed_at=None)
    rows = rows.filter(party__in=parties.visible_to(user).order_by().values("pk"))
    return rows.select_related("party").order_by("asked_at", "pk")


def _locked(request: LevelRequest, by: User) -> tuple[LevelRequest, Party]:
    take_part()
    require(by, parties.WORK, request)
    party = parties.locked(request.party)
    row = LevelRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if row.state != State.WAITING:
        raise NotPossible(_("This was answered already, or taken back."))
    return row, party


def _end(row: LevelRequest, state: str, by: User | None) -> None:
    row.state, row.answered_at, row.answered_by = state, timezone.now(), by
    row.save(update_fields=["state", "answered_at", "answered_by"])
    record("answer_level_request", KIND, row.uid, by=by, after={"state": state})
