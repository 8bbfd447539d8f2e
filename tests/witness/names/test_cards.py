"""The card of a name, the text beside it, and the words to share it with."""

from pathlib import Path

import pytest
from django.utils.translation import override
from pytest_django.fixtures import Settings

from vigil.witness.names.cards import alt_of, card_of, share_texts
from vigil.witness.names.entries import name_entry
from witness.people_factories import AMALIA, killed, row_of

pytestmark = pytest.mark.django_db
SITE = "https://vigil.example"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path


def test_a_card_says_the_name_the_day_the_place_and_the_calling() -> None:
    card = card_of(row_of(killed()), SITE)
    assert card is not None
    assert card.words == AMALIA
    assert "7 March 2019" in card.by
    assert "Puerto Ejemplo" in card.by
    assert card.below.startswith("Reporter · ")
    assert card.below.endswith("vigil.example")


@pytest.mark.parametrize("category", ["reported_criminal_link", "family_of_target", "journalist"])
def test_a_category_is_on_no_card(category: str) -> None:
    card = card_of(row_of(killed(target_category=category, occupation="")), SITE)
    assert card is not None
    assert card.below == "Vigil · vigil.example"


def test_a_name_is_written_as_the_language_of_the_page_writes_it() -> None:
    name = row_of(killed("Mohamed Benaissa", also=["محمد بن عيسى"]))
    with override("ar"):
        card = card_of(name, SITE)
    assert card is not None
    assert card.words == "محمد بن عيسى"


def test_without_a_font_another_spelling_is_drawn_or_there_is_no_card() -> None:
    card = card_of(row_of(killed("王小明", also=["Wang Xiaoming"])), SITE)
    assert card is not None
    assert card.words == "Wang Xiaoming"
    assert card_of(row_of(killed("王小明")), SITE) is None


def test_the_text_beside_a_card_says_what_it_shows() -> None:
    said = alt_of(row_of(killed()))
    assert AMALIA in said
    assert "7 March 2019." in said


def test_there_are_words_in_five_languages_each_with_the_address() -> None:
    name = row_of(killed())
    each = list(share_texts(name, SITE))
    assert [one.code for one in each] == ["en", "es", "fr", "pt", "ar"]
    for one in each:
        assert AMALIA in one.text
        assert "#AmaliaRíosQuintero" in one.text
        assert f"{SITE}/" in one.text
        assert name_entry(name).handle in one.text
        assert AMALIA in one.alt
