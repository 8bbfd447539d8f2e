"""Who is a victim: only whom the text puts into that role. All names here are made up."""

from typing import Any

import pytest

from vigil.reading.intake.extraction.extractor import RuleExtractor
from vigil.reading.records import Account, Report

EXTRACTOR = RuleExtractor.load()


def read(text: str, language: str, **more: Any) -> list[Account]:
    return EXTRACTOR.extract(
        Report(id="r", text=text, language=language, published="2024-05-08", **more)
    )


def names(text: str, language: str, **more: Any) -> set[str | None]:
    return {v.name for a in read(text, language, **more) for v in a.victims}


NOT_THE_SUSPECT = [
    ("en", "Police said 22-year-old Kyle Barlow shot and killed Matthew Reyes in his home."),
    ("en", "A man was shot dead. Kyle Barlow, 34, was charged with murder on Monday."),
    ("en", "A man was shot dead. Police identified the gunman as Kyle Barlow, 34."),
    ("en", "A man was shot dead. The four suspects were identified as Kyle Barlow and Rob Dean."),
    ("en", "Kyle Barlow, 19, is wanted by police for the shooting that killed one man."),
    ("en", "The man who killed her, Kyle Barlow, 51, died of a self-inflicted wound."),
    ("es", "Un hombre fue asesinado a tiros. El presunto homicida, Pedro Quiroz Luna, huyó."),
    (
        "es",
        "Mataron a un hombre. Los sujetos detenidos fueron identificados como Pedro Quiroz Luna.",
    ),
    ("es", "Pedro Quiroz Luna, de 21 años, fue detenido por matar a balazos a un hombre."),
    ("es", "Dictaron auto de formal prisión por el homicidio en contra de Pedro Quiroz Luna."),
    ("es", "Pedro Quiroz Luna confesó que mató a un hombre a balazos."),
    ("pt", "Um homem foi morto a tiros. O suspeito, Bruno Tavares Melo, foi detido."),
    ("pt", "Bruno Tavares Melo, de 26 anos, assassinou a mulher a tiros."),
    ("pt", "Um homem foi morto. Bruno Tavares Melo foi condenado a 20 anos de prisão."),
    ("fr", "Un homme a été tué. Le suspect, Luc Marchal, a été interpellé."),
    ("fr", "Un homme a été tué par balles. Luc Marchal a été mis en examen lundi."),
]


@pytest.mark.parametrize(("language", "text"), NOT_THE_SUSPECT)
def test_a_suspect_is_never_a_victim(language: str, text: str) -> None:
    found = names(text, language)
    for suspect in ("Kyle Barlow", "Rob Dean", "Pedro Quiroz Luna", "Bruno Tavares Melo"):
        assert suspect not in found
    assert "Luc Marchal" not in found


def test_a_suspect_beside_the_victim_leaves_the_victim() -> None:
    text = "Police said 22-year-old Kyle Barlow shot and killed Matthew Reyes in his home."
    assert names(text, "en") == {"Matthew Reyes"}


NOT_THE_SPEAKER = [
    ("en", "A man was killed in the shooting, said Ron Hackford with the city police."),
    ("en", "“The shooting was an act of hate,” Ron Hackford said. A man was killed."),
    ("en", "Two men were shot dead outside a bar. Photo: Ron Hackford"),
    ("es", "Dos hombres fueron asesinados a tiros, informó el fiscal Elías Malverde Soto."),
    ("es", "Elías Malverde Soto lamentó que se haya asesinado a una mujer a balazos."),
    ("es", "Según Elías Malverde Soto, primo de la víctima, un hombre fue asesinado a tiros."),
    ("pt", "Um homem foi morto a tiros, disse Caio Brandão Lira."),
    ("fr", "Deux hommes ont été tués par balles, a déclaré Yves Courtois."),
]


@pytest.mark.parametrize(("language", "text"), NOT_THE_SPEAKER)
def test_who_speaks_is_no_victim(language: str, text: str) -> None:
    found = names(text, language)
    for speaker in ("Ron Hackford", "Elías Malverde Soto", "Caio Brandão Lira", "Yves Courtois"):
        assert speaker not in found


NO_PERSON = [
    ("es", "Fue asesinado un hombre que viajaba en una camioneta Ford Explorer Negra."),
    ("es", "Acudieron al Servicio Médico Forense a reclamar el cuerpo del líder asesinado."),
    ("es", "Lamentó el asesinato del dirigente de la Liga Agraria Revolucionaria del Sur."),
    ("es", "Un hombre fue hallado sin vida en la colonia José López Maldonado."),
    ("es", "Hallan los cadáveres de tres hombres sobre la Calzada Proaño Vieja."),
    ("es", "Dos simpatizantes del presidente depuesto Hamid Farsi murieron por disparos."),
    ("en", "A 17-year-old Brantley High student was shot and killed on Wednesday."),
    ("en", "One man was killed in a shooting at the Trumbell Gardens apartments."),
    ("en", "Seven people were shot in Marvin Langley Park on Sunday; one man was killed."),
    ("en", "The murder of aviator Charles Landry's infant son shook the town."),
    ("pt", "Um homem foi morto a tiros na rua Joaquim Nabarro, no centro."),
    ("fr", "Un homme a été tué par balles rue Pierre Corbin, lundi."),
]


@pytest.mark.parametrize(("language", "text"), NO_PERSON)
def test_cars_streets_schools_and_bodies_are_no_persons(language: str, text: str) -> None:
    assert names(text, language) <= {None}


VICTIMS = [
    (
        "en",
        "Police identified the murder victims as Ann Torry, 31, Bob Leary, 33, and Cy Dale, 4.",
        3,
    ),
    ("en", "Police have identified the man killed on Sunday as Robert Sands Ortiz.", 1),
    ("en", "Walter Barfield, 23, of Cleveland was found dead with gunshot wounds.", 1),
    ("en", "The assassination of senator and presidential candidate Luis Gallardo on Monday.", 1),
    ("es", "El occiso fue identificado como Abraham Lozano Prado, de 19 años; le dispararon.", 1),
    ("es", "Fueron asesinados, en las afueras de Pinos, Ricardo Ruelas y Alejandro Ochoa.", 2),
    ("es", "El asesinato del ex presidente priísta de Pinos, José Ramírez Luna, sigue impune.", 1),
    ("es", "Mataron a tiros a Olga Ríos Mena, de 54 años, corresponsal del diario.", 1),
    ("es", "El lunes fue asesinado en Culiacán, Sinaloa, Javier Valle Cota, cofundador.", 1),
    ("es", "Manuel Luna, quien viajaba con su hijo, fue asesinado a balazos.", 1),
    ("pt", "A vítima foi identificada como Sandra Cardoso, morta a tiros no domingo.", 1),
    ("pt", "Maria Nunes e Raul Tavares foram assassinados no domingo.", 2),
    ("fr", "Marie Laurent, 34 ans, a été abattue lundi.", 1),
    ("fr", "La victime, identifiée comme Paul Dumas, a été tuée par balles.", 1),
]


@pytest.mark.parametrize(("language", "text", "count"), VICTIMS)
def test_whom_the_text_makes_a_victim(language: str, text: str, count: int) -> None:
    found = names(text, language)
    assert None not in found
    assert len(found) == count


def test_who_is_named_by_the_court_is_not_the_one_killed() -> None:
    text = "Se le dictó sentencia por el homicidio de Rosa Mena Cruz. Fue asesinada en 2019."
    assert names(text, "es") == {"Rosa Mena Cruz"}


def test_an_execution_by_the_state_is_no_attack() -> None:
    text = "Edgar Arias Tello será ejecutado por inyección letal este miércoles."
    assert read(text, "es") == []


def test_in_doubt_the_attack_stays_and_its_victim_has_no_name() -> None:
    text = "Owen Straker, 24, died of gunshot wounds on Monday. Owen Straker was charged last year."
    [account] = read(text, "en")
    assert [(v.name, v.outcome) for v in account.victims] == [(None, "killed")]
    assert any(e.field == "/victims/0" for e in account.evidence)


def test_who_was_accused_once_may_have_been_killed() -> None:
    text = "Owen Straker, 24, was shot dead on Monday. Owen Straker was charged last year."
    assert names(text, "en") == {"Owen Straker"}
