"""Which money leaves when: planned tranches by month, currency and donor."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from vigil.charts.figure import Figure
from vigil.charts.stacked_bars import StackedBar, StackedBarChart
from vigil.charts.table import TableCell, TableRow
from vigil.fund.models import Grant, Share, Tranche
from vigil.fund.payments import money
from vigil.fund.payments.verbs.tranches import UNPAID


@dataclass(frozen=True)
class MonthSum:
    """What leaves in a month, in minor units. `month` is its first day; None has no day yet."""

    month: date | None
    confirmed: int
    """Approved by two."""
    unconfirmed: int
    late: int = 0
    """Of both, what was due before this month."""
    is_later: bool = False
    """Whether it stands for this month and all that follow."""

    @property
    def total(self) -> int:
        """Return both together."""
        return self.confirmed + self.unconfirmed

    @property
    def label(self) -> str:
        """Return the month in words."""
        if self.month is None:
            return _("no day yet")
        name = date_format(self.month, "YEAR_MONTH_FORMAT")
        return _("from %(month)s") % {"month": name} if self.is_later else name


@dataclass(frozen=True)
class CurrencyForecast:
    """The forecast of one currency: all donors together, and each apart."""

    currency: str
    months: list[MonthSum]
    donors: list[tuple[str, list[MonthSum]]]

    @property
    def total(self) -> int:
        """Return what leaves in all."""
        return sum(one.total for one in self.months)


def forecast(today: date) -> list[CurrencyForecast]:
    """Return what planned tranches will cost, by currency.

    Late tranches count in the present month. Drafts and paid tranches do not count.
    """
    rows = (
        Share.objects.filter(tranche__state__in=UNPAID, tranche__grant__state=Grant.State.ACTIVE)
        .order_by("donor__name", "pk")
        .values_list(
            "tranche__grant__currency",
            "donor__name",
            "tranche__due_on",
            "tranche__state",
            "minor",
        )
    )
    sums: dict[str, dict[str, dict[date | None, list[int]]]] = {}
    for currency, donor, due_on, state, minor in rows:
        month = _month_of(due_on, today)
        for of in ("", donor):
            found = sums.setdefault(currency, {}).setdefault(of, {})
            one = found.setdefault(month, [0, 0, 0])
            one[0 if state == Tranche.State.APPROVED else 1] += minor
            if due_on is not None and due_on < today.replace(day=1):
                one[2] += minor
    return [
        CurrencyForecast(
            currency,
            _months(of_donors[""], today),
            [(donor, _months(of, today)) for donor, of in of_donors.items() if donor],
        )
        for currency, of_donors in sorted(sums.items())
    ]


def forecast_figure(of: CurrencyForecast, today: date) -> Figure:
    """Return the forecast of a currency as a chart with its table."""
    currency, scale = of.currency, 10 ** money.digits(of.currency)
    names = (_("approved by two"), _("not approved yet"))
    chart = StackedBarChart(
        [
            StackedBar(one.label, (one.confirmed // scale, one.unconfirmed // scale))
            for one in of.months
        ],
        names,
    )
    total = money.format_amount(of.total, currency)
    first = of.months[0]
    said = _("%(total)s is to be paid, %(first)s of it in %(month)s.") % {
        "total": total,
        "first": money.format_amount(first.total, currency),
        "month": first.label,
    }
    return Figure(
        key=f"forecast-{currency.lower()}",
        title=_("Planned payments in %(currency)s") % {"currency": currency},
        drawing=chart.drawing(rtl=get_language_bidi()),
        said=(said,),
        heads=(_("Month"), *names, _("together")),
        rows=tuple(
            TableRow(
                one.label,
                tuple(
                    TableCell(
                        money.format_amount(minor, currency),
                        money.format_for_machines(minor, currency),
                    )
                    for minor in (one.confirmed, one.unconfirmed, one.total)
                ),
            )
            for one in of.months
        ),
        notes=(
            _("Bars are in whole %(currency)s.") % {"currency": currency},
            _("As of %(day)s.") % {"day": date_format(today)},
        ),
    )


def _month_of(due_on: date | None, today: date) -> date | None:
    if due_on is None:
        return None
    present = today.replace(day=1)
    return min(max(due_on.replace(day=1), present), _last(today))


def _last(today: date) -> date:
    """Return the month that stands for all that come later."""
    return date(today.year + 1, today.month, 1)


def _months(sums: Mapping[date | None, list[int]], today: date) -> list[MonthSum]:
    """Return the months that have a sum, in their order; what has no day stands last."""
    return [
        MonthSum(month, confirmed, unconfirmed, late, is_later=month == _last(today))
        for month, (confirmed, unconfirmed, late) in sorted(
            sums.items(), key=lambda one: one[0] or date.max
        )
    ]
