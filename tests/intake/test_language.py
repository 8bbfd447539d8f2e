"""Language of a text, and characters repaired without moving any other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.intake.language import clean_characters, identify, primary

TEXTS = {
    "en": "Two men on a motorcycle shot the union leader outside his house on Friday morning.",
    "es": "Dos hombres en motocicleta dispararon contra el dirigente sindical frente a su casa.",
    "pt": "Dois homens em uma motocicleta atiraram contra o sindicalista em frente à sua casa.",
    "fr": "Deux hommes à moto ont tiré sur le dirigeant syndical devant sa maison vendredi matin.",
    "it": "Due uomini in motocicletta hanno sparato al sindacalista davanti alla sua abitazione.",
    "ru": "Двое мужчин на мотоцикле застрелили профсоюзного лидера возле его дома в пятницу.",
    "ar": "أطلق رجلان على دراجة نارية النار على الزعيم النقابي أمام منزله صباح يوم الجمعة الماضي.",
}


@pytest.mark.parametrize(("language", "text"), TEXTS.items())
def test_a_sentence_is_enough(language: str, text: str) -> None:
    assert identify(text) == language
    assert identify(text.upper()) == language


def test_the_source_is_believed_of_a_short_text_and_not_of_a_plain_long_one() -> None:
    assert identify("Mayor shot", hint="pt-BR") == "pt"
    assert identify(TEXTS["es"] * 3, hint="en") == "es"


def test_nothing_to_read_is_undetermined() -> None:
    assert identify("") == "und"
    assert identify("123 … 456") == "und"


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("es-MX", "es"), ("ES", "es"), ("spa", "es"), ("zh_Hant", "zh"), ("", ""), ("und", ""),
     ("nah", "nah"), ("12", ""), ("spanish", "")],
)  # fmt: skip
def test_primary(tag: str, expected: str) -> None:
    assert primary(tag) == expected


def test_windows_characters_become_what_they_stood_for() -> None:
    assert clean_characters("dijo \x93no\x94 \x96 y\x85") == "dijo “no” – y…"
    assert clean_characters("a\x00b\x81c\ud800d\te\n") == "a b c\ufffdd\te\n"


@given(st.text(st.characters()))
def test_cleaning_moves_nothing_and_is_done_once(text: str) -> None:
    cleaned = clean_characters(text)
    assert len(cleaned) == len(text)
    assert clean_characters(cleaned) == cleaned
    cleaned.encode()


@given(st.text(st.characters()), st.text())
def test_any_text_has_an_answer(text: str, hint: str) -> None:
    assert primary(identify(text, hint)) or identify(text, hint) == "und"
