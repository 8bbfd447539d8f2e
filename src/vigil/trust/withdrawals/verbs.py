"""Withdraw a person or thing from every room, and lift a withdrawal."""

from collections.abc import Collection, Sequence
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

from vigil.trust.access.errors import NotPossible
from vigil.trust.confirmations.second_person import require_two
from vigil.trust.confirmations.verbs import ask
from vigil.trust.decisions.subjects import Subject
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import Confirmation, User, Withdrawal
from vigil.trust.rooms import house
from vigil.trust.rooms.acts_of_two import ActOfTwo
from vigil.trust.rooms.keepers import Holding, Keeper, WithdrawalAct
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.withdrawals.names_in_texts import says
from vigil.trust.withdrawals.write_lock import alone

type Named = tuple[str, str, str]
"""Room, kind and key of a holding."""
LIFT: Final = "lift_withdrawal"
"""The act of two people that lifts a withdrawal."""


def find(names: Sequence[str], *, by: User) -> list[tuple[Keeper, list[Holding]]]:
    """Ask every room what it holds under these names or ids. Raises NotAllowed, NotPossible."""
    require(by, "trust.withdraw")
    return _found(_cleaned_names(names))


@transaction.atomic
def withdraw(
    names: Sequence[str],
    *,
    by: User,
    why: str,
    chosen: Collection[Named] | None = None,
    seen: Collection[Named] | None = None,
) -> Withdrawal:
    """Take a person, or a thing, out of everything that the public sees.

    `names` are spellings of the person's name, or the id of a thing. Each keeper is
    asked what it holds and withdraws what was `chosen` (None: all that it offers ticked), in
    one transaction: a room that fails undoes the whole act. What is not chosen counts as looked
    at and left, so where a person chose from a list, `seen` is what stood in it. No name goes
    into the decision or the receipts. Raises NotAllowed, NotPossible (no name; no reason, or
    one that says the name; nothing found; something chosen that no room holds any more, or held
    that was not seen).
    """
    require(by, "trust.withdraw")
    alone()
    names = _cleaned_names(names)
    if not why.strip():
        raise NotPossible(_("Say why this is withdrawn."))
    if says([why], filter(_names_a_person, names)):
        raise NotPossible(_("Leave the name out of the reason: a decision is kept for good."))
    held = _found(names)
    _require_as_seen(held, chosen, seen)
    withdrawal = Withdrawal.objects.create(by=by, why=why)
    receipts = [
        _withdraw_in_room(keeper, holdings, names, withdrawal, chosen) for keeper, holdings in held
    ]
    if not any(receipt["done"] for receipt in receipts):
        raise NotPossible(_("No room holds anything under this name."))
    # Asked once every room has acted: what one shows may repeat what another holds.
    still = {keeper.room: keeper.still_shows(names) for keeper in house.keepers()}
    for receipt in receipts:
        receipt["still"] = still[receipt["room"]]
    after = {receipt["room"]: len(receipt["done"]) for receipt in receipts}
    withdrawal.receipts = receipts
    withdrawal.decision = record(
        "withdraw_everywhere", "withdrawal", str(withdrawal.pk), by=by, after=after, why=why
    )
    withdrawal.save(update_fields=["receipts", "decision"])
    return withdrawal


def subject_of(withdrawal: Withdrawal) -> Subject:
    """Return the subject of the act of two people that lifts a withdrawal."""
    return Subject("withdrawal", str(withdrawal.pk))


@transaction.atomic
def ask_to_lift(withdrawal: Withdrawal, *, by: User, why: str) -> Confirmation:
    """Ask a second person to confirm that a withdrawal is lifted.

    Raises NotAllowed, NotPossible (no reason; lifted already; asked for already).
    """
    require(by, "trust.lift_withdrawal")
    withdrawal = Withdrawal.objects.select_for_update().get(pk=withdrawal.pk)
    _require_in_force(withdrawal)
    return ask(LIFT, subject_of(withdrawal), by=by, why=why)


@transaction.atomic
def lift(withdrawal: Withdrawal, *, by: User, why: str) -> Withdrawal:
    """Lift a withdrawal in every room, when the family wants the name shown again.

    Raises NotAllowed, NotPossible (lifted already), NeedsSecondPerson (by one person alone: see
    `ask_to_lift`).
    """
    require(by, "trust.lift_withdrawal")
    require_two(LIFT, subject_of(withdrawal))
    alone()
    withdrawal = Withdrawal.objects.select_for_update().get(pk=withdrawal.pk)
    _require_in_force(withdrawal)
    withdrawal.lifted_at, withdrawal.lifted_by = timezone.now(), by
    withdrawal.lift_why = why
    # Before any room acts: each sees that this withdrawal holds nothing back any more.
    withdrawal.save(update_fields=["lifted_at", "lifted_by", "lift_why"])
    withdrawal.lift_receipts = [
        {
            "room": keeper.room,
            "language": get_language(),
            "done": keeper.lift(withdrawal, by),
        }
        for keeper in house.keepers()
    ]
    withdrawal.save(update_fields=["lift_receipts"])
    after = {r["room"]: len(r["done"]) for r in withdrawal.lift_receipts}
    record("lift_withdrawal", "withdrawal", str(withdrawal.pk), by=by, after=after, why=why)
    return withdrawal


def _lift_confirmed(confirmation: Confirmation, by: User) -> None:
    lift(Withdrawal.objects.get(pk=confirmation.subject_key), by=by, why=confirmation.why)


def _describe_lifting(confirmation: Confirmation) -> str:
    return _("Lift withdrawal %(number)s.") % {"number": confirmation.subject_key}


def _seen(confirmation: Confirmation) -> list[Any]:
    rows = Withdrawal.objects.filter(pk=confirmation.subject_key)
    return list(rows.values_list("lifted_at", "why", "receipts"))


LIFTING: Final = ActOfTwo(
    verb=LIFT,
    kind="withdrawal",
    permission="trust.lift_withdrawal",
    carry_out=_lift_confirmed,
    describe=_describe_lifting,
    seen=_seen,
    alone=True,
)


def _require_in_force(withdrawal: Withdrawal) -> None:
    if withdrawal.lifted_at is not None:
        raise NotPossible(_("This withdrawal was lifted already."))


def _found(names: Sequence[str]) -> list[tuple[Keeper, list[Holding]]]:
    """Ask every room what it holds under these names."""
    return [(keeper, keeper.find(names)) for keeper in house.keepers()]


def _cleaned_names(names: Sequence[str]) -> list[str]:
    given = list(dict.fromkeys(name.strip() for name in names if name.strip()))
    if not given:
        raise NotPossible(_("Give the name, or the number of the case."))
    return given


def _names_a_person(name: str) -> bool:
    """Return whether a search term is a person's name or address, not the number of a case."""
    return "@" in name or not any(letter.isdigit() for letter in name)


def _require_as_seen(
    held: Sequence[tuple[Keeper, list[Holding]]],
    chosen: Collection[Named] | None,
    seen: Collection[Named] | None,
) -> None:
    there = {(keeper.room, h.kind, h.key) for keeper, holdings in held for h in holdings}
    gone = chosen is not None and not set(chosen) <= there
    come = seen is not None and not there <= set(seen)
    if gone or come:
        raise NotPossible(_("What is held has changed since you looked. Look again."))


def _withdraw_in_room(
    keeper: Keeper,
    holdings: Sequence[Holding],
    names: Sequence[str],
    withdrawal: Withdrawal,
    chosen: Collection[Named] | None,
) -> dict[str, Any]:
    """Let one room withdraw what was chosen of its holdings; return its receipt."""
    taken = [
        h
        for h in holdings
        if (h.ticked if chosen is None else (keeper.room, h.kind, h.key) in chosen)
    ]
    left = [h for h in holdings if h not in taken]
    act = WithdrawalAct(names=names, withdrawal=withdrawal, by=withdrawal.by, left=left)
    done = [{"kind": h.kind, "key": h.key, "did": keeper.withdraw(h, act)} for h in taken]
    named = [{"kind": h.kind, "key": h.key} for h in left]
    return {
        "room": keeper.room,
        "language": get_language(),
        "done": done,
        "left": named,
        "still": [],
    }


LOG: Final = LogWords(
    verbs={
        "lift_withdrawal": pgettext_lazy("decision", "lift a withdrawal"),
        "remove_personal_data": pgettext_lazy("decision", "remove personal data"),
        "withdraw_everywhere": pgettext_lazy("decision", "withdraw everywhere"),
    },
    kinds={
        "withdrawal": pgettext_lazy("decision", "withdrawal"),
    },
)
