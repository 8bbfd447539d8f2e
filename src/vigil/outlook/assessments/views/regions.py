"""Desk page of the countries and regions of an assessment, and who leads each region."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import READ_AND_ACT, Act, Data, ScreenState, act_named, forms_of
from vigil.desk.screens.labels import country_name, sorting_key
from vigil.outlook.assessments import queries
from vigil.outlook.assessments.country_sets import names_of_split, regions_named
from vigil.outlook.assessments.forms import (
    NameLeadForm,
    RegionChoiceForm,
    RegionForm,
    SplitForm,
)
from vigil.outlook.assessments.preconditions import DIRECT
from vigil.outlook.assessments.specs import RegionSpec
from vigil.outlook.assessments.verbs import regions as region_verbs
from vigil.outlook.assessments.views.assessments import CHAIR, own_assessment
from vigil.outlook.models import Assessment
from vigil.trust.models import User

SPLITS: Final = ("nine", "parts", "continents")
"""The ready divisions of the world."""


@room_view(CHAIR)
@require_http_methods(READ_AND_ACT)
def regions(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show the regions of an assessment with their countries and leads, and change them.

    The address names a ready division of the world in `split`, which fills in the form.
    """
    found = own_assessment(request, uid)
    split = request.GET.get("split", "")
    acts = {**ACTS, "split": _split_act(split if split in SPLITS else "")}
    show = partial(_show, request, found, acts)
    if request.method != "POST":
        return show(ScreenState())
    back = reverse("desk_outlook:assessment_regions", args=[uid])
    return act_named(request, found, acts, show=show, back=back)


def _split_act(split: str) -> Act[Assessment]:
    return Act(
        permission=DIRECT,
        form=SplitForm,
        form_arguments=lambda one, _by: {
            "names": names_of_split(split, one.language) if split else {}
        },
        verb=_split,
        done=_("Regions and their panels are made."),
    )


def _split(assessment: Assessment, data: Data, by: User) -> Assessment:
    specs = regions_named(data["names"], members=data["members"])
    return region_verbs.set_regions(assessment, specs, by=by)


def _put(assessment: Assessment, data: Data, by: User) -> Assessment:
    lead = data["lead"]
    spec = RegionSpec(data["name"], tuple(data["countries"]), None if lead is None else lead.pk)
    return region_verbs.put_region(assessment, spec, by=by)


ACTS: Final[Mapping[str, Act[Assessment]]] = {
    "put": Act(
        permission=DIRECT,
        form=RegionForm,
        verb=_put,
        done=_("Region saved."),
    ),
    "lead": Act(
        permission=DIRECT,
        form=NameLeadForm,
        form_arguments=lambda one, _by: {"assessment": one},
        verb=lambda _one, data, by: region_verbs.set_lead(data["region"], data["lead"], by=by),
        done=_("Lead named."),
    ),
    "remove": Act(
        permission=DIRECT,
        form=RegionChoiceForm,
        form_arguments=lambda one, _by: {"assessment": one},
        verb=lambda one, data, by: region_verbs.remove_region(one, data["region"].region, by=by),
        done=_("Region removed."),
    ),
}
"""The acts of a director on the regions of an assessment."""


def _show(
    request: HttpRequest,
    found: Assessment,
    acts: Mapping[str, Act[Assessment]],
    screen: ScreenState,
) -> HttpResponseBase:
    by = person(request)
    names: dict[int, list[str]] = {}
    for panel, code in found.places.values_list("panel", "code"):
        names.setdefault(panel, []).append(country_name(code))
    rows = queries.regions_shown(found, by=by)
    context = {
        "assessment": found,
        "rows": [(row, sorted(names.get(row.panel.pk, []), key=sorting_key)) for row in rows],
        "countries": sum(map(len, names.values())),
        "split": request.GET.get("split", ""),
        "directs": by.has_perm(DIRECT, found),
        "forms": forms_of(acts, found, by, screen),
        "screen": screen,
    }
    return render(request, "outlook/assessments/regions.html", context, status=screen.status)
