"""Find the assessment of an address, for its director and the leads of its regions."""

from typing import Any

from django.http import Http404, HttpRequest

from vigil.desk.screens.access import person
from vigil.desk.screens.act import found_or_404
from vigil.outlook.assessments.people.queries import assessments_of
from vigil.outlook.assessments.people.verbs.conflicts import DIRECT
from vigil.outlook.assessments.progress import panels_seen_by
from vigil.outlook.models import Assessment, Panel

CHAIR = "outlook.chair"


def own_assessment(request: HttpRequest, uid: str) -> Assessment:
    """Return an assessment that somebody directs or leads a region of. Raises Http404."""
    return found_or_404(assessments_of(person(request)), uid=uid)


def directed_assessment(request: HttpRequest, uid: str) -> Assessment:
    """Return an assessment for its director alone. Raises Http404."""
    found = own_assessment(request, uid)
    if not person(request).has_perm(DIRECT, found):
        raise Http404
    return found


def context_of(request: HttpRequest, assessment: Assessment, part: str) -> dict[str, Any]:
    """Return what every screen of these shows at its head."""
    return {
        "assessment": assessment,
        "directs": person(request).has_perm(DIRECT, assessment),
        "people_part": part,
    }


def own_panels(request: HttpRequest, assessment: Assessment) -> list[Panel]:
    """Return the panels whose people somebody may see."""
    return panels_seen_by(assessment, person(request))
