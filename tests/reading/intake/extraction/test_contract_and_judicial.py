"""Signs of contract killings and judicial developments, in each language."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reading.intake.extraction.test_short_texts import LEAST, texts
from vigil.reading.intake.extraction.contract_and_judicial import find_contract_signs, find_judicial
from vigil.reading.intake.extraction.lexicon import LANGUAGES, language
from vigil.reading.intake.gazetteer import fold


def signs(text: str, code: str) -> list[tuple[str, str]]:
    found = find_contract_signs(language(code), fold(text))
    return [(kind, text[start:end]) for kind, start, end in found]


def judicial(text: str, code: str) -> list[tuple[str, str]]:
    found = find_judicial(language(code), fold(text))
    return [(kind, text[start:end]) for kind, start, end in found]


SIGNED = [t for code in LEAST for t in texts(code) if "signs" in t]
JUDGED = [t for code in LEAST for t in texts(code) if "judicial" in t]


@pytest.mark.parametrize("text", [pytest.param(t, id=t["id"]) for t in SIGNED])
def test_signs_of_the_texts(text: dict[str, Any]) -> None:
    assert {kind for kind, _ in signs(text["text"], text["language"])} == set(text["signs"])


@pytest.mark.parametrize("text", [pytest.param(t, id=t["id"]) for t in JUDGED])
def test_developments_of_the_texts(text: dict[str, Any]) -> None:
    assert {kind for kind, _ in judicial(text["text"], text["language"])} == set(text["judicial"])


SIGNS = [
    ("en", "a murder-for-hire plot", [("hired", "murder-for-hire")]),
    (
        "en",
        "The hitmen received $20,000 to kill him.",
        [("hired", "hitmen"), ("paid", "received"), ("price", "$20,000")],
    ),
    ("en", "The house was sold for $20,000.", []),
    (
        "en",
        "Two men riding a black motorcycle fired.",
        [("motorcycle", "riding a black motorcycle")],
    ),
    ("en", "A handwritten note was left beside him.", [("message_left", "note was left")]),
    ("es", "Sujetos a bordo de una motocicleta", [("motorcycle", "a bordo de una motocicleta")]),
    ("es", "con una cartulina", [("message_left", "con una cartulina")]),
    (
        "es",
        "cobró 50 mil pesos por el crimen",
        [("paid", "cobró 50 mil pesos por el crimen"), ("price", "50 mil pesos")],
    ),
    ("es", "costó 50 mil pesos", []),
    ("es", "tenía el tiro de gracia", [("other", "tiro de gracia")]),
    (
        "pt",
        "matador de aluguel numa moto",
        [("hired", "matador de aluguel"), ("motorcycle", "numa moto")],
    ),
    ("fr", "tueurs à gages à moto", [("hired", "tueurs à gages"), ("motorcycle", "à moto")]),
    (
        "it",
        "sicari in sella a uno scooter",
        [("hired", "sicari"), ("motorcycle", "in sella a uno scooter")],
    ),
    ("ru", "заказное убийство", [("hired", "заказное убийство")]),
    ("ru", "контрольный выстрел в голову", [("other", "контрольный выстрел")]),
    ("ar", "على متن دراجة نارية", [("motorcycle", "على متن دراجة نارية")]),
]


@pytest.mark.parametrize(("code", "text", "found"), SIGNS)
def test_signs(code: str, text: str, found: list[tuple[str, str]]) -> None:
    assert [(kind, words.strip()) for kind, words in signs(text, code)] == found


DEVELOPMENTS = [
    ("en", "Two suspects were arrested and charged.", ["arrest", "charge"]),
    ("en", "No one has been arrested.", []),
    ("en", "He was found not guilty.", ["acquittal"]),
    ("en", "He was found guilty and sentenced to life in prison.", ["conviction", "sentence"]),
    ("en", "The court of appeals upheld it.", ["appeal"]),
    ("en", "He was released on bail; an arrest warrant is out.", ["release", "warrant"]),
    ("en", "The council met on Monday.", []),
    ("es", "Fue vinculado a proceso y quedó en libertad.", ["charge", "release"]),
    ("es", "No hay detenidos.", []),
    ("es", "El juez lo absolvió.", ["acquittal"]),
    ("es", "Fue condenado a 30 años de prisión.", ["conviction", "sentence"]),
    ("pt", "Dois suspeitos foram presos.", ["arrest"]),
    ("pt", "Ninguém foi preso.", []),
    ("pt", "A defesa vai recorrer; o réu está foragido.", ["appeal", "trial", "warrant"]),
    ("fr", "Il a été mis en examen et écroué.", ["charge"]),
    ("fr", "Personne n'a été arrêté.", []),
    ("it", "È stato assolto in appello.", ["acquittal", "appeal"]),
    ("ru", "Его признали виновным и приговорили к 10 годам.", ["conviction", "sentence"]),
    ("ru", "Подозреваемый задержан.", ["arrest"]),
    ("ar", "اعتقلت الشرطة مشتبها به", ["arrest"]),
]


@pytest.mark.parametrize(("code", "text", "kinds"), DEVELOPMENTS)
def test_developments(code: str, text: str, kinds: list[str]) -> None:
    assert list(dict.fromkeys(kind for kind, _ in judicial(text, code))) == kinds


@given(st.sampled_from(LANGUAGES), st.text(max_size=120))
def test_spans_lie_in_the_text(code: str, text: str) -> None:
    for found in (find_contract_signs, find_judicial):
        spans = found(language(code), fold(text))
        assert all(0 <= start < end <= len(text) for _, start, end in spans)
        assert [s[1] for s in spans] == sorted(s[1] for s in spans)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "Return a message left by a deputy; the suicide note was found on Monday."),
        ("en", "A reward is offered for information."),
        ("es", "Le ofreció su apoyo y lo entregó; un error de juicio; recurso de revisión."),
        ("pt", "Os bombeiros receberam 22 chamadas; vive com poucos recursos do país."),
        ("en", "The victim was released from the hospital. No details were released."),
    ],
)
def test_everyday_words_are_no_signs(code: str, text: str) -> None:
    assert signs(text, code) == []
    assert judicial(text, code) == []


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_a_long_list_of_numbers_is_read_at_once(code: str) -> None:
    # Each number was read to the end of the list, as a sum of money that might have a currency.
    assert len(signs("1, " * 30_000, code)) < 2
