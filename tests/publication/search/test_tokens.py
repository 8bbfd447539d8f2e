"""Which Latin names a word in another script may stand for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.publication.search.spelling import SHORTEST_SOUND, sound
from vigil.publication.search.tokens import MOST_SOUNDS, folded_words, tokens

SAME = """
كاسيريس Cáceres · Касерес Cáceres · カセレス Cáceres · 카세레스 Cáceres · קאסרס Cáceres
卡塞雷斯 Cáceres · فالكوني Falcone · Фальконе Falcone · ファルコーネ Falcone · 팔코네 Falcone
פלקונה Falcone · 法尔科内 Falcone · Φαλκόνε Falcone · بيرتا Berta · Берта Berta · ベルタ Berta
جيوفاني Giovanni · Джованни Giovanni · ジョヴァンニ Giovanni · كاروانا Caruana
غاليزيا Galizia · Галиция Galizia · دافني Daphne · Дафна Daphne · باليرمو Palermo
بورسيلينو Borsellino · كوتسياك Kuciak · Куцяк Kuciak · مارييل Marielle · マリエル Marielle
خافيير Javier · Хавьер Javier · ハビエル Javier · فالديز Valdez · ستاروفويتوفا Starovoitova
هنري Henri · واين Wayne · غيرين Guerin · تشيكو Chico · أندرسون Anderson · كاباتشي Capaci
Хулио Julio · بيتشي Pecci · Печчи Pecci · سمير Samir · حداد Haddad
فيلافيسينسيو Villavicencio
"""
OTHERS = """
كاسيريس Castro · فالكوني Borsellino · Фальконе Franco · ファルコーネ Franco
بيرتا Maria · باليرمو Panama
"""


def pairs(text: str) -> list[tuple[str, str]]:
    """Read pairs of words."""
    found = [pair.split() for line in text.split("\n") for pair in line.split("·") if pair.strip()]
    return [(left, right) for left, right in found]


@pytest.mark.parametrize(("written", "latin"), pairs(SAME))
def test_a_word_of_another_script_sounds_like_its_latin_spelling(written: str, latin: str) -> None:
    [token], [other] = tokens(written), tokens(latin)
    assert other.sounds[0] in token.sounds


@pytest.mark.parametrize(("written", "latin"), pairs(OTHERS))
def test_it_does_not_sound_like_another_name(written: str, latin: str) -> None:
    [token], [other] = tokens(written), tokens(latin)
    assert other.sounds[0] not in token.sounds


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Фальконе, Джованни", ["falkone", "dzhovanni"]),
        ("ベルタ・カセレス", ["beruta", "kaseresu"]),
        ("O'Brien", ["o", "brien"]),
        ("Amália  Ríos-Quintero!", ["amalia", "rios", "quintero"]),
        ("الصَّحَفي", ["alshfy"]),
        ("", []),
        ("— ! %", []),
    ],
)
def test_words_are_cut_where_the_script_cuts_them(text: str, words: list[str]) -> None:
    assert folded_words(text) == words
    assert [token.word for token in tokens(text)] == words


def test_arabic_letters_that_are_written_in_several_ways_are_one() -> None:
    assert folded_words("أحمد إيمان علي") == folded_words("احمد ايمان على")


@given(st.text(max_size=40))
def test_any_text_has_words_with_few_sounds(text: str) -> None:
    for token in tokens(text):
        assert token.word.isascii()
        assert token.word.isalnum()
        assert len(token.sounds) <= MOST_SOUNDS
        assert all(sound_ and sound_.isalnum() for sound_ in token.sounds) or not token.script


def test_a_latin_word_has_the_sound_by_which_the_index_knows_it() -> None:
    [token] = tokens("Cáceres")
    assert token.sounds == (sound("caceres"),)
    assert len(token.sounds[0]) >= SHORTEST_SOUND
