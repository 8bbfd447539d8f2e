"""The sentences of a case on where its sources differ, each with the sources that it speaks of."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from vigil.casefile.models import Case
from vigil.casefile.open_case_file.disagreements import (
    DisputedField,
    shipped_disagreement,
)
from vigil.publication.cases.claims import Claims, SourceStatement
from vigil.publication.cases.texts import CaseTexts, ShownText
from vigil.publication.policy import disclosure

COURTS = frozenset({"judicial_outcome", "impunity"})
"""Fields of the case that stand together under one heading of its page."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A sentence on where sources differ, what these sources say, and where the value stands."""

    text: ShownText
    statements: tuple[SourceStatement, ...] = ()
    value_at: str = ""
    """The id on the page of the case of the value that it is about; "" if nobody recorded it."""
    partly: bool = False
    """Whether it was not recorded for all of the sentence who says so."""
    people: frozenset[int] = frozenset()
    """The positions of the people whom alone it is about; empty if it is about the attack."""


def disagreements_of(
    case: Case,
    texts: CaseTexts,
    claims: Claims,
    justice: disclosure.Justice | None,
    shown: Collection[str],
) -> tuple[Disagreement, ...]:
    """Return the sentences of a case that may be shown, with their sources.

    `shown` holds the ids of the values that stand on its page.
    """
    return tuple(_disagreements(case, texts, claims, justice, shown))


def _disagreements(
    case: Case,
    texts: CaseTexts,
    claims: Claims,
    justice: disclosure.Justice | None,
    shown: Collection[str],
) -> Iterator[Disagreement]:
    for sentence in map(str, case.compiled.get("disagreements") or []):
        if not (text := texts.of("disagreements", sentence)):
            continue
        known = shipped_disagreement(str(case.public_id), sentence)
        if known is None:
            yield Disagreement(text)
            continue
        told = bool(justice and justice.text)
        fields = [about for about in known.about if told or about.field not in COURTS]
        statements = tuple(one for about in fields for one in claims.on_disagreement(about))
        at = _value_at(known.about[0])
        partly = known.partly or not statements
        value_at, people = at if at in shown else "", _only_about(known.about)
        yield Disagreement(text, statements, value_at, partly, people)


def _only_about(fields: Collection[DisputedField]) -> frozenset[int]:
    people = {about.person for about in fields}
    return (
        frozenset(one for one in people if one is not None) if None not in people else frozenset()
    )


def _value_at(about: DisputedField) -> str:
    if about.person is not None and about.field in disclosure.PERSON_FIELDS:
        return f"person-{about.person + 1}"
    return "known-justice" if about.field in COURTS else f"known-{about.field}"
