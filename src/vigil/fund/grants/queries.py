"""What the screens of grants show. Nothing sealed is opened here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.forms import BaseForm
from django.utils.translation import gettext as _

from vigil.fund.gates.names import Gate
from vigil.fund.gates.path_on_page import GateOnPage
from vigil.fund.grants.acts import OfferedAct, form_key, offer_acts
from vigil.fund.grants.forms.acts import OpenFileForm
from vigil.fund.grants.verbs import amending_and_closing
from vigil.fund.models import (
    Accompaniment,
    Amendment,
    ApplicationFile,
    Approval,
    Entry,
    Grant,
    Incident,
    Payment,
    Report,
    Result,
    SafetyPlan,
    Share,
    Tranche,
)
from vigil.fund.parties import queries as party_queries
from vigil.fund.payments import ledger, money
from vigil.fund.payments.queries import OpenedTerms
from vigil.fund.payments.verbs import approval_terms, paying
from vigil.fund.payments.verbs.tranches import UNPAID
from vigil.fund.voices.queries import kept_voices
from vigil.trust.models import Decision, Sealed, User

RefusedForms = Mapping[str, BaseForm]
State = Grant.State
SEALED_TEXT_LABELS: Final = {
    ("grant", "purpose"): lambda: _("What it is for"),
    ("grant", "ended"): lambda: _("Why it ended early"),
    ("tranche", "condition"): lambda: _("Condition of a tranche"),
    ("agreement", "text"): lambda: _("Agreement"),
    ("tranche", "way"): lambda: _("Why a tranche is not paid by bank"),
    ("tranche", "intermediary"): lambda: _("Who carries the money of a tranche"),
    ("payment", "intermediary"): lambda: _("Who carried the money of a payment"),
    ("payment", "account"): lambda: _("Account of a payment"),
    ("payment", "difference"): lambda: _("Difference of a payment"),
    ("payment", "why"): lambda: _("Why money came back"),
    ("amendment", "why"): lambda: _("Why the grant was changed"),
    ("report", "text"): lambda: _("Report"),
    ("report", "why"): lambda: _("Why a report was skipped"),
    ("safety_plan", "plan"): lambda: _("Safety plan"),
    ("incident", "what"): lambda: _("What happened"),
    ("incident", "contact"): lambda: _("How they want to be contacted about it"),
    ("incident", "answer"): lambda: _("What was done about it"),
    ("accompaniment", "text"): lambda: _("Step of accompanying"),
    ("result", "statement"): lambda: _("What it did"),
    ("result", "evidence"): lambda: _("What shows it"),
    ("outcome", "change"): lambda: _("Outcome: who did what differently"),
    ("outcome", "contribution"): lambda: _("Outcome: what the grant contributed"),
}
"""Texts that the vault keeps of a grant, in words."""
MAX_DECISIONS: Final = 60
"""Decisions that a page shows."""


def grants_for(user: User) -> QuerySet[Grant]:
    """Return the grants of the parties that this officer may know of."""
    rows = Grant.objects.filter(party__in=party_queries.visible_to(user).values("pk"))
    return rows.select_related("party", "application", "emergency")


@dataclass(frozen=True)
class GrantInList:
    """A row in the list of grants."""

    grant: Grant
    committed: str
    paid: str
    remaining: str


def grants_in_list(grants: Iterable[Grant]) -> list[GrantInList]:
    """Return grants with their totals; for a draft, the planned total."""
    rows = list(grants)
    lines = ledger.by_grant(rows)
    drafts = _drafts([row.pk for row in rows if row.state == State.DRAFT])
    return [
        GrantInList(
            row,
            money.format_amount(drafts.get(row.pk, lines[row.pk].committed), row.currency),
            money.format_amount(lines[row.pk].paid, row.currency),
            money.format_amount(lines[row.pk].remaining, row.currency),
        )
        for row in rows
    ]


def _drafts(pks: list[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    rows = Share.objects.filter(tranche__grant__in=pks).values_list("tranche__grant", "minor")
    for pk, minor in rows:
        found[pk] = found.get(pk, 0) + minor
    return found


@dataclass(frozen=True)
class PaymentOnPage:
    """A payment or reversal, with the amount sent."""

    payment: Payment
    sent: str
    doings: list[OfferedAct]


@dataclass(frozen=True)
class TrancheOnPage:
    """A tranche with its donors, approvals, and the acts offered on it.

    `voided` is the decision that voided its approvals, until it is approved again.
    """

    tranche: Tranche
    amount: str
    donors: list[tuple[str, str]]
    approvals: list[Any]
    voided: Decision | None
    payments: list[PaymentOnPage]
    conditioned: bool
    doings: list[OfferedAct]


def read_parts(grant: Grant) -> None:
    """Read the parts of a grant that its page shows: each table once, whatever asks for them."""
    incidents = Incident.objects.prefetch_related(
        Prefetch("files", kept_voices(), to_attr="voices")
    )
    prefetch_related_objects(
        [grant],
        "agreements",
        "outcomes",
        Prefetch("tranches", Tranche.objects.select_related("report")),
        Prefetch("tranches__shares", Share.objects.select_related("donor")),
        Prefetch("tranches__approvals", Approval.objects.select_related("by")),
        Prefetch("tranches__payments", Payment.objects.select_related("by", "reversed_by")),
        Prefetch("amendments", Amendment.objects.select_related("by")),
        Prefetch("reports", Report.objects.select_related("answered_by")),
        Prefetch("accompaniment", Accompaniment.objects.select_related("by")),
        Prefetch("results", Result.objects.select_related("by")),
        Prefetch("party__plans", SafetyPlan.objects.select_related("by")),
        Prefetch("party__incidents", incidents),
    )


def tranches_of(
    grant: Grant,
    user: User,
    sealed: Mapping[tuple[str, str], list[str]],
    refused: RefusedForms,
    opened: OpenedTerms | None = None,
) -> list[TrancheOnPage]:
    """Return the tranches of a grant; the one whose terms were `opened` offers approval."""
    voided = _voided(grant)
    shown = []
    for row in grant.tranches.all():
        names = _names(grant, row, user, refused, opened)
        initial: dict[str, dict[str, str]] = {"pay": {"sent_currency": grant.currency}}
        if opened is not None:
            initial["approve"] = {"seen": opened.seen}
        doings = offer_acts(names, row.uid, refused, initial)
        planned = row.state == Tranche.State.PLANNED
        conditioned = "condition" in sealed.get(("tranche", row.uid), [])
        lost = voided.get(row.number) if planned else None
        shown.append(_tranche(grant, row, lost, conditioned, doings, refused))
    return shown


def _voided(grant: Grant) -> dict[int, Decision]:
    """Return the newest decision that voided approvals, by tranche number."""
    rows = Decision.objects.filter(verb=approval_terms.VOID_DECISION, target_kind="grant")
    rows = rows.filter(target_key=grant.uid).select_related("actor").order_by("pk")
    return {row.after["tranche"]: row for row in rows}


def _names(
    grant: Grant, row: Tranche, user: User, refused: RefusedForms, opened: OpenedTerms | None
) -> list[str]:
    """Return the acts that a tranche offers. Approval is offered once its terms are open."""
    if grant.state != State.ACTIVE or row.state not in UNPAID:
        return []
    if grant.party.is_removed:
        return ["cancel"]
    mine = any(a.by_id == user.pk for a in row.approvals.all())
    names = ["terms"]
    if row.state == Tranche.State.APPROVED:
        names.append("pay")
    elif not mine and (
        (opened and opened.of == row.uid) or form_key("approve", row.uid) in refused
    ):
        names.append("approve")
    return [*names, *["unapprove"] * mine, "way", "cancel"]


def _tranche(
    grant: Grant,
    row: Tranche,
    voided: Decision | None,
    conditioned: bool,
    doings: list[OfferedAct],
    refused: RefusedForms,
) -> TrancheOnPage:
    shares = list(row.shares.all())
    minor = sum(share.minor for share in shares)
    return TrancheOnPage(
        row,
        money.format_amount(minor, grant.currency),
        [(share.donor.name, money.format_amount(share.minor, grant.currency)) for share in shares],
        list(row.approvals.all()),
        voided,
        [_payment(one, refused) for one in row.payments.all()],
        conditioned,
        doings,
    )


def _payment(row: Payment, refused: RefusedForms) -> PaymentOnPage:
    undone = hasattr(row, "reversed_by") or row.reverses_id is not None
    return PaymentOnPage(
        row,
        money.format_amount(row.sent_minor, row.sent_currency),
        [] if undone else offer_acts(["reverse"], row.uid, refused),
    )


def acts_on(grant: Grant, refused: RefusedForms) -> list[OfferedAct]:
    """Return the acts offered on the grant as a whole."""
    if grant.state != State.ACTIVE:
        return []
    names = ["papers"] if grant.paper_due_on else []
    return offer_acts([*names, "extend", "close", "end"], "", refused)


def reports_of(grant: Grant, refused: RefusedForms) -> list[tuple[Report, list[OfferedAct]]]:
    """Return the reports of a grant with the acts offered on each."""
    names = {
        Report.State.DUE: ["hand_in", "skip"],
        Report.State.RECEIVED: ["accept", "hand_in"],
        Report.State.SKIPPED: ["agree_skip"],
    }
    removed = grant.party.is_removed
    return [
        (
            row,
            []
            if removed or row.skip_agreed_by_id
            else offer_acts(names.get(Report.State(row.state), []), row.uid, refused),
        )
        for row in grant.reports.all()
    ]


@dataclass(frozen=True)
class ReportOnPage:
    """A report with its acts and files; each file has the form that opens it."""

    report: Report
    doings: list[OfferedAct]
    files: list[tuple[ApplicationFile, BaseForm]]


def reports_on_page(grant: Grant, refused: RefusedForms) -> list[ReportOnPage]:
    """Return the reports for the page of a grant; files only once a report was handed in."""
    kept: dict[int, list[ApplicationFile]] = {}
    for row in report_files_of(grant):
        kept.setdefault(row.report_id or 0, []).append(row)
    return [
        ReportOnPage(row, doings, [(one, _opening(one, refused)) for one in kept.get(row.pk, ())])
        for row, doings in reports_of(grant, refused)
    ]


def report_files_of(grant: Grant) -> QuerySet[ApplicationFile]:
    """Return the files of all reports of a grant that were handed in."""
    rows = ApplicationFile.objects.filter(report__grant=grant, whole=True, removed=False)
    return rows.exclude(report__state=Report.State.DUE)


def files_on_page(reports: Iterable[ReportOnPage]) -> set[tuple[str, str]]:
    """Return the files of reports as subjects of the decision log."""
    return {("application_file", file.uid) for one in reports for file, _form in one.files}


def _opening(row: ApplicationFile, refused: RefusedForms) -> BaseForm:
    return refused.get(form_key("open_file", row.uid)) or OpenFileForm(
        auto_id=f"open_file-{row.uid}-%s", initial={"file": row.uid}
    )


def incidents_of(grant: Grant, refused: RefusedForms) -> list[tuple[Incident, list[OfferedAct]]]:
    """Return the incidents of a grant's party with the acts offered on each."""
    names = ["answer", "settle"]
    return [
        (row, offer_acts(names if row.state == Incident.State.OPEN else [], row.uid, refused))
        for row in grant.party.incidents.all()
    ]


def entries_of(grant: Grant) -> list[tuple[Entry, str]]:
    """Return the ledger entries of a grant with formatted amounts."""
    rows = grant.entries.select_related("donor", "by")
    return [(row, money.format_amount(row.minor, row.currency)) for row in rows]


def sealed_of(subjects: set[tuple[str, str]]) -> dict[tuple[str, str], list[str]]:
    """Return which fields the vault holds of these subjects, without opening them."""
    found: dict[tuple[str, str], list[str]] = {}
    rows = Sealed.objects.filter(subject_key__in=[key for _kind, key in subjects])
    for kind, key, field in rows.values_list("subject_kind", "subject_key", "field"):
        if (kind, key) in subjects:
            found.setdefault((kind, key), []).append(field)
    return found


def texts_offered(
    grant: Grant, sealed: Mapping[tuple[str, str], list[str]]
) -> list[tuple[str, str]]:
    """Return the sealed texts of a grant that can be opened, with their labels."""
    of = _named(grant)
    offered_texts = [
        (f"{kind} {key} {field}", SEALED_TEXT_LABELS[kind, field]() + of.get((kind, key), ""))
        for (kind, key), fields in sealed.items()
        for field in fields
        if (kind, field) in SEALED_TEXT_LABELS
    ]
    order = list(SEALED_TEXT_LABELS)
    return sorted(
        offered_texts, key=lambda one: (order.index(_kind_and_field(one[0])), one[1], one[0])
    )


def _kind_and_field(value: str) -> tuple[str, str]:
    kind, _key, field = value.split(" ")
    return kind, field


def _named(grant: Grant) -> dict[tuple[str, str], str]:
    """Return what distinguishes each part of a grant in a list: number, day or month."""
    of: dict[tuple[str, str], str] = {}
    for tranche in grant.tranches.all():
        of["tranche", tranche.uid] = f" {tranche.number}"
        for payment in tranche.payments.all():
            of["payment", payment.uid] = f" {tranche.number}, {payment.paid_on}"
    of |= {("agreement", r.uid): f" {r.version}" for r in grant.agreements.all()}
    of |= {("report", r.uid): f" ({r.get_kind_display()}, {r.due_on})" for r in grant.reports.all()}
    of |= {("amendment", r.uid): f", {r.at:%Y-%m-%d}" for r in grant.amendments.all()}
    of |= {("accompaniment", r.uid): f", {r.on}" for r in grant.accompaniment.all()}
    of |= {("result", r.uid): f", {r.month:%Y-%m}" for r in grant.results.all()}
    of |= {("outcome", r.uid): f", {r.month:%Y-%m}" for r in grant.outcomes.all()}
    of |= {("safety_plan", r.uid): f", {r.at:%Y-%m-%d %H:%M}" for r in grant.party.plans.all()}
    of |= {("incident", r.uid): f", {r.month:%Y-%m}" for r in grant.party.incidents.all()}
    return of


def decisions_of(subjects: set[tuple[str, str]]) -> list[Decision]:
    """Return the decisions about a grant and its parts, newest first."""
    rows = Decision.objects.filter(target_key__in=[key for _kind, key in subjects])
    found = rows.exclude(verb="seal").select_related("actor").order_by("-pk")
    return list(found[:MAX_DECISIONS])


def missing_before_closing(grant: Grant, path: Iterable[GateOnPage]) -> list[str]:
    """Return what must be done before an active grant can be closed."""
    if grant.state != State.ACTIVE:
        return []
    proof = [said for one in path if one.state.gate == Gate.PROOF for said in one.state.missing]
    return amending_and_closing.missing_before_closing(grant, proof)


def approvals_lost(shown: Iterable[TrancheOnPage]) -> bool:
    """Say whether an approved tranche has lost an approval, and so cannot be paid."""
    return any(
        one.tranche.state == Tranche.State.APPROVED
        and len(paying.approved_by(one.tranche)) < paying.APPROVALS_NEEDED
        for one in shown
    )
