"""Texts of a compiled case beside its values: the summary, and the convictions so far.

Two people correct them together with the values (`coding.verbs`). A corrected text stays when a
newer open case file is loaded.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

from vigil.casefile.disclosure.names_in_notes import require_no_withheld_name
from vigil.casefile.models import Basis, Case, Origin
from vigil.trust.access.errors import NotPossible, Unfit

SUMMARY: Final = "summary"
CONVICTIONS: Final = "convictions"
CORRECTED: Final = "corrected"
"""Where a case keeps the names of the texts that two people here corrected."""
LONGEST: Final = 4000
"""Most characters of a text."""
OPEN: Final = "proceedings_open"
OPEN_PROCEEDINGS: Final = "proceedings-open-recheck-before-display"
"""The mark of a compiled record whose court outcome may not be shown."""

type Texts = Mapping[str, Sequence[str]]
"""The paragraphs of texts, by the names of the texts."""


def texts_of(case: Case) -> dict[str, list[str]]:
    """Return the texts of a compiled case that it has: their paragraphs by their names."""
    found = {
        SUMMARY: [str(one) for one in case.compiled.get(SUMMARY) or []],
        CONVICTIONS: [text] if (text := str(convictions_of(case).get("text") or "")) else [],
    }
    return {name: paragraphs for name, paragraphs in found.items() if paragraphs}


def convictions_of(case: Case) -> Mapping[str, Any]:
    """Return the convictions of a compiled case whose proceedings are open, else nothing.

    `text` says what sources report, `says` which source says what. They are part of the compiled
    court outcome, and go with it when people replace that.
    """
    compiled = [row for row in case.accepted.all() if row.field == "impunity"]
    if not any(row.basis == Basis.COMPILED and row.value == OPEN for row in compiled):
        return {}
    return (case.compiled.get("judicial") or {}).get(CONVICTIONS) or {}


def is_marked_open(case: Case) -> bool:
    """Say whether a compiled record marks the proceedings of a case as open.

    The mark asks that somebody look again. It is part of the compiled court outcome, and goes with
    it when two people replace whether somebody was convicted.
    """
    if OPEN_PROCEEDINGS not in (case.compiled.get("sensitivity") or []):
        return False
    decided = (row for row in case.accepted.all() if row.field == "impunity")
    return not any(row.basis == Basis.ADJUDICATED for row in decided)


def corrected_texts(case: Case) -> frozenset[str]:
    """Return the names of the texts that two people here corrected."""
    return frozenset(case.compiled.get(CORRECTED) or [])


def require_fit_texts(case: Case, texts: Texts) -> None:
    """Raise NotPossible or Unfit unless these texts may replace those of a case."""
    if not texts:
        return
    if case.origin != Origin.COMPILED or not texts.keys() <= texts_of(case).keys():
        raise NotPossible(_("This case has no such text."))
    for name, paragraphs in texts.items():
        text = "\n".join(paragraphs).strip()
        if not text:
            raise Unfit(_("Write the text first."), name)
        if len(text) > LONGEST:
            raise Unfit(_("The text has at most %(n)d characters.") % {"n": LONGEST}, name)
        require_no_withheld_name(case, text, name)


def correct_texts(case: Case, texts: Texts) -> set[str]:
    """Put texts in the place of those of a case; return the names of those that differ.

    Save the case afterwards.
    """
    held = texts_of(case)
    changed = {
        name: list(said) for name, said in texts.items() if held.get(name) not in (None, list(said))
    }
    compiled = dict(case.compiled)
    if SUMMARY in changed:
        compiled[SUMMARY] = changed[SUMMARY]
    if CONVICTIONS in changed:
        judicial = dict(compiled["judicial"])
        judicial[CONVICTIONS] = {**judicial[CONVICTIONS], "text": " ".join(changed[CONVICTIONS])}
        compiled["judicial"] = judicial
    if changed:
        compiled[CORRECTED] = sorted(corrected_texts(case) | changed.keys())
        case.compiled = compiled
    return set(changed)
