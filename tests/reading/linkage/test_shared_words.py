import pytest

from vigil.reading.linkage.folding import TOKEN, fold_text
from vigil.reading.linkage.names import fold_name
from vigil.reading.linkage.shared_words import concepts, name_sounds

TOLD = {
    "en": "The judge was shot on Tuesday; three men fled on a motorcycle.",
    "es": "El juez recibió un disparo el martes; tres hombres huyeron en motocicleta.",
    "pt": "A juíza levou um tiro na terça-feira; três homens fugiram de motocicleta.",
    "fr": "La magistrate a été abattue par balles mardi; trois hommes ont fui en scooter.",
    "it": "Spari contro il giudice martedì; tre uomini sono fuggiti in motocicletta.",
    "ru": "Во вторник застрелили судью; трое скрылись на мотоцикле.",
    "ar": "إطلاق رصاص على القاضي يوم الثلاثاء، وفر ثلاثة على دراجة.",
}


def told(text: str, language: str) -> set[str]:
    return set(concepts(TOKEN.findall(fold_text(text)), language))


@pytest.mark.parametrize("language", TOLD)
def test_seven_languages_tell_the_same(language: str) -> None:
    expected = {"judge", "shot", "Tuesday", "number 3", "motorcycle"}
    assert expected <= told(TOLD[language], language)


def test_a_number_is_told_in_any_language_and_in_words() -> None:
    assert told("63", "xx") == {"number 63"} == told("063", "en")
    assert told("eleven", "en") == told("11", "it") == {"number 11"}
    assert told("123456", "en") == set()


def test_a_whole_word_is_not_the_beginning_of_another() -> None:
    assert told("party", "en") == {"party"}
    assert told("partying", "en") == set()


def test_a_language_without_concepts_has_none() -> None:
    assert told("judge", "") == told("judge", "xx") == set()


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Villavicencio", "فيلافيسينسيو"),
        ("Starovoitova", "Старовойтова"),
        ("Marseille", "Marsella"),
    ],
)
def test_a_single_name_sounds_alike_in_another_script(one: str, two: str) -> None:
    assert name_sounds([fold_text(one)]) == name_sounds([fold_text(two)]) != []


def test_too_short_a_sound_is_no_name() -> None:
    assert name_sounds(["wood", "ana", *fold_name("Li")]) == []
