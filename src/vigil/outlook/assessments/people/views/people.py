"""The people of an assessment at the desk: sheets, the network, seats by country."""

from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
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
)
from vigil.outlook.assessments.people.forms import (
    AddPlacesForm,
    AffiliationForm,
    EnrolForm,
    NetworkForm,
    PeopleSheetForm,
    ReaderForm,
    ReplaceForm,
)
from vigil.outlook.assessments.people.queries import (
    Wanted,
    find_in_network,
    people_of,
    places_text,
    terms_of,
)
from vigil.outlook.assessments.people.verbs import importing, seating
from vigil.outlook.assessments.people.views.access import (
    CHAIR,
    context_of,
    directed_assessment,
    own_assessment,
    own_panels,
)
from vigil.outlook.assessments.progress import RegionProgress, progress_of
from vigil.outlook.consultations.forms import EmptyForm
from vigil.outlook.models import Assessment, Enrolment, Panel, PeopleSheet, Seat, SecondReader
from vigil.trust.models import User

SHOWN: Final = 200
"""How many problems, or people of the network, a page shows; it counts all of them."""


@dataclass(frozen=True)
class PeopleScreen:
    """An assessment, and the panel of the region that is shown; all that may be seen if none is."""

    assessment: Assessment
    panels: list[Panel]


@room_view(CHAIR)
@require_http_methods(READ_AND_ACT)
def people(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show how many experts each region and country has; enrol, seat and replace people."""
    assessment = own_assessment(request, uid)
    panels = own_panels(request, assessment)
    chosen = [one for one in panels if one.uid == request.GET.get("region", "")]
    item = PeopleScreen(assessment, chosen or panels)
    show = partial(_show, request, item)
    if request.method != "POST":
        return show(ScreenState())
    return act_named(request, item, ACTS, show=show, back=request.get_full_path())


def _upload(item: PeopleScreen, data: Data, by: User) -> str:
    content = data["file"].read()
    made = importing.keep_sheet(content, item.assessment, data["language"], by=by)
    return reverse("desk_outlook:assessment_people_sheet", args=[item.assessment.uid, made.uid])


def _enrol(item: PeopleScreen, data: Data, by: User) -> None:
    importing.enrol_account(item.assessment, data["panel"], data["user"], data["places"], by=by)


def _seats_of(item: PeopleScreen, _by: User) -> dict[str, Any]:
    return {"panels": item.panels}


def _assessment_of(item: PeopleScreen) -> Assessment:
    return item.assessment


DIRECT: Final = "outlook.direct_assessment"
ACTS: Final = {
    "upload": Act[PeopleScreen](
        form=PeopleSheetForm,
        initial=lambda _item: {"language": get_language() or settings.LANGUAGE_CODE},
        permission=DIRECT,
        about=_assessment_of,
        verb=_upload,
    ),
    "enrol": Act[PeopleScreen](
        form=EnrolForm,
        form_arguments=lambda item, _by: {"assessment": item.assessment},
        permission=DIRECT,
        about=_assessment_of,
        verb=_enrol,
        done=_("Invited. A letter says that something waits."),
    ),
    "add": Act[PeopleScreen](
        form=AddPlacesForm,
        form_arguments=_seats_of,
        verb=lambda _one, data, by: seating.add_places(data["seat"], data["places"], by=by),
        done=_("They are asked about these countries too."),
    ),
    "cells": Act[PeopleScreen](
        form=AddPlacesForm,
        form_arguments=_seats_of,
        verb=lambda _one, data, by: seating.set_cells(
            data["seat"], data["places"], data["seat"].terms, by=by
        ),
        done=_("Their countries are saved."),
    ),
    "replace": Act[PeopleScreen](
        form=ReplaceForm,
        form_arguments=_seats_of,
        verb=lambda _one, data, by: seating.replace_expert(data["seat"], data["user"], by=by),
        done=_("Replaced. The new expert was written to, and sees none of the old answers."),
    ),
    "affiliation": Act[PeopleScreen](
        form=AffiliationForm,
        form_arguments=_seats_of,
        verb=lambda _item, data, by: {
            "who": data["seat"].user,
            "affiliation": seating.read_affiliation(data["seat"], by=by, why=data["why"]),
        },
    ),
    "reader": Act[PeopleScreen](
        form=ReaderForm,
        form_arguments=_seats_of,
        verb=lambda _one, data, by: seating.drop_second_reader(data["reader"], by=by),
        done=_("They are no second reader any more."),
    ),
}
"""What the director and the leads do with people."""


def _show(request: HttpRequest, item: PeopleScreen, screen: ScreenState) -> HttpResponseBase:
    by, assessment = person(request), item.assessment
    regions = progress_of(assessment, by=by)
    [shown] = [one for one in regions if one.panel in item.panels] if _is_one(item) else [None]
    context = context_of(request, assessment, "people") | {
        "regions": regions,
        "shown": shown,
        "seats": _seats(assessment, shown) if shown else [],
        "readers": SecondReader.objects.filter(panel__in=item.panels).select_related(
            "user", "panel"
        ),
        "forms": forms_of(ACTS, item, by, screen),
        "screen": screen,
    }
    if context["directs"]:
        context |= _for_director(request, assessment, by)
    return render(request, "outlook/assessments/people.html", context, status=screen.status)


def _is_one(item: PeopleScreen) -> bool:
    return len(item.panels) == 1


def _seats(assessment: Assessment, shown: RegionProgress) -> list[tuple[Seat, str, str]]:
    """Return the people of a region with their countries and terms in words."""
    named = dict(terms_of(assessment))
    return [
        (seat, places_text(seat.places), ", ".join(named.get(code, code) for code in seat.terms))
        for seat in people_of([shown.panel])[shown.panel.pk]
    ]


def _for_director(request: HttpRequest, assessment: Assessment, by: User) -> dict[str, Any]:
    find = NetworkForm(request.GET or None)
    asked = "find" in request.GET and find.is_valid()
    found = find_in_network(assessment, Wanted(**find.cleaned_data), by=by) if asked else []
    waiting = assessment.enrolments.filter(placed_at=None)
    return {
        "sheets": [
            (one, importing.unapproved(one) if one.state == PeopleSheet.State.DONE else 0)
            for one in assessment.people_sheets.exclude(state=PeopleSheet.State.DISCARDED).defer(
                "preview"
            )[:5]
        ],
        "waiting": waiting.count(),
        "troubles": assessment.enrolments.exclude(trouble="").select_related("user")[:SHOWN],
        "find": NetworkForm(request.GET) if asked else NetworkForm(),
        "asked": asked,
        "candidates": found[:SHOWN],
        "n_candidates": len(found),
    }


@room_view(CHAIR)
@require_http_methods(READ_AND_ACT)
def sheet(request: HttpRequest, uid: str, sheet: str) -> HttpResponseBase:
    """Show what a waiting sheet would do, and what is wrong in it; import or discard it."""
    assessment = directed_assessment(request, uid)
    rows = PeopleSheet.objects.select_related("assessment").filter(assessment=assessment)
    found = found_or_404(rows, uid=sheet)
    show = partial(_show_sheet, request, assessment, found)
    if request.method != "POST":
        return show(ScreenState())
    back = reverse("desk_outlook:assessment_people", args=[uid])
    return act_named(request, found, SHEET_ACTS, show=show, back=back)


SHEET_ACTS: Final = {
    "import": Act[PeopleSheet](
        form=EmptyForm,
        verb=lambda found, _data, by: importing.import_sheet(found, by=by),
        done=_("The people are being enrolled. Reload the page to see how far it is."),
    ),
    "discard": Act[PeopleSheet](
        form=EmptyForm,
        verb=lambda found, _data, by: importing.discard_sheet(found, by=by),
        done=_("Discarded. Nothing of the sheet is kept."),
    ),
}


def _show_sheet(
    request: HttpRequest, assessment: Assessment, found: PeopleSheet, screen: ScreenState
) -> HttpResponseBase:
    now = PeopleSheet.objects.select_related("assessment", "by").get(pk=found.pk)
    context = context_of(request, assessment, "people") | {"sheet": now, "screen": screen}
    if now.state == PeopleSheet.State.WAITING:
        problems = now.preview["problems"]
        context |= {"problems": problems[:SHOWN], "n_problems": len(problems), "roles": _roles(now)}
    context["forms"] = forms_of(SHEET_ACTS, now, person(request), screen)
    return render(request, "outlook/assessments/people_sheet.html", context, status=screen.status)


def _roles(sheet: PeopleSheet) -> list[tuple[str, int]]:
    """Return how many people a sheet has in each role that it names, in words."""
    named = {role.value: str(role.label) for role in Enrolment.Role}
    return [(named[role], n) for role, n in sheet.preview["roles"] if n]
