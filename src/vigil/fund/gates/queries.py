"""The path of a grant: which gates are passed, what is missing, and who acts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vigil.fund.gates import conditions
from vigil.fund.gates.names import Gate
from vigil.fund.gates.switches import is_off
from vigil.fund.models import Application, Grant, Party, SwitchedGate, Tranche
from vigil.fund.payments.models import PaymentWay
from vigil.fund.screening import queries as screening

NEEDED_FIRST: Final = (Gate.ELIGIBILITY, Gate.CHECKS, Gate.DECISION)
"""What comes before an agreement is offered."""
MAY_FOLLOW_EMERGENCY: Final = (Gate.SAFETY_PLAN, Gate.AGREEMENT)
"""What may follow the money of an emergency, within 30 days."""
WHO_ACTS: Final = {
    Gate.ELIGIBILITY: _("an officer"),
    Gate.CHECKS: _("an officer"),
    Gate.DECISION: _("a second officer"),
    Gate.SAFETY_PLAN: _("an officer, with the grantee"),
    Gate.AGREEMENT: _("an officer, then the grantee"),
    Gate.ACCOUNT: _("an officer who did not enter it"),
    Gate.PAPERS: _("an officer"),
    Gate.PROOF: _("the officer who paid"),
    Gate.TRANCHE: _("the grantee, then an officer"),
    Gate.APPROVAL: _("two officers"),
}
SWITCHES: Final = {
    Gate.DECISION: SwitchedGate.Gate.DECISION_OF_TWO,
    Gate.SAFETY_PLAN: SwitchedGate.Gate.SAFETY_PLAN,
    Gate.AGREEMENT: SwitchedGate.Gate.AGREEMENT,
    Gate.ACCOUNT: SwitchedGate.Gate.SECOND_CHANNEL,
    Gate.PROOF: SwitchedGate.Gate.PROOF,
}
"""Gates that can be switched off as a whole."""
OF_NEXT_TRANCHE: Final = (Gate.ACCOUNT, Gate.PROOF, Gate.TRANCHE, Gate.APPROVAL)
"""Gates that ask for the next tranche of a grant."""


@dataclass(frozen=True)
class GateState:
    """One gate of a grant as it stands now."""

    gate: Gate
    missing: Sequence[str]
    is_off: bool = False
    may_follow: bool = False
    """Whether it may follow the money, as the grant is urgent help."""

    @property
    def name(self) -> str:
        """Return the code of the gate."""
        return self.gate.value

    @property
    def label(self) -> str | Promise:
        """Return the name of the gate for a screen."""
        return self.gate.label

    @property
    def passed(self) -> bool:
        """Return whether nothing is missing."""
        return not self.missing

    @property
    def who(self) -> str | Promise:
        """Return who is to act, if something is missing."""
        return WHO_ACTS[self.gate] if self.missing else ""


def missing(of: Grant | Application, gate: str) -> list[str]:
    """Return what is missing at a gate, in sentences that say what to do next.

    Raises ValueError if there is no such gate.
    """
    gate = Gate(gate)
    asks = isinstance(of, Grant) and gate in OF_NEXT_TRANCHE
    return _missing(of, gate, next_tranche(of) if asks and isinstance(of, Grant) else None)


def _missing(of: Grant | Application, gate: Gate, row: Tranche | None) -> list[str]:
    """Return what is missing at a gate; `row` is the next tranche of a grant."""
    grant = of if isinstance(of, Grant) else None
    application = of if isinstance(of, Application) else of.application
    if gate == Gate.ELIGIBILITY:
        return conditions.eligibility(application)
    if gate == Gate.CHECKS:
        urgent = grant is not None and conditions.is_urgent(grant)
        return conditions.checks(of.party, urgent=urgent)
    if gate == Gate.DECISION:
        if grant is not None:
            return conditions.decision_on_grant(grant)
        return conditions.decision_on(of) if isinstance(of, Application) else []
    if gate == Gate.SAFETY_PLAN:
        return conditions.safety_plan(of.party)
    if gate == Gate.ACCOUNT:
        by_bank = row is None or row.way == PaymentWay.BANK
        return conditions.account(of.party) if by_bank else []
    return _missing_of_grant(grant, gate, row) if grant is not None else []


def way_of(grant: Grant) -> list[GateState]:
    """Return every gate of a grant in its order; none if nothing is kept of its party.

    For pages: it reads the tranches of the grant once, and keeps them with it.
    """
    if grant.party.is_removed:
        return []
    read = Prefetch("tranches", Tranche.objects.select_related("report"))
    prefetch_related_objects([grant], read)
    waiting = (Tranche.State.PLANNED, Tranche.State.APPROVED)
    unpaid = [row for row in grant.tranches.all() if row.state in waiting]
    row = min(unpaid, key=lambda row: row.number, default=None)
    urgent = conditions.is_urgent(grant)
    return [
        GateState(
            gate,
            _missing(grant, gate, row),
            is_off=gate in SWITCHES and is_off(SWITCHES[gate]),
            may_follow=urgent and gate in MAY_FOLLOW_EMERGENCY,
        )
        for gate in _gates_of(grant, row)
    ]


def before_money(tranche: Tranche, *, on: date | None = None) -> list[str]:
    """Return all that is missing before a tranche is approved or, with a day, paid on that day.

    Approvals are not among it: `payments.verbs.paying` counts them.
    """
    grant = tranche.grant
    urgent = conditions.is_urgent(grant)
    later = MAY_FOLLOW_EMERGENCY if urgent else ()
    needed = [Gate.ELIGIBILITY, Gate.CHECKS, Gate.DECISION, Gate.SAFETY_PLAN, Gate.AGREEMENT]
    needed += [Gate.ACCOUNT] if tranche.way == PaymentWay.BANK else []
    needed += [Gate.PAPERS]
    found = [one for gate in needed if gate not in later for one in missing(grant, gate)]
    return [
        *found,
        *conditions.proof(grant, tranche),
        *conditions.tranche(tranche, on=on),
    ]


def before_agreement(grant: Grant) -> list[str]:
    """Return what is missing before an agreement is offered."""
    return [one for gate in (*NEEDED_FIRST, Gate.PAPERS) for one in missing(grant, gate)]


def before_papers_are_complete(grant: Grant) -> list[str]:
    """Return what is missing of the checks and papers that follow the money of an emergency."""
    return [
        *conditions.checks(grant.party),
        *conditions.safety_plan(grant.party),
        *conditions.agreement(grant),
    ]


def next_tranche(grant: Grant) -> Tranche | None:
    """Return the first tranche of a grant that is neither paid nor cancelled."""
    rows = grant.tranches.filter(state__in=(Tranche.State.PLANNED, Tranche.State.APPROVED))
    return rows.select_related("report").order_by("number").first()


def stops_of(party: Party) -> list[str]:
    """Return the checks of a party that say stop."""
    return [one.missing for one in screening.states_of(party) if one.stopped]


def _gates_of(grant: Grant, row: Tranche | None) -> list[Gate]:
    """Return the gates that a grant has: those of calls and emergencies only where they apply."""
    left_out = set()
    if grant.application_id is None:
        left_out.add(Gate.ELIGIBILITY)
    if not conditions.papers(grant):
        left_out.add(Gate.PAPERS)
    if not conditions.standing_payments(grant).exists():
        left_out.add(Gate.PROOF)
    if row is None:
        left_out |= {Gate.TRANCHE, Gate.APPROVAL}
    return [gate for gate in Gate if gate not in left_out]


def _missing_of_grant(grant: Grant, gate: Gate, row: Tranche | None) -> list[str]:
    if gate == Gate.AGREEMENT:
        return conditions.agreement(grant)
    if gate == Gate.PAPERS:
        return conditions.papers(grant)
    if gate == Gate.PROOF:
        return conditions.proof(grant, row)
    if row is None:
        return []
    row.grant = grant
    if gate == Gate.TRANCHE:
        return conditions.tranche(row, on=timezone.localdate())
    return conditions.approval(row)
