"""An invented case file of two cases with texts in Spanish and Arabic."""

from typing import Any

import pytest

from vigil.casefile.open_case_file import texts

HARBOUR: dict[str, Any] = {
    "id": "harbour-2019",
    "public_number": 1,
    "place": {"name": "Puerto Ejemplo", "admin1": "Costa", "country": "MEX"},
    "victims": [
        {"name": "Amalia Ríos", "names": ["A. Ríos"], "occupation": "Harbour inspector"},
    ],
    "summary": ["She inspected cargo.", "She was shot at noon."],
    "organised_crime_link": {"value": "suspected", "basis": "Police say so."},
    "judicial": {"text": "Nobody was tried."},
    "disagreements": ["Her age is 41 or 42."],
    "coded_by_us": {"case": {"served": "She refused to sign."}, "victims": [{}]},
    "sources": [{"url": "https://news.example/1", "title": "Inspector shot"}],
}
ROAD: dict[str, Any] = {
    "id": "road-2020",
    "public_number": 2,
    "place": {"name": "Nearby", "admin1": "", "country": "MEX"},
    "victims": [
        {"name": "Bruno Vela", "names": [], "occupation": "Teacher", "life": "He taught maths."},
        {"name": "Carla Vela", "names": [], "occupation": "Teacher"},
    ],
    "summary": ["They taught.", "They were stopped on the road."],
    "organised_crime_link": {"value": "unclear", "basis": ""},
    "judicial": {"text": ""},
    "disagreements": [],
    "sources": [],
}
IN_SPANISH: list[dict[str, Any]] = [
    {
        "id": "harbour-2019",
        "summary": ["Inspeccionaba cargamentos.", "Le dispararon a mediodía."],
        "basis": "Lo dice la policía.",
        "judicial": "",
        "disagreements": ["Su edad es 41 o 42."],
        "victims": [{"occupation": "Inspectora del puerto"}],
        "coded_by_us": {"case": {"served": "Se negó a firmar."}, "victims": [{}]},
        "source_titles": {"https://news.example/1": "Disparan a una inspectora"},
    },
    {"id": "road-2020", "victims": [{"occupation": "Profesor"}, {"occupation": "Profesora"}]},
]
IN_ARABIC: list[dict[str, Any]] = [
    {
        "id": "harbour-2019",
        "victims": [{"name": "أماليا ريوس", "occupation": "مفتشة ميناء"}],
        "place": {"name": "بويرتو إخيمبلو", "admin1": "كوستا"},
    },
    {"id": "road-2020", "victims": [{"name": "برونو بيلا"}, {"name": "كارلا بيلا"}]},
]
FILES = {
    ("cases.jsonl",): [HARBOUR, ROAD],
    ("texts", "es.jsonl"): IN_SPANISH,
    ("texts", "ar.jsonl"): IN_ARABIC,
}


def clear() -> None:
    """Let the files be read again."""
    for read in (
        *(texts._english, texts._texts, texts._translations, texts._people),
        texts._others_harmed,
    ):
        read.cache_clear()


def take_place(patch: pytest.MonkeyPatch) -> None:
    """Put these files in place of those that are shipped."""
    patch.setattr(texts, "_lines", lambda *path: iter(FILES.get(path, [])))
    clear()
