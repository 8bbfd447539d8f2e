"""Pages of a region: as few queries for many cells as for few, and no wording of questions read."""

from collections.abc import Sequence

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from outlook import factories_assessments as factories
from vigil.outlook.models import Panel
from vigil.trust.models import User

pytestmark = pytest.mark.django_db
MOST_QUERIES = {"results for the lead": 20, "public results": 18, "people": 26}


def region(places: Sequence[str]) -> Panel:
    """Make a final region of an assessment with these countries."""
    made = factories.assessment(regions={"Andes": places})
    panel = made.panels.get()
    scores = {one.pk: [2, 4, 5, 6, 7, 9] for one in panel.questions.all()}
    return factories.final_region(panel, scores)


def asked(user: User | None, at: str) -> list[str]:
    """Return the queries that a page asks, once it has been asked before."""
    client = Client()
    if user is not None:
        client.force_login(user)
    assert client.get(at).status_code == 200
    with CaptureQueriesContext(connection) as queries:
        assert client.get(at).status_code == 200
    return [one["sql"] for one in queries.captured_queries]


def pages(panel: Panel) -> dict[str, list[str]]:
    """Return the queries of each page of a region."""
    made = panel.assessment
    assert made is not None
    return {
        "results for the lead": asked(panel.chair, f"/desk/outlook/panels/{panel.uid}/results/"),
        "public results": asked(None, f"/outlook/results/{panel.uid}/"),
        "people": asked(made.director, f"/desk/outlook/assessments/{made.uid}/people/"),
    }


def test_pages_of_a_region_ask_as_little_for_many_cells_as_for_few() -> None:
    few, many = pages(region(["COL"])), pages(region(["ALB", "SRB", "BIH", "MKD"]))
    for name, queries in many.items():
        assert len(queries) == len(few[name]) <= MOST_QUERIES[name], name
    for sql in many["results for the lead"]:
        assert not ("outlook_pooled" in sql and '"guidance"' in sql), sql
    for sql in many["people"]:
        assert not ("outlook_peoplesheet" in sql and '"preview"' in sql), sql
