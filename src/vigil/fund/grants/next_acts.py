"""What is to be done next with each of several grants, in few queries."""

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from vigil.fund.models import Agreement, Grant, Report, Tranche
from vigil.fund.overview.listing import NextAct
from vigil.fund.payments.verbs.tranches import UNPAID

State = Grant.State


def of_grants(grants: Sequence[Grant]) -> dict[int, NextAct]:
    """Return the next act of each grant, by key: what is most urgent of it now."""
    drafts = [row.pk for row in grants if row.state == State.DRAFT]
    running = [row.pk for row in grants if row.state == State.ACTIVE]
    agreements = {
        row.grant_id: row
        for row in Agreement.objects.filter(grant__in=drafts).order_by("version", "pk")
    }
    tranches = _first_of_each(
        Tranche.objects.filter(grant__in=running, state__in=UNPAID).order_by("number")
    )
    reports = _first_of_each(
        Report.objects.filter(grant__in=running)
        .filter(state__in=(Report.State.DUE, Report.State.RECEIVED))
        .order_by("-state", "due_on", "pk")
    )
    return {
        row.pk: _of_draft(row, agreements.get(row.pk))
        if row.state == State.DRAFT
        else _of_running(row, tranches.get(row.pk), reports.get(row.pk))
        for row in grants
    }


def of_one(grant: Grant) -> NextAct:
    """Return the next act of a grant whose parts were read."""
    if grant.state == State.DRAFT:
        newest = max(grant.agreements.all(), key=lambda row: row.version, default=None)
        return _of_draft(grant, newest)
    unpaid = [row for row in grant.tranches.all() if row.state in UNPAID]
    received = [row for row in grant.reports.all() if row.state == Report.State.RECEIVED]
    due = [row for row in grant.reports.all() if row.state == Report.State.DUE]
    first = min(unpaid, key=lambda row: row.number, default=None)
    return _of_running(grant, first, next(iter([*received, *due]), None))


def _first_of_each[Row: (Tranche, Report)](rows: Iterable[Row]) -> dict[int, Row]:
    found: dict[int, Row] = {}
    for row in rows:
        found.setdefault(row.grant_id, row)
    return found


def _of_draft(grant: Grant, agreement: Agreement | None) -> NextAct:
    at = reverse("desk_grants:grant", args=[grant.pk])
    if agreement is None or agreement.state == Agreement.State.REPLACED:
        return NextAct(_("Offer the agreement"), at)
    if agreement.state == Agreement.State.OFFERED:
        return NextAct(_("Waits for the grantee"))
    if agreement.state == Agreement.State.DECLINED:
        return NextAct(_("Change the agreement"), at)
    return NextAct(_("Start the grant"), at)


def _of_running(grant: Grant, tranche: Tranche | None, report: Report | None) -> NextAct:
    at, today = reverse("desk_grants:grant", args=[grant.pk]), timezone.localdate()
    if grant.state != State.ACTIVE:
        return NextAct("")
    if report is not None and report.state == Report.State.RECEIVED:
        return NextAct(_("Read the report"), f"{at}#reports")
    if report is not None and report.due_on < today:
        return NextAct(_("Ask for the report"), f"{at}#reports")
    if tranche is None:
        return NextAct(_("Waits for a report")) if report else NextAct(_("Close the grant"), at)
    if tranche.state == Tranche.State.APPROVED:
        return NextAct(_("Pay tranche %(n)d") % {"n": tranche.number}, f"{at}#tranches")
    if (tranche.report_id or tranche.needs_report) and report is not None:
        return NextAct(_("Waits for a report"))
    return NextAct(_("Approve tranche %(n)d") % {"n": tranche.number}, f"{at}#tranches")
