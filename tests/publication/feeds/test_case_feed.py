"""The feed of a selection: newest changes first, nothing more than a list shows."""

from urllib.parse import quote

import pytest
from django.test import Client
from lxml import etree

from factories import CaseFactory, VictimFactory, adjudicator
from publication import many
from publication.many import body
from publication.planted import KILLED, plant
from vigil.casefile.cases.verbs.contesting import set_contested
from vigil.publication.feeds import case_feed

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


def entries(client: Client, query: str = "") -> list[etree._Element]:
    return list(etree.fromstring(body(client, f"/cases/cases.atom?{query}")).iter(f"{ATOM}entry"))


def test_what_changed_last_comes_first(client: Client) -> None:
    made = many.make(4)
    set_contested(made[1], True, by=adjudicator(), why="The family disagrees.")
    ids = [str(entry.findtext(f"{ATOM}id")) for entry in entries(client)]
    assert ids[0] == "http://testserver/cases/V-6001/"
    assert len(ids) == 4
    moments = [str(entry.findtext(f"{ATOM}updated")) for entry in entries(client)]
    assert moments == sorted(moments, reverse=True)


def test_an_entry_holds_the_line_of_a_list_and_nothing_more(client: Client) -> None:
    plant(public_id="V-7000")
    [entry] = entries(client)
    told = {child.tag.removeprefix(ATOM): child.text for child in entry}
    assert set(told) == {"title", "link", "published", "updated", "id", "summary"}
    assert told["title"] == KILLED
    assert "7 March 2019" in str(told["summary"])


def test_a_name_is_no_markup_in_the_feed(client: Client) -> None:
    VictimFactory(case=CaseFactory(admin1="<b>&amp;"), name="Ana <script>")
    [entry] = entries(client)
    assert "<b>" not in str(entry.findtext(f"{ATOM}summary"))
    assert "&lt;b&gt;" in str(entry.findtext(f"{ATOM}summary"))


def test_the_feed_of_a_large_selection_is_the_same(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    many.make(6)
    few = body(client, "/cases/cases.atom?country=MEX")
    monkeypatch.setattr(case_feed, "FEW", 0)
    assert body(client, "/cases/cases.atom?country=MEX") == few


def test_the_feed_has_an_end(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    many.make(6)
    monkeypatch.setattr(case_feed, "ENTRIES", 2)
    assert len(entries(client)) == 2


@pytest.mark.parametrize("sign", ["\x01", "\x0b", "\x1f", "\ufffe"])
def test_a_sign_that_xml_cannot_hold_does_not_break_the_feed(client: Client, sign: str) -> None:
    VictimFactory(case=CaseFactory(admin1=f"Valle{sign}verde"), name=f"Ana{sign} Ruiz")
    assert len(entries(client, f"q={quote(f'Ana{sign}Ruiz')}")) <= 1
    assert "Valleverde" in str(entries(client)[0].findtext(f"{ATOM}summary"))


def test_an_empty_selection_is_a_feed_too(client: Client) -> None:
    assert entries(client) == []
