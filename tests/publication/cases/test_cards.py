"""Cards of cases: what they say, and that they say nothing that the page does not."""

import pytest
from django.test import Client
from django.utils.translation import override

from factories import CaseFactory, VictimFactory, published_together
from publication.planted import KILLED, QUARTER, SECRET, plant
from vigil.charts.cards import card_svg
from vigil.publication.cases.cards import card_of_case, words_of_card

pytestmark = pytest.mark.django_db
SITE = "https://vigil.example"


def test_a_card_says_what_the_page_says_and_protects_whom_it_protects(client: Client) -> None:
    row = plant().public
    card = card_of_case(row, SITE)
    drawn = card_svg(card) + words_of_card(row)
    assert card.words == KILLED
    assert row.public_id in card.above
    assert card.below.endswith(" · vigil.example")
    assert not [word for word in (*SECRET, QUARTER) if word in drawn]
    page = client.get(f"/cases/{row.public_id}/").content.decode()
    for said in (card.words, *card.by.split(" · "), *card.below.split(" · ")[:-1]):
        assert said in page
    assert (
        f'<meta property="og:image" content="http://testserver/cases/{row.public_id}/card.png">'
        in page
    )
    with override("ar"):
        assert card_of_case(row, SITE).rtl


def test_names_in_latin_letters_keep_latin_commas_on_an_arabic_card() -> None:
    with published_together():
        case = CaseFactory()
        VictimFactory(case=case, name="Amalia Rios")
        VictimFactory(case=case, name="Bruno Vela")
    with override("ar"):
        assert card_of_case(case.public, SITE).words == "Amalia Rios, Bruno Vela"


def test_a_card_is_kept_until_the_page_says_something_else(client: Client) -> None:
    with published_together():
        case = CaseFactory(public_id="V-7030")
        VictimFactory(case=case, name="日本 太郎")
    assert card_of_case(case.public, SITE).words == "Case V-7030"
    at = "/cases/V-7030/card.png"
    first = client.get(at)
    assert (first["Content-Type"], first.content[:4]) == ("image/png", b"\x89PNG")
    kept = {"If-None-Match": first["ETag"]}
    assert client.get(at, headers=kept).status_code == 304
    assert client.get(f"/es{at}", headers=kept).status_code == 200
