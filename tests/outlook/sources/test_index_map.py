"""The map of a term: countries with a score are filled by its step, others are hatched."""

import pytest

from outlook import factories_editions as editions
from vigil.charts.marks import Path
from vigil.outlook.sources.index_map import map_of


@pytest.mark.django_db
def test_countries_are_filled_by_step_and_listed_with_their_scores() -> None:
    edition = editions.an_edition("2023")
    figure = map_of(edition, "cocaine")
    listed = {row.label: row.cells[0].shown for row in figure.rows}
    assert len(listed) == edition.scores.filter(term="cocaine").count() > 1
    paths = [mark for mark in figure.drawing.marks if isinstance(mark, Path)]
    hatched = [path.places for path in paths if path.hatch]
    outlined = [path.places for path in paths if path.kind == "ground" and not path.hatch]
    assert hatched == outlined
    filled = {path.kind for path in paths} - {"ground"}
    assert filled
    assert all(kind.startswith("step") for kind in filled)
    assert {path.kind for path in paths if path.hatch} == {"ground"}
    assert listed["Colombia"] in figure.alt
