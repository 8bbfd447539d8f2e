"""Calls at the desk: the list, writing one, publishing it, and the ranking of its applications."""

from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vigil.desk.screens.access import person, room_view
from vigil.fund.access.rules import WORK
from vigil.fund.applications.verbs import determining
from vigil.fund.calls import verbs as calls
from vigil.fund.calls.form_definition import in_language
from vigil.fund.calls.forms import (
    CallForm,
    RankingForm,
    call_values_from_form,
    form_initial_from_call,
)
from vigil.fund.calls.verbs import MANAGE_CALLS
from vigil.fund.models import Call, Outcome
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
from vigil.fund.parties.forms.desk import EmptyForm
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require

RANKED: Final = 50
"""Applications on one page of the ranking."""


@room_view(MANAGE_CALLS)
@require_safe
def listed(request: HttpRequest) -> HttpResponseBase:
    """List the calls, the newest first."""
    language = get_language() or "en"
    rows = [
        (row, in_language(row.title, language), calls.is_open(row)) for row in Call.objects.all()
    ]
    return render(request, "fund/calls/calls.html", {"rows": rows, "examples": calls.EXAMPLE_FILES})


@room_view(MANAGE_CALLS)
@require_http_methods(READING_WRITING)
def new(request: HttpRequest) -> HttpResponseBase:
    """Write a call; `?example=` fills the form with one that comes with the installation."""
    if request.method == "POST":
        form = CallForm(request.POST)
        if form.is_valid():
            try:
                made = calls.make_call(
                    by=person(request), **call_values_from_form(form.cleaned_data)
                )
            except NotPossible as error:
                _blame(form, error)
                return _written(request, form, status=CONFLICT)
            return redirect("desk_fund:call", made.slug)
        return _written(request, form, status=REFUSED)
    initial: dict[str, Any] = {}
    if (kind := request.GET.get("example", "")) in calls.EXAMPLE_FILES:
        initial = form_initial_from_call(calls.example_call(kind))
    return _written(request, CallForm(initial=initial))


def _written(request: HttpRequest, form: CallForm, status: int = 200) -> HttpResponseBase:
    context = {"form": form, "examples": calls.EXAMPLE_FILES}
    return render(request, "fund/calls/new.html", context, status=status)


def _blame(form: CallForm, error: NotPossible) -> None:
    """Show what a verb refused at the top of the form."""
    form.add_error(None, ValidationError(str(error)))


@room_view(MANAGE_CALLS)
@require_http_methods(READING_WRITING)
def call(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show a call, change it, publish, close or withdraw it."""
    by = person(request)
    found: Call = found_or_404(Call.objects.all(), slug=slug)

    def edited(cleaned: dict[str, Any]) -> str:
        now = calls.edit_call(found, by=by, **call_values_from_form(cleaned))
        return reverse("desk_fund:call", args=[now.slug])

    def moved(verb: Any) -> Any:
        def move(_said: dict[str, Any]) -> None:
            verb(found, by=by)

        return move

    acts = {
        "edit": Act(CallForm, edited, _("Kept.")),
        "publish": Act(EmptyForm, moved(calls.publish), _("Published.")),
        "close": Act(EmptyForm, moved(calls.close_early), _("Closed.")),
        "decided": Act(EmptyForm, moved(calls.mark_decided), _("Kept.")),
        "withdraw": Act(EmptyForm, moved(calls.withdraw), _("Withdrawn. What came stays.")),
    }

    def show(told: Told) -> HttpResponseBase:
        now = Call.objects.get(pk=found.pk)
        values = {name: getattr(now, name) for name in calls.FIELDS}
        context = {
            "call": now,
            "title": in_language(now.title, get_language() or "en"),
            "is_open": calls.is_open(now),
            "forms": forms_of(acts, told, {"edit": form_initial_from_call(values)}),
            "told": told,
            "decisions": queries.decisions_on(calls.CALL, now.slug),
        }
        return render(request, "fund/calls/call.html", context, status=told.status)

    if request.method != "POST":
        return show(Told())
    return acted(request, acts, show, reverse("desk_fund:call", args=[slug]))


@room_view(WORK)
@require_http_methods(READING_WRITING)
def ranking(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Rank the applications of a call by the mean of their points, and decide on many at once.

    A row whose reviews are not all in shows no points: nobody is led by the first of them. It is
    decided page by page: what was chosen on one is not carried to the next.
    """
    by = person(request)
    found: Call = found_or_404(Call.objects.all(), slug=slug)
    if request.method != "POST":
        return _ranked(request, found, RankingForm(auto_id="rank-%s"))
    form = RankingForm(request.POST, auto_id="rank-%s")
    if not form.is_valid():
        return _ranked(request, found, form, REFUSED)
    numbers = [key.removeprefix("outcome-") for key, value in request.POST.items() if value]
    asked = [int(one) for one in numbers if one.isdecimal() and len(one) < 10][:RANKED]
    rows = queries.applications_for(by).filter(call=found, number__in=asked)
    chosen = {row: request.POST[f"outcome-{row.number}"] for row in rows}
    try:
        if not chosen:
            raise NotPossible(_("Choose an outcome for at least one application."))
        for row in chosen:
            require(by, WORK, row)
        determining.determine_many(
            found,
            chosen,
            form.messages(),
            form.cleaned_data["reasons"],
            by=by,
            exception=form.cleaned_data["exception"],
        )
    except NotPossible as error:
        form.add_error(None, str(error))
        return _ranked(request, found, form, CONFLICT)
    return redirect("desk_fund:overview")


def _ranked(
    request: HttpRequest, found: Call, form: RankingForm, status: int = 200
) -> HttpResponseBase:
    rows = queries.ranking(found, person(request))
    page = Paginator(rows, RANKED).get_page(request.GET.get("page"))
    context = {
        "call": found,
        "title": in_language(found.title, get_language() or "en"),
        "page": page,
        "ranked": [(one, request.POST.get(f"outcome-{one.number}", "")) for one in page],
        "form": form,
        "outcomes": Outcome.choices,
        "left": determining.places_left(found),
    }
    return render(request, "fund/calls/ranking.html", context, status=status)
