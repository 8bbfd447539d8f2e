"""Finance: what needs attention first, budgets, forecast, differences, the audit file."""

from functools import partial
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import READ_AND_ACT, Act, Data, ScreenState, perform
from vigil.fund.access.rules import AUDIT, MANAGE_FINANCE, OFFICER
from vigil.fund.finance import audit_file, exchange, queries
from vigil.fund.finance.budgets import BudgetTotals, budget_totals, in_no_budget
from vigil.fund.finance.forecast import forecast, forecast_figure
from vigil.fund.finance.forms import BudgetForm
from vigil.fund.finance.verbs import budgeting
from vigil.fund.grants.forms.acts import format_typed_amount
from vigil.fund.holds import queries as holds
from vigil.fund.models import Donor, DonorBudget
from vigil.fund.payments import money
from vigil.trust.models import User

SHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@room_view(AUDIT)
@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    """Show what needs attention: deadlines, lines and payments without a match, missing proofs."""
    user, today = person(request), timezone.localdate()
    unmatched = list(queries.unmatched_payments(user, today)[: queries.MOST_SHOWN])
    context = {
        "budgets": [_shown(one) for one in budget_totals(today) if one.needs_attention],
        "outside": [
            (donor, money.format_amount(minor, currency)) for donor, currency, minor in _outside()
        ],
        "statements": [one for one in queries.statements() if one.needs_attention],
        "unmatched": [(one, _sent(one)) for one in unmatched],
        "lacking": queries.lacking_payments(user),
        "holds": list(holds.open_holds(user)) if OFFICER.test(user, None) else [],
        "months": [
            (of.currency, of.months[0].label, money.format_amount(of.months[0].total, of.currency))
            for of in forecast(today)
        ],
    }
    return render(request, "fund/finance/home.html", context)


@room_view(AUDIT)
@require_http_methods(READ_AND_ACT)
def budgets(request: HttpRequest) -> HttpResponseBase:
    """List the donors' budgets; enter one, or change one."""
    asked = request.POST.get("budget", "")
    row = get_object_or_404(DonorBudget, pk=int(asked)) if asked.isdecimal() else None
    show = partial(_show_budgets, request)
    if request.method != "POST":
        return show(ScreenState())
    name = str(row.pk) if row else "new"
    return perform(request, row, name, SAVE, show=show, back=reverse("desk_finance:budgets"))


def _save(row: DonorBudget | None, data: Data, by: User) -> DonorBudget:
    values = {name: data[name] for name in ("donor", "title", "minor", "currency")}
    days = {name: data[name] for name in ("starts_on", "spend_by", "report_due_on")}
    return budgeting.enter_budget(**values, **days, row=row, by=by)


SAVE: Final = Act[DonorBudget | None](
    form=BudgetForm,
    verb=_save,
    permission=MANAGE_FINANCE,
    about=lambda _row: None,
    done=_("The budget is saved."),
)


def _show_budgets(request: HttpRequest, screen: ScreenState) -> HttpResponseBase:
    rows = budget_totals(timezone.localdate())
    context = {
        "rows": [
            (_shown(one), screen.forms.get(str(one.budget.pk)) or _blank(one.budget))
            for one in rows
        ],
        "new": screen.forms.get("new") or BudgetForm(auto_id="new-%s"),
        "donors": Donor.objects.exists(),
        "outside": [
            (donor, money.format_amount(minor, currency)) for donor, currency, minor in _outside()
        ],
        "screen": screen,
    }
    return render(request, "fund/finance/budgets.html", context, status=screen.status)


def _blank(row: DonorBudget) -> BudgetForm:
    initial = {
        name: getattr(row, name)
        for name in ("donor", "title", "currency", "starts_on", "spend_by", "report_due_on")
    }
    initial["amount"] = format_typed_amount(row.minor, row.currency)
    return BudgetForm(auto_id=f"b{row.pk}-%s", initial=initial)


@room_view(AUDIT)
@require_safe
def forecast_page(request: HttpRequest) -> HttpResponseBase:
    """Show what leaves by month, for each currency, and for each donor apart."""
    today = timezone.localdate()
    shown = [
        {
            "currency": of.currency,
            "figure": forecast_figure(of, today),
            "late": _amount(sum(one.late for one in of.months), of.currency),
            "donors": [
                (
                    donor,
                    [
                        (
                            one.label,
                            _amount(one.confirmed, of.currency),
                            _amount(one.unconfirmed, of.currency),
                            _amount(one.total, of.currency),
                        )
                        for one in months
                    ],
                )
                for donor, months in of.donors
            ],
        }
        for of in forecast(today)
    ]
    return render(request, "fund/finance/forecast.html", {"forecasts": shown})


@room_view(AUDIT)
@require_safe
def differences(request: HttpRequest) -> HttpResponseBase:
    """Show exchange differences by grant, donor and year."""
    payments = exchange.payments_with_lines(queries.payments_for(person(request)))
    found = exchange.differences(payments)
    context = {
        "parts": [
            (heading, [(one, f"{one.amount:f}") for one in exchange.summed(found, by)])
            for by, heading in (
                ("year", _("By year")),
                ("donor", _("By donor")),
                ("grant", _("By grant")),
            )
        ]
        if found
        else [],
    }
    return render(request, "fund/finance/differences.html", context)


@room_view(AUDIT)
@require_POST
def audit_workbook(request: HttpRequest) -> HttpResponseBase:
    """Download the audit file."""
    content = audit_file.audit_file(by=person(request))
    answer = HttpResponse(content, content_type=SHEET)
    name = f"audit-{timezone.localdate():%Y-%m-%d}.xlsx"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _outside() -> list[tuple[Donor, str, int]]:
    found = in_no_budget(timezone.localdate())
    donors = Donor.objects.in_bulk([donor for donor, _currency, _minor in found])
    return [(donors[donor], currency, minor) for donor, currency, minor in found]


def _shown(one: BudgetTotals) -> dict[str, Any]:
    currency = one.budget.currency
    return {
        "totals": one,
        "budget": one.budget,
        "amount": money.format_amount(one.budget.minor, currency),
        "committed": money.format_amount(one.committed, currency),
        "paid": money.format_amount(one.paid, currency),
        "left": money.format_amount(one.left, currency),
        "unspent": _amount(max(0, one.unspent), currency),
    }


def _sent(payment: Any) -> str:
    return money.format_amount(payment.sent_minor, payment.sent_currency)


def _amount(minor: int, currency: str) -> str:
    """Return an amount, or nothing where it is nothing."""
    return money.format_amount(minor, currency) if minor else ""
