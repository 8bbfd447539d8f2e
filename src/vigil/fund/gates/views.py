"""Gates at the desk: those switched off, and decisions that wait for a second officer."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import READ_AND_ACT, Act, Data, ScreenState, act_named, forms_of
from vigil.fund.access.rules import AUDIT, MANAGE_CALLS, WORK
from vigil.fund.applications.verbs import determining
from vigil.fund.gates import verbs
from vigil.fund.gates.forms import SwitchedForm, SwitchForm
from vigil.fund.models import Determination, SwitchedGate
from vigil.fund.parties.forms.desk import set_choices
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import User

SHOWN: Final = 200
"""Switched gates, or waiting decisions, that a screen shows."""


@room_view(AUDIT)
@require_http_methods(READ_AND_ACT)
def switched(request: HttpRequest) -> HttpResponseBase:
    """Show the gates that are or were switched off; officers switch them."""
    show = partial(_show_switched, request)
    if request.method != "POST":
        return show(ScreenState())
    return act_named(request, None, SWITCHING, show=show, back=reverse("desk_grants:gates"))


SWITCHING: Final[Mapping[str, Act[None]]] = {
    "off": Act(
        form=SwitchForm,
        verb=lambda _none, data, by: verbs.switch_off(data["gate"], data["why"], by=by),
        permission=MANAGE_CALLS,
        done=_("A second officer must confirm this. The gate is still on."),
        recent=True,
    ),
    "confirm": Act(
        form=SwitchedForm,
        verb=lambda _none, data, by: verbs.confirm_off(data["of"], by=by),
        permission=MANAGE_CALLS,
        done=_("The gate is off. Auditors and the pages of grants show it."),
        recent=True,
    ),
    "on": Act(
        form=SwitchedForm,
        verb=lambda _none, data, by: verbs.switch_on(data["of"], by=by),
        permission=MANAGE_CALLS,
        done=_("The gate is on."),
    ),
}


def _show_switched(request: HttpRequest, screen: ScreenState) -> HttpResponseBase:
    by = person(request)
    rows = SwitchedGate.objects.select_related("asked_by", "confirmed_by", "on_again_by")
    context = {
        "rows": rows[:SHOWN],
        "acts": by.has_perm(MANAGE_CALLS),
        "forms": forms_of(SWITCHING, None, by, screen),
        "screen": screen,
    }
    return render(request, "fund/gates/switched.html", context, status=screen.status)


class AgreeForm(forms.Form):
    """With which decisions a second officer agrees: those that wait and that they may know of."""

    decisions = forms.ModelMultipleChoiceField(
        queryset=Determination.objects.none(),
        to_field_name="uid",
        error_messages={"required": _("Tick one decision at least.")},
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        """Offer the decisions that wait."""
        super().__init__(*args, **kwargs)
        set_choices(self, "decisions", determining.waits_for_agreement(by))


def _agree(_none: None, data: Data, by: User) -> object:
    rows = list(data["decisions"])
    if len(rows) > SHOWN:
        raise NotPossible(gettext("Agree with fewer decisions at once."))
    return determining.agree_many(rows, by=by)


AGREEING: Final[Mapping[str, Act[None]]] = {
    "agree": Act(
        form=AgreeForm,
        verb=_agree,
        form_arguments=lambda _none, by: {"by": by},
        done=_("You agreed. Each decision can be released now."),
        recent=True,
    )
}


@room_view(WORK)
@require_http_methods(READ_AND_ACT)
def decisions(request: HttpRequest) -> HttpResponseBase:
    """List the decisions that wait for a second officer, and agree with those that are ticked."""
    show = partial(_show_decisions, request)
    if request.method != "POST":
        return show(ScreenState())
    back = reverse("desk_fund:decisions")
    return act_named(request, None, AGREEING, show=show, back=back)


def _show_decisions(request: HttpRequest, screen: ScreenState) -> HttpResponseBase:
    by = person(request)
    rows = determining.waits_for_agreement(by)[:SHOWN]
    context: dict[str, Any] = {
        "rows": [(row, row.by_id == by.pk) for row in rows],
        "ticked": request.POST.getlist("decisions"),
        "form": screen.forms.get("agree"),
        "screen": screen,
    }
    return render(request, "fund/gates/decisions.html", context, status=screen.status)
