"""Which names of a report may be its place, and what each mention of them is there for."""

import pytest

from vigil.reading.intake.extraction.findings import find_in_report
from vigil.reading.intake.extraction.learned.linear import buckets
from vigil.reading.intake.extraction.learned.place_choice import LearnedScene
from vigil.reading.intake.extraction.learned.position_features import SIGNS, WORDINGS
from vigil.reading.intake.extraction.people import People
from vigil.reading.intake.extraction.place_names import PlaceNames
from vigil.reading.intake.gazetteer import Gazetteer
from vigil.reading.records import Report

PLACES = PlaceNames(Gazetteer.load())
PEOPLE = People(Gazetteer.load())


def weighed(text: str, language: str) -> dict[str, set[int]]:
    """Each place of a report by its name, with the signs that speak for and against it."""
    report = Report(id="r", text=text, language=language, published="2024-05-08")
    told = find_in_report(report, PEOPLE)
    found = LearnedScene(told, PLACES).weighed(told.hits or told.attacks(), [])
    return {
        witness.name.text: {int(f) for f in features if SIGNS <= f < WORDINGS}
        for _, witness, features in found
        if witness.how != "country of"
    }


def sign(text: str) -> int:
    return int(buckets([text])[0]) % (WORDINGS - SIGNS) + SIGNS


STANDINGS = [
    ("es", "El comerciante fue asesinado a balazos en Uruapan.", "Uruapan", "attack"),
    ("es", "Un arriero fue asesinado. Era vecino de Jerez desde 2010.", "Jerez", "elsewhere far"),
    ("es", "El chofer fue baleado y murió en un hospital de León.", "León", "elsewhere"),
    ("es", "Mataron a una maestra en su casa de Celaya la noche del lunes.", "Celaya", "here"),
    ("en", "A nurse was shot dead in Toledo on Monday.", "Toledo", "attack"),
    ("en", "A barber, a native of Akron, was shot dead on Monday.", "Akron", "elsewhere"),
    ("it", "Il sindaco è stato ucciso lunedì a Gela.", "Gela", "here"),
    ("pt", "O vereador foi morto a tiros em Sobral no domingo.", "Sobral", "attack"),
    ("pt", "O padre, natural de Recife, foi morto a facadas.", "Recife", "elsewhere"),
    ("fr", "Un commerçant originaire de Lyon a été tué par balles dimanche.", "Lyon", "elsewhere"),
    ("fr", "Un avocat a été tué par balles lundi à Marseille.", "Marseille", "attack"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "name", "standing"), STANDINGS)
def test_what_a_mention_is_there_for(language: str, text: str, name: str, standing: str) -> None:
    assert sign(f"best:{standing}") in weighed(text, language)[name]


def test_a_town_of_the_dateline_has_a_rival_where_the_attack_is_told() -> None:
    line = "Morelia, Mich. El gobernador ofreció ayer apoyo a la familia del regidor. "
    told = weighed(line + "El hombre fue asesinado a balazos el lunes en Uruapan.", "es")
    assert sign("line:1:1:1:town") in told["Morelia"]
    assert sign("line:0:0:0:town") in told["Uruapan"]
    alone = weighed(line + "El hombre fue asesinado a balazos el lunes frente a su casa.", "es")
    assert sign("line:1:0:0:town") in alone["Morelia"]


def test_a_year_gone_by_is_of_another_attack() -> None:
    told = weighed(
        "El prófugo fue abatido en Lerdo. Su jefe fue asesinado en Saltillo en mayo de 2019.", "es"
    )
    assert sign("past:1") in told["Saltillo"]
    assert sign("past:1") not in told["Lerdo"]


NAMES = [
    ("es", "El acusado mató a Zamora. Luis Zamora Prieto tenía 30 años.", "Zamora", False),
    ("es", "Luis Zamora Prieto fue asesinado en Zamora el lunes.", "Zamora", True),
    ("es", "Los mataron en San Marcos Tlalpilli el lunes.", "San Marcos Tlalpilli", True),
    ("es", "Los mataron en San Marcos Tlalpilli el lunes.", "San Marcos", False),
    ("es", "Mataron a dos en un llano de Toribío, en el departamento del Cauca.", "Toribío", True),
    ("es", "Dos pescadores fueron asesinados en la isla de Carrizalillo.", "Carrizalillo", True),
    ("pt", "O réu matou a Sobral, disse a polícia. Ana Sobral Dias era médica.", "Sobral", False),
    ("en", "A man was shot dead in Fresno Tuesday night.", "Fresno", True),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "name", "kept"), NAMES)
def test_which_names_may_be_the_place(language: str, text: str, name: str, kept: bool) -> None:
    assert (name in weighed(text, language)) == kept
