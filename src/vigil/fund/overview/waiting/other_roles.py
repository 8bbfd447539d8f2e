"""What waits for reviewers, and for auditors, who see codes, states and amounts only."""

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vigil.fund.achieved import queries as achieved
from vigil.fund.finance import queries as finance
from vigil.fund.gates.switches import switched_off
from vigil.fund.models import Review
from vigil.fund.overview.waiting import money
from vigil.fund.overview.waiting.lines import (
    Viewer,
    WaitingLine,
    address,
    days_ago,
    first,
    named,
    until,
)
from vigil.fund.reviews import queries as reviews


def own_reviews(viewer: Viewer) -> list[WaitingLine]:
    """Return the reviews that this person has to write, the first to be due first."""
    rows = reviews.to_review(viewer.user).filter(state=Review.State.ASSIGNED)
    rows = rows.order_by(F("due_on").asc(nulls_last=True), "assigned_at", "pk")
    return [
        WaitingLine(
            _("%(code)s: write your review.") % {"code": named(row.application.code)},
            address("desk_fund:review", row.uid),
            until(row.due_on, viewer.today) if row.due_on else "",
            is_late=bool(row.due_on and row.due_on < viewer.today),
        )
        for row in first(rows)
    ]


def statements_to_read(viewer: Viewer) -> list[WaitingLine]:
    """Return the outcome statements that this person has to read as a second pair of eyes."""
    rows = achieved.to_read(viewer.user).select_related("grant__party")
    return [
        WaitingLine(
            _("%(grant)s (%(who)s): read an outcome statement, and say whether it is shown.")
            % {"grant": named(row.grant.code), "who": named(row.grant.party)},
            address("desk_grants:outcome", row.uid),
        )
        for row in first(rows)
    ]


def gates_off(viewer: Viewer) -> list[WaitingLine]:
    """Return the gates that are switched off now, the longest first."""
    return [
        WaitingLine(
            _("The gate “%(gate)s” is switched off.") % {"gate": row.get_gate_display()},
            address("desk_grants:gates"),
            days_ago(row.off_at, viewer.today),
        )
        for row in first(switched_off().order_by("off_at", "pk"))
    ]


def incomplete_payments(viewer: Viewer) -> list[WaitingLine]:
    """Return one line for the payments without a proof, a witness or a receipt."""
    found = finance.lacking_payments(viewer.user)
    if not found:
        return []
    said = ngettext(
        "%(n)d payment lacks a proof, a witness or a receipt.",
        "%(n)d payments lack a proof, a witness or a receipt.",
        len(found),
    )
    oldest, _lacks = found[0]
    at = address("desk_finance:home") + "#lacking"
    return [WaitingLine(said % {"n": len(found)}, at, days_ago(oldest.paid_on, viewer.today))]


def unmatched_lines(viewer: Viewer) -> list[WaitingLine]:
    """Return one line for the lines of bank statements that officers have not matched."""
    days = money.open_lines()
    if not days:
        return []
    said = ngettext(
        "%(n)d line of a bank statement is not matched with a payment.",
        "%(n)d lines of bank statements are not matched with payments.",
        len(days),
    )
    at = address("desk_finance:statements")
    return [WaitingLine(said % {"n": len(days)}, at, days_ago(days[0], viewer.today))]


def files_to_download(_viewer: Viewer) -> list[WaitingLine]:
    """Return where an auditor downloads the workbook with everything they may read."""
    return [WaitingLine(_("Download the audit file."), address("desk_finance:home") + "#audit")]
