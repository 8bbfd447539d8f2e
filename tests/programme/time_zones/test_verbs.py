"""A zone changes its rules: the wall time stands, the instant moves, and it is told."""

import shutil
import zoneinfo
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from programme.factories import EventFactory, SessionFactory
from vigil.programme.events.models.event import State
from vigil.programme.models import Change, Session
from vigil.programme.time_zones import wall_times
from vigil.programme.time_zones.verbs import recompute
from vigil.trust.models import Decision

pytestmark = pytest.mark.django_db


@pytest.fixture
def new_rules(tmp_path: Path) -> Iterator[None]:
    """Let Vienna keep the clocks of Istanbul from now on, as a new tz database could say."""
    there = next(Path(p) for p in zoneinfo.TZPATH if (Path(p) / "Europe/Istanbul").is_file())
    shutil.copytree(there / "Europe", tmp_path / "Europe")
    shutil.copy(there / "Europe/Istanbul", tmp_path / "Europe/Vienna")
    before = zoneinfo.TZPATH
    _use((str(tmp_path), *before))
    yield
    _use(before)


def _use(path: tuple[str, ...]) -> None:
    zoneinfo.reset_tzpath(to=path)
    zoneinfo.ZoneInfo.clear_cache()


def next_winter() -> datetime:
    """Return a January day that is still to come, when Vienna is at UTC+1 and Istanbul at +3."""
    return datetime(timezone.now().year + 1, 1, 20, 15)


def in_vienna(**values: object) -> Session:
    starts = values.pop("starts", None) or next_winter()
    assert isinstance(starts, datetime)
    event = values.pop("event", None) or EventFactory(zone="Europe/Vienna")
    return SessionFactory(event=event, starts=starts, ends=starts + timedelta(hours=1), **values)


def test_nothing_changes_while_the_rules_stand() -> None:
    in_vienna()
    assert recompute().moved == []
    assert not Decision.objects.exists()


def test_the_wall_time_stands_and_the_change_is_marked_once(new_rules: None) -> None:
    session = in_vienna()
    wall = wall_times.wall(session, "starts")
    Session.objects.update(  # as it was computed by the old rules
        starts_at=wall.replace(tzinfo=UTC) - timedelta(hours=1),
        ends_at=wall.replace(tzinfo=UTC),
    )
    assert recompute().moved == [session.pk]
    assert recompute().moved == []
    session.refresh_from_db()
    assert wall_times.wall(session, "starts") == wall
    assert session.starts_at == wall.replace(tzinfo=UTC) - timedelta(hours=3)
    change = Change.objects.get()
    assert (change.kind, change.by, session.sequence) == (Change.Kind.CLOCKS, None, 1)
    assert wall_times.span_of(session).zone_words == "Vienna time (UTC+3)"
    assert Decision.objects.filter(verb="recompute_times").count() == 1


def test_what_is_over_or_a_draft_is_put_right_without_a_word(new_rules: None) -> None:
    past = in_vienna(starts=datetime(2021, 1, 20, 15))
    draft = in_vienna(state=State.DRAFT)
    for session in (past, draft):
        wall = wall_times.wall(session, "starts").replace(tzinfo=UTC)
        Session.objects.filter(pk=session.pk).update(
            starts_at=wall - timedelta(hours=1), ends_at=wall
        )
    assert recompute().moved == [past.pk, draft.pk]
    assert not Change.objects.exists()


def test_a_rule_that_really_changed() -> None:
    """Mexico has had no summer time since 2022: what was computed before stood an hour early."""
    session = SessionFactory(
        event=EventFactory(zone="America/Mexico_City"),
        starts=datetime(2023, 7, 1, 12),
        ends=datetime(2023, 7, 1, 13),
    )
    early = datetime(2023, 7, 1, 17, tzinfo=UTC)
    Session.objects.update(starts_at=early, ends_at=early + timedelta(hours=1))
    recompute()
    session.refresh_from_db()
    assert session.starts_at == datetime(2023, 7, 1, 18, tzinfo=UTC)
    assert wall_times.span_of(session).times == "12:00–13:00"


def test_a_wall_time_that_is_gone_is_told_and_left(new_rules: None) -> None:
    session = SessionFactory(event=EventFactory(zone="Asia/Tokyo"))
    gone = wall_times.as_stored(datetime(2021, 3, 28, 2, 30))
    Session.objects.filter(pk=session.pk).update(zone="Europe/Berlin", starts_local=gone)
    before = Session.objects.get().starts_at
    assert recompute().impossible == [session.pk]
    assert Session.objects.get().starts_at == before
