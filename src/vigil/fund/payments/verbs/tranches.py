"""What a grant is made of: parts with their donors, a budget; and the lines of its ledger.

The sum of the budget, that of the parts that are not cancelled, and what is committed are one and
the same amount, at every step.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.fund.models import BudgetLine, Donor, Entry, Grant, Party, Payment, Share, Tranche
from vigil.fund.parties.verbs import sealing
from vigil.fund.payments import money
from vigil.fund.payments.verbs import approval_terms
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.models import Sealed, User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.vault.verbs.sealing import shred

WORK: Final = "fund.work"
MAX_TRANCHES: Final = 120
"""Tranches of one grant: monthly for ten years. More is a slip of the hand."""
State = Tranche.State
UNPAID: Final = approval_terms.UNPAID


@dataclass(frozen=True)
class PlannedTranche:
    """A part of a grant that is paid at once, before it is a tranche.

    `shares` say which donor (by its key) gives how much; `condition` is None where what is kept
    of it stays, and empty where none is set any more. `number` is that of the tranche for which it
    stands, so that a condition stays with its own; where no part says one, they follow in order.
    """

    shares: Mapping[int, int]
    due_on: date | None = None
    needs_report: bool = False
    condition: str | None = None
    number: int | None = None

    @property
    def minor(self) -> int:
        """How much it is."""
        return sum(self.shares.values())


def split_among_donors(by_donor: Mapping[int, int], amounts: Sequence[int]) -> list[dict[int, int]]:
    """Return which donor gives how much of each amount, so that all sums hold exactly.

    Raises Unfit (donors give another sum than the amounts come to).
    """
    left = {donor: minor for donor, minor in by_donor.items() if minor}
    if sum(left.values()) != sum(amounts):
        raise Unfit(_("What the donors give and the tranches come to are different sums."))
    parts: list[dict[int, int]] = []
    for amount in amounts:
        given = money.split_exactly(amount, list(left.values())) if amount else [0] * len(left)
        parts.append({d: minor for d, minor in zip(left, given, strict=True) if minor})
        left = {d: left[d] - minor for d, minor in zip(left, given, strict=True)}
        left = {d: minor for d, minor in left.items() if minor}
    return parts


def locked(grant: Grant) -> Grant:
    """Return the grant as it stands, locked: everything that moves its money waits in line.

    Its party first: who removes one, or sets its level, holds it while they come to its grants.
    """
    Party.objects.select_for_update().get(pk=grant.party_id)
    return Grant.objects.select_for_update(of=("self",)).select_related("party").get(pk=grant.pk)


def running(grant: Grant) -> Grant:
    """Return the grant, locked. Raises NotPossible (it does not run)."""
    grant = locked(grant)
    if grant.state != Grant.State.ACTIVE:
        raise NotPossible(
            _("This is done with a grant that runs; this one is: %(state)s.")
            % {"state": grant.get_state_display()}
        )
    return grant


def check_plan(parts: Sequence[PlannedTranche], budget: Mapping[str, int], paid: int = 0) -> None:
    """Hold parts and budget against each other; `paid` is what was paid before. Raises Unfit."""
    if len(parts) > MAX_TRANCHES:
        raise Unfit(_("These are more than %(n)d tranches.") % {"n": MAX_TRANCHES}, "parts")
    if not parts and not paid:
        raise Unfit(_("Plan one tranche at least."), "parts")
    if any(part.minor <= 0 or min(part.shares.values()) < 0 for part in parts):
        raise Unfit(_("A tranche is more than nothing."), "parts")
    if set(budget) - set(BudgetLine.Category.values) or any(m < 0 for m in budget.values()):
        raise Unfit(_("There is no such line in a budget."), "budget")
    donors = {donor for part in parts for donor in part.shares}
    if Donor.objects.filter(pk__in=donors).count() != len(donors):
        raise Unfit(_("There is no such donor."), "donors")
    days = [part.due_on for part in parts if part.due_on]
    if days != sorted(days):
        raise Unfit(_("Tranches follow one another: put them in the order of their days."), "parts")
    if sum(budget.values()) < paid:
        raise Unfit(_("This is less than what was paid already."), "budget")
    if sum(budget.values()) != paid + sum(part.minor for part in parts):
        raise Unfit(_("The budget and the tranches come to different sums."), "budget")


def put_budget(grant: Grant, budget: Mapping[str, int]) -> None:
    """Write the budget of a grant in place of the one before."""
    grant.budget.all().delete()
    BudgetLine.objects.bulk_create(
        BudgetLine(grant=grant, category=category, minor=budget[category])
        for category in BudgetLine.Category.values
        if budget.get(category)
    )


def fit_budget(grant: Grant, minor: int) -> None:
    """Bring the budget to a sum, each line by its weight: some of it is not spent any more."""
    lines = list(grant.budget.all())
    weights = [line.minor for line in lines]
    if not sum(weights):
        return
    parts = money.split_exactly(minor, weights)
    put_budget(grant, {line.category: m for line, m in zip(lines, parts, strict=True)})


def put_parts(grant: Grant, parts: Sequence[PlannedTranche], *, by: User) -> None:
    """Write the unpaid parts of a grant in place of those that it has; what is paid stays.

    A part that is changed is approved by nobody any more. What is left over is cancelled; of a
    grant that was not agreed it goes. Raises Unfit (a part stands for a tranche that was paid or
    cancelled meanwhile).
    """
    there = list(grant.tranches.select_for_update().filter(state__in=UNPAID))
    last = grant.tranches.aggregate(n=Max("number"))["n"] or 0
    stands_for = _matched(parts, there)
    for part, old in zip(parts, stands_for, strict=True):
        if old is None:
            last += 1
        _put_part(old or Tranche(grant=grant, number=last), part, by)
    kept = {row.pk for row in stands_for if row is not None}
    for row in there:
        if row.pk not in kept:
            _take_out(grant, row)


def _matched(parts: Sequence[PlannedTranche], there: Sequence[Tranche]) -> list[Tranche | None]:
    """Return for which tranche each part stands; None is a new one. Raises Unfit."""
    if all(part.number is None for part in parts):
        return [there[at] if at < len(there) else None for at in range(len(parts))]
    numbered = {row.number: row for row in there}
    named = [part.number for part in parts if part.number is not None]
    if not set(named) <= set(numbered) or len(set(named)) < len(named):
        raise Unfit(_("A tranche was paid or cancelled meanwhile. Look at the plan anew."), "parts")
    return [numbered[part.number] if part.number is not None else None for part in parts]


def _put_part(row: Tranche, part: PlannedTranche, by: User) -> None:
    said = None if part.condition is None else part.condition.strip()
    kept = row.pk is not None and sealing.is_kept("tranche", row.uid, "condition")
    if row.pk is None or not _same(row, part) or said or (kept and said == ""):
        if row.pk is not None:
            approval_terms.void(row, by=by, fields=["tranche"])
        row.due_on, row.needs_report, row.state = part.due_on, part.needs_report, State.PLANNED
        row.save()
        put_shares(row, part.shares)
    if said:
        sealing.write(row.grant.party, "tranche", row.uid, "condition", said, by=by)
    elif kept and said == "":
        sealing.drop("tranche", row.uid, "condition", why="its condition was taken away")


def numbers_with_condition(rows: Iterable[Tranche]) -> set[int]:
    """Return the numbers of the tranches of which a condition is kept, without opening it."""
    keys = {row.uid: row.number for row in rows}
    found = Sealed.objects.filter(subject_kind="tranche", subject_key__in=keys, field="condition")
    return {keys[key] for key in found.values_list("subject_key", flat=True)}


def _same(tranche: Tranche, part: PlannedTranche) -> bool:
    return dict(tranche.shares.values_list("donor", "minor")) == part.shares and (
        tranche.due_on,
        tranche.needs_report,
    ) == (part.due_on, part.needs_report)


def put_shares(tranche: Tranche, shares: Mapping[int, int]) -> None:
    """Write who gives how much of a tranche."""
    tranche.shares.all().delete()
    Share.objects.bulk_create(
        Share(tranche=tranche, donor_id=donor, minor=minor)
        for donor, minor in shares.items()
        if minor
    )


def mark_cancelled(tranche: Tranche) -> None:
    """Mark a tranche as cancelled; its shares stay, to be told."""
    tranche.approvals.all().delete()
    tranche.state = State.CANCELLED
    tranche.save(update_fields=["state"])


def _take_out(grant: Grant, tranche: Tranche) -> None:
    if grant.state != Grant.State.DRAFT:
        mark_cancelled(tranche)
        return
    if sealed := sealing.one_sealed("tranche", tranche.uid, "condition"):
        shred(sealed, by=None, why="its tranche is not planned any more")
    tranche.delete()


def shares_of(grant: Grant, states: Sequence[str] | None = None) -> Counter[int]:
    """Return what each donor (by its key) gives of the tranches in these states; of all that are
    not cancelled, if none are named.
    """
    rows = Share.objects.filter(tranche__grant=grant)
    rows = (
        rows.filter(tranche__state__in=states)
        if states is not None
        else rows.exclude(tranche__state=State.CANCELLED)
    )
    found: Counter[int] = Counter()
    for donor, minor in rows.values_list("donor", "minor"):
        found[donor] += minor
    return found


def enter(
    grant: Grant,
    kind: str,
    by_donor: Mapping[int, int],
    *,
    on: date,
    by: User,
    payment: Payment | None = None,
) -> None:
    """Write lines of the ledger, one per donor; nothing is no line."""
    Entry.objects.bulk_create(
        Entry(
            grant=grant,
            donor_id=donor,
            kind=kind,
            minor=minor,
            currency=grant.currency,
            on=on,
            payment=payment,
            by=by,
        )
        for donor, minor in sorted(by_donor.items())
        if minor
    )


def amount_of(tranche: Tranche) -> int:
    """Return how much a tranche is."""
    return sum(tranche.shares.values_list("minor", flat=True))


def amounts_for_amendment(grant: Grant) -> dict[str, object]:
    """Return the amounts of a grant as an amendment keeps them: no word, no name."""
    rows = Share.objects.filter(tranche__grant=grant, tranche__state__in=[*UNPAID, State.PAID])
    shares = rows.values_list("tranche__number", "donor", "minor").order_by("tranche__number", "pk")
    planned = grant.tranches.exclude(state=State.CANCELLED).order_by("number")
    return {
        "days": [[row.number, str(row.due_on or ""), row.needs_report] for row in planned],
        "budget": dict(grant.budget.values_list("category", "minor")),
        "tranches": [list(share) for share in shares],
        "minor": sum(minor for _number, _donor, minor in shares),
    }


LOG: Final = LogWords(
    reasons={
        "its condition was taken away": pgettext_lazy("decision", "its condition was taken away"),
        "its tranche is not planned any more": pgettext_lazy(
            "decision", "its tranche is not planned any more"
        ),
    },
)
