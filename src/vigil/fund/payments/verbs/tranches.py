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

from vigil.fund.models import (
    BudgetLine,
    Donor,
    Entry,
    Grant,
    Party,
    Payment,
    Report,
    Share,
    Tranche,
)
from vigil.fund.parties.verbs import sealing
from vigil.fund.payments import money
from vigil.fund.payments.verbs import approval_terms
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.decisions.verbs import record
from vigil.trust.models import Sealed, User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.vault.verbs.sealing import shred

MAX_TRANCHES: Final = 120
"""Tranches of one grant: monthly for ten years. More is a slip of the hand."""
State = Tranche.State
UNPAID: Final = approval_terms.UNPAID


@dataclass(frozen=True)
class PlannedTranche:
    """A tranche as it is planned, before it is a row.

    `shares` maps donors to amounts. A `condition` of None keeps the present one; an empty one
    removes it. `number` is the tranche that it replaces; without numbers they follow in order.
    `report_on` is the day of the report that it waits for; the report is asked for if it was not.
    """

    shares: Mapping[int, int]
    due_on: date | None = None
    needs_report: bool = False
    condition: str | None = None
    number: int | None = None
    report_on: date | None = None

    @property
    def minor(self) -> int:
        """How much it is."""
        return sum(self.shares.values())


def split_among_donors(by_donor: Mapping[int, int], amounts: Sequence[int]) -> list[dict[int, int]]:
    """Return how much each donor gives to each amount; all sums match exactly.

    Raises Unfit if the donors give another sum.
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
    """Return the grant, freshly read and locked, after its party."""
    Party.objects.select_for_update().get(pk=grant.party_id)
    return Grant.objects.select_for_update(of=("self",)).select_related("party").get(pk=grant.pk)


def running(grant: Grant) -> Grant:
    """Return the grant, locked. Raises NotPossible if it is not active."""
    grant = locked(grant)
    if grant.state != Grant.State.ACTIVE:
        raise NotPossible(
            _("This is done with a grant that runs; this one is: %(state)s.")
            % {"state": grant.get_state_display()}
        )
    return grant


def check_plan(
    parts: Sequence[PlannedTranche],
    budget: Mapping[str, int],
    paid: int = 0,
    *,
    grant: Grant | None = None,
) -> None:
    """Check tranches against the budget; `paid` was paid before, of `grant` if it exists.

    Each tranche waits for a report that is asked for, a day or a condition. Only the first one may
    follow the agreement. Raises Unfit.
    """
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
    _check_ties(parts, grant, first=not paid)
    if sum(budget.values()) < paid:
        raise Unfit(_("This is less than what was paid already."), "budget")
    if sum(budget.values()) != paid + sum(part.minor for part in parts):
        raise Unfit(_("The budget and the tranches come to different sums."), "budget")


def _check_ties(parts: Sequence[PlannedTranche], grant: Grant | None, *, first: bool) -> None:
    """Check that there is something that each tranche waits for. Raises Unfit."""
    conditioned = numbers_with_condition(grant.tranches.all()) if grant else set()
    by_place = list(grant.tranches.filter(state__in=UNPAID)) if grant else []
    for at, part in enumerate(parts):
        placed = by_place[at].number if part.number is None and at < len(by_place) else None
        kept = part.condition is None and (part.number or placed) in conditioned
        if part.needs_report and part.report_on is None and not _has_reports(grant, part.due_on):
            raise Unfit(
                _(
                    "Tranche %(n)d waits for a report, and none was asked for. Write the day on "
                    "which the report is due."
                )
                % {"n": at + 1},
                "parts",
            )
        tied = part.report_on or part.needs_report or part.due_on or part.condition or kept
        if not tied and not (first and at == 0):
            raise Unfit(
                _(
                    "Tranche %(n)d waits for nothing. Write the day of the report that it waits "
                    "for, the day on which it is paid, or a condition."
                )
                % {"n": at + 1},
                "parts",
            )


def _has_reports(grant: Grant | None, until: date | None) -> bool:
    """Say whether a report of a grant was asked for, due by a day if one is named."""
    if grant is None:
        return False
    rows = grant.reports.exclude(kind=Report.Kind.FOLLOW_UP)
    return (rows.filter(due_on__lte=until) if until else rows).exists()


def put_budget(grant: Grant, budget: Mapping[str, int]) -> None:
    """Replace the budget of a grant."""
    grant.budget.all().delete()
    BudgetLine.objects.bulk_create(
        BudgetLine(grant=grant, category=category, minor=budget[category])
        for category in BudgetLine.Category.values
        if budget.get(category)
    )


def fit_budget(grant: Grant, minor: int) -> None:
    """Scale the budget of a grant to a new sum."""
    lines = list(grant.budget.all())
    weights = [line.minor for line in lines]
    if not sum(weights):
        return
    parts = money.split_exactly(minor, weights)
    put_budget(grant, {line.category: m for line, m in zip(lines, parts, strict=True)})


def put_parts(grant: Grant, parts: Sequence[PlannedTranche], *, by: User) -> None:
    """Replace the unpaid tranches of a grant; paid ones stay.

    A changed tranche loses its approvals. Tranches left over are cancelled; those of a draft are
    deleted. Raises Unfit if a part replaces a tranche that was paid or cancelled meanwhile.
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
    """Return the tranche that each part replaces; None for a new one. Raises Unfit."""
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
        row.report = _report_on(row.grant, part.report_on, by) if part.report_on else None
        row.save()
        put_shares(row, part.shares)
    if said:
        sealing.write(row.grant.party, "tranche", row.uid, "condition", said, by=by)
    elif kept and said == "":
        sealing.drop("tranche", row.uid, "condition", why="its condition was taken away")


def numbers_with_condition(rows: Iterable[Tranche]) -> set[int]:
    """Return the numbers of the tranches that have a condition, without opening it."""
    keys = {row.uid: row.number for row in rows}
    found = Sealed.objects.filter(subject_kind="tranche", subject_key__in=keys, field="condition")
    return {keys[key] for key in found.values_list("subject_key", flat=True)}


def _same(tranche: Tranche, part: PlannedTranche) -> bool:
    return dict(tranche.shares.values_list("donor", "minor")) == part.shares and (
        tranche.due_on,
        tranche.needs_report,
        tranche.report.due_on if tranche.report else None,
    ) == (part.due_on, part.needs_report, part.report_on)


def _report_on(grant: Grant, day: date, by: User) -> Report:
    """Return the report of a grant that is due on a day; ask for it if nobody did. Raises Unfit."""
    if grant.starts_on and day < grant.starts_on:
        raise Unfit(_("A report is not due before the grant begins."), "parts")
    there = grant.reports.exclude(kind=Report.Kind.FOLLOW_UP).filter(due_on=day).first()
    if there is not None:
        return there
    row = Report.objects.create(grant=grant, kind=Report.Kind.NARRATIVE, due_on=day)
    after = {"kind": row.kind, "due": str(day)}
    record("schedule_report", "report", row.uid, by=by, after=after)
    return row


def put_shares(tranche: Tranche, shares: Mapping[int, int]) -> None:
    """Replace the shares of a tranche."""
    tranche.shares.all().delete()
    Share.objects.bulk_create(
        Share(tranche=tranche, donor_id=donor, minor=minor)
        for donor, minor in shares.items()
        if minor
    )


def mark_cancelled(tranche: Tranche) -> None:
    """Mark a tranche as cancelled; its shares stay for the record."""
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
    """Return the sum of each donor (by key) over the tranches in these states.

    Without states: over all that are not cancelled.
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
    """Add ledger entries, one for each donor with an amount."""
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
    """Return the amount of a tranche."""
    return sum(tranche.shares.values_list("minor", flat=True))


def amounts_for_amendment(grant: Grant) -> dict[str, object]:
    """Return the amounts of a grant as an amendment stores them, without text."""
    rows = Share.objects.filter(tranche__grant=grant, tranche__state__in=[*UNPAID, State.PAID])
    shares = rows.values_list("tranche__number", "donor", "minor").order_by("tranche__number", "pk")
    planned = grant.tranches.exclude(state=State.CANCELLED).order_by("number")
    return {
        "days": [
            [
                row.number,
                str(row.due_on or ""),
                str(row.report.due_on) if row.report else row.needs_report,
            ]
            for row in planned.select_related("report")
        ],
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
