"""Each value of a field has one letter of its own, in every language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.desk.fields.letters import TAKEN, letters_for
from vigil.reading import codebook


@given(st.lists(st.text(max_size=12), max_size=30))
def test_no_letter_is_given_twice(labels: list[str]) -> None:
    given_ = [letter for letter in letters_for(labels) if letter]
    assert len(given_) == len(set(given_))
    assert not set(given_) & TAKEN
    assert all(letter.isascii() and letter.isalnum() for letter in given_)


@pytest.mark.parametrize("language", codebook.LANGUAGES)
def test_every_value_of_the_codebook_has_a_letter(language: str) -> None:
    for field in codebook.current().fields.values():
        labels = [value.label(language) for value in field.values.values()]
        assert all(letters_for(labels)), field.id


def test_a_label_has_its_own_beginning_before_others_have_it() -> None:
    assert letters_for(["firearm", "fire", "blade"]) == ["f", "i", "b"]
    assert letters_for(["judge", "Ärztin", "ärztlich"]) == ["u", "a", "r"]
