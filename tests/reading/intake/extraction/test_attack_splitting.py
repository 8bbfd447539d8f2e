"""Several attacks in one report, and one attack told at length."""

import pytest

from vigil.reading.intake.extraction.extractor import RuleExtractor
from vigil.reading.records import Account, Report

EXTRACTOR = RuleExtractor.load()


def read(text: str, language: str) -> list[Account]:
    return EXTRACTOR.extract(Report(id="r", text=text, language=language, published="2024-05-08"))


LISTS = [
    (
        "en",
        "Lawyer Ana Torres was shot dead in Houston on Monday.\n\n"
        "Priest Tom Walsh was stabbed to death in Chicago on Monday.",
        ["Houston", "Chicago"],
    ),
    (
        "es",
        "El abogado Luis Ortega fue asesinado en Tijuana.\n\n"
        "La regidora Elena Ruiz fue asesinada a tiros en Culiacán.\n\n"
        "El taxista Mario Salas fue ejecutado en Morelia.",
        ["Tijuana", "Culiacán", "Morelia"],
    ),
    (
        "pt",
        "O vereador João da Silva foi morto a tiros em Recife.\n\n"
        "A advogada Rita Souza foi assassinada em Fortaleza.",
        ["Recife", "Fortaleza"],
    ),
    (
        "fr",
        "Le journaliste Pierre Dumas a été abattu à Marseille.\n\n"
        "L'avocate Marie Laurent a été tuée par balles à Toulouse.",
        ["Marseille", "Toulouse"],
    ),
]


@pytest.mark.parametrize(("language", "text", "places"), LISTS)
def test_other_towns_are_other_attacks(language: str, text: str, places: list[str]) -> None:
    accounts = read(text, language)
    assert [a.place.name for a in accounts] == places
    assert all(len(a.victims) == 1 for a in accounts)
    assert [a.account for a in accounts] == list(range(1, len(places) + 1))
    assert len({a.key for a in accounts}) == len(places)


SAID = [
    ("en", "Ana Torres was shot dead on Monday. In another attack, Tom Walsh was killed."),
    ("es", "Luis Ortega fue asesinado a tiros. En otro ataque fue asesinada Elena Ruiz."),
    ("pt", "João da Silva foi morto a tiros. Noutro caso, Rita Souza foi assassinada."),
    ("fr", "Pierre Dumas a été abattu. Dans une autre attaque, Marie Laurent a été tuée."),
]


@pytest.mark.parametrize(("language", "text"), SAID)
def test_another_attack_is_another(language: str, text: str) -> None:
    assert [len(a.victims) for a in read(text, language)] == [1, 1]


def test_days_apart_are_other_attacks() -> None:
    text = (
        "Luis Ortega fue asesinado a tiros el 2 de mayo de 2024. "
        "Elena Ruiz fue asesinada el 6 de mayo de 2024."
    )
    assert [a.date.value for a in read(text, "es")] == ["2024-05-02", "2024-05-06"]


def test_somebody_without_a_name_in_another_town() -> None:
    text = (
        "El abogado Luis Ortega fue asesinado en Tijuana. "
        "Otros dos hombres fueron asesinados a balazos en Culiacán."
    )
    first, second = read(text, "es")
    assert [v.name for v in first.victims] == ["Luis Ortega"]
    assert ([v.name for v in second.victims], second.place.name) == ([None], "Culiacán")


ONE = [
    ("en", "Ana Torres and Tom Walsh were shot dead in Houston. Walsh died in a Dallas hospital."),
    ("en", "Ana Torres was shot dead in Houston. The body of Ana Torres was taken to Dallas."),
    ("en", "Ana Torres was shot dead in Houston on Saturday. Tom Walsh was killed there too."),
    ("en", "Ana Torres was shot dead on Saturday night. Tom Walsh was killed early on Sunday."),
    ("es", "Luis Ortega fue asesinado en Tijuana. El abogado fue asesinado, dijeron en Culiacán."),
    ("es", "Luis Ortega fue asesinado en Tijuana. El cuerpo de Elena Ruiz fue llevado a Ensenada."),
    ("es", "Luis Ortega y Elena Ruiz fueron asesinados. Ruiz fue asesinada frente a su casa."),
    ("pt", "João da Silva foi morto a tiros em Recife. Rita Souza foi assassinada com ele."),
    ("fr", "Pierre Dumas a été abattu à Marseille. Marie Laurent a été tuée à ses côtés."),
]


@pytest.mark.parametrize(("language", "text"), ONE)
def test_one_attack_stays_one(language: str, text: str) -> None:
    assert len(read(text, language)) == 1
