"""The list of applications at the desk: what needs something first, each with its next act."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, QuerySet, When
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vigil.desk.screens.access import person, room_view
from vigil.fund.access.rules import WORK
from vigil.fund.applications.desk_forms import ApplicationFilter
from vigil.fund.calls.forms import themes
from vigil.fund.models import Application, Determination, Outcome, SwitchedGate
from vigil.fund.overview import queries
from vigil.fund.overview.listing import NextAct, list_page, of_code
from vigil.fund.payments.money import format_amount
from vigil.trust.models import User

State = Application.State


@dataclass(frozen=True)
class ApplicationInList:
    """A row of the list."""

    application: Application
    theme: str
    asked: str
    next: NextAct


@room_view(WORK)
@require_safe
def listed(request: HttpRequest) -> HttpResponseBase:
    """List the applications that were sent: new ones first, then those in review."""
    user = person(request)
    filters = ApplicationFilter(request.GET)
    rows = queries.applications_for(user)
    code = ""
    if filters.is_valid():
        asked = filters.cleaned_data
        code = asked["code"]
        chosen = {name: asked[name] for name in ("call", "outcome", "theme") if asked.get(name)}
        rows = rows.filter(**chosen)
    rows = of_code(rows, code, {"A": "number", "F": "party__number"})
    turn = Case(When(state=State.SUBMITTED, then=0), When(state=State.REVIEW, then=1), default=2)
    found = list_page(request, rows.order_by(turn, "-number"), State.choices[1:])
    listed = list(found.page.object_list)
    shown = _rows(listed, user)
    context = {
        "filters": filters,
        "states": found.states,
        "page": found.page,
        "rows": shown,
        "calls_differ": len({row.call_id for row in listed}) > 1,
        "has_themes": any(row.theme for row in shown),
        "has_amounts": any(row.asked for row in shown),
    }
    return render(request, "fund/applications/applications.html", context)


def _rows(listed: Sequence[Application], user: User) -> list[ApplicationInList]:
    theme_names = dict(themes())
    handed_in = queries.reviews_in(listed)
    newest = _newest_determinations(listed)
    gate = SwitchedGate.objects.filter(
        gate=SwitchedGate.Gate.DECISION_OF_TWO, on_again_at=None
    ).exclude(confirmed_by=None)
    one_decides = bool(newest) and gate.exists()
    return [
        ApplicationInList(
            row,
            theme_names.get(row.theme, ""),
            format_amount(row.minor, row.currency) if row.minor and row.currency else "",
            _after_decision(row, newest[row.pk], user, one_decides=one_decides)
            if row.pk in newest
            else _before_decision(row, handed_in.get(row.pk, 0)),
        )
        for row in listed
    ]


def _newest_determinations(listed: Sequence[Application]) -> dict[int, Determination]:
    decided = [row.pk for row in listed if row.state == State.DECIDED]
    rows: QuerySet[Determination] = Determination.objects.filter(application__in=decided)
    return {row.application_id: row for row in rows.order_by("at", "pk")}


def _before_decision(row: Application, handed_in: int) -> NextAct:
    at = reverse("desk_fund:application", args=[row.uid])
    if row.state == State.SUBMITTED:
        return NextAct(_("Assign reviewers"), at)
    if row.state != State.REVIEW:
        return NextAct("")
    if handed_in >= row.call.reviewers:
        return NextAct(_("Decide"), at)
    said = {"n": handed_in, "all": row.call.reviewers}
    return NextAct(_("%(n)d of %(all)d reviews are in") % said)


def _after_decision(
    row: Application, newest: Determination, user: User, *, one_decides: bool
) -> NextAct:
    at = reverse("desk_fund:application", args=[row.uid])
    if newest.told_at is None:
        if newest.agreed_by_id is None and not one_decides:
            if newest.by_id == user.pk:
                return NextAct(_("Waits for a second person"))
            return NextAct(_("Agree with the decision"), at)
        return NextAct(_("Release the decision"), at)
    if newest.outcome != Outcome.AWARD:
        return NextAct("")
    if grant := getattr(row, "grant", None):
        return NextAct(grant.code, reverse("desk_grants:grant", args=[grant.pk]))
    return NextAct(_("Plan the grant"), f"{reverse('desk_grants:new_grant')}?application={row.pk}")
