"""Show which cases to look at again, since when and why; move the date."""

from datetime import date
from typing import Final

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from vigil.casefile.coding.verbs.taking_up import TAKE_UP
from vigil.casefile.looking_again.queries import due
from vigil.casefile.looking_again.verbs import MOVE, look_again_on
from vigil.casefile.models import LookAgain
from vigil.desk.looking_again.queries import reminders_of
from vigil.desk.screens.access import desk_view, person
from vigil.desk.screens.act import Act, Data, ScreenState, perform
from vigil.desk.screens.long_lists import page_of_keys
from vigil.trust.models import User
from vigil.trust.rooms.counts import capped_count

ON_A_PAGE: Final = 50


class MoveForm(forms.Form):
    """The new date of a reminder, and why."""

    on = forms.DateField(
        label=_("Look again on"),
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    why = forms.CharField(
        label=_("Note (may stay empty)"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def _move(reminder: LookAgain, data: Data, by: User) -> date:
    return look_again_on(reminder, data["on"], by=by, why=data["why"]).due


ACT: Final[Act[LookAgain]] = Act(
    form=MoveForm,
    permission=MOVE,
    about=lambda reminder: reminder.case,
    verb=_move,
    done=lambda on: gettext("Look again on %(day)s.") % {"day": on.isoformat()},
)


@desk_view()
@require_safe
def look_again(request: HttpRequest) -> HttpResponseBase:
    """List the reminders within this person's reach, the first due first."""
    return _show(request, ScreenState(), 0)


@desk_view()
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Move the date of a reminder."""
    reminder = get_object_or_404(LookAgain.objects.select_related("case"), pk=pk)

    def show(state: ScreenState) -> HttpResponseBase:
        return _show(request, state, reminder.pk)

    return perform(request, reminder, "move", ACT, show=show, back=reverse("desk:look_again"))


def _show(request: HttpRequest, state: ScreenState, moved: int) -> HttpResponseBase:
    user = person(request)
    reminders = reminders_of(user)
    page = page_of_keys(reminders, ON_A_PAGE, request.GET.get("page"))
    rows = reminders.filter(pk__in=list(page))
    forms_of = {
        row.pk: state.forms["move"] if row.pk == moved else MoveForm(auto_id=f"r{row.pk}-%s")
        for row in rows
    }
    context = {
        "page": page,
        "rows": [(row, forms_of[row.pk], user.has_perm(TAKE_UP, row.case)) for row in rows],
        "due": capped_count(due(reminders)),
        "today": timezone.localdate(),
        "moved": moved,
    }
    return render(request, "desk/looking_again/look_again.html", context, status=state.status)
