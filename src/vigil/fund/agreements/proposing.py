"""The text of an agreement as it is proposed from the plan, in the language of the party."""

from collections.abc import Sequence
from datetime import date

from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from vigil.fund.models import Grant, Report, Tranche
from vigil.fund.payments import money
from vigil.fund.payments.verbs import tranches


def proposed_text(grant: Grant) -> str:
    """Return the proposed text: amounts, days, what is due, and what the grantee can rely on."""
    planned = _planned(grant)
    with translation.override(grant.party.language):
        parts = [_opening(grant, planned), _payments(grant, planned), _reports(grant), _closing()]
        return "\n\n".join(parts)


def _opening(grant: Grant, planned: Sequence[Tranche]) -> str:
    minor = sum(map(_amount_of, planned))
    return _("We pay you %(amount)s in all, for work from %(begins)s to %(ends)s.") % {
        "amount": money.format_amount(minor, grant.currency),
        "begins": _day(grant.starts_on),
        "ends": _day(grant.ends_on),
    }


def _payments(grant: Grant, planned: Sequence[Tranche]) -> str:
    conditioned = tranches.numbers_with_condition(planned)
    lines = [_("Payments:")]
    for n, row in enumerate(planned, 1):
        amount = money.format_amount(_amount_of(row), grant.currency)
        lines.append(f"{n}. {amount}: {_when(row, row.number in conditioned)}")
    return "\n".join(lines)


def _when(row: Tranche, conditioned: bool) -> str:
    said = []
    if row.report is not None:
        said.append(
            _("after we accepted the report due on %(day)s") % {"day": _day(row.report.due_on)}
        )
    elif row.needs_report:
        said.append(_("after we accepted the reports due by then"))
    if row.due_on:
        said.append(_("not before %(day)s") % {"day": _day(row.due_on)})
    if conditioned:
        said.append(_("once the condition that we spoke about is met"))
    comma = pgettext("between parts", ", ")
    return comma.join(said) or _("after you accepted this agreement")


def _reports(grant: Grant) -> str:
    rows = grant.reports.exclude(kind=Report.Kind.FOLLOW_UP).order_by("due_on", "pk")
    if not rows:
        return _("We ask for no report.")
    lines = [_("What we ask of you:")]
    lines += [f"– {row.get_kind_display()}: {_day(row.due_on)}" for row in rows]
    return "\n".join(lines)


def _closing() -> str:
    return "\n".join(
        [
            _("You can report in writing or by voice, in your language."),
            _("You need not report anything that endangers you or others. Tell us, and we wait."),
            _("You can ask for more time, or for another plan, at any moment."),
            _("If you are in danger, tell us first what you need. The money can wait."),
            _("We tell nobody your name unless you asked us to."),
        ]
    )


def _planned(grant: Grant) -> list[Tranche]:
    rows = grant.tranches.exclude(state=Tranche.State.CANCELLED).select_related("report")
    return list(rows.prefetch_related("shares").order_by("number"))


def _amount_of(row: Tranche) -> int:
    return sum(share.minor for share in row.shares.all())


def _day(day: date | None) -> str:
    return str(formats.date_format(day, "DATE_FORMAT")) if day else "–"
