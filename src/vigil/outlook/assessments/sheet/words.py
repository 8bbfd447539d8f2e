"""Words in cells of the sheet of an assessment, in any language of the product."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from vigil.casefile.sheet_files.vocabulary import simplified
from vigil.outlook.assessments.models import AssessedTerm
from vigil.outlook.assessments.specs import KINDS
from vigil.outlook.models import Question
from vigil.outlook.questions.term_lists import LISTS
from vigil.outlook.questions.typed_numbers import ambiguity

_SCORE: Final = r"(\d+(?:[.,][05])?)"
_BLANKS: Final = re.compile(r"[ \t\r\n\f\v]+")
_BAND: Final = re.compile(rf"\s*{_SCORE}\s*(?:[-–—]\s*{_SCORE})?\s*:\s*(.+)", re.DOTALL)
YES: Final = ("yes", "true", "1", "x")
NO: Final = ("no", "false", "0")


def yes_text(said: bool) -> str:
    """Return yes or no in the language of the screen."""
    return pgettext("cell", "yes") if said else pgettext("cell", "no")


@cache
def _yes_and_no() -> Mapping[str, bool]:
    found = dict.fromkeys(YES, True) | dict.fromkeys(NO, False)
    for language, _name in settings.LANGUAGES:
        with override(language):
            found |= {simplified(yes_text(said)): said for said in (True, False)}
    return found


@cache
def _lists() -> Mapping[str, str]:
    return dict(_labels(AssessedTerm.List))


@cache
def _kinds() -> Mapping[str, str]:
    kinds = {kind: Question.Kind(kind) for kind in KINDS}
    return {word: kind for word, kind in _labels(Question.Kind) if kind in kinds}


@cache
def _forms() -> Mapping[str, str]:
    return dict(_labels(Question.Form))


def _labels(choices: Any) -> Iterator[tuple[str, str]]:
    for one in choices:
        yield simplified(one.value), one.value
        yield simplified(one.value.replace("_", " ")), one.value
        for language, _name in settings.LANGUAGES:
            with override(language):
                yield simplified(str(one.label)), one.value


@cache
def _terms() -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Return list and code of terms by their simplified code, labels and earlier names."""
    found: dict[str, dict[tuple[str, str], None]] = {}
    for name in AssessedTerm.List.values:
        for code, term in LISTS[name]().terms.items():
            words = (code, code.replace("_", " "), *term.label.values(), *term.formerly.values())
            for word in words:
                found.setdefault(simplified(word), {})[(name, code)] = None
    return {word: tuple(some) for word, some in found.items()}


def list_in(text: str) -> str:
    """Return the list that a word means. Raises ValueError with what to do."""
    return _known(_lists(), text, _("Write one of: %(known)s."), AssessedTerm.List.labels)


def kind_in(text: str) -> str:
    """Return the kind of question that a word means. Raises ValueError with what to do."""
    labels = [str(Question.Kind(kind).label) for kind in KINDS]
    return _known(_kinds(), text, _("Write one of: %(known)s."), labels)


def form_in(text: str) -> str:
    """Return the form of a quantity that a word means. Raises ValueError with what to do."""
    return _known(_forms(), text, _("Write one of: %(known)s."), Question.Form.labels)


def _known(words: Mapping[str, str], text: str, said: str, labels: Any) -> str:
    found = words.get(simplified(text))
    if found is None:
        raise ValueError(said % {"known": "; ".join(map(str, labels))})
    return found


def term_in(text: str, name: str) -> tuple[str, str]:
    """Return list and code of the term that a word means; `name` is its list, if it is known.

    Raises ValueError with what to do.
    """
    found = [one for one in _terms().get(simplified(text), ()) if name in ("", one[0])]
    if not found:
        raise ValueError(_("This term is not in our lists. Write its name or code as in them."))
    if len(found) > 1:
        raise ValueError(_("Several lists have this term. Write the list too."))
    return found[0]


def band_in(text: str) -> dict[str, Any]:
    """Return a threshold. Raises ValueError with what to do."""
    read = _BAND.fullmatch(text)
    if read is None:
        raise ValueError(_("Write each threshold as “1 – 2.5: what it means”."))
    low, high = (float(one.replace(",", ".")) for one in (read[1], read[2] or read[1]))
    return {"low": low, "high": high, "text": one_line(read[3])}


def band_text(band: Mapping[str, Any]) -> str:
    """Return a threshold as it is written in a cell."""
    return f"{band['low']:g} – {band['high']:g}: {band['text']}"


def text_of_band(text: str) -> str:
    """Return the words of a translated threshold, with or without its numbers before them."""
    read = _BAND.fullmatch(text)
    return one_line(text if read is None else read[3])


def number_in(text: str) -> float:
    """Return a number. Raises ValueError with what to do."""
    if said := ambiguity(text):
        raise ValueError(said)
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise ValueError(_("This is not a number.")) from None


def yes_in(text: str) -> bool:
    """Return what a yes or no means. Raises ValueError with what to do."""
    found = _yes_and_no().get(simplified(text))
    if found is None:
        raise ValueError(_("Write yes or no."))
    return found


def day_in(text: str) -> date:
    """Return a day. Raises ValueError with what to do."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(_("Write the day as 2030-12-31.")) from None


def one_line(text: str) -> str:
    """Return a text without line breaks and double blanks. No-break spaces stay, as in French."""
    return _BLANKS.sub(" ", text).strip()
