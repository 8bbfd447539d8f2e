"""Published editions as sources of the report: numbers, figures, and what is refused."""

from xml.etree import ElementTree as ET

import pytest

from charts.factories import a_heat_map
from outlook.factories_editions import an_edition, rows_of
from vigil.outlook.sources.kinds import CitedState, kind_of, read_source, state_of
from vigil.outlook.sources.panels_and_consultations import cited_figure
from vigil.trust.access.errors import NotPossible

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def editions() -> None:
    for year in ("2021", "2023"):
        an_edition(year)


def test_a_score_is_a_number_with_its_address() -> None:
    ref, about = kind_of("index").check("col:cocaine", {})
    assert ref == "COL:cocaine"
    now = read_source("index", ref, about)
    assert now is not None
    assert now.label == "Global Organized Crime Index: Colombia, cocaine trade"
    assert now.numbers["in-2021"].value == rows_of("2021")[0]["Cocaine trade"]
    assert now.numbers["in-2023"].url == "/outlook/index/COL/"
    assert state_of(now, now.seen) == CitedState.CURRENT


def test_figures_come_for_pages_and_for_print() -> None:
    now = read_source("index", "COL:criminality", {})
    assert now is not None
    for name in ("trajectory", "quadrants"):
        figure = now.figures[name]()
        assert "Colombia" in figure.title
        assert 'class="plot"' in figure.chart
        assert ET.fromstring(figure.printed).get("role") == "img"
        assert figure.rows
        assert figure.alt
        assert figure.url == "/outlook/index/COL/"


def test_every_cell_of_a_figure_is_taken() -> None:
    figure = a_heat_map()
    taken = cited_figure(figure, "/outlook/")
    assert [len(cells) for _label, cells in taken.rows] == [8] * 15
    assert taken.rows[0][1][0].value == figure.rows[0].cells[0].value


@pytest.mark.parametrize("ref", ["ATL:cocaine", "COL:nothing", "", "MEX:cocaine"])
def test_what_no_edition_speaks_of_is_refused(ref: str) -> None:
    with pytest.raises(NotPossible):
        kind_of("index").check(ref, {})


def test_what_is_gone_is_told() -> None:
    assert read_source("index", "MEX:cocaine", {}) is None
