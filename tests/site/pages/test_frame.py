"""The frame of every page: menu, search, who runs this, and what is shared of it."""

import re

import pytest
from django.template import Context, Template
from django.test import Client
from pytest_django.fixtures import Settings

from factories import CaseFactory, VictimFactory, behind
from page_heads import METADATA, faults_of_page
from site_menu import whole_menu
from vigil.trust.models import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def _whole_menu(monkeypatch: pytest.MonkeyPatch) -> None:
    whole_menu(monkeypatch)


def menu_of(page: str) -> list[str]:
    nav = re.search(r'<nav class="rooms[^>]*>(.*?)</nav>', page, re.DOTALL)
    assert nav is not None
    return [entry.strip() for entry in re.findall(r">([^<>]+)</a>", nav[1])]


@pytest.mark.usefixtures("_whole_menu")
def test_the_menu_names_the_rooms_in_which_something_is(client: Client) -> None:
    assert menu_of(client.get("/").content.decode()) == ["Cases", "Data", "About"]
    VictimFactory(case=CaseFactory(), name="Amalia Ríos")
    behind(Role.FUND_OFFICER, Role.FUND_OFFICER)
    page = client.get("/figures/").content.decode()
    assert menu_of(page) == ["Cases", "People", "Map", "Figures", "Fund", "Data", "About"]
    assert re.findall(r'aria-current="page"[^>]*>([^<]+)<', page)[:1] == ["Figures"]


def test_every_page_searches_the_record_and_says_who_runs_it(
    client: Client, settings: Settings
) -> None:
    settings.VIGIL_PUBLISHER = "Observatorio & Co"
    settings.VIGIL_CONTACT = "desk@vigil.example"
    page = client.get("/about/policy/").content.decode()
    assert 'action="/cases/"' in page
    assert "<title>How we decide what to publish · Observatorio &amp; Co</title>" in page
    assert page.count("<bdi>Observatorio &amp; Co</bdi>") == 2
    assert 'href="mailto:desk@vigil.example"' in page
    settings.VIGIL_CONTACT = "Write to desk@vigil.example, or call"
    assert "mailto:" not in client.get("/about/").content.decode()


def test_a_head_repeats_its_blocks_as_plain_text() -> None:
    said = Template(
        '{% load page_head %}{% page_head %}<bdi>A "quoted" &amp; name</bdi>\n here'
        "{% described %}<p>{{ words }}</p>{% pictured %}https://site.example/card.png"
        "{% end_page_head %}"
    ).render(Context({"words": "<b> " + "word " * 100}))
    titles = re.findall(METADATA["og:title"], said)
    assert titles == ["A &quot;quoted&quot; &amp; name here"]
    (description,) = re.findall(METADATA["description"], said)
    assert description.startswith("&lt;b&gt; word")
    assert description.endswith("word…")
    assert len(description) < 320
    assert "https://site.example/card.png" in said
    assert 'og:image:height" content="628"' in said


def test_faults_of_a_page_are_found() -> None:
    found = " ".join(faults_of_page('<title> · Vigil</title><p style="x"><img src="//x">', ""))
    for fault in (
        "no title",
        "description",
        "og:image",
        "no complete address",
        "0 h1",
        "inline",
        "//x",
    ):
        assert fault in found
    many = '<link rel="stylesheet" href="/a">' * 3
    assert "6 requests" in " ".join(faults_of_page(many, ""))
    assert "requests" not in " ".join(faults_of_page(many, "map/"))
