"""Who is proposed as a perpetrator: those whom words tie to the killing, and nobody else."""

import pytest

from vigil.reading.intake.extraction.extractor import RuleExtractor
from vigil.reading.records import Report

EXTRACTOR = RuleExtractor.load()


def doers(language: str, text: str) -> set[str]:
    report = Report(id="r", text=text, published="2024-05-08", language=language)
    return {p.name for a in EXTRACTOR.extract(report) for p in a.perpetrators}


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        (
            "en",
            "Mayor Tom Aldren was shot dead on Monday by four hooded men on motorcycles.",
            "four hooded men on motorcycles",
        ),
        (
            "en",
            "Two gunmen wearing police uniforms burst in and killed teacher Ann Reyle on Monday.",
            "Two gunmen wearing police uniforms",
        ),
        (
            "es",
            "Cuatro hombres encapuchados a bordo de una camioneta mataron ayer a Luis Prado.",
            "Cuatro hombres encapuchados a bordo de una camioneta",
        ),
        (
            "es",
            "Luis Prado fue asesinado el lunes, y el Cártel de Orvana se adjudicó el crimen.",
            "Cártel de Orvana",
        ),
        (
            "pt",
            "O vereador Paulo Serra foi assassinado ontem por dois homens encapuzados em uma moto.",
            "dois homens encapuzados em uma moto",
        ),
        (
            "pt",
            "Três homens armados invadiram a casa e mataram o jornalista Paulo Serra ontem.",
            "Três homens armados",
        ),
        (
            "fr",
            "Le maire Jean Morel a été tué lundi par trois hommes armés circulant à moto.",
            "trois hommes armés circulant à moto",
        ),
        (
            "fr",
            "Deux individus cagoulés ont abattu lundi le journaliste Paul Renard.",
            "Deux individus cagoulés",
        ),
    ],
)
def test_doers_are_given_in_the_words_of_the_report(language: str, text: str, wanted: str) -> None:
    assert doers(language, text) == {wanted}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            "Tom Aldren was killed on Monday, it was reported by the national police. Doctors, "
            "civilians and the union leader came to the funeral.",
        ),
        ("en", "Tom Aldren was shot dead on Monday by a man. The attackers fled."),
        ("en", "Tom Aldren was shot dead on Monday. Ed Moss was arrested for drug possession."),
        ("en", "Tom Aldren was murdered on Monday. It was not the work of leftist guerrillas."),
        ("en", "Tom Aldren was shot dead on Monday. Soldiers killed the attacker."),
        ("es", "Luis Prado fue asesinado el lunes. El líder y los médicos llegaron después."),
        ("es", "Luis Prado fue asesinado el lunes. El Cártel de Orvana opera en la región."),
        ("es", "Luis Prado fue asesinado el lunes. Cuatro hombres fueron detenidos por robo."),
        ("pt", "Paulo Serra foi assassinado ontem. A polícia militar esteve no local."),
        ("pt", "Paulo Serra foi assassinado ontem. Rui Matos foi preso por tráfico de drogas."),
        ("fr", "Jean Morel a été tué lundi. Les médecins et le chef du syndicat sont arrivés."),
        ("fr", "Jean Morel a été tué lundi. Deux hommes ont été blessés."),
    ],
)
def test_those_merely_mentioned_are_none(language: str, text: str) -> None:
    assert doers(language, text) == set()


def test_names_in_a_list_of_those_accused() -> None:
    text = (
        "El maestro Luis Prado fue asesinado el lunes. Los homicidas confesos, Edgar Lomas Ruiz y "
        "Tomás Vega Luna, están detenidos. El procurador Juan Mata dijo que seguirá el caso."
    )
    assert doers("es", text) == {"Edgar Lomas Ruiz", "Tomás Vega Luna"}


def test_names_beside_words_of_trial_for_the_killing() -> None:
    text = "Ana Torres was shot dead on Monday. Police accused Peter Okoro, 30, of the murder."
    assert doers("en", text) == {"Peter Okoro"}
