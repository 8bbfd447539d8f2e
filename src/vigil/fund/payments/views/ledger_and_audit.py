"""The ledger, the auditors' screens, and the full export."""

from datetime import date
from typing import Any, Final

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import Act, Data, perform, show_elsewhere
from vigil.fund.access.rules import AUDIT, OFFICER, WORK
from vigil.fund.gates.switches import that_touched
from vigil.fund.grants import queries
from vigil.fund.grants.verbs import granting
from vigil.fund.models import Conflict, Grant
from vigil.fund.overview import full_export
from vigil.fund.overview.waiting.home import waiting_for_auditor
from vigil.fund.parties import queries as party_queries
from vigil.fund.payments import ledger, money
from vigil.trust.models import Decision, User

PAGE = 50


class ExportForm(forms.Form):
    """The format of the export."""

    form = forms.ChoiceField(
        label=_("As"), choices=[("csv", "CSV"), ("json", "JSON")], label_suffix=""
    )


def _export(_none: None, data: Data, by: User) -> HttpResponseBase:
    parts = full_export.export_all(data["form"], by=by)
    answer = StreamingHttpResponse(parts, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="fund-{date.today():%Y-%m-%d}.zip"'
    return answer


EXPORT: Final[Act[None]] = Act(form=ExportForm, verb=_export)


@room_view(AUDIT)
@require_safe
def ledger_page(request: HttpRequest) -> HttpResponseBase:
    """Show committed, paid and remaining, and whether they match."""
    wrong = ledger.differences()
    context = {
        "currencies": [
            (code, *(money.format_amount(minor, code) for minor in sums))
            for code, *sums in ledger.by_currency()
        ],
        "donors": [_said(line) for line in ledger.by_donor()],
        "years": [_said(line) for line in ledger.by_year()],
        "wrong": [
            (line.of.code if isinstance(line.of, Grant) else line.of.name, line.currency)
            for line in wrong
        ],
        "export_form": ExportForm(),
    }
    return render(request, "fund/payments/ledger.html", context)


@room_view(AUDIT)
@require_safe
def audit(request: HttpRequest) -> HttpResponseBase:
    """List grants by code, state and amount only, below what waits for an auditor."""
    user = person(request)
    page = Paginator(_seen(user), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": queries.grants_in_list(page.object_list),
        "groups": [] if user.has_perm(WORK) else waiting_for_auditor(user),
    }
    return render(request, "fund/payments/audit.html", context)


@room_view(AUDIT)
@require_safe
def audit_grant(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show the money of a grant and who decided what, without names, texts and reasons."""
    row = get_object_or_404(_seen(person(request)), pk=pk)
    line = ledger.by_grant([row])[pk]
    queries.read_parts(row)
    subjects = granting.texts_of(row)
    decisions = Decision.objects.filter(target_key__in=[key for _kind, key in subjects])
    context: dict[str, Any] = {
        "grant": row,
        "code": row.party.code,
        "line": _said(line),
        "even": not line.difference,
        "tranches": queries.tranches_of(row, person(request), {}, {}),
        "gates_off": that_touched(row),
        "entries": queries.entries_of(row),
        "decisions": decisions.exclude(verb="seal").select_related("actor").order_by("-pk"),
    }
    return render(request, "fund/payments/audit_of_grant.html", context)


@room_view(WORK)
@require_POST
def export(request: HttpRequest) -> HttpResponseBase:
    """Download everything that this officer may know of, without sealed text."""
    show = show_elsewhere(request, reverse("desk_grants:ledger"))
    return perform(request, None, "export", EXPORT, show=show, back=request.path)


def _seen(user: User) -> Any:
    """Return the grants that somebody may audit; officers only those they may know of.

    Whoever has a conflict of interest audits nothing of that party.
    """
    hindered = Conflict.objects.filter(user=user).values("party")
    rows = Grant.objects.select_related("party").exclude(party__in=hindered)
    if OFFICER.test(user, None):
        return rows.filter(party__in=party_queries.visible_to(user).values("pk"))
    return rows


def _said(line: ledger.LedgerTotals) -> dict[str, Any]:
    return {
        "of": line.of.code if isinstance(line.of, Grant) else line.of.name,
        "currency": line.currency,
        "year": line.year,
        "committed": money.format_amount(line.committed, line.currency),
        "paid": money.format_amount(line.paid, line.currency),
        "remaining": money.format_amount(line.remaining, line.currency),
        "difference": money.format_amount(line.difference, line.currency)
        if line.difference
        else "",
    }
