"""Themes are counted by the places of their statements, and meeting by meeting."""

import pytest
from django.urls import reverse

from outlook import factories_consultations as made
from vigil.outlook.consultations import queries
from vigil.outlook.consultations.theme_tables import (
    theme_figures,
    themes_by_place,
    themes_over_meetings,
)

pytestmark = pytest.mark.django_db


def test_statements_count_by_place_and_by_meeting():
    first = made.published()
    second = made.published(codes=({"markets": ["cocaine"], "places": ["ECU", "PER"]}, {}, {}))
    rows = list(queries.public_statements())
    by_place = themes_by_place(rows, "markets")
    assert by_place.columns == ("ECU", "PER")
    assert (by_place.of("cocaine", "ECU"), by_place.of("cocaine", "PER")) == (2, 1)
    over = themes_over_meetings(rows, "markets")
    assert set(over.columns) == {first.code, second.code}
    assert over.of("human_smuggling", second.code) == 0
    assert [figure.key for figure in theme_figures(rows, "markets")] == [
        "themes-by-place",
        "themes-over-meetings",
    ]
    assert theme_figures([], "markets") == []


def test_readers_and_chairs_see_the_tables(client, django_assert_max_num_queries):
    row = made.published()
    with django_assert_max_num_queries(12):
        page = client.get(reverse("outlook:themes"), {"list": "drivers"})
    assert page.status_code == 200
    assert row.code in page.content.decode()
    client.force_login(row.chair)
    assert client.get(reverse("desk_consultations:themes")).status_code == 200


def test_readers_find_what_may_be_read_by_what_it_is_about(client):
    from vigil.outlook.consultations.verbs import quoting_statements, speakers_and_consent

    row = made.published()
    speakers_and_consent.agree(row.subject, "quotes", "recorded", by=row.chair)
    one = row.statements.all()[0]
    quoting_statements.set_quotable(row, [one.uid], by=row.chair)
    at = reverse("outlook:statements")
    assert one.text in client.get(at).content.decode()
    assert one.text in client.get(at, {"about": "places:ECU"}).content.decode()
    other = client.get(at, {"about": "drivers:climate", "consultation": row.uid})
    assert other.status_code == 200
    assert one.text not in other.content.decode()
    # What is no choice asks for everything.
    assert one.text in client.get(at, {"about": "places:<x>", "page": "9"}).content.decode()
