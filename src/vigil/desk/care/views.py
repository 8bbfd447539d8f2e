"""Let somebody choose what the desk hides from them, and when it hints at a break."""

from typing import Final

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from vigil.casefile.care.queries import care_of
from vigil.casefile.care.verbs import HINTS, choose_care
from vigil.casefile.models import CareSetting
from vigil.desk.screens.access import desk_view, person
from vigil.desk.screens.act import READ_AND_ACT, Act, Data, ScreenState, perform
from vigil.trust.models import User

YES: Final = "yes"
TIMES: Final = {45: _("after 45 minutes"), 90: _("after 90 minutes"), 0: _("never")}


class CareForm(forms.Form):
    """Whether graphic words are shown at once, and when a break is hinted at."""

    shows_graphic = forms.TypedChoiceField(
        label=_("Graphic words in reports"),
        choices=[("no", _("hide until I want to see them")), (YES, _("always show"))],
        coerce=lambda answer: answer == YES,
        widget=forms.RadioSelect,
    )
    hint_after = forms.TypedChoiceField(
        label=_("Remind me of a break while I code"),
        choices=[(minutes, TIMES[minutes]) for minutes in HINTS],
        coerce=int,
        widget=forms.RadioSelect,
    )


def _choose(_care: CareSetting, data: Data, by: User) -> None:
    choose_care(by=by, **data)


ACT: Final[Act[CareSetting]] = Act(
    form=CareForm,
    verb=_choose,
    label=_("Save settings"),
    done=_("Saved. It holds for you alone."),
    initial=lambda care: {
        "shows_graphic": YES if care.shows_graphic else "no",
        "hint_after": care.hint_after,
    },
)


@desk_view()
@require_http_methods(READ_AND_ACT)
def care(request: HttpRequest) -> HttpResponseBase:
    """Show what somebody chose, and take another choice."""
    user = person(request)
    held = care_of(user)

    def show(screen: ScreenState) -> HttpResponseBase:
        form = screen.forms.get("care") or ACT.blank("care", held, user)
        context = {"form": form, "act": ACT}
        return render(request, "desk/care/care.html", context, status=screen.status)

    if request.method != "POST":
        return show(ScreenState())
    return perform(request, held, "care", ACT, show=show, back=reverse("desk:care"))
