"""Return how a question is asked, in a language: its text, guidance and thresholds."""

from dataclasses import dataclass
from typing import Any

from vigil.desk.screens.labels import country_name
from vigil.outlook.models import Question
from vigil.reading.codebook.country_codes import COUNTRIES


@dataclass(frozen=True)
class TermWording:
    """How a question is asked: bands as in `Question.bands`."""

    text: str
    guidance: list[str]
    bands: list[dict[str, Any]]


def term_wording(question: Question, language: str) -> TermWording:
    """Return how a question is asked in a language; as it was written where nobody translated it.

    Only cells of an assessment have translations. The question's `term` should be selected with it.
    """
    term = question.term
    said = term.translations.get(language, {}) if term is not None else {}
    text = said.get("text", "")
    if text and question.place in COUNTRIES:
        text = text.replace("{place}", country_name(question.place))
    guidance, bands = list(said.get("guidance", ())), list(said.get("bands", ()))
    return TermWording(
        text or question.text,
        guidance if len(guidance) == len(question.guidance) else list(question.guidance),
        [
            {**one, "text": bands[n] if len(bands) == len(question.bands) else one.get("text", "")}
            for n, one in enumerate(question.bands)
        ],
    )
