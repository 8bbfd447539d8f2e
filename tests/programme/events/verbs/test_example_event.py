"""The example event, as it is shipped, against the facts it was made of."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from django.test import Client

from vigil.programme.contributors.visibility import people_of
from vigil.programme.events.models.event import State
from vigil.programme.events.verbs import example_event
from vigil.programme.models import Event, Session
from vigil.programme.time_zones.wall_times import Span, span_of
from vigil.trust.models import Decision

pytestmark = pytest.mark.django_db

TOLD = {
    166: ("11 March", "09:00–10:30", "01:00–02:30"),
    46: ("11 March", "14:00–15:30", "06:00–07:30"),
    40: ("12 March", "11:30–13:00", "03:30–05:00"),
}


@pytest.fixture
def kyoto() -> Event:
    example_event.load()
    return Event.objects.get()


@pytest.mark.parametrize("number", TOLD)
def test_each_session_is_at_its_hour_in_kyoto_and_in_vienna(kyoto: Event, number: int) -> None:
    session = Session.objects.get(number=number)
    day, there, here = TOLD[number]
    spans: list[Span] = [span_of(session), span_of(session, "Europe/Vienna")]
    assert [span.times for span in spans] == [there, here]
    assert all(day in span.date for span in spans)
    assert spans[1].shift_words == ""


def test_the_pages_say_both_times_with_both_zones(kyoto: Event, client: Client) -> None:
    page = client.get("/programme/kyoto-2021/").content.decode()
    for day, there, here in TOLD.values():
        assert day in page
        assert there in page
        assert here in page
    page = page.partition("<body")[2]
    assert page.count("Tokyo time (UTC+9)") == page.count("Vienna time (UTC+1)") == 3
    for session in Session.objects.all():
        own = client.get(f"/programme/kyoto-2021/{session.slug}/").content.decode()
        assert all(time in own for time in TOLD[session.number][1:])
        assert f"#{session.number}" in own


def test_it_is_loaded_once_and_what_people_made_of_it_stands(kyoto: Event) -> None:
    Event.objects.update(title="Ours now", state=State.DRAFT, slug="ours")
    Session.objects.filter(number=40).delete()
    assert example_event.load() is False
    assert Event.objects.get().title == "Ours now"
    assert Session.objects.count() == 2
    assert Decision.objects.filter(verb=example_event.VERB).count() == 1


def test_an_event_of_the_installation_keeps_its_address() -> None:
    mine = Event.objects.create(
        slug="kyoto-2021",
        title="Mine",
        zone="Asia/Tokyo",
        starts_on="2021-03-11",
        ends_on="2021-03-11",
    )
    assert example_event.load() is False
    assert list(Event.objects.all()) == [mine]


def test_only_who_was_announced_is_named(kyoto: Event) -> None:
    named = {p.name for s in Session.objects.all() for p in people_of(s) if p.name}
    assert named == {
        "Ana Paula Oliveira",
        "Agnès Callamard",
        "Lindy Mtongana",
        "Siria Gastélum Félix",
    }
    unnamed = [p for s in Session.objects.all() for p in people_of(s) if not p.name]
    assert len(unnamed) == 6
    assert all(p.unnamed and not p.position and not p.affiliation for p in unnamed)


@pytest.mark.shared
def test_its_facts_are_those_of_the_source(kyoto: Event, shared: Path) -> None:
    told = json.loads((shared / "data/programme/kyoto-2021.json").read_text())
    facts = told["event"]
    assert (kyoto.title, kyoto.zone, kyoto.audience_zone, kyoto.country, kyoto.city) == (
        *(facts[k] for k in ("title", "timezone", "audience_timezone", "country", "host_city")),
    )
    assert [kyoto.starts_on.isoformat(), kyoto.ends_on.isoformat()] == [facts["from"], facts["to"]]
    assert kyoto.search_term == facts["search_term_in_host_programme"]
    assert len(told["sessions"]) == Session.objects.count()
    for fact in told["sessions"]:
        session = Session.objects.get(number=fact["number"])
        assert session.title == fact["title"]
        assert session.starts_at == datetime.fromisoformat(fact["start_utc"])
        assert session.ends_at == datetime.fromisoformat(fact["end_utc"])
        people = people_of(session)
        given = [*fact["moderators"], *fact["contributors"]]
        assert [p.name for p in people] == [one.get("name", "") for one in given]
