"""Desk pages of the sheet of an assessment: download it, send it back, confirm what it changes."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import (
    READ_AND_ACT,
    Act,
    ScreenState,
    act_named,
    found_or_404,
    perform,
)
from vigil.outlook.assessments.comparing import (
    Change,
    region_changes,
    regions_of,
    term_changes,
    terms_of,
)
from vigil.outlook.assessments.country_sets import names_of_split, regions_named
from vigil.outlook.assessments.default_wording import default_term
from vigil.outlook.assessments.forms import SheetForm
from vigil.outlook.assessments.labels import change_text
from vigil.outlook.assessments.preconditions import DIRECT
from vigil.outlook.assessments.sheet.writing import workbook
from vigil.outlook.assessments.specs import RegionSpec, TermSpec, regions_from, terms_from
from vigil.outlook.assessments.verbs import sheets as sheet_verbs
from vigil.outlook.assessments.verbs.sheets import RejectedSheet
from vigil.outlook.assessments.views.assessments import CHAIR, own_assessment
from vigil.outlook.consultations.forms import EmptyForm
from vigil.outlook.models import AssessedTerm, Assessment, AssessmentSheet
from vigil.outlook.questions.term_lists import LISTS
from vigil.trust.access.errors import Unfit
from vigil.trust.models import User

SHOWN: Final = 300
"""How many problems or changes a page shows; it counts all of them."""
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@room_view(CHAIR)
@require_http_methods(READ_AND_ACT)
def sheet(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Offer the sheet of an assessment, and read it when it is sent back."""
    found = own_assessment(request, uid)
    show = partial(_show_upload, request, found)
    if request.method != "POST":
        return show(ScreenState())
    return perform(request, found, "file", SEND, show=show, back=request.path)


@room_view(CHAIR)
@require_safe
def template(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Return the sheet as a workbook: what the assessment has now, or the usual terms and regions.

    With `empty` in the address, only the titles.
    """
    found = own_assessment(request, uid)
    terms, regions = ([], []) if "empty" in request.GET else _filled(found)
    leads = _leads(found) if person(request).has_perm(DIRECT, found) else {}
    content = workbook(terms, regions, leads, found.language)
    response = HttpResponse(content, content_type=XLSX)
    name = slugify(f"{found.title} {found.edition}")[:60] or "assessment"
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


def _filled(assessment: Assessment) -> tuple[list[TermSpec], list[RegionSpec]]:
    language = assessment.language
    usual = (
        default_term(name, code, language)
        for name in AssessedTerm.List.values
        for code in LISTS[name]().terms
    )
    split = names_of_split("nine", language)
    return (
        terms_of(assessment) or list(usual),
        regions_of(assessment) or regions_named(split, members=True),
    )


def _leads(assessment: Assessment) -> dict[str, str]:
    rows = assessment.panels.exclude(chair=assessment.director_id)
    return dict(rows.values_list("region", "chair__email"))


@room_view(CHAIR)
@require_http_methods(READ_AND_ACT)
def waiting(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show what a sheet would change; import or discard it."""
    rows = AssessmentSheet.objects.select_related("assessment", "by")
    mine = rows.filter(assessment__director=person(request))
    found: AssessmentSheet = found_or_404(mine, uid=uid)
    show = partial(_show_waiting, request, found)
    if request.method != "POST":
        return show(ScreenState())
    back = reverse("desk_outlook:assessment", args=[found.assessment.uid])
    return act_named(request, found, WAITING, show=show, back=back)


SEND: Final[Act[Assessment]] = Act(
    permission=DIRECT,
    form=SheetForm,
    verb=lambda one, data, by: sheet_verbs.keep_sheet(one, data["file"].read(), by=by),
    invalid=(Unfit,),
    next=lambda _one, kept: reverse("desk_outlook:assessment_waiting", args=[kept.uid]),
)
WAITING: Final[Mapping[str, Act[AssessmentSheet]]] = {
    "import": Act(
        permission=DIRECT,
        about=lambda row: row.assessment,
        form=EmptyForm,
        verb=lambda row, _data, by: sheet_verbs.import_sheet(row, by=by),
        done=_("Sheet imported."),
    ),
    "drop": Act(
        permission=DIRECT,
        about=lambda row: row.assessment,
        form=EmptyForm,
        verb=lambda row, _data, by: sheet_verbs.drop_sheet(row, by=by),
        done=_("Sheet discarded. Nothing changed."),
    ),
}
"""The acts of a director on a waiting sheet."""


def _show_upload(request: HttpRequest, found: Assessment, screen: ScreenState) -> HttpResponseBase:
    problems = screen.refusal.problems if isinstance(screen.refusal, RejectedSheet) else []
    context = {
        "assessment": found,
        "form": screen.forms.get("file") or SEND.blank("file", found, person(request)),
        "problems": problems[:SHOWN],
        "n_problems": len(problems),
        "directs": person(request).has_perm(DIRECT, found),
        "has_terms": found.terms.exists(),
        "waiting": found.sheets.select_related("by"),
    }
    return render(request, "outlook/assessments/sheet.html", context, status=screen.status)


def _show_waiting(
    request: HttpRequest, found: AssessmentSheet, screen: ScreenState
) -> HttpResponseBase:
    assessment = found.assessment
    terms = None if found.terms is None else terms_from(found.terms)
    regions = None if found.regions is None else regions_from(found.regions)
    changes = _changes(assessment, terms, regions)
    n_terms = assessment.terms.count() if terms is None else len(terms)
    there = regions_of(assessment) if regions is None else regions
    countries = sum(len(one.countries) for one in there)
    context: dict[str, Any] = {
        "assessment": assessment,
        "sheet": found,
        "changes": [change_text(one.list, one.code, one.change) for one in changes[:SHOWN]],
        "n_changes": len(changes),
        "leads": _leads_named(regions or []),
        "terms": n_terms,
        "countries": countries,
        "regions": len(there),
        "cells": n_terms * countries,
        "directs": person(request).has_perm(DIRECT, assessment),
        "problem": screen.refusal or screen.problem,
    }
    return render(request, "outlook/assessments/waiting.html", context, status=screen.status)


def _changes(
    assessment: Assessment, terms: list[TermSpec] | None, regions: list[RegionSpec] | None
) -> list[Change]:
    found = [] if terms is None else term_changes(terms_of(assessment), terms)
    return found + ([] if regions is None else region_changes(regions_of(assessment), regions))


def _leads_named(regions: list[RegionSpec]) -> list[tuple[str, User]]:
    """Return the regions of a sheet with the leads that it names."""
    keys = {one.lead for one in regions if one.lead is not None}
    people = User.objects.in_bulk(keys)
    return [(one.name, people[one.lead]) for one in regions if one.lead in people]
