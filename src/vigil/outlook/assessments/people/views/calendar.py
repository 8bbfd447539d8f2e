"""The calendar of an assessment: the rounds of all regions on one page."""

from functools import partial
from typing import Final

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

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
from vigil.outlook.assessments.people.forms import CalendarForm, RegionCalendarForm
from vigil.outlook.assessments.people.verbs import calendar as verbs
from vigil.outlook.assessments.people.views.access import (
    CHAIR,
    context_of,
    own_assessment,
    own_panels,
)
from vigil.outlook.models import Assessment, Panel, Round
from vigil.outlook.panels.deadlines import moment_text
from vigil.outlook.panels.preconditions import RUN
from vigil.trust.models import User


@room_view(CHAIR)
@require_http_methods(READ_AND_ACT)
def calendar(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show the rounds of all regions; let the director plan them anew."""
    assessment = own_assessment(request, uid)
    show = partial(_show, request, assessment)
    if request.method != "POST":
        return show(ScreenState())
    return act_named(request, assessment, ACTS, show=show, back=request.path)


class _Typed(CalendarForm):
    """Reads the plan once it is clean, so that the verb gets it whole."""

    def clean(self) -> Data:
        """Put the plan beside what was typed."""
        said = super().clean() or self.cleaned_data
        return said | ({"plan": self.plan()} if not self.errors else {})


def _plan(assessment: Assessment, data: Data, by: User) -> list[Panel]:
    return verbs.plan_calendar(assessment, data["plan"], by=by)


def _said(left: list[Panel]) -> str:
    if not left:
        return _("The rounds of all regions are planned.")
    regions = ", ".join(panel.region for panel in left)
    return _("Planned. Left as they are, because a round was opened: %(regions)s.") % {
        "regions": regions
    }


ACTS: Final = {
    "plan": Act[Assessment](
        form=_Typed,
        form_arguments=lambda assessment, _by: {"assessment": assessment},
        initial=lambda _assessment: {
            "first": timezone.localdate(), "lengths": "21, 14, 14", "gap": 7
        },
        permission="outlook.direct_assessment",
        verb=_plan,
        done=_said,
    )
}  # fmt: skip


def _show(request: HttpRequest, assessment: Assessment, screen: ScreenState) -> HttpResponseBase:
    panels = own_panels(request, assessment)
    rounds: dict[int, list[tuple[Round, str, str]]] = {panel.pk: [] for panel in panels}
    zones = {panel.pk: panel.zone for panel in panels}
    for row in Round.objects.filter(panel__in=panels).order_by("number"):
        zone = zones[row.panel_id]
        times = moment_text(row.opens_at, zone), moment_text(row.closes_at, zone)
        rounds[row.panel_id].append((row, *times))
    context = context_of(request, assessment, "calendar") | {
        "rows": [(panel, rounds[panel.pk]) for panel in panels],
        "forms": forms_of(ACTS, assessment, person(request), screen),
        "screen": screen,
    }
    return render(request, "outlook/assessments/calendar.html", context, status=screen.status)


@room_view(CHAIR)
@require_http_methods(READ_AND_ACT)
def region(request: HttpRequest, uid: str, panel: str) -> HttpResponseBase:
    """Move the rounds of one region; its lead says what happens by itself."""
    assessment = own_assessment(request, uid)
    keys = [one.pk for one in own_panels(request, assessment)]
    found = found_or_404(Panel.objects.filter(pk__in=keys), uid=panel)
    show = partial(_show_region, request, assessment, found)
    if request.method != "POST":
        return show(ScreenState())
    back = reverse("desk_outlook:assessment_calendar", args=[uid])
    return perform(request, found, "move", MOVE, show=show, back=back)


class _TypedTimes(RegionCalendarForm):
    """Reads the times once they are clean."""

    def clean(self) -> Data:
        """Put the times beside what was typed."""
        said = super().clean() or self.cleaned_data
        return said | ({"times": self.times()} if not self.errors else {})


MOVE: Final = Act[Panel](
    form=_TypedTimes,
    form_arguments=lambda panel, by: {"panel": panel, "leads": by.has_perm(RUN, panel)},
    verb=lambda panel, data, by: verbs.move_rounds(panel, data["times"], by=by),
    done=gettext_lazy("The rounds of the region are saved."),
)


def _show_region(
    request: HttpRequest, assessment: Assessment, panel: Panel, screen: ScreenState
) -> HttpResponseBase:
    context = context_of(request, assessment, "calendar") | {
        "panel": panel,
        "form": screen.forms.get("move") or MOVE.blank("move", panel, person(request)),
        "leads": person(request).has_perm(RUN, panel),
        "screen": screen,
    }
    return render(
        request, "outlook/assessments/calendar_region.html", context, status=screen.status
    )
