"""Fill the tokens of a paragraph from the sources that it cites.

The result is plain data (mappings, lists, texts, numbers). Pages, print, CSV and JSON of an edition
are made from it alone.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from vigil.charts.printing import svg_for_print
from vigil.outlook.reports.countries import places_of_source
from vigil.outlook.reports.likelihood import Scale, Term
from vigil.outlook.reports.part_rules import BODY, PartRules
from vigil.outlook.reports.tokens import BadToken, Token, split_tokens
from vigil.outlook.sources.kinds import (
    CitedFigure,
    CitedSource,
    CitedState,
    kind_of,
    read_source,
    state_of,
)
from vigil.trust.access.errors import NotPossible

VALUE: Final = "value"
"""The number that {number:KEY} means, if the basis has this name; else it means the first."""


@dataclass(frozen=True)
class ReadBasis:
    """A basis of a paragraph with its present source; `now` is None if the source is gone."""

    key: str
    kind: str
    ref: str
    as_of: date
    about: Mapping[str, Any]
    seen: str
    now: CitedSource | None

    @property
    def state(self) -> CitedState:
        """Whether the source is as it was when somebody last checked it."""
        return state_of(self.now, self.seen)


@dataclass
class FilledParagraph:
    """A filled paragraph, and sentences on what is wrong with it.

    With `faults` in its text, the text is refused. What it `lacks` can be added before publication.
    """

    parts: list[dict[str, Any]] = field(default_factory=list)
    figures: list[dict[str, Any]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    lacks: list[str] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)
    """The numbers among its faults that somebody typed."""


def read_basis(basis: Any) -> ReadBasis:
    """Return a basis (a row of `Basis`) with its present source."""
    now = read_source(basis.kind, basis.ref, basis.about)
    return ReadBasis(basis.key, basis.kind, basis.ref, basis.as_of, basis.about, basis.seen, now)


class ReadingOfSources:
    """Read the sources of many paragraphs, each source once."""

    def __init__(self) -> None:
        """Begin with no source read."""
        self._read: dict[tuple[str, str, str], CitedSource | None] = {}

    def basis(self, basis: Any) -> ReadBasis:
        """Return a basis (a row of `Basis`) with its present source."""
        name = (basis.kind, basis.ref, repr(basis.about))
        if name not in self._read:
            self._read[name] = read_source(basis.kind, basis.ref, basis.about)
        told = (basis.key, basis.kind, basis.ref, basis.as_of, basis.about, basis.seen)
        return ReadBasis(*told, self._read[name])


def fill_paragraph(
    text: str, kind: str, grounds: Sequence[ReadBasis], scale: Scale, rules: PartRules = BODY
) -> FilledParagraph:
    """Return a paragraph with its tokens filled. Faults are returned in `faults`, not raised.

    `rules` are those of the part of the report that it is in.
    """
    result = FilledParagraph()
    by_key = {ground.key: ground for ground in grounds}
    try:
        parts = split_tokens(text)
        result.typed = list(rules.refused_numbers(text))
        result.faults += _typed(result.typed)
    except BadToken as error:
        result.faults.append(_bad_text(error))
        return result
    before = ""
    for part in parts:
        if isinstance(part, str):
            result.parts += _words(part, grounds, scale, result.faults)
            before = part
            continue
        _fill(part, by_key, scale, result)
        if part.kind == "term" and result.parts and result.parts[-1]["t"] == "term":
            result.faults += _beside(before, result.parts[-1], by_key[part.key], scale)
        before = ""
    result.lacks = [*_lacking(kind, text, grounds, result, rules), *_changed(grounds)]
    return result


def _typed(numbers: Iterable[str]) -> Iterator[str]:
    for number in numbers:
        yield _(
            "The number %(number)s is typed. Insert it from a source, or mark its digits as part "
            "of a name."
        ) % {"number": number}


def _bad_text(error: BadToken) -> str:
    if error.why == "brace":
        return _("A brace is not closed, or stands alone: “%(what)s”.") % {"what": error.what}
    return _("There is no such token: “%(what)s”.") % {"what": error.what}


# Words, with the terms of likelihood in them


def _words(
    text: str, grounds: Sequence[ReadBasis], scale: Scale, faults: list[str]
) -> list[dict[str, Any]]:
    """Return a text as parts, in which each term of likelihood has its range."""
    parts: list[dict[str, Any]] = []
    at = 0
    for term, negated, start, end in scale.places_in(text):
        faults += _checked_term(term, negated, grounds)
        parts += [{"t": "text", "text": text[at:start]}, _term(term, text[start:end], "")]
        at = end
    parts.append({"t": "text", "text": text[at:]})
    return [part for part in parts if part["t"] != "text" or part["text"]]


def _checked_term(term: Term, negated: bool, grounds: Sequence[ReadBasis]) -> Iterator[str]:
    if negated:
        yield _turned_round(term.text)
        return
    said = [one for one in grounds if one.now is not None and one.now.probability is not None]
    if not said:
        yield _(
            "“%(term)s” says a probability of %(range)s, and no pooled probability stands behind "
            "this paragraph."
        ) % {"term": term.text, "range": term.range}
    elif len(said) > 1:
        yield _(
            "“%(term)s”: several probabilities stand behind this paragraph. Say which one: "
            "{term:KEY.%(term)s}."
        ) % {"term": term.text}
    else:
        yield from _outside(term, said[0])


def _beside(before: str, part: Mapping[str, Any], ground: ReadBasis, scale: Scale) -> Iterator[str]:
    """Yield a fault if the words before a term change its meaning: “not”, “very”, “un”."""
    if scale.turns(before):
        yield _turned_round(part["text"])
    whole = before + part["text"]
    for term, _negated, _start, end in scale.places_in(whole):
        if end == len(whole) and (term.low, term.high) != (part["low"], part["high"]):
            yield from _outside(term, ground)


def _turned_round(term: str) -> str:
    said = _(
        "“%(term)s” is turned round by the word before it: use a term of the scale that says "
        "the same."
    )
    return said % {"term": term}


def _outside(term: Term, ground: ReadBasis) -> Iterator[str]:
    assert ground.now is not None
    probability = ground.now.probability
    if probability is None or not term.fits(probability):
        number = "–" if probability is None else f"{probability * 100:.6g}%"
        yield _(
            "“%(term)s” says %(range)s, but the pooled probability of %(key)s is %(number)s."
        ) % {
            "term": term.text,
            "range": term.range,
            "key": ground.key,
            "number": number,
        }


def _term(term: Term, said: str, key: str) -> dict[str, Any]:
    ends = {"low": term.low, "high": term.high, "over": term.over}
    return {"t": "term", "text": said, **ends, "key": key}


# Tokens


def _fill(
    token: Token, by_key: Mapping[str, ReadBasis], scale: Scale, result: FilledParagraph
) -> None:
    if token.kind == "name":
        result.parts.append({"t": "text", "text": token.name})
        return
    ground = by_key.get(token.key)
    if ground is None:
        fault = _("The text names “%(key)s”, and nothing of that key stands behind the paragraph.")
        result.faults.append(fault % {"key": token.key})
    elif ground.now is None:
        fault = _("What “%(key)s” stands on is not there any more.")
        result.faults.append(fault % {"key": token.key})
    else:
        _FILLERS[token.kind](token, ground, ground.now, scale, result)


def _number(
    token: Token, ground: ReadBasis, now: CitedSource, scale: Scale, result: FilledParagraph
) -> None:
    found = now.numbers.get(token.name) if token.name else _first(now)
    if found is None:
        result.faults.append(_no_part(token, now.numbers))
        return
    part = {"t": "number", "shown": found.shown, "value": found.value, "key": ground.key}
    result.parts.append({**part, "url": found.url, "label": found.label})


def _first(now: CitedSource) -> Any:
    if VALUE in now.numbers:
        return now.numbers[VALUE]
    return next(iter(now.numbers.values()), None)


def _figure(
    token: Token, ground: ReadBasis, now: CitedSource, scale: Scale, result: FilledParagraph
) -> None:
    name = token.name or next(iter(now.figures), "")
    if name not in now.figures:
        result.faults.append(_no_part(token, now.figures))
        return
    drawn = figure_as_data(now.figures[name](), ground.key)
    result.figures.append({**drawn, "name_in_source": name})


def _of_likelihood(
    token: Token, ground: ReadBasis, now: CitedSource, scale: Scale, result: FilledParagraph
) -> None:
    if now.probability is None:
        result.faults.append(_("“%(key)s” is no pooled probability.") % {"key": token.key})
        return
    term = scale.named(token.name) if token.name else scale.term_for(now.probability)
    if term is None:
        fault = _("“%(term)s” is no term of the scale.") % {"term": token.name}
        result.faults.append(fault)
        return
    result.faults += _outside(term, ground)
    result.parts.append(_term(term, token.name or term.text, ground.key))


def _note(
    token: Token, ground: ReadBasis, now: CitedSource, scale: Scale, result: FilledParagraph
) -> None:
    result.parts.append({"t": "note", "key": ground.key})


_FILLERS: Final = {
    "number": _number,
    "figure": _figure,
    "term": _of_likelihood,
    "note": _note,
}


def _no_part(token: Token, there: Iterable[str]) -> str:
    return _("“%(key)s” has nothing called “%(name)s”. It has: %(there)s.") % {
        "key": token.key,
        "name": token.name,
        "there": _(", ").join(there) or "–",
    }


def figure_as_data(drawn: CitedFigure, key: str) -> dict[str, Any]:
    """Return a figure as plain data."""
    return {
        "key": key,
        "title": drawn.title,
        "alt": drawn.alt,
        "heads": list(drawn.heads),
        "rows": [
            [label, [{"shown": c.shown, "url": c.url, "value": c.value} for c in cells]]
            for label, cells in drawn.rows
        ],
        "chart": str(drawn.chart),
        "printed": drawn.printed or svg_for_print(str(drawn.chart), rtl=get_language_bidi()),
        "wide": str(drawn.wide),
        "said": list(drawn.said),
        "notes": list(drawn.notes),
        "url": drawn.url,
        "method": drawn.method,
    }


# What a paragraph of each kind needs


def _lacking(
    kind: str,
    text: str,
    grounds: Sequence[ReadBasis],
    result: FilledParagraph,
    rules: PartRules,
) -> Iterator[str]:
    if kind in ("figure", "table") and not result.figures:
        yield _("It has no figure yet. Insert one from a source.")
    if kind == "map" and not any(one["name_in_source"].startswith("map") for one in result.figures):
        yield _("It has no map yet. Insert one from a source.")
    if kind in ("text", "list") and not text.strip():
        yield _("There are no words in it.")
    if kind == "quote" and not text.strip() and not quoted(grounds):
        yield _("It quotes nothing yet. Insert a statement, or write the words.")
    if kind == "recommendations" and not any(one.kind == "recommendation" for one in grounds):
        yield _("No recommendation stands behind it.")
    if rules.needs_source and kind != "picture" and not grounds:
        yield _("It has no source yet. Insert a number, a figure or a work.")


def quoted(grounds: Sequence[ReadBasis]) -> str:
    """Return the words of the first source that may be quoted; empty if there are none."""
    found = (one.now.quote for one in grounds if one.now is not None and one.now.quote)
    return next(found, "")


def _changed(grounds: Sequence[ReadBasis]) -> Iterator[str]:
    for ground in grounds:
        if ground.state is CitedState.CHANGED:
            yield _("What “%(key)s” stands on changed since somebody looked at it: look again.") % {
                "key": ground.key
            }
        elif ground.state is CitedState.WITHDRAWN:
            yield _("What “%(key)s” stands on is not there any more.") % {"key": ground.key}


def basis_as_data(ground: ReadBasis, note: int | None) -> dict[str, Any]:
    """Return a basis as plain data, for an edition. Raises NotPossible (the source is gone)."""
    now = ground.now
    if now is None:
        raise NotPossible(
            _("What “%(key)s” stands on is not there any more.") % {"key": ground.key}
        )
    return {
        "key": ground.key,
        "kind": ground.kind,
        "kind_label": str(kind_of(ground.kind).label),
        "ref": ground.ref,
        "label": now.label,
        "url": now.url,
        "as_of": ground.as_of.isoformat(),
        "numbers": {name: [one.shown, one.label, one.url] for name, one in now.numbers.items()},
        "spread": now.spread,
        "n": now.n,
        "method": now.method,
        "quote": now.quote,
        "about": dict(ground.about),
        "seen": now.seen,
        "places": places_of_source(ground.kind, ground.ref),
        "note": note,
    }
