"""What each gate asks for: sentences on what is missing, and what to do next."""

from datetime import date

from django.db.models import QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from vigil.fund.access.rules import has_no_conflict
from vigil.fund.accounts import queries as accounts
from vigil.fund.agreements import queries as agreements
from vigil.fund.gates.switches import is_off
from vigil.fund.models import (
    Application,
    EmergencyRequest,
    Grant,
    Outcome,
    Party,
    Payment,
    Report,
    Share,
    SwitchedGate,
    Tranche,
)
from vigil.fund.payments.models import PaymentWay
from vigil.fund.payments.queries import lacking
from vigil.fund.screening import queries as screening
from vigil.fund.screening.rules import ALL_STEPS, STEPS_FOR_EMERGENCIES, Step

Switch = SwitchedGate.Gate
SWITCHED_STEPS = {Step.REFERENCES: Switch.REFERENCES, Step.FINANCE: Switch.FINANCE}
"""Steps of screening that can be switched off. Sanctions are not among them."""


def is_urgent(grant: Grant) -> bool:
    """Say whether a grant is emergency help whose papers may still follow its money.

    Only as much as two people voted for is urgent: what an amendment adds takes the whole path.
    """
    due = grant.paper_due_on
    if grant.emergency is None or due is None or timezone.localdate() > due:
        return False
    shares = Share.objects.filter(tranche__grant=grant).exclude(
        tranche__state=Tranche.State.CANCELLED
    )
    planned = shares.aggregate(n=Sum("minor"))["n"] or 0
    return planned <= grant.emergency.minor


def eligibility(application: Application | None) -> list[str]:
    """Return what is missing: an officer's word on conditions and interests."""
    if application is None:
        return []
    who = application.conditions_read_by
    if who is None:
        return [
            _(
                "No officer has stated yet that the application meets the conditions of the call. "
                "Read it, and state it on its page."
            )
        ]
    if not has_no_conflict(who, application.party):
        return [
            _(
                "%(who)s stated that the conditions are met, and may not work with this party any "
                "more. Another officer states it."
            )
            % {"who": who}
        ]
    return []


def checks(party: Party, *, urgent: bool = False) -> list[str]:
    """Return what is missing of the checks; fewer are needed while an emergency is urgent.

    A stop counts in every step, whether or not the step is needed now.
    """
    needed = STEPS_FOR_EMERGENCIES if urgent else ALL_STEPS
    states = screening.states_of(party)
    off = {step for step, switch in SWITCHED_STEPS.items() if is_off(switch)}
    return [
        state.missing
        for state in states
        if state.missing and (state.stopped or (state.step in needed and state.step not in off))
    ]


def decision_on(application: Application) -> list[str]:
    """Return what is missing of a decision by two that supports an application."""
    newest = application.determinations.select_related("by", "agreed_by").first()
    decided = application.state == Application.State.DECIDED
    if newest is None or not decided or newest.outcome != Outcome.AWARD:
        return [_("It was not decided to support this application.")]
    if newest.agreed_by is None and not is_off(Switch.DECISION_OF_TWO):
        return [
            _("%(who)s decided. A second officer has to agree with the decision.")
            % {"who": newest.by}
        ]
    if newest.told_at is None:
        return [_("The decision was not released. Release it, so that the applicant reads it.")]
    return []


def decision_on_grant(grant: Grant) -> list[str]:
    """Return what is missing of the decision that a grant follows."""
    if grant.application is not None:
        return decision_on(grant.application)
    if grant.emergency is not None:
        approved = grant.emergency.state == EmergencyRequest.State.APPROVED
        return [] if approved else [_("Two people have not approved this request yet.")]
    if grant.seconded_by is None and not is_off(Switch.DECISION_OF_TWO):
        return [_("A second officer has to agree to this grant.")]
    return []


def safety_plan(party: Party) -> list[str]:
    """Return what is missing of the party's safety plan."""
    if is_off(Switch.SAFETY_PLAN):
        return []
    plan = next((row for row in party.plans.all() if row.newest), None)
    if plan is None:
        return [_("There is no safety plan. Write it with the grantee.")]
    if plan.review_on < timezone.localdate():
        return [
            _("The safety plan was to be reviewed by %(day)s. Review it with the grantee.")
            % {"day": plan.review_on}
        ]
    return []


def agreement(grant: Grant) -> list[str]:
    """Return what is missing of the agreement."""
    return [] if is_off(Switch.AGREEMENT) else agreements.missing(grant)


def account(party: Party) -> list[str]:
    """Return what is missing of the account and its confirmation."""
    if is_off(Switch.SECOND_CHANNEL) and accounts.is_kept(party):
        return []
    return accounts.missing(party)


def papers(grant: Grant) -> list[str]:
    """Return the emergencies of the party whose papers and checks are overdue."""
    today = timezone.localdate()
    late = Grant.objects.filter(
        party=grant.party_id, emergency__isnull=False, paper_due_on__lt=today
    )
    return [
        _(
            "The papers and checks of the emergency help %(code)s were due on %(day)s. Complete "
            "them first."
        )
        % {"code": row.code, "day": row.paper_due_on}
        for row in late.order_by("number")
    ]


def proof(grant: Grant, tranche: Tranche | None = None) -> list[str]:
    """Return what the payments of other tranches lack: proof, witnesses, receipt.

    A switch that is off is for transfers alone.
    """
    rows = standing_payments(grant).exclude(tranche=tranche)
    if is_off(Switch.PROOF):
        rows = rows.exclude(way=PaymentWay.BANK)
    return lacking(rows)


def standing_payments(grant: Grant) -> QuerySet[Payment]:
    """Return the payments of a grant that were not reversed, oldest first."""
    rows = Payment.objects.filter(tranche__grant=grant, reverses=None, reversed_by=None)
    return rows.select_related("tranche").order_by("at", "pk")


def tranche(row: Tranche, *, on: date | None = None) -> list[str]:
    """Return what a tranche still waits for. With the day of payment, its own day counts too."""
    lacking = []
    if row.report is not None and not is_answered(row.report):
        lacking.append(_awaited(row.report))
    elif row.needs_report and row.report is None:
        lacking += _reports_until(row)
    if on is not None and row.due_on is not None and on < row.due_on:
        lacking.append(
            _("Tranche %(n)d is to be paid on %(day)s, not before.")
            % {"n": row.number, "day": row.due_on}
        )
    return lacking


def approval(row: Tranche) -> list[str]:
    """Return what is missing of the approval by two."""
    n = row.approvals.count()
    if row.state == Tranche.State.APPROVED and n >= 2:
        return []
    if n:
        said = _("One officer approved tranche %(n)d. A second officer must approve it.")
        return [said % {"n": row.number}]
    return [_("Nobody has approved tranche %(n)d yet.") % {"n": row.number}]


def is_answered(report: Report) -> bool:
    """Say whether money may follow a report: it was accepted, or two officers skipped it."""
    skipped = report.state == Report.State.SKIPPED and report.skip_agreed_by_id is not None
    return report.state == Report.State.ACCEPTED or skipped


def _reports_until(row: Tranche) -> list[str]:
    """Return what is missing of a tranche that waits for all reports due by its day."""
    until = row.due_on or timezone.localdate()
    due = row.grant.reports.exclude(kind=Report.Kind.FOLLOW_UP).filter(due_on__lte=until)
    if not due:
        return [
            _(
                "Tranche %(n)d waits for a report, and none was asked for. Ask for the report, or "
                "change the plan."
            )
            % {"n": row.number}
        ]
    return [_awaited(report) for report in due if not is_answered(report)]


def _awaited(report: Report) -> str:
    if report.state == Report.State.RECEIVED:
        return _("The report due on %(day)s was received. Read it and accept it.") % {
            "day": report.due_on
        }
    if report.state == Report.State.SKIPPED:
        return _(
            "The report due on %(day)s was skipped by one officer. A second one has to agree."
        ) % {"day": report.due_on}
    return _("The report due on %(day)s is missing.") % {"day": report.due_on}
