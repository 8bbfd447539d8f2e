"""What leads inside only after a first answer: followed by nothing, asserted at the socket.

A server on this machine stands for one outside: what is sent to PUBLIC arrives there. Another
stands for one inside, and must never be asked; it also sees libraries that dial without Python.
"""

import contextlib
import ipaddress
import socket
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from reading.intake.fetching.journeys import (
    CHAINS,
    FEEDS,
    HEADERS,
    LOCATIONS,
    MOVING,
    PAGES,
    REDIRECTS,
    ROBOTS,
    STATUSES,
)
from reading.intake.fetching.vectors import CLASSES, HOSTS
from reading.intake.serving import Server, answer, serving
from vigil.reading.intake.archive import Archive
from vigil.reading.intake.fetching import Fetched, Fetcher, FetchError, Guard
from vigil.reading.intake.sources import Collected, Source, collect
from vigil.reading.records import Rejected

PUBLIC = "93.184.216.34"
HERE = "http://example.org"
PAGE = b"<html><p>A councillor was killed.</p></html>"

AT_LEAST = {
    "redirects": 80,
    "places of redirects": 45,
    "headers": 46,
    "robots sent inside": 65,
    "robots that name": 13,
    "names that move": 54,
    "chains of names": 16,
    "links of feeds": 60,
    "feeds": 43,
    "pages": 37,
}


def links() -> list[str]:
    """Some of each class, as the links of a feed."""
    return [vector for vectors in CLASSES.values() for vector in vectors[:: len(vectors) // 4 + 1]]


def test_there_are_journeys_enough_of_every_class() -> None:
    counted = {
        "redirects": len(set(REDIRECTS)),
        "places of redirects": len(set(LOCATIONS)),
        "headers": len(set(HEADERS)),
        "robots sent inside": len(STATUSES) * len(set(LOCATIONS[::3])),
        "robots that name": len(set(ROBOTS)),
        "names that move": 3 * len(set(MOVING)),
        "chains of names": len(CHAINS),
        "links of feeds": len(set(links())),
        "feeds": len(set(FEEDS)),
        "pages": len(set(PAGES)),
    }
    assert counted.keys() == AT_LEAST.keys()
    assert {name: n for name, n in counted.items() if n < AT_LEAST[name]} == {}


@dataclass
class World:
    """A server outside, one inside, and every address that was dialled beside the one outside."""

    outside: Server
    inside: Server
    dialled: list[object] = field(default_factory=list)
    looked_up: list[str] = field(default_factory=list)

    @property
    def secrets(self) -> tuple[str, ...]:
        """Addresses inside: one that would answer, one of a cloud."""
        return f"http://127.0.0.1:{self.inside.port}/secret", "http://169.254.169.254/latest/"

    def untouched(self, what: object) -> None:
        """Fail if anything inside was dialled since the beginning."""
        assert self.dialled == [], what
        assert self.inside.requests == [], what
        assert self.looked_up == [], what


def stranger(host: str, port: int) -> list[str]:
    """A resolver that gives addresses inside for every name but one."""
    return [PUBLIC] if host == "example.org" else HOSTS.get(host, ["127.0.0.1"])


def fetcher(lookup: Any = stranger) -> Fetcher:
    return Fetcher(Guard(lookup=lookup), interval=0)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    with serving() as outside, serving() as inside:
        made = World(outside, inside)
        connect, find = socket.socket.connect, socket.getaddrinfo

        def dial(self: socket.socket, address: Any) -> None:
            if address == (PUBLIC, 80):
                connect(self, ("127.0.0.1", outside.port))
                return
            made.dialled.append(address)
            raise ConnectionRefusedError("tests do not dial")

        def look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
            with contextlib.suppress(ValueError):  # urllib3 asks for literals too: nobody is asked
                ipaddress.ip_address(host)
                return find(host, *args, **kwargs)
            made.looked_up.append(host)
            raise socket.gaierror("tests do not ask")

        monkeypatch.setattr(socket.socket, "connect", dial)
        monkeypatch.setattr(socket.socket, "connect_ex", dial)
        monkeypatch.setattr(socket.socket, "sendto", dial)
        monkeypatch.setattr(socket, "getaddrinfo", look_up)
        yield made


def filled(template: str, at: str) -> bytes:
    bare = at.removeprefix("http://").rstrip("/")
    return template.replace("{at}", at).replace("{bare}", bare).encode()


def in_header(location: str) -> str:
    """Return text as a header carries it: UTF-8, which the other side reads as Latin-1."""
    return location.encode().decode("latin-1")


def test_the_server_outside_is_reached_so_that_the_tests_below_can_fail(world: World) -> None:
    world.outside.paths["/page"] = answer(PAGE)
    fetched = fetcher().fetch(f"{HERE}/page")
    assert isinstance(fetched, Fetched)
    assert fetched.content == PAGE
    world.untouched("a page")


def test_a_guard_that_checks_the_first_address_only_would_be_caught(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vigil.reading.intake.fetching.guard.refused_address", lambda address: "")
    world.outside.paths["/page"] = answer(status="302 Found", location="http://169.254.169.254/")
    with pytest.raises(FetchError):
        fetcher().fetch(f"{HERE}/page")
    assert world.dialled == [("169.254.169.254", 80)]


def follow(world: World, places: Iterable[tuple[str, str]]) -> None:
    client = fetcher()
    for status, location in places:
        world.outside.paths["/page"] = answer(status=status, location=in_header(location))
        with pytest.raises(FetchError):
            client.fetch(f"{HERE}/page")
        world.untouched((status, location))


def test_no_redirect_leads_inside(world: World) -> None:
    follow(world, REDIRECTS)


def test_no_way_to_write_a_redirect_leads_inside(world: World) -> None:
    follow(world, ((STATUSES[n % len(STATUSES)], place) for n, place in enumerate(LOCATIONS)))


def test_a_redirect_after_four_outside_is_refused_too(world: World) -> None:
    for n in range(4):
        world.outside.paths[f"/{n}"] = answer(status="302 Found", location=f"/{n + 1}")
    for at in world.secrets:
        world.outside.paths["/4"] = answer(status="302 Found", location=at)
        with pytest.raises(FetchError):
            fetcher().fetch(f"{HERE}/0")
        world.untouched(at)


def test_no_header_leads_inside(world: World) -> None:
    client = fetcher()
    for head in HEADERS:
        for at in world.secrets:
            ends = b"Content-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(PAGE)
            world.outside.paths["/page"] = filled(head, at) + ends + PAGE
            try:
                fetched = client.fetch(f"{HERE}/page")
            except FetchError:
                fetched = None
            assert fetched is None or getattr(fetched, "final_url", "") == f"{HERE}/page", head
            world.untouched(head)


def test_no_robots_txt_is_fetched_from_inside(world: World) -> None:
    world.outside.paths["/page"] = answer(PAGE)
    for status in STATUSES:
        for place in LOCATIONS[::3]:
            world.outside.paths["/robots.txt"] = answer(status=status, location=in_header(place))
            with contextlib.suppress(FetchError):  # some are a path outside, which is not there
                fetcher().fetch(f"{HERE}/page")
            world.untouched((status, place))


def test_no_robots_txt_makes_us_ask_inside(world: World) -> None:
    world.outside.paths["/page"] = answer(PAGE)
    for words in ROBOTS:
        for at in world.secrets:
            world.outside.paths["/robots.txt"] = answer(filled(words, at))
            assert isinstance(fetcher().fetch(f"{HERE}/page"), Fetched)
            world.untouched(words)


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_a_name_that_moves_is_not_followed(world: World, steps: int) -> None:
    # One look each for: the page, its robots.txt, where it sends.
    world.outside.paths["/page"] = answer(status="302 Found", location="/next")
    world.outside.paths["/next"] = answer(PAGE)
    for address in MOVING:
        looks = iter([[PUBLIC]] * (steps - 1) + [[address]] * 9)
        with pytest.raises(FetchError):
            fetcher(lambda host, port, looks=looks: next(looks)).fetch(f"{HERE}/page")
        world.untouched((steps, address))
    assert "/next" not in world.outside.asked()


def test_no_chain_of_names_leads_inside(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for chain in CHAINS:
        monkeypatch.setattr(socket, "getaddrinfo", lambda *args, chain=chain, **more: chain)
        with pytest.raises(FetchError):
            Fetcher(interval=0).fetch(f"{HERE}/page")
        world.untouched(chain)
    assert world.outside.requests == []


def test_no_link_of_a_feed_leads_inside(world: World, tmp_path: Path) -> None:
    # Fifty new pages are fetched of one feed at a time.
    for number, some in enumerate((links()[::2], links()[1::2])):
        escaped = (one.replace("&", "&amp;").replace("<", "&lt;") for one in some)
        printable = ("".join(c for c in one if c.isprintable()) for one in escaped)
        items = "".join(f"<item><title>t</title><link>{one}</link></item>" for one in printable)
        feed = f'<rss version="2.0"><channel><title>f</title>{items}</channel></rss>'
        found = read(world, tmp_path / str(number), "feed", feed.encode(), "application/rss+xml")
        assert found
        world.untouched(some)


@pytest.mark.parametrize("which", [0, 1])
def test_nothing_in_a_feed_is_fetched_from_inside(world: World, tmp_path: Path, which: int) -> None:
    for number, feed in enumerate(FEEDS):
        content = filled(feed, world.secrets[which])
        read(world, tmp_path / str(number), "feed", content, "application/xml")
        world.untouched(feed)


@pytest.mark.parametrize("media_type", ["text/html", "application/xhtml+xml"])
def test_nothing_in_a_page_is_fetched_from_inside(
    world: World, tmp_path: Path, media_type: str
) -> None:
    taken = 0
    for number, page in enumerate(PAGES):
        content = filled(page, world.secrets[number % 2])
        found = read(world, tmp_path / str(number), "page", content, media_type)
        taken += sum(isinstance(one, Collected) for one in found)
        world.untouched(page)
    assert taken >= len(PAGES) * 3 // 4  # it is the pages themselves that are read


def read(
    world: World, folder: Path, kind: Any, content: bytes, media_type: str
) -> list[Collected | Rejected]:
    """Collect a source outside as intake does, with everything its reading sets off."""
    world.outside.paths["/source"] = answer(content, content_type=media_type)
    source = Source(name="s", kind=kind, url=f"{HERE}/source")
    return list(collect(source, Archive(folder), fetcher()))
