"""Calls at the desk: the list, and one call."""

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
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
from vigil.fund.access.rules import MANAGE_CALLS
from vigil.fund.calls import verbs as calls
from vigil.fund.calls.form_definition import in_language
from vigil.fund.calls.forms import (
    CallForm,
    call_values_from_form,
    form_initial_from_call,
)
from vigil.fund.models import Call
from vigil.fund.overview import queries
from vigil.fund.parties.forms.desk import EmptyForm
from vigil.trust.models import User


@room_view(MANAGE_CALLS)
@require_safe
def listed(request: HttpRequest) -> HttpResponseBase:
    """List the calls, newest first."""
    language = get_language() or "en"
    rows = [
        (row, in_language(row.title, language), calls.is_open(row)) for row in Call.objects.all()
    ]
    return render(request, "fund/calls/calls.html", {"rows": rows, "examples": calls.EXAMPLE_FILES})


@room_view(MANAGE_CALLS)
@require_http_methods(READ_AND_ACT)
def new(request: HttpRequest) -> HttpResponseBase:
    """Write a call; `?example=` fills the form with one that comes with the installation."""

    def show(screen: ScreenState) -> HttpResponseBase:
        form = screen.forms.get("new") or CallForm(auto_id="new-%s", initial=_example(request))
        context = {"form": form, "examples": calls.EXAMPLE_FILES}
        return render(request, "fund/calls/new.html", context, status=screen.status)

    if request.method != "POST":
        return show(ScreenState())
    return perform(request, None, "new", NEW_CALL, show=show, back=reverse("desk_fund:calls"))


def _example(request: HttpRequest) -> dict[str, Any]:
    kind = request.GET.get("example", "")
    if kind not in calls.EXAMPLE_FILES:
        return {}
    return form_initial_from_call(calls.example_call(kind))


NEW_CALL: Final = Act[None](
    form=CallForm,
    verb=lambda _item, data, by: calls.make_call(by=by, **call_values_from_form(data)),
    next=lambda _item, made: _address(made),
)


def _edit(call: Call, data: Data, by: User) -> str:
    return _address(calls.edit_call(call, by=by, **call_values_from_form(data)))


def _initial(call: Call) -> dict[str, Any]:
    return form_initial_from_call({name: getattr(call, name) for name in calls.FIELDS})


def _address(call: Call) -> str:
    return reverse("desk_fund:call", args=[call.slug])


ACTS: Final[Mapping[str, Act[Call]]] = {
    "edit": Act(form=CallForm, verb=_edit, done=_("Kept."), initial=_initial),
    "publish": Act(
        form=EmptyForm,
        verb=lambda call, _data, by: calls.publish(call, by=by),
        done=_("Published."),
    ),
    "close": Act(
        form=EmptyForm,
        verb=lambda call, _data, by: calls.close_early(call, by=by),
        done=_("Closed."),
    ),
    "decided": Act(
        form=EmptyForm,
        verb=lambda call, _data, by: calls.mark_decided(call, by=by),
        done=_("Kept."),
    ),
    "withdraw": Act(
        form=EmptyForm,
        verb=lambda call, _data, by: calls.withdraw(call, by=by),
        done=_("Withdrawn. What came stays."),
    ),
}
"""What an officer does with a call."""


@room_view(MANAGE_CALLS)
@require_http_methods(READ_AND_ACT)
def call(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show a call, change it, publish, close or withdraw it."""
    by = person(request)
    found: Call = found_or_404(Call.objects.all(), slug=slug)

    def show(screen: ScreenState) -> HttpResponseBase:
        now = Call.objects.get(pk=found.pk)
        context = {
            "call": now,
            "title": in_language(now.title, get_language() or "en"),
            "is_open": calls.is_open(now),
            "forms": forms_of(ACTS, now, by, screen),
            "screen": screen,
            "decisions": queries.decisions_on(calls.CALL, now.slug),
        }
        return render(request, "fund/calls/call.html", context, status=screen.status)

    if request.method != "POST":
        return show(ScreenState())
    return act_named(request, found, ACTS, show=show, back=_address(found))
