"""Nominations at the desk: nominate, list, screen and contact."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from django.db import transaction
from django.db.models import Case, When
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import (
    READ_AND_ACT,
    Act,
    Data,
    ScreenState,
    act_named,
    forms_of,
    found_or_404,
    perform,
)
from vigil.fund.access.rules import NOMINATE, WORK
from vigil.fund.models import Nomination
from vigil.fund.nominations import forms as nomination_forms
from vigil.fund.nominations import verbs as nominations
from vigil.fund.nominations.forms import RefuseForm
from vigil.fund.overview import queries
from vigil.fund.overview.forms import CodeFilter
from vigil.fund.overview.listing import NextAct, list_page, of_code
from vigil.fund.parties import letters
from vigil.fund.parties import queries as party_queries
from vigil.fund.parties.forms import desk as desk_forms
from vigil.fund.screening import queries as screening_queries
from vigil.fund.screening.forms import ChecksForm, findings_of
from vigil.fund.screening.views import opened_notes
from vigil.trust.access.rules import roles_of
from vigil.trust.models import Role, User

State = Nomination.State


@room_view(NOMINATE)
@require_http_methods(READ_AND_ACT)
def nominate(request: HttpRequest) -> HttpResponseBase:
    """Nominate somebody. A member sees that it was received, and nothing afterwards."""
    officer = Role.FUND_OFFICER in roles_of(person(request))
    form = nomination_forms.OfficerNominateForm if officer else nomination_forms.NominateForm

    def show(screen: ScreenState) -> HttpResponseBase:
        context = {
            "form": screen.forms.get("nominate") or form(auto_id="nominate-%s"),
            "officer": officer,
        }
        return render(request, "fund/nominations/nominate.html", context, status=screen.status)

    def nominated(_item: None, data: Data, by: User) -> HttpResponseBase:
        made = _nominate(data, by)
        if officer and made.party in party_queries.visible_to(by):
            return redirect("desk_fund:nomination", made.uid)
        return render(request, "fund/nominations/received.html")

    if request.method != "POST":
        return show(ScreenState())
    act = Act[None](form=form, verb=nominated)
    back = reverse("desk_fund:nominate")
    return perform(request, None, "nominate", act, show=show, back=back)


def _nominate(data: Data, by: User) -> Nomination:
    party = {name: data[name] for name in desk_forms.NewPartyForm.PARTY}
    return nominations.nominate(
        party.pop("kind"),
        party.pop("level"),
        party.pop("name"),
        data["why"],
        by=by,
        known_to=data["known_to"],
        **{name: data[name] for name in ("way", "call") if name in data},
        **party,
    )


@room_view(WORK)
@require_safe
def listed(request: HttpRequest) -> HttpResponseBase:
    """List the nominations: those to screen first, then those to contact."""
    filters = CodeFilter(request.GET)
    rows = of_code(
        queries.nominations_for(person(request)), filters.code_asked, {"F": "party__number"}
    )
    turn = Case(When(state=State.SCREENING, then=0), When(state=State.CLEARED, then=1), default=2)
    found = list_page(request, rows.order_by(turn, "-made_at", "-pk"), State.choices)
    context = {
        "filters": filters,
        "states": found.states,
        "page": found.page,
        "rows": [(row, _next_act(row)) for row in found.page.object_list],
    }
    return render(request, "fund/nominations/nominations.html", context)


def _next_act(row: Nomination) -> NextAct:
    at = reverse("desk_fund:nomination", args=[row.uid])
    if row.state == State.SCREENING:
        return NextAct(gettext("Enter the missing checks"), at)
    if row.state == State.CLEARED:
        return NextAct(gettext("Contact them"), at)
    if row.state == State.CONTACTED:
        return NextAct(gettext("Waits for their application"))
    return NextAct("")


@room_view(WORK)
@require_http_methods(READ_AND_ACT)
def nomination(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show a nomination with its screening, and do what is asked about it."""
    found: Nomination = found_or_404(queries.nominations_for(person(request)), uid=uid)
    show = partial(_show, request, found)
    if request.method != "POST":
        return show(ScreenState())
    address = reverse("desk_fund:nomination", args=[uid])
    return act_named(request, found, ACTS, show=show, back=address)


def _open(nomination: Nomination, data: Data, by: User) -> dict[str, Any]:
    why = data["why"]
    texts = nominations.open_why(nomination, by=by, why=why)
    return {**texts, "notes": opened_notes(nomination.party, by, why)}


@transaction.atomic  # where no address is known, nobody was contacted
def _contact(nomination: Nomination, _data: Data, by: User) -> dict[str, Any]:
    made = nominations.contact(nomination, by=by)
    if made.letter is not None:
        return {"letter": made.letter}
    return {"link": letters.own_page(nomination.party, made.token)}


ACTS: Final[Mapping[str, Act[Nomination]]] = {
    "open": Act(form=desk_forms.ReasonForm, verb=_open),
    "check": Act(
        form=ChecksForm,
        verb=lambda nomination, data, by: nominations.take_checks(
            nomination, findings_of(data), by=by
        ),
        done=_("The checks are saved."),
    ),
    "clear": Act(
        form=desk_forms.EmptyForm,
        verb=lambda nomination, _data, by: nominations.clear(nomination, by=by),
        done=_("Cleared: they may be contacted."),
    ),
    "refuse": Act(
        form=RefuseForm,
        verb=lambda nomination, data, by: nominations.refuse(nomination, data["why"], by=by),
        done=_("Not taken further. Nobody is told."),
    ),
    "contact": Act(form=desk_forms.EmptyForm, verb=_contact),
}
"""What an officer does with a nomination."""


def _show(request: HttpRequest, found: Nomination, screen: ScreenState) -> HttpResponseBase:
    by = person(request)
    found = Nomination.objects.select_related("party", "by", "call").get(pk=found.pk)
    context = {
        "nomination": found,
        "party": found.party,
        "forms": forms_of(ACTS, found, by, screen),
        "screen": screen,
        "states": screening_queries.states_of(found.party),
        "lacking": nominations.missing_before_contact(found)
        if found.state == State.SCREENING
        else [],
        "alike": party_queries.matching_parties(found.party, by=by),
        "decisions": queries.decisions_on(nominations.KIND, found.uid),
    }
    return render(request, "fund/nominations/nomination.html", context, status=screen.status)
