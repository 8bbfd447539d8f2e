"""Pages on which experts answer by country: how far they are, one country, and handing it in."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from vigil.desk.screens.labels import country_name
from vigil.outlook.access.expert_pages import expert, expert_view, seat_view
from vigil.outlook.answers.cell_rows import (
    CellGroup,
    GroupForm,
    group_form,
    groups_of_rows,
    number_sent,
    sent_groups,
    sent_rows,
)
from vigil.outlook.answers.cell_saving import new_nonce, save_forms, save_from_script, save_groups
from vigil.outlook.answers.countries import (
    OwnCountry,
    PanelCountries,
    cells_of_country,
    own_countries,
    own_country,
)
from vigil.outlook.answers.forms import AnswerForm
from vigil.outlook.answers.page_keys import page_key
from vigil.outlook.answers.verbs.country_hand_in import hand_in_country
from vigil.outlook.models import Seat
from vigil.outlook.panels.deadlines import moment_text
from vigil.outlook.panels.preconditions import asked_of
from vigil.outlook.panels.queries import seats_of
from vigil.outlook.second_reading.queries import requests_for
from vigil.trust.access.errors import NotPossible

REFUSED, CONFLICT = 422, 409
POST_ONLY = ("POST",)
HAND_IN = "hand_in"


@expert_view
def listed(request: HttpRequest) -> HttpResponseBase:
    """List the countries that an expert is asked about, of all their panels: what is left."""
    by = expert(request)
    seats = seats_of(by).filter(state=Seat.State.SEATED, panel__assessment__isnull=False)
    panels = [own_countries(seat, by=by) for seat in seats]
    context = {"panels": [(one, deadline_text(one)) for one in panels]}
    return render(request, "outlook/answers/countries.html", context)


def deadline_text(one: PanelCountries) -> str:
    """Return until when a round can be answered, in the expert's zone; empty without a round."""
    zone = one.seat.zone or one.seat.panel.zone
    return moment_text(one.closes_at, zone) if one.closes_at is not None else ""


@seat_view(Seat.State.SEATED, worded=True)
def terms(request: HttpRequest, seat: Seat, country: str) -> HttpResponseBase:
    """Show the terms of one country with the expert's own answers; save those that were changed."""
    by, place = expert(request), country
    if request.method != "POST":
        return _country(request, seat, _found(seat, place, request), [], [])
    questions = cells_of_country(seat, place)
    if not questions:
        raise Http404
    rows = list(sent_rows(questions, request.POST))
    groups = list(sent_groups(request.POST))
    if not (rows or groups):
        return _country(request, seat, _found(seat, place, request), [], [], REFUSED)
    refused = ""
    try:
        nonce = request.POST.get("nonce", "").replace("\0", "")
        done = save_forms(seat, rows, by=by)
        done = save_groups(seat, place, groups, by=by, nonce=nonce) and done
    except NotPossible as error:
        done, refused = False, str(error)
    if not done:
        kept = any(one.kept for one in rows) or any(one.kept for one in groups)
        status = CONFLICT if refused or kept else REFUSED
        shown = _found(seat, place, request)
        return _country(request, seat, shown, rows, groups, status, refused)
    messages.success(request, _("Saved. Nobody else sees it before the round is closed."))
    after = "panels:country_hand_in" if request.POST.get("do") == HAND_IN else "panels:country"
    return redirect(after, uid=seat.panel.uid, country=place)


def _found(seat: Seat, place: str, request: HttpRequest) -> OwnCountry:
    found = own_country(seat, place, by=expert(request))
    if found is None:
        raise Http404
    return found


def _country(
    request: HttpRequest,
    seat: Seat,
    found: OwnCountry,
    rows: Sequence[AnswerForm],
    groups: Sequence[GroupForm],
    status: int = 200,
    refused: str = "",
) -> HttpResponseBase:
    every = own_countries(seat, by=expert(request))
    sent = {one.listed: one for one in groups}
    lists = groups_of_rows(found, {form.question.pk: form for form in rows})
    for one in lists:
        one.reasons = sent.get(one.reasons.listed, one.reasons)
    asked = requests_for(seat, by=expert(request))
    for row in (row for one in lists for row in one.rows):
        row.asked_of_you = asked.get(row.form.question.pk)
    context = {
        "seat": seat,
        "panel": seat.panel,
        "country": found,
        "groups": lists,
        "whole": sent.get("") or group_form("", found.reasons.get("")),
        "round": found.round,
        "countries": every.countries,
        "closes": deadline_text(every),
        "left": _left(lists),
        "nonce": new_nonce(),
        "page_key": page_key(seat, found.round),
        "status": status,
        "refused": refused,
    }
    return render(request, "outlook/answers/country.html", context, status=status)


def _left(groups: Sequence[CellGroup]) -> int:
    return sum(not row.state for group in groups for row in group.rows)


@seat_view(Seat.State.SEATED, methods=POST_ONLY, worded=True)
def save(request: HttpRequest, seat: Seat) -> HttpResponseBase:
    """Save answers that the script of a page sends by itself; answer with what became of each."""
    by = expert(request)
    questions = {one.position: one for one in asked_of(seat).filter(term__isnull=False)}
    try:
        told = save_from_script(seat, request.POST.get("saves", ""), questions, by=by)
    except NotPossible as error:
        return JsonResponse({"refused": str(error)}, status=CONFLICT)
    except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError):
        return JsonResponse(
            {
                "refused": _(
                    "This page sent something that cannot be read. Reload it, and try again."
                )
            },
            status=REFUSED,
        )
    return JsonResponse({"answers": told})


@seat_view(Seat.State.SEATED)
def hand_in(request: HttpRequest, seat: Seat, country: str) -> HttpResponseBase:
    """Show what is open in a country, and hand in exactly the round that was shown."""
    by, place = expert(request), country
    refused, status = "", 200
    if request.method == "POST":
        number = number_sent(request.POST.get("round", "")) or None
        try:
            hand_in_country(seat, place, by=by, number=number)
        except NotPossible as error:
            refused, status = str(error), CONFLICT
        else:
            said = _("%(country)s is handed in. You can change it until the round is closed.")
            messages.success(request, said % {"country": country_name(place)})
            return redirect("panels:countries")
    found = _found(seat, place, request)
    rows = [row for group in groups_of_rows(found) for row in group.rows]
    whole = {one.code: one for one in own_countries(seat, by=by).countries}
    context = {
        "seat": seat,
        "panel": seat.panel,
        "country": found,
        "progress": whole[place],
        "open": [row for row in rows if not row.state],
        "refused": refused,
    }
    return render(request, "outlook/answers/country_hand_in.html", context, status=status)
