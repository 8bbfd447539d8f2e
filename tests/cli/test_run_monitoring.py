"""What a run says by itself about which outlets are monitored."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from vigil.casefile.models import Monitoring
from vigil.cli.run import collected, note_feeds
from vigil.cli.support.progress import RejectCounter
from vigil.reading.intake.sources import Source

FEED = Source(
    name="El Día",
    kind="feed",
    url="https://eldia.example.org/rss",
    outlet="El Día",
    country="MEX",
    language="es",
)


@pytest.mark.django_db
def test_an_outlet_whose_feed_was_collected_is_monitored_from_that_day() -> None:
    note_feeds([FEED, FEED])
    row = Monitoring.objects.get()
    assert (row.outlet.name, row.countries, row.language) == ("El Día", ["MEX"], "es")
    assert row.since == row.collected_until == datetime.now(UTC).date()
    assert row.added_by is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "source",
    [
        Source(name="a", kind="page", url="https://a.example/", outlet="A", country="MEX"),
        Source(name="a", kind="feed", path=Path("feed.xml"), outlet="A", country="MEX"),
        Source(name="a", kind="jsonl", path=Path("a.jsonl"), outlet="A", country="MEX"),
        Source(name="a", kind="feed", url="https://a.example/rss", country="MEX"),
        Source(name="a", kind="feed", url="https://a.example/rss", outlet="A"),
        Source(name="a", kind="feed", url="https://a.example/rss", outlet="A", country="INT"),
    ],
    ids=["page", "file", "lines", "no outlet", "no country", "no one country"],
)
def test_nothing_else_makes_an_outlet_monitored(source: Source) -> None:
    note_feeds([source])
    assert not Monitoring.objects.exists()


def test_only_sources_that_gave_something_are_noted(tmp_path: Path) -> None:
    gives, empty = tmp_path / "gives.jsonl", tmp_path / "empty.jsonl"
    gives.write_text('{"id": "1", "text": "One."}\n{"id": "2", "text": "Two."}\n')
    empty.write_text("")
    gave: list[Source] = []
    places = [str(gives), str(empty)]
    found = list(collected(places, tmp_path / "data", RejectCounter(), gave, {}))
    assert len(found) == 2
    assert [source.path for source in gave] == [gives]
