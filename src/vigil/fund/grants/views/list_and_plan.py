"""The plan of a new, agreed or amended grant at the desk."""

from collections.abc import Sequence
from typing import Any, Final

from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import CONFLICT, READ_AND_ACT, REFUSED, Act, Data, ScreenState, perform
from vigil.fund.access.rules import WORK
from vigil.fund.grants import plan_checks, queries
from vigil.fund.grants.forms.acts import format_typed_amount
from vigil.fund.grants.forms.plan import (
    TRANCHE_ROWS,
    PlanForm,
    initial_plan,
    number_of_rows,
    plan_values,
)
from vigil.fund.grants.verbs import amending_and_closing, granting
from vigil.fund.models import Application, Call, Grant, Party, Tranche
from vigil.fund.parties import queries as party_queries
from vigil.fund.payments.verbs import tranches
from vigil.fund.payments.verbs.tranches import UNPAID
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import User

PAGE = 50
MORE_ROWS: Final = "more"
"""What is sent where a plan is to have room for more tranches."""
State = Grant.State


@room_view(WORK)
@require_http_methods(READ_AND_ACT)
def new_grant(request: HttpRequest) -> HttpResponseBase:
    """Open a grant for an awarded application, or for an invited party."""
    party, application = _whom(request)
    if party is None:
        return _choose(request)
    if request.method != "POST" and (refusal := _refusal(party, application)):
        return _choose(request, refusal)
    initial = _initial(application)

    def show(screen: ScreenState) -> HttpResponseBase:
        form = screen.forms.get("plan") or _unsent(request, initial)
        return _plan(request, form, screen.status, party=party, application=application)

    def opened(party: Party, data: Data, by: User) -> Grant:
        return granting.open_grant(
            party, by=by, application=application, purpose=data["purpose"], **plan_values(data)
        )

    if request.method != "POST" or MORE_ROWS in request.POST:
        return show(ScreenState())
    act = Act[Party](
        form=PlanForm,
        verb=opened,
        done=_("The grant is a draft until it is agreed."),
        next=lambda _party, grant: reverse("desk_grants:grant", args=[grant.pk]),
        form_arguments=lambda *_: {"rows": number_of_rows(request.POST)},
    )
    return perform(request, party, "plan", act, show=show, back=reverse("desk_grants:new_grant"))


@room_view(WORK)
@require_http_methods(READ_AND_ACT)
def plan(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Change the plan of a grant: freely while it is a draft, by an amendment afterwards."""
    grant = get_object_or_404(queries.grants_for(person(request)), pk=pk)
    unpaid = list(grant.tranches.filter(state__in=UNPAID))
    initial = initial_plan(grant, unpaid)
    over = grant.state not in (State.DRAFT, State.ACTIVE)
    asks = _asks(grant, unpaid)

    def show(screen: ScreenState) -> HttpResponseBase:
        form = screen.forms.get("plan") or _unsent(request, initial, unpaid, **asks)
        return _plan(request, form, CONFLICT if over else screen.status, grant=grant, over=over)

    if request.method != "POST" or MORE_ROWS in request.POST:
        return show(ScreenState())
    room = number_of_rows(request.POST, unpaid)
    act = Act[Grant](
        form=PlanForm,
        verb=_edit if grant.state == State.DRAFT else _amend,
        done=_("Saved."),
        form_arguments=lambda *_: {"initial": initial, "rows": room, **asks},
    )
    back = reverse("desk_grants:grant", args=[pk])
    return perform(request, grant, "plan", act, show=show, back=back)


def _asks(grant: Grant, unpaid: Sequence[Tranche]) -> dict[str, Any]:
    """Return the arguments that the plan form needs for this grant."""
    kept = tranches.numbers_with_condition(unpaid)
    return {
        "paid": tranches.shares_of(grant, [Tranche.State.PAID]).total(),
        "amends": grant.state != State.DRAFT,
        "conditioned": {n for n, row in enumerate(unpaid, 1) if row.number in kept},
    }


def _edit(grant: Grant, data: Data, by: User) -> None:
    granting.edit_grant(grant, by=by, purpose=data["purpose"] or None, **plan_values(data))


def _amend(grant: Grant, data: Data, by: User) -> None:
    amending_and_closing.amend_amount(grant, by=by, **plan_values(data))


def _unsent(
    request: HttpRequest, initial: dict[str, Any], rows: Sequence[Tranche] = (), **asks: Any
) -> PlanForm:
    """Return the plan form before it is saved.

    If more tranches were asked for, it keeps everything as it was typed and has more rows.
    """
    room = number_of_rows(request.POST, rows)
    if request.method != "POST":
        return PlanForm(auto_id="plan-%s", initial=initial, rows=room, **asks)
    room += TRANCHE_ROWS
    return PlanForm(auto_id="plan-%s", initial=request.POST.dict(), rows=room, **asks)


def _whom(request: HttpRequest) -> tuple[Party | None, Application | None]:
    """Return the party and application of the address. Raises Http404."""
    seen = party_queries.visible_to(person(request)).filter(removed_at=None)
    asked = request.GET.get("application", "")
    if asked.isdecimal():
        application = get_object_or_404(
            Application.objects.select_related("party", "call").filter(party__in=seen),
            pk=int(asked),
        )
        return application.party, application
    asked = request.GET.get("party", "")
    if asked.isdecimal():
        return get_object_or_404(seen, pk=int(asked)), None
    if asked:
        raise Http404
    return None, None


def _initial(application: Application | None) -> dict[str, Any]:
    """Return the first values of a new grant: what was asked for, or what the call offers."""
    if application is None:
        return {"currency": "USD"}
    call = application.call
    fellowship = call.kind == Call.Kind.FELLOWSHIP
    minor = call.most_minor if fellowship else application.minor
    code = call.currency if fellowship else application.currency or call.currency
    said = format_typed_amount(minor, code)
    return {
        "kind": Grant.Kind.FELLOWSHIP if fellowship else Grant.Kind.GRANT,
        "currency": code,
        "theme": application.theme,
        "country": application.party.country,
        "budget_people" if fellowship else "budget_activities": said,
        "amount_1": said,
    }


def _refusal(party: Party, application: Application | None) -> str:
    """Return why no grant can follow an application yet; nobody writes a plan in vain."""
    try:
        if application is not None:
            plan_checks.require_awarded(party, application)
    except NotPossible as error:
        return str(error)
    return ""


def _choose(request: HttpRequest, refusal: str = "") -> HttpResponseBase:
    """List the awards without a grant, and the parties that can get one."""
    asked = request.method == "POST"
    seen = party_queries.visible_to(person(request)).filter(removed_at=None)
    awards = Application.objects.filter(
        party__in=seen.values("pk"), state="decided", outcome="award", grant=None
    ).select_related("party", "call")
    cleared = seen.filter(nominations__state="contacted").distinct()
    context = {
        "awards": awards[:PAGE],
        "parties": cleared[: 4 * PAGE],
        "asked": asked,
        "refusal": refusal,
    }
    status = CONFLICT if refusal else REFUSED if asked else 200
    return render(request, "fund/grants/new.html", context, status=status)


def _plan(
    request: HttpRequest,
    form: BaseForm,
    status: int = 200,
    *,
    grant: Grant | None = None,
    party: Party | None = None,
    application: Application | None = None,
    over: bool = False,
) -> HttpResponseBase:
    context = {
        "form": form,
        "grant": grant,
        "party": grant.party if grant else party,
        "application": application,
        "over": over,
    }
    return render(request, "fund/grants/plan.html", context, status=status)
