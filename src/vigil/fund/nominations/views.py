"""Nominations at the desk: proposing, the list, screening one, contacting."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from vigil.desk.screens.access import person, room_view
from vigil.fund.access.rules import WORK
from vigil.fund.models import Check, Nomination
from vigil.fund.nominations import verbs as nominations
from vigil.fund.overview import queries
from vigil.fund.overview.acts import (
    CONFLICT,
    READING_WRITING,
    REFUSED,
    Act,
    Told,
    acted,
    forms_of,
    found_or_404,
)
from vigil.fund.parties import letters
from vigil.fund.parties import queries as party_queries
from vigil.fund.parties.forms import desk as desk_forms
from vigil.trust.access.errors import NotPossible
from vigil.trust.access.rules import roles_of
from vigil.trust.models import Role, User

PAGE = 50
State = Nomination.State


class NominationFilter(forms.Form):
    """Which nominations to show."""

    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("all")), *State.choices],
    )


@room_view("fund.nominate")
@require_http_methods(READING_WRITING)
def nominate(request: HttpRequest) -> HttpResponseBase:
    """Propose somebody. A member is told that it was received, and sees nothing of it after."""
    by = person(request)
    officer = Role.FUND_OFFICER in roles_of(by)
    make = desk_forms.OfficerNominateForm if officer else desk_forms.NominateForm
    form = make(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = REFUSED
        if form.is_valid():
            said = form.cleaned_data
            more = {"way": said["way"], "call": said["call"]} if officer else {}
            party: dict[str, Any] = dict(form.party())
            try:
                made = nominations.nominate(
                    party.pop("kind"),
                    party.pop("level"),
                    party.pop("name"),
                    said["why"],
                    by=by,
                    known_to=said["known_to"],
                    **more,
                    **party,
                )
            except NotPossible as error:
                form.add_error(None, str(error))
                status = CONFLICT
            else:
                if officer and made.party in party_queries.visible_to(by):
                    return redirect("desk_fund:nomination", made.uid)
                return render(request, "fund/nominations/received.html")
    context = {"form": form, "officer": officer}
    return render(request, "fund/nominations/nominate.html", context, status=status)


@room_view(WORK)
@require_safe
def listed(request: HttpRequest) -> HttpResponseBase:
    """List the nominations, the newest first."""
    filters = NominationFilter(request.GET)
    rows = queries.nominations_for(person(request))
    if filters.is_valid() and filters.cleaned_data["state"]:
        rows = rows.filter(state=filters.cleaned_data["state"])
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "fund/nominations/nominations.html", {"filters": filters, "page": page})


@room_view(WORK)
@require_http_methods(READING_WRITING)
def nomination(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show a nomination with its screening, and do what is asked about it."""
    by = person(request)
    found: Nomination = found_or_404(queries.nominations_for(by), uid=uid)
    acts = _acts(found, by)

    def show(told: Told) -> HttpResponseBase:
        return _show(request, found, acts, told)

    if request.method != "POST":
        return show(Told())
    return acted(request, acts, show, reverse("desk_fund:nomination", args=[uid]))


def _acts(found: Nomination, by: User) -> dict[str, Act]:
    def opened(said: dict[str, Any]) -> dict[str, Any]:
        why = said["why"]
        notes = [
            (check, nominations.open_note(check, by=by, why=why)) for check in found.checks.all()
        ]
        texts = nominations.open_why(found, by=by, why=why)
        return {**texts, "notes": [(check, note) for check, note in notes if note]}

    @transaction.atomic  # where no address is known, nobody was contacted
    def contacted(_said: dict[str, Any]) -> dict[str, Any]:
        made = nominations.contact(found, by=by)
        if made.letter is not None:
            return {"letter": made.letter}
        return {"link": letters.own_page(found.party, made.token)}

    def checked(said: dict[str, Any]) -> None:
        nominations.take_check(found, said["step"], said["found"], said["note"], by=by)

    def cleared(_said: dict[str, Any]) -> None:
        nominations.clear(found, by=by)

    def refused(said: dict[str, Any]) -> None:
        nominations.refuse(found, said["why"], by=by)

    return {
        "open": Act(desk_forms.ReasonForm, opened),
        "check": Act(desk_forms.CheckForm, checked, _("Kept.")),
        "clear": Act(desk_forms.EmptyForm, cleared, _("Cleared: they may be contacted.")),
        "refuse": Act(RefuseForm, refused, _("Not taken further. Nobody is told.")),
        "contact": Act(desk_forms.EmptyForm, contacted),
    }


class RefuseForm(desk_forms.DeskForm):
    """Why a nomination is not taken further."""

    why = desk_forms.long_text(gettext_lazy("Why; sealed"))


def _show(
    request: HttpRequest, found: Nomination, acts: dict[str, Act], told: Told
) -> HttpResponseBase:
    by = person(request)
    found = Nomination.objects.select_related("party", "by", "call").get(pk=found.pk)
    newest = nominations.newest_checks(found)
    context = {
        "nomination": found,
        "party": found.party,
        "forms": forms_of(acts, told, {}),
        "told": told,
        "steps": [(step, newest.get(step)) for step in Check.Step],
        "lacking": nominations.missing_before_contact(found)
        if found.state == State.SCREENING
        else [],
        "alike": party_queries.matching_parties(found.party, by=by),
        "decisions": queries.decisions_on(nominations.KIND, found.uid),
    }
    return render(request, "fund/nominations/nomination.html", context, status=told.status)
