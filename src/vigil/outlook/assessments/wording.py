"""The words of a cell: in the language of its assessment, or in a translation of its term."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import override
from msgspec import Struct

from vigil.desk.screens.labels import country_name
from vigil.outlook.assessments.specs import PLACE
from vigil.outlook.models import AssessedTerm, Question


class TermWording(Struct, frozen=True):
    """How a question is put to an expert, and in which language (BCP 47)."""

    language: str
    text: str
    guidance: list[str]
    bands: list[dict[str, Any]]
    """As in `Question.bands`."""
    unit: str


def term_wording(question: Question, language: str) -> TermWording:
    """Return the words of a question in a language, if its term is translated; else the original.

    Guidance, thresholds and unit that are not translated stay in the original language. The
    term and its assessment must be loaded with the question (`select_related("term__assessment")`).
    """
    term = question.term
    original = TermWording(
        question.panel.language if term is None else term.assessment.language,
        question.text,
        question.guidance,
        question.bands,
        question.unit,
    )
    if term is None or language == original.language:
        return original
    tag, said = _translation(term, language)
    if not said.get("text"):
        return original
    return TermWording(
        tag,
        cell_text(said["text"], place_name(question.place, tag)),
        said.get("guidance") or question.guidance,
        translated_bands(question.bands, said),
        said.get("unit") or question.unit,
    )


def translated_bands(bands: list[dict[str, Any]], said: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return thresholds with their translated texts; unchanged if not all are translated."""
    texts = said.get("bands") or []
    if len(texts) != len(bands):
        return bands
    return [{**one, "text": text} for one, text in zip(bands, texts, strict=True)]


def cell_text(text: str, place: str) -> str:
    """Return the question of a cell: the words of its term with the name of its country."""
    return text.replace(PLACE, place)


def place_name(code: str, language: str) -> str:
    """Return the name of a country in a language (BCP 47)."""
    with override(language):
        return country_name(code)


def _translation(term: AssessedTerm, language: str) -> tuple[str, Mapping[str, Any]]:
    """Return the nearest translation and its language: of "pt-BR", "pt-BR" or else "pt"."""
    main = language.partition("-")[0]
    found = (tag for tag in (language, main) if tag in term.translations)
    tag = next(found, main)
    if tag == term.assessment.language:
        return tag, {}
    return tag, term.translations.get(tag, {})
