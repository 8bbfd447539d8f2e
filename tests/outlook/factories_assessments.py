"""Assessments for tests: terms by countries, a panel for each region, experts with their cells."""

from collections.abc import Mapping, Sequence
from typing import Any

from outlook import factories_panels as panels
from vigil.outlook.experts.verbs import inviting_and_seating
from vigil.outlook.models import AssessedPlace, AssessedTerm, Assessment, Panel, Question, Seat
from vigil.outlook.panels.verbs import setting_up
from vigil.trust.models import User

TERMS = (("markets", "cocaine"), ("markets", "arms_trafficking"), ("resilience", "law_enforcement"))
REGIONS: Mapping[str, Sequence[str]] = {"Andes": ("COL", "ECU", "PER"), "Balkans": ("ALB", "SRB")}
FIELD = {"markets": "market", "actors": "actor", "resilience": "block"}


def assessment(
    terms: Sequence[tuple[str, str]] = TERMS,
    regions: Mapping[str, Sequence[str]] = REGIONS,
    **values: Any,
) -> Assessment:
    """Make an assessment with the draft panels of its regions and all their cells."""
    director = values.pop("director", None) or panels.chair()
    made = Assessment.objects.create(
        **{"title": "Markets of the world", "edition": "2027"} | values, director=director
    )
    asked = [
        AssessedTerm.objects.create(
            assessment=made,
            position=n,
            list=listed,
            code=code,
            text=f"How is it with {code} in {{place}}?",
            guidance=[f"Who profits from {code}?"],
        )
        for n, (listed, code) in enumerate(terms, 1)
    ]
    for region, places in regions.items():
        region_panel(made, region, places, asked)
    return made


def region_panel(
    made: Assessment, region: str, places: Sequence[str], asked: Sequence[AssessedTerm]
) -> Panel:
    """Make the panel of a region, with the cells of its countries."""
    panel = setting_up.make_panel(f"{made.title}: {region}", by=panels.chair())
    Panel.objects.filter(pk=panel.pk).update(assessment=made, region=region)
    for code in places:
        AssessedPlace.objects.create(assessment=made, code=code, panel=panel)
    cells = [(place, term) for place in places for term in asked]
    Question.objects.bulk_create(
        Question(
            panel=panel,
            position=n,
            kind=term.kind,
            text=term.text.replace("{place}", place),
            guidance=term.guidance,
            place=place,
            term=term,
            **{FIELD[term.list]: term.code},
        )
        for n, (place, term) in enumerate(cells, 1)
    )
    return Panel.objects.get(pk=panel.pk)


def seat(
    panel: Panel, places: Sequence[str] = (), terms: Sequence[str] = (), user: User | None = None
) -> Seat:
    """Seat an expert who answers the cells of these countries and terms; all if none is given."""
    made = inviting_and_seating.invite(panel, user or panels.expert(), by=panel.chair)
    made = inviting_and_seating.accept(made, by=made.user)
    Seat.objects.filter(pk=made.pk).update(places=list(places), terms=list(terms))
    return panels.fresh([made])[0]
