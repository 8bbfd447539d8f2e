"""Setting up an assessment: terms, regions, cells, and the next edition."""

import pytest

from outlook import factories_panels as panels
from vigil.outlook.assessments.specs import RegionSpec
from vigil.outlook.assessments.verbs import cells, regions, setting_up, terms
from vigil.outlook.models import Assessment, Question

pytestmark = pytest.mark.django_db
ANDES = RegionSpec("Andes", ("COL", "ECU", "PER"))
BALKANS = RegionSpec("Balkans", ("ALB", "SRB"))
CODES = {"markets": ["cocaine", "arms_trafficking"], "resilience": ["law_enforcement"]}


@pytest.fixture
def made() -> Assessment:
    """Return an assessment of three terms in five countries and two regions."""
    director = panels.chair()
    found = setting_up.make_assessment("Markets of the world", by=director, edition="2027")
    found = terms.add_terms(found, CODES, by=director)
    return regions.set_regions(found, [ANDES, BALKANS], by=director)


def asked(assessment: Assessment) -> list[tuple[str, int, str, str]]:
    """Return region, position, country and code of every cell."""
    rows = Question.objects.filter(panel__assessment=assessment, term__isnull=False)
    rows = rows.order_by("panel__region", "position")
    return list(rows.values_list("panel__region", "position", "place", "term__code"))


def test_each_region_has_a_panel_with_a_cell_for_each_country_and_term(made: Assessment) -> None:
    assert asked(made)[:4] == [
        ("Andes", 1, "COL", "arms_trafficking"),
        ("Andes", 2, "COL", "cocaine"),
        ("Andes", 3, "COL", "law_enforcement"),
        ("Andes", 4, "ECU", "arms_trafficking"),
    ]
    assert len(asked(made)) == 15
    cell = Question.objects.get(place="SRB", market="cocaine")
    assert cell.text.startswith("Cocaine trade in Serbia: ")
    assert (cell.kind, len(cell.guidance), cell.bands[-1]["high"]) == ("score", 4, 10)
    assert cell.panel.title == "Markets of the world: Balkans"


def test_cells_that_are_there_stay_when_terms_and_countries_change(made: Assessment) -> None:
    director = made.director
    kept = Question.objects.get(place="PER", market="cocaine")
    seed = panels.question(kept.panel, "quantity", is_seed=True)
    terms.add_terms(made, {"actors": ["mafia_style_groups"]}, by=director)
    terms.remove_terms(made, [("markets", "arms_trafficking", "score")], by=director)
    regions.set_regions(
        made, [RegionSpec("Andes", ("BOL", "PER")), RegionSpec("Balkans", ("ALB",))], by=director
    )
    assert [(place, code) for _r, _n, place, code in asked(made)] == [
        (place, code)
        for place in ("BOL", "PER", "ALB")
        for code in ("cocaine", "mafia_style_groups", "law_enforcement")
    ]
    now = Question.objects.get(pk=kept.pk)
    assert (now.position, now.uid) == (4, kept.uid)
    seed.refresh_from_db()
    assert seed.position == 7, "questions that are no cells come last"
    before = asked(made)
    assert cells.make_cells(made, by=director) == 9
    assert asked(made) == before
