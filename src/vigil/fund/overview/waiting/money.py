"""What waits about money: tranches, donors' deadlines, bank statements."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vigil.fund.models import (
    AccountConfirmation,
    DonorBudget,
    Grant,
    Hold,
    Report,
    Share,
    StatementLine,
    Tranche,
)
from vigil.fund.overview.waiting.lines import (
    Viewer,
    WaitingLine,
    address,
    days_ago,
    first,
    named,
    until,
)
from vigil.fund.payments import money
from vigil.fund.payments.verbs.paying import APPROVALS_NEEDED
from vigil.fund.payments.verbs.tranches import UNPAID
from vigil.language.punctuation import in_a_row

TRANCHES_WITHIN: Final = 14
"""Days before its day from which a tranche is listed."""
BUDGETS_WITHIN: Final = 60
"""Days before the last day of a donor's budget, or its report, from which it is listed."""


def tranches(viewer: Viewer) -> list[WaitingLine]:
    """Return the tranches due soon or overdue, with what each waits for.

    A tranche without a day is listed once it is the next one and waits for no report.
    """
    earlier = Tranche.objects.filter(
        grant=OuterRef("grant"), state__in=UNPAID, number__lt=OuterRef("number")
    )
    answered = Q(report=None) | Q(report__state__in=(Report.State.ACCEPTED, Report.State.SKIPPED))
    undated = Q(answered, ~Exists(earlier), due_on=None, needs_report=False)
    rows = Tranche.objects.filter(
        Q(due_on__lte=viewer.in_days(TRANCHES_WITHIN)) | undated,
        state__in=UNPAID,
        grant__state=Grant.State.ACTIVE,
        grant__party__in=viewer.parties,
    )
    confirmed = AccountConfirmation.objects.filter(party=OuterRef("grant__party"))
    held = Hold.objects.filter(party=OuterRef("grant__party"), lifted_at=None)
    late = Report.objects.filter(grant=OuterRef("grant"), due_on__lte=OuterRef("due_on")).exclude(
        state__in=(Report.State.ACCEPTED, Report.State.SKIPPED)
    )
    shares = Share.objects.filter(tranche=OuterRef("pk")).order_by().values("tranche")
    rows = rows.annotate(
        minor=Subquery(shares.annotate(sum=Sum("minor")).values("sum")),
        approved=Count("approvals"),
        confirmed=Exists(confirmed),
        held=Exists(held),
        lacks_report=Exists(late),
    )
    rows = rows.select_related("grant__party", "report").order_by(
        F("due_on").asc(nulls_last=True), "pk"
    )
    found: list[Any] = first(rows)
    return [
        WaitingLine(
            _tranche(row)
            % {
                "n": row.number,
                "grant": named(row.grant.code),
                "who": named(row.grant.party),
                "amount": named(money.format_amount(row.minor or 0, row.grant.currency)),
                "what": in_a_row(_missing(row)),
            },
            address("desk_grants:grant", row.grant_id) + "#tranches",
            until(row.due_on, viewer.today) if row.due_on else "",
            is_late=bool(row.due_on and row.due_on < viewer.today),
        )
        for row in found
    ]


def _tranche(row: Any) -> str:
    if _missing(row):
        return _("%(grant)s (%(who)s): tranche %(n)d, %(amount)s, waits for %(what)s.")
    return _("%(grant)s (%(who)s): tranche %(n)d, %(amount)s, can be paid.")


def _missing(row: Any) -> Sequence[str]:
    """Return what a tranche waits for, of what the rows say without opening anything."""
    named_report = row.report is not None and row.report.state not in (
        Report.State.ACCEPTED,
        Report.State.SKIPPED,
    )
    lacks = named_report or (row.needs_report and row.lacks_report)
    approved = row.approved
    approvals = ngettext("%(n)d approval", "%(n)d approvals", APPROVALS_NEEDED - approved)
    return [
        text
        for text, missing in (
            (_("the end of a quiet stop"), row.held),
            (_("a report"), lacks),
            (_("a confirmed account"), not row.confirmed),
            (approvals % {"n": APPROVALS_NEEDED - approved}, approved < APPROVALS_NEEDED),
        )
        if missing
    ]


def donors(viewer: Viewer) -> list[WaitingLine]:
    """Return the donors' budgets to spend, and reports owed to donors, within two months."""
    day = viewer.in_days(BUDGETS_WITHIN)
    rows = DonorBudget.objects.filter(
        Q(spend_by__gte=viewer.today, spend_by__lte=day)
        | Q(report_due_on__gte=viewer.today, report_due_on__lte=day)
    )
    lines = []
    for row in first(rows.select_related("donor")):
        said = {"donor": named(row.donor), "title": named(row.title)}
        at = address("desk_finance:budgets")
        if viewer.today <= row.spend_by <= day:
            text = _("%(donor)s, %(title)s: the money must be spent.") % said
            lines.append(WaitingLine(text, at, until(row.spend_by, viewer.today)))
        if row.report_due_on and viewer.today <= row.report_due_on <= day:
            text = _("%(donor)s, %(title)s: the donor expects a report.") % said
            lines.append(WaitingLine(text, at, until(row.report_due_on, viewer.today)))
    return lines


def open_lines() -> list[date]:
    """Return the days of the lines of bank statements that are not matched, oldest first."""
    rows = StatementLine.objects.filter(state=StatementLine.State.OPEN).order_by("booked_on")
    return list(rows.values_list("booked_on", flat=True)[:1000])


def statements(viewer: Viewer) -> list[WaitingLine]:
    """Return one line for the lines of bank statements that no payment was matched with."""
    days = open_lines()
    if not days:
        return []
    said = ngettext(
        "Match %(n)d line of a bank statement with a payment.",
        "Match %(n)d lines of bank statements with payments.",
        len(days),
    )
    at = address("desk_finance:statements")
    return [WaitingLine(said % {"n": len(days)}, at, days_ago(days[0], viewer.today))]
