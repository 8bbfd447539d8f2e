"""Connections for staff: of parties that the officer may know of, with incidents beside them."""

from itertools import pairwise
from typing import Any

import pytest
from django.test import Client

from days import today
from fund.factories import a_grant, officer, party
from vigil.fund.connections.chart import MOST_DRAWN, connection_chart
from vigil.fund.connections.queries import connections_for, incidents_among
from vigil.fund.grants.verbs import accompanying
from vigil.fund.models import Connection, Grant, Party
from vigil.fund.parties.verbs import removing, who_may_know
from vigil.fund.safety.verbs import plans_and_incidents
from vigil.trust.models import Level, User

pytestmark = pytest.mark.django_db
AT = "/desk/fund/grants/connections/"


def tie(one: Party, other: Party, kind: str = "visit", by: User | None = None) -> Connection:
    return accompanying.connect(one, other, kind, today(), by=by or officer())


def page(user: User, **asked: str) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(AT, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_no_connection_of_a_party_that_the_officer_may_not_know_of() -> None:
    by = officer()
    shown, closed = party(Level.PARTNER_ONLY, name="Radio"), party(name="Canaryword")
    third = party(Level.PARTNER_ONLY, name="Press")
    tie(shown, closed)
    kept = tie(shown, third, "coalition")
    before = page(by)
    assert closed.code in before
    assert "Canaryword" not in before, "a hidden party has a code"
    who_may_know.say_conflict(closed, by, by=by)
    after = page(by)
    assert closed.code not in after
    assert connections_for(by) == [kept]
    plans_and_incidents.report_incident(closed, "safety", today(), "A car.", by=officer())
    assert closed.code not in page(by)
    assert incidents_among(connections_for(by)) == []


def test_they_are_filtered_by_region_and_theme() -> None:
    by = officer()
    mexican, kenyan = party(name="A"), party(name="B", country="KEN")
    south, asian = party(name="C", country="ZAF"), party(name="D", country="IND")
    tie(mexican, kenyan)
    tie(south, asian)
    grant = a_grant(of=asian, by=by)
    Grant.objects.filter(pk=grant.pk).update(theme="prevention")
    assert len(connections_for(by)) == 2
    assert len(connections_for(by, region="002")) == 2
    assert [row.one for row in connections_for(by, region="019")] == [mexican]
    assert [row.other for row in connections_for(by, theme="prevention")] == [asian]
    shown = page(by, theme="prevention")
    assert asian.code in shown
    assert mexican.code not in shown
    assert mexican.code in page(by, theme="nothing")


def test_a_safety_incident_is_shown_with_everybody_who_is_connected() -> None:
    by = officer()
    hit, one, other, away = (party(name=name) for name in "ABCD")
    tie(hit, one, "mentoring")
    tie(other, hit, "coalition")
    tie(one, away)
    plans_and_incidents.report_incident(hit, "safety", today(), "Canaryword", by=by)
    plans_and_incidents.report_incident(away, "wellbeing", today(), "Tired.", by=by)
    [found] = incidents_among(connections_for(by))
    assert found.incident.party == hit
    assert {party for party, _row in found.together} == {one, other}
    shown = page(by)
    assert "Safety incidents among connected parties" in shown
    assert "Canaryword" not in shown


def test_the_drawing_has_its_table_and_gives_way_to_it_when_there_are_many() -> None:
    parties = [party(name=f"P{n}") for n in range(MOST_DRAWN + 1)]
    rows = [tie(one, other) for one, other in pairwise(parties[:3])]
    figure = connection_chart(rows, [parties[0].pk])
    assert len(figure.rows) == len(rows) == 2
    assert len(figure.drawing.marks) > 6
    assert figure.notes
    many = [
        Connection(one=one, other=other, kind="visit", since=today())
        for one, other in pairwise(parties)
    ]
    figure = connection_chart(many, [])
    assert (len(figure.rows), figure.drawing.marks, figure.notes) == (MOST_DRAWN, (), ())


def test_a_removed_party_is_in_none_and_the_page_asks_little(
    django_assert_max_num_queries: Any,
) -> None:
    by = officer()
    middle = party(name="M")
    for n in range(6):
        other = party(name=f"N{n}")
        tie(middle, other)
        plans_and_incidents.report_incident(other, "safety", today(), "A car.", by=by)
    client = Client()
    client.force_login(by)
    client.get(AT)
    with django_assert_max_num_queries(28):
        client.get(AT)
    removing.remove(middle, by=by, why="asked")
    assert connections_for(by) == []
