"""Questions, guiding questions and thresholds for a director who has no sheet of their own.

They are written for the scores from 1 to 10 of the three lists, in the language of an assessment.
"""

from collections.abc import Iterator
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from vigil.outlook.assessments.models import AssessedTerm
from vigil.outlook.assessments.specs import TermSpec
from vigil.outlook.questions.term_lists import LISTS

List = AssessedTerm.List
ENDS: Final = ((1.0, 2.5), (3.0, 4.5), (5.0, 6.5), (7.0, 8.5), (9.0, 10.0))
"""Lowest and highest score of each threshold."""


def default_term(name: str, code: str, language: str) -> TermSpec:
    """Return a term as a score with the usual words, in a language (BCP 47).

    It is translated into the other languages of the product in which the words are there.
    """
    with override(language):
        question = _question(name)
        return TermSpec(
            name,
            code,
            text=_of_term(question, name, code, language),
            guidance=tuple(_guidance(name)),
            bands=tuple(_bands(name)),
            translations=dict(_translations(name, code, question, language)),
        )


def _translations(
    name: str, code: str, original: str, language: str
) -> Iterator[tuple[str, dict[str, Any]]]:
    for tag, _name in settings.LANGUAGES:
        if tag == language:
            continue
        with override(tag):
            question = _question(name)
            if question == original:
                continue  # not translated
            yield (
                tag,
                {
                    "text": _of_term(question, name, code, tag),
                    "guidance": _guidance(name),
                    "bands": list(_thresholds(name)),
                },
            )


def _of_term(question: str, name: str, code: str, language: str) -> str:
    return question % {"term": _capitalised(LISTS[name]().terms[code].named(language))}


def _capitalised(label: str) -> str:
    return label[:1].upper() + label[1:]


def _question(name: str) -> str:
    match name:
        case List.MARKETS:
            return _("%(term)s in {place}: how large is this market, and how much harm does it do?")
        case List.ACTORS:
            return _(
                "%(term)s in {place}: how strong are they, and how far does their power reach?"
            )
        case _:
            return _("%(term)s in {place}: how well does this protect people from organised crime?")


def _guidance(name: str) -> list[str]:
    match name:
        case List.MARKETS:
            return [
                _("Who controls this market, and in which parts of the country?"),
                _("How much money does it make, and who receives it?"),
                _("How much violence and corruption does it bring, and who suffers most?"),
                _("Has it grown or shrunk in the last two years, and why?"),
            ]
        case List.ACTORS:
            return [
                _("Which markets do they control, and in which parts of the country?"),
                _("How much violence do they use or threaten, and against whom?"),
                _("How far do they influence officials, politics, business or elections?"),
                _("Have they become stronger or weaker in the last two years, and why?"),
            ]
        case _:
            return [
                _("Which laws, bodies and programmes exist, and do they have money and staff?"),
                _("How well do they work in practice, and in which parts of the country?"),
                _("Who interferes with them, and are they independent?"),
                _("Have they become better or worse in the last two years, and why?"),
            ]


def _bands(name: str) -> list[dict[str, Any]]:
    return [
        {"low": low, "high": high, "text": text}
        for (low, high), text in zip(ENDS, _thresholds(name), strict=True)
    ]


def _thresholds(name: str) -> tuple[str, ...]:
    match name:
        case List.MARKETS:
            return (
                _("Little or no sign of this market."),
                _("A small market. It does little harm, in few places."),
                _("A market of some size. It does clear harm in parts of the country."),
                _("A large market. It does serious harm in most of the country."),
                _("It reaches almost all of society. Its harm is extreme."),
            )
        case List.ACTORS:
            return (
                _("Little or no sign of such actors."),
                _("Few or weak. They have little influence."),
                _("Clearly present. They have influence in some markets or places."),
                _("Strong. They have influence in many markets, and on some officials."),
                _("They dominate markets or territory, and decide what the state does."),
            )
        case _:
            return (
                _("It does not exist, or it serves those whom it should stop."),
                _("It exists mostly on paper."),
                _("It works in part, with large gaps."),
                _("It works well, with small gaps."),
                _("It works everywhere, and people can rely on it."),
            )
