"""Amend, extend, end or close an active grant. All totals still match afterwards."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from vigil.fund.access.rules import WORK
from vigil.fund.gates import conditions as gates
from vigil.fund.models import Amendment, Entry, Grant, Report, Tranche
from vigil.fund.parties import locking
from vigil.fund.parties.verbs import sealing
from vigil.fund.payments.verbs import tranches
from vigil.fund.payments.verbs.tranches import UNPAID, PlannedTranche
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords

KIND: Final = "grant"
ANSWERED_REPORT_STATES: Final = (Report.State.ACCEPTED, Report.State.SKIPPED)
State = Grant.State


@transaction.atomic
def amend_amount(
    grant: Grant, *, budget: Mapping[str, int], parts: Sequence[PlannedTranche], by: User, why: str
) -> Amendment:
    """Change the amount, the donors or the unpaid tranches of an active grant.

    `parts` replaces all unpaid tranches, `budget` the whole budget. The budget must equal what was
    paid plus the parts. A tranche that changes in amount or day must be approved again; a second
    officer must agree again to more for a grant that follows no application. Raises NotAllowed;
    NotPossible if the grant is not active, the reason is missing, or nothing changes; Unfit if sums
    differ or are less than what was paid.
    """
    require(by, WORK, grant)
    grant = tranches.running(grant)
    locking.locked(grant.party)
    _require_reason(why)
    before_all, before = tranches.amounts_for_amendment(grant), tranches.shares_of(grant)
    emptied = tranches.numbers_with_condition(grant.tranches.all())
    paid = tranches.shares_of(grant, [Tranche.State.PAID])
    tranches.check_plan(parts, budget, paid.total(), grant=grant)
    tranches.put_budget(grant, budget)
    tranches.put_parts(grant, parts, by=by)
    after_all, after = tranches.amounts_for_amendment(grant), tranches.shares_of(grant)
    emptied -= tranches.numbers_with_condition(grant.tranches.all())
    if before_all == after_all and not emptied and not any(part.condition for part in parts):
        raise NotPossible(_("Nothing would change by this."))
    changes = {donor: after[donor] - before[donor] for donor in {*before, *after}}
    tranches.enter(grant, Entry.Kind.AMEND, changes, on=timezone.localdate(), by=by)
    if after.total() > before.total() and grant.seconded_by is not None:
        grant.seconded_by = grant.seconded_at = None  # the second officer agreed to less
        grant.save(update_fields=["seconded_by", "seconded_at"])
    return _amended(grant, Amendment.Kind.AMOUNT, before_all, after_all, why, by)


@transaction.atomic
def extend(grant: Grant, ends_on: date, *, by: User, why: str) -> Amendment:
    """Extend a grant without extra cost.

    Raises NotAllowed; NotPossible if it is not active, or the reason is missing; Unfit if the day
    is not later.
    """
    require(by, WORK, grant)
    grant = tranches.running(grant)
    locking.locked(grant.party)
    _require_reason(why)
    if grant.ends_on is not None and ends_on <= grant.ends_on:
        raise Unfit(
            _("The grant ends on %(day)s: an extension ends later.") % {"day": grant.ends_on},
            "ends_on",
        )
    before, grant.ends_on = {"ends_on": str(grant.ends_on or "")}, ends_on
    grant.save(update_fields=["ends_on"])
    after = {"ends_on": str(ends_on)}
    return _amended(grant, Amendment.Kind.EXTENSION, before, after, why, by)


@transaction.atomic
def cancel_tranche(tranche: Tranche, *, by: User) -> Tranche:
    """Cancel an unpaid tranche; its money goes back to the donors.

    Raises NotAllowed; NotPossible if it is paid or cancelled, or the grant is not active.
    """
    require(by, WORK, tranche)
    grant = tranches.running(tranche.grant)
    tranche = grant.tranches.select_for_update().get(pk=tranche.pk)
    if tranche.state not in UNPAID:
        raise NotPossible(_("This tranche is %(state)s.") % {"state": tranche.get_state_display()})
    give_back(grant, [tranche], by=by)
    after = {"tranche": tranche.number, "state": Tranche.State.CANCELLED.value}
    record("cancel_tranche", KIND, grant.uid, by=by, after=after)
    tranche.refresh_from_db()
    return tranche


def give_back(grant: Grant, rows: Sequence[Tranche], *, by: User) -> None:
    """Cancel unpaid tranches: release their commitments, and reduce the budget."""
    back: Counter[int] = Counter()
    for row in rows:
        for donor, minor in row.shares.values_list("donor", "minor"):
            back[donor] -= minor
        tranches.mark_cancelled(row)
    tranches.enter(grant, Entry.Kind.RELEASE, back, on=timezone.localdate(), by=by)
    if back:
        tranches.fit_budget(grant, tranches.shares_of(grant).total())


@transaction.atomic
def end_early(grant: Grant, *, by: User, why: str = "") -> Grant:
    """End a grant before its last day: cancel unpaid tranches and reports that are due.

    A reason is required unless the party was removed. Raises NotAllowed, NotPossible.
    """
    require(by, WORK, grant)
    grant = tranches.running(grant)
    if not grant.party.is_removed:
        _require_reason(why)
        sealing.write(grant.party, KIND, grant.uid, "ended", why, by=by)
    give_back(grant, list(grant.tranches.select_for_update().filter(state__in=UNPAID)), by=by)
    waived = grant.reports.filter(state=Report.State.DUE)
    waived.update(state=Report.State.SKIPPED, answered_by=by)
    return _finish("end_grant", grant, State.ENDED, by)


@transaction.atomic
def close(grant: Grant, *, by: User) -> Grant:
    """Close a grant with nothing left to do, and schedule a follow-up after 12 months.

    Raises NotAllowed; NotPossible with what is left to do.
    """
    require(by, WORK, grant)
    grant = tranches.running(grant)
    if left := missing_before_closing(grant):
        raise NotPossible(" ".join([_("It cannot be closed yet."), *left]))
    grant = _finish("close_grant", grant, State.CLOSED, by)
    assert grant.closed_on is not None
    if not grant.party.is_removed:
        Report.objects.create(
            grant=grant, kind=Report.Kind.FOLLOW_UP, due_on=a_year_after(grant.closed_on)
        )
    return grant


def missing_before_closing(grant: Grant) -> list[str]:
    """Return sentences on what must be done before a grant can be closed."""
    left: list[str] = []
    if n := grant.tranches.filter(state__in=UNPAID).count():
        left.append(
            ngettext(
                "%(n)d tranche is neither paid nor cancelled.",
                "%(n)d tranches are neither paid nor cancelled.",
                n,
            )
            % {"n": n}
        )
    if n := grant.reports.exclude(state__in=ANSWERED_REPORT_STATES).count():
        left.append(
            ngettext(
                "%(n)d report is neither accepted nor skipped.",
                "%(n)d reports are neither accepted nor skipped.",
                n,
            )
            % {"n": n}
        )
    if grant.paper_due_on is not None:
        left.append(_("The paperwork of the emergency is missing."))
    return [*left, *gates.proof(grant)]


def a_year_after(day: date) -> date:
    """Return the same day one year later; 28 February for 29 February."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def _finish(verb: str, grant: Grant, state: str, by: User) -> Grant:
    before = {"state": grant.state}
    grant.state, grant.closed_on, grant.changed_at = state, timezone.localdate(), timezone.now()
    grant.save(update_fields=["state", "closed_on", "changed_at"])
    record(verb, KIND, grant.uid, by=by, before=before, after={"state": state})
    return grant


def _amended(
    grant: Grant,
    kind: str,
    before: Mapping[str, object],
    after: Mapping[str, object],
    why: str,
    by: User,
) -> Amendment:
    row = Amendment.objects.create(
        grant=grant, kind=kind, before=dict(before), after=dict(after), by=by
    )
    sealing.write(grant.party, "amendment", row.uid, "why", why, by=by)
    grant.changed_at = timezone.now()
    grant.save(update_fields=["changed_at"])
    record("amend_grant", KIND, grant.uid, by=by, after={"kind": kind})
    return row


def _require_reason(why: str) -> None:
    if not why.strip():
        raise Unfit(_("Say why. It is kept encrypted, with the grant."), "why")


LOG: Final = LogWords(
    verbs={
        "amend_grant": pgettext_lazy("decision", "amend a grant"),
        "cancel_tranche": pgettext_lazy("decision", "cancel a tranche"),
        "close_grant": pgettext_lazy("decision", "close a grant"),
        "end_grant": pgettext_lazy("decision", "end a grant early"),
    },
)
