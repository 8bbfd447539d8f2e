"""Which sessions an address means."""

from datetime import datetime, timedelta

import pytest
from django.http import Http404, QueryDict
from django.utils import timezone

from programme.factories import ContributionFactory, EventFactory, SessionFactory
from vigil.programme.events.models.event import State
from vigil.programme.events.queries import public as queries
from vigil.programme.events.queries.public import Selection
from vigil.programme.models import Session

pytestmark = pytest.mark.django_db


def found(query: str, **more: str) -> list[str]:
    return [s.slug for s in queries.public_sessions(Selection.of(QueryDict(query), **more))]


@pytest.mark.parametrize(
    ("event", "session"),
    [(State.DRAFT, State.PUBLISHED), (State.PUBLISHED, State.DRAFT), (State.DRAFT, State.DRAFT)],
)
def test_a_draft_is_nowhere(event: str, session: str) -> None:
    row = SessionFactory(
        event=EventFactory(state=event, slug="e"), state=session, slug="s", number=7
    )
    for query in ("", "event=e", "number=7", "when=past"):
        assert found(query) == []
    with pytest.raises(Http404):
        queries.session_of(row.event, "s")
    if event == State.DRAFT:
        assert queries.public_events() == []
        with pytest.raises(Http404):
            queries.event_by_slug("e")


def test_what_was_cancelled_stays_in_sight() -> None:
    SessionFactory(slug="one", state=State.CANCELLED)
    other = SessionFactory(slug="two", event=EventFactory(state=State.CANCELLED))
    assert found("") == ["one", "two"]
    assert queries.is_cancelled(other)


def test_each_parameter_selects_and_they_hold_together() -> None:
    here, there = EventFactory(slug="here"), EventFactory(slug="there")
    SessionFactory(event=here, slug="a", number=1, languages=["en", "pt-BR"])
    SessionFactory(
        event=here,
        slug="b",
        number=2,
        interpretation=["es"],
        starts=datetime(2021, 3, 12, 1),
        ends=datetime(2021, 3, 12, 2),
    )
    SessionFactory(event=there, slug="c", number=2)
    assert found("event=here") == ["a", "b"]
    assert found("number=2") == ["c", "b"]
    assert found("number=2&event=here") == ["b"]
    assert found("language=pt") == found("language=PT-br") == ["a"]
    assert found("language=es") == ["b"]
    assert found("language=p") == ["a", "c", "b"]  # no tag: left out, and said
    assert found("number=2", event="here") == ["b"]


def test_a_day_is_that_of_the_place_and_not_of_the_database() -> None:
    SessionFactory(slug="early", starts=datetime(2021, 3, 12, 1), ends=datetime(2021, 3, 12, 2))
    assert Session.objects.get().starts_at.day == 11
    assert found("day=2021-03-12") == ["early"]
    assert found("day=2021-03-11") == []


def test_upcoming_is_what_is_not_over_yet() -> None:
    now = timezone.now().replace(tzinfo=None, second=0, microsecond=0)
    hour = timedelta(hours=1)
    event = EventFactory(zone="UTC")
    SessionFactory(event=event, slug="over", starts=now - 3 * hour, ends=now - 2 * hour)
    SessionFactory(event=event, slug="on", starts=now - hour, ends=now + hour)
    SessionFactory(event=event, slug="soon", starts=now + hour, ends=now + 2 * hour)
    assert found("when=upcoming") == ["on", "soon"]
    assert found("when=past") == ["over"]


def test_a_contributor_is_found_by_a_name_that_is_told_and_no_other() -> None:
    ContributionFactory(session=SessionFactory(slug="told"), name="Agnès Callamard")
    ContributionFactory(session=SessionFactory(slug="hidden"), name="Agnès Oculta", announced="")
    ContributionFactory(
        session=SessionFactory(slug="withdrawn"), name="Agnès Retirada", withdrawn=True
    )
    assert found("contributor=AGNES") == ["told"]
    assert found("contributor=Oculta") == found("contributor=retirada") == []


@pytest.mark.parametrize(
    "wrong", ["day=11.3.2021", "number=many", "when=soon", "language=e", "event=a b", "number=-1"]
)
def test_what_cannot_be_understood_is_left_out_and_told_by_name(wrong: str) -> None:
    SessionFactory(slug="s")
    selection = Selection.of(QueryDict(wrong))
    assert list(selection.errors) == [wrong.partition("=")[0]]
    assert selection.asked == {}


def test_a_selection_is_a_link_that_means_the_same() -> None:
    query = "event=here&language=es&number=2&day=2021-03-12&when=past"
    selection = Selection.of(QueryDict(query))
    assert Selection.of(QueryDict(selection.query())) == selection
    assert selection.query() == query
    assert selection.query(day=None, number=None) == "event=here&language=es&when=past"


def test_an_event_is_over_with_its_last_session() -> None:
    past = EventFactory()
    SessionFactory(event=past)
    SessionFactory(event=past, state=State.DRAFT)
    (told,) = queries.event_days([past])
    assert (told.sessions, told.over) == (1, True)
