"""Which words may be one name written another way: pairs that are, and pairs that are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.casefile.disclosure.withheld_words import words
from vigil.publication.search.spelling import same_sound, similar_words, sound

ALIKE = [
    ("Mohamed", "Muhammad"),
    ("Mohammed", "Mahomet"),
    ("Jiménez", "Gimenez"),
    ("Politkovskaya", "Politkowskaja"),
    ("Daphne", "Dafne"),
    ("Caruana", "Karuana"),
    ("Kuciak", "Kutsiak"),
    ("González", "Gonzales"),
    ("Müller", "Muller"),
    ("Yusuf", "Yousef"),
    ("Hussein", "Husayn"),
    ("Rodríguez", "Rodrigues"),
    ("Anna", "Anna"),
    ("Khashoggi", "Kashoggi"),
    ("Falcone", "Falconi"),
]
OTHERS = [
    ("Maria", "Pedro"),
    ("Ríos", "Rojas"),
    ("Morales", "Montalvo"),
    ("Borsellino", "Falcone"),
    ("Ana", "Ines"),
    ("Javier", "Xochitl"),
    ("Castro", "Costa"),
    ("Lima", "Lumumba"),
]


def found(left: str, right: str) -> bool:
    """Say whether a search for one finds the other, as `search` asks."""
    [a], [b] = words(left), words(right)
    heard = sound(a) == sound(b) and len(sound(a)) >= 3 and same_sound(a, b)
    return a == b or heard or b in similar_words(a, [b])


@pytest.mark.parametrize(("left", "right"), ALIKE)
def test_spellings_of_one_name_find_each_other(left: str, right: str) -> None:
    assert found(left, right)
    assert found(right, left)


@pytest.mark.parametrize(("left", "right"), OTHERS)
def test_other_names_do_not(left: str, right: str) -> None:
    assert not found(left, right)
    assert not found(right, left)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789", max_size=30))
def test_a_sound_is_never_longer_than_a_word_and_its_own_sound_for_consonants(word: str) -> None:
    heard = sound(word)
    assert len(heard) <= len(word) + word.count("x")
    assert sound(word) == heard
    assert not set(heard[1:]) & set("aeiouyhbwdcqzx")


@pytest.mark.parametrize("word", ["", "a", "ana"])
def test_short_words_are_like_nothing(word: str) -> None:
    assert similar_words(word, ["ana", "anna", "an", ""]) == []
