"""Read assessments: who may read which, and how far one is set up."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vigil.outlook.assessments.labels import grouped_changes
from vigil.outlook.models import (
    AssessedPlace,
    AssessedTerm,
    Assessment,
    Enrolment,
    Panel,
    Question,
)
from vigil.trust.models import User


@dataclass(frozen=True)
class RegionRow:
    """A region as the pages of an assessment show it."""

    panel: Panel
    countries: int
    cells: int
    lead: User | None
    """None: nobody is named yet, and the director leads it."""
    is_own: bool
    """Whether the reader runs its panel."""


@dataclass(frozen=True)
class Step:
    """A step of setting up: what it is, how far it is, and where it is done."""

    label: str
    text: str
    url: str
    done: bool


def assessments_read_by(user: User) -> QuerySet[Assessment]:
    """Return the assessments that a user directs, or of which they lead a region; newest first."""
    if not user.has_perm("outlook.chair"):
        return Assessment.objects.none()
    leads = Q(panels__chair=user) | Q(panels__co_chairs=user)
    rows = Assessment.objects.filter(Q(director=user) | leads).distinct()
    return rows.select_related("director", "follows")


def regions_shown(assessment: Assessment, *, by: User) -> list[RegionRow]:
    """Return the regions of an assessment by name; abandoned ones last."""
    rows = assessment.panels.select_related("chair").prefetch_related("co_chairs")
    rows = rows.order_by("region", "pk")
    countries = _counted(AssessedPlace.objects.filter(assessment=assessment))
    cells = _counted(Question.objects.filter(panel__assessment=assessment, term__isnull=False))
    found = [
        RegionRow(
            panel,
            countries.get(panel.pk, 0),
            cells.get(panel.pk, 0),
            None if panel.chair_id == assessment.director_id else panel.chair,
            by.pk in (panel.chair_id, *(one.pk for one in panel.co_chairs.all())),
        )
        for panel in rows
    ]
    return sorted(found, key=lambda row: row.panel.state == Panel.State.ABANDONED)


def _counted(rows: "QuerySet[AssessedPlace] | QuerySet[Question]") -> dict[int, int]:
    counted = rows.order_by().values("panel").annotate(n=Count("pk"))
    return dict(counted.values_list("panel", "n"))


def steps_of(assessment: Assessment, rows: Sequence[RegionRow]) -> list[Step]:
    """Return what is done and what comes next, in the order in which a director does it.

    A step whose pages are not part of the product is left out.
    """
    running = [row for row in rows if row.panel.state != Panel.State.ABANDONED]
    terms = AssessedTerm.objects.filter(assessment=assessment).count()
    countries = sum(row.countries for row in running)
    led = sum(row.lead is not None for row in running)
    opened = sum(row.panel.opened_at is not None for row in running)
    steps = [
        Step(
            _("Terms"),
            ngettext("%(n)d term", "%(n)d terms", terms) % {"n": terms},
            _address("assessment_terms", assessment),
            terms > 0,
        ),
        Step(
            _("Countries and regions"),
            ngettext("%(n)d country", "%(n)d countries", countries) % {"n": countries},
            _address("assessment_regions", assessment),
            countries > 0,
        ),
        Step(
            _("Regional leads"),
            _("%(n)d of %(all)d regions have a lead") % {"n": led, "all": len(running)},
            _address("assessment_regions", assessment),
            bool(running) and led == len(running),
        ),
        Step(
            _("People"),
            _people_text(assessment),
            _address("assessment_people", assessment),
            bool(running) and not _without_experts(assessment),
        ),
        Step(
            _("Calendar of rounds"),
            _("When each region opens and closes its rounds"),
            _address("assessment_calendar", assessment),
            bool(running) and not _without_rounds(assessment),
        ),
        Step(
            _("Open the panels"),
            _("%(n)d of %(all)d regions are open") % {"n": opened, "all": len(running)},
            "#regions",
            bool(running) and opened == len(running),
        ),
        Step(
            _("Progress"),
            _("Who has answered what, and what is late"),
            _address("assessment_board", assessment),
            False,
        ),
    ]
    return [step for step in steps if step.url]


def _address(name: str, assessment: Assessment) -> str:
    try:
        return reverse(f"desk_outlook:{name}", args=[assessment.uid])
    except NoReverseMatch:
        return ""


def _people_text(assessment: Assessment) -> str:
    n = assessment.panels.aggregate(n=Count("seats__user", distinct=True))["n"]
    waiting = Enrolment.objects.filter(assessment=assessment, role=Enrolment.Role.EXPERT)
    n += waiting.filter(placed_at=None).count()
    return ngettext("%(n)d expert invited", "%(n)d experts invited", n) % {"n": n}


def _without_experts(assessment: Assessment) -> bool:
    rows = assessment.panels.exclude(state=Panel.State.ABANDONED)
    return rows.filter(seats=None).exists()


def _without_rounds(assessment: Assessment) -> bool:
    rows = assessment.panels.exclude(state=Panel.State.ABANDONED)
    return rows.filter(rounds=None).exists()


def breaks_shown(assessment: Assessment) -> list[tuple[str, list[str]]]:
    """Return what changed since the edition before, by the kind of change."""
    return grouped_changes((one["list"], one["code"], one["change"]) for one in assessment.breaks)
