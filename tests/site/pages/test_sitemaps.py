"""The sitemap: what is public and nothing else, in every language, as long as it is public."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

import pytest
from django.test import Client
from lxml import etree

from factories import VictimFactory, adjudicator
from network.factories import MemberFactory, agree
from outlook import factories_panels as panels
from programme.factories import EventFactory, SessionFactory
from publication import many
from publication.planted import plant
from routes.rows import EVERYBODY
from routes.table import ROUTES
from vigil.casefile.cases.verbs.withdrawing import withdraw_case
from vigil.network.models import Listing, Member, Status
from vigil.network.profiles.fields import Audience
from vigil.programme.events.models.event import State
from vigil.publication.pages import sitemap
from vigil.trust.withdrawals.verbs import withdraw

pytestmark = pytest.mark.django_db

SITE = "http://testserver"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"


def locations(at: str) -> list[str]:
    """Return the addresses that a sitemap, or a list of sitemaps, tells."""
    response = Client().get(at)
    assert response.status_code == 200, at
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    return [node.text or "" for node in etree.fromstring(response.content).iter(f"{SITEMAP}loc")]


def everything() -> Iterator[str]:
    """Yield every path of the sitemap in English."""
    for page in locations("/sitemap.xml"):
        for at in locations(page.removeprefix(SITE)):
            path = at.removeprefix(SITE)
            if not re.match(r"/(es|fr|pt|ar)/", path):
                yield path


@pytest.mark.parametrize("number", ["0", "2", "99999999999999999999", "9" * 4000])
def test_a_page_past_the_end_is_not_there(number: str) -> None:
    assert Client().get("/sitemap-record-1.xml").status_code == 200
    assert Client().get(f"/sitemap-record-{number}.xml").status_code == 404


def test_what_is_public_is_listed() -> None:
    plant(public_id="V-7000")
    session = SessionFactory(event=EventFactory(slug="kyoto"), slug="witness")
    cancelled = SessionFactory(event=session.event, slug="off", state=State.CANCELLED)
    member = agree(MemberFactory(), Audience.PUBLIC, "name")
    other = MemberFactory(listing=Listing.PSEUDONYM, pseudonym="Ceiba")
    agree(other, Audience.PUBLIC, "pseudonym")
    found = set(everything())
    assert {
        *("/", "/cases/", "/figures/", "/map/", "/data/", "/about/policy/", "/cases/V-7000/"),
        *("/programme/", "/programme/kyoto/", "/programme/kyoto/witness/"),
        *(f"/programme/kyoto/{cancelled.slug}/", "/network/"),
        *(f"/network/{member.handle}/", f"/network/{other.handle}/"),
    } <= found


def test_every_address_of_it_answers_and_in_every_language() -> None:
    plant(public_id="V-7000")
    SessionFactory(event=EventFactory(slug="kyoto"), slug="witness")
    agree(MemberFactory(), Audience.PUBLIC, "name")
    paths = list(everything())
    assert len(paths) == len(set(paths))
    for path in paths:
        assert Client().get(path).status_code == 200, path
        assert Client().get(f"/ar{path}").status_code == 200, path


def test_what_is_not_public_is_not_listed() -> None:
    event = EventFactory(slug="kyoto")
    SessionFactory(event=event, slug="draft", state=State.DRAFT)
    SessionFactory(event=EventFactory(slug="hidden", state=State.DRAFT), slug="within")
    away = [
        agree(MemberFactory(listing=Listing.UNLISTED), Audience.PUBLIC),
        agree(MemberFactory(status=Status.PAUSED), Audience.PUBLIC),
        agree(MemberFactory(withdrawals=[3]), Audience.PUBLIC),
        agree(MemberFactory(), Audience.MEMBERS),
        MemberFactory(),
    ]
    found = " ".join(everything())
    assert "/programme/kyoto/" in found
    assert not [word for word in ("draft", "hidden", "within") if word in found]
    assert not [member for member in away if member.handle in found]


def test_what_is_withdrawn_is_listed_no_more() -> None:
    case = VictimFactory(case__public_id="V-7005").case
    member = agree(MemberFactory(name="Casilda Reyes"), Audience.PUBLIC, "name")
    mine = {f"/cases/{case.public_id}/", f"/network/{member.handle}/"}
    assert mine <= set(everything())
    withdraw_case(case, by=adjudicator(), why="The family asks.")
    withdraw(["Casilda Reyes"], by=adjudicator(), why="she asked")
    member.refresh_from_db()
    assert not mine & set(everything())
    assert member.handle not in " ".join(everything())


def test_of_panels_those_are_listed_that_everybody_may_read() -> None:
    running, _row, _seats = panels.running()
    closed, _row, _seats = panels.played(kind="final")
    final, _row, _seats = panels.played(kind="final", about="Since Casilda Reyes fell.")
    assert "/outlook/results/" in set(everything())
    panels.finalise(final, by=final.chair)
    listed = [path for path in everything() if path.startswith("/outlook/results/")]
    assert listed == ["/outlook/results/", f"/outlook/results/{final.uid}/"]
    assert not [one for one in (running, closed) if one.uid in " ".join(everything())]
    withdraw(["Casilda Reyes"], by=adjudicator(), why="she asked")
    assert final.uid not in " ".join(everything())


def test_of_a_member_nothing_but_the_address_is_told() -> None:
    agree(MemberFactory(name="Casilda Reyes"), Audience.PUBLIC)
    text = Client().get("/sitemap-members-1.xml").content.decode()
    assert "lastmod" not in text
    assert "Casilda" not in text


def test_an_address_stands_there_in_each_language_with_the_others_beside_it() -> None:
    plant(public_id="V-7000")
    tree = etree.fromstring(Client().get("/sitemap-cases-1.xml").content)
    entries = tree.findall(f"{SITEMAP}url")
    at = [entry.findtext(f"{SITEMAP}loc") for entry in entries]
    prefixes = ("", "/es", "/fr", "/pt", "/ar")
    assert at == [f"{SITE}{prefix}/cases/V-7000/" for prefix in prefixes]
    for entry in entries:
        beside = {link.get("hreflang"): link.get("href") for link in entry.findall(LINK)}
        assert list(beside) == ["en", "es", "fr", "pt", "ar"]
        assert list(beside.values()) == at
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", entry.findtext(f"{SITEMAP}lastmod") or "")


def test_a_long_list_has_pages_that_lose_and_repeat_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    many.make(7)
    monkeypatch.setattr(sitemap, "ON_A_PAGE", 3)
    pages = [at for at in locations("/sitemap.xml") if "-cases-" in at]
    assert pages == [f"{SITE}/sitemap-cases-{n}.xml" for n in (1, 2, 3)]
    cases = [path for path in everything() if path.startswith("/cases/V-")]
    assert (len(cases), len(set(cases))) == (7, 7)
    for number in (0, 4):
        assert Client().get(f"/sitemap-cases-{number}.xml").status_code == 404
    assert Client().get("/sitemap-nothing-1.xml").status_code == 404


def test_a_page_is_asked_again_before_it_is_used() -> None:
    member = agree(MemberFactory(), Audience.PUBLIC, "name")
    at = "/sitemap-members-1.xml"
    first = Client().get(at)
    assert first["Cache-Control"] == "no-cache"
    kept = {"If-None-Match": first["ETag"]}
    assert Client().get(at, headers=kept).status_code == 304
    Member.objects.filter(pk=member.pk).update(listing=Listing.UNLISTED)
    assert Client().get(at, headers=kept).status_code == 200


def robots() -> RobotFileParser:
    parser = RobotFileParser()
    parser.parse(Client().get("/robots.txt").content.decode().splitlines())
    return parser


def test_robots_are_told_of_the_sitemap_and_may_read_what_is_in_it() -> None:
    plant(public_id="V-7000")
    agree(MemberFactory(), Audience.PUBLIC, "name")
    parser = robots()
    assert parser.site_maps() == [f"{SITE}/sitemap.xml"]
    for path in everything():
        assert parser.can_fetch("a reader", path), path
        assert parser.can_fetch("a reader", f"/es{path}"), path


def test_robots_need_not_go_where_not_everybody_may() -> None:
    parser, closed = robots(), 0
    for route, row in ROUTES.items():
        if None in (row.get or EVERYBODY) and not row.signed_in and not row.members:
            continue
        if route.startswith("programme/<slug:slug>/"):  # one page of an event: it asks to sign in
            continue
        path = urlsplit(f"/{route}").path.replace("<", "").replace(">", "")
        for prefix in ("", "/es", "/ar"):
            assert not parser.can_fetch("a reader", prefix + path), path
        closed += 1
    assert closed > 50
