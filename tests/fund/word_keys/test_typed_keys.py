"""A slip in a typed key is repaired by the public list, or said; it never makes another key."""

import random

import numpy as np
import pytest
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from fund.word_keys import slips
from vigil.fund.models import WordKey
from vigil.fund.word_keys.digit_keys import DIGITS, check_of, new_digits, read_digits
from vigil.fund.word_keys.typed_keys import NewKey, UnreadableKey, new_key, read_key
from vigil.fund.word_keys.word_lists import LANGUAGES, word_list
from vigil.trust.access.errors import NotPossible

Form = WordKey.Form


def a_key(language: str) -> NewKey:
    """Make a key of words of a language, or of digits."""
    return new_key(Form.DIGITS) if language == "digits" else new_key(Form.WORDS, language)


def with_a_slip(key: NewKey, chance: random.Random) -> str:
    if key.form == Form.DIGITS:
        return slips.in_the_digits(key.parts, chance)
    return slips.in_one_word(key.parts, chance)


def counted(language: str, number: int, seed: int) -> tuple[int, int]:
    """Return how many keys with one slip are repaired, and of how many it is said what is wrong."""
    chance, fine, said = random.Random(seed), 0, 0
    for _n in range(number):
        key = a_key(language)
        typed = with_a_slip(key, chance)
        try:
            assert read_key(typed, "en") == key.text, typed
            fine += 1
        except UnreadableKey as error:
            said += "is not in the list" in str(error) or "digit" in str(error)
    return fine, said


@pytest.mark.parametrize("language", [*LANGUAGES, "digits"])
def test_one_slip_is_repaired_or_said(language: str) -> None:
    fine, said = counted(language, 12, seed=1)
    assert fine >= 11
    assert fine + said == 12


@pytest.mark.tail("test_one_slip_is_repaired_or_said, with twelve keys")
@pytest.mark.parametrize("language", [*LANGUAGES, "digits"])
def test_of_a_thousand_slips_each_is_repaired_or_said(language: str) -> None:
    fine, said = counted(language, 1000, seed=2)
    assert fine >= 990
    assert fine + said == 1000


def test_no_two_words_of_a_list_are_closer_than_three_slips() -> None:
    for language in LANGUAGES:
        known = list(word_list(language).shown)
        near = cdist(known, known, scorer=OSA.distance, score_cutoff=2, dtype=np.uint8) <= 2
        assert near.sum() == len(known), language
        assert word_list(language).bits > 66, language
    assert {one: len(word_list(one).shown) for one in LANGUAGES} == {
        "en": 1282, "es": 802, "fr": 1330, "pt": 1285,
    }  # fmt: skip


def test_a_slip_in_every_word_is_repaired() -> None:
    chance = random.Random(3)
    for language in LANGUAGES:
        key = a_key(language)
        assert read_key(slips.in_every_word(key.parts, chance), language) == key.text


def test_case_accents_separators_and_numbers_do_not_matter() -> None:
    key = a_key("es")
    plain = [slips.without_accents(word, random.Random()) for word in key.parts]
    for typed in (
        "-".join(plain),
        "\n".join(f"{n}. {word}" for n, word in enumerate(key.parts, 1)),
        "  ".join(key.parts) + " ",
        "".join(plain),
    ):
        assert read_key(typed, "ar") == key.text


def test_what_is_wrong_is_said_with_number_and_word() -> None:
    words = list(a_key("en").parts)
    words[2] = "qqqqqqq"
    with pytest.raises(UnreadableKey, match="Word 3, “qqqqqqq”, is not in the list"):
        read_key(" ".join(words), "en")
    with pytest.raises(UnreadableKey, match=r"A key has 7 words. You typed 3 words"):
        read_key(" ".join(words[:2] + words[3:4]), "en")
    with pytest.raises(UnreadableKey, match=r"A key has 24 digits. You typed 5 digits"):
        read_key("1234 5", "en")
    digits = list(new_digits())
    digits[3], digits[9] = str((int(digits[3]) + 4) % 10), str((int(digits[9]) + 7) % 10)
    with pytest.raises(UnreadableKey, match="the last four do not fit"):
        read_key("".join(digits), "en")
    for empty in ("", " . ", "\0"):
        with pytest.raises(UnreadableKey):
            read_key(empty, "en")


def test_digits_of_any_script_and_their_check() -> None:
    key = new_digits()
    assert len(key) == DIGITS
    assert key[20:] == check_of(key[:20])
    arabic = "".join(chr(0x0660 + int(one)) for one in key)
    persian = "".join(chr(0x06F0 + int(one)) for one in key)
    assert read_key(arabic, "ar") == read_key(persian, "ar") == key
    assert read_digits(" - ".join(key[n : n + 4] for n in range(0, DIGITS, 4))) == (key, False)


def test_a_key_is_made_only_of_what_there_is() -> None:
    for form, language in ((Form.WORDS, "ar"), ("poem", "en"), (Form.WORDS, "")):
        with pytest.raises(NotPossible):
            new_key(form, language)
