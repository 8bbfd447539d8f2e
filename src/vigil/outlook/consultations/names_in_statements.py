"""Find words in a statement that may name somebody, before the statement can be quoted.

Under the rule of a meeting nobody is told who spoke, or only who agreed to it. A speaker whose
name is sealed is found by its digest, without opening the vault. Other names are found by given
names and forms of address; a family name alone, or a nickname, is not.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Final, Literal

from vigil.casefile.disclosure.unknown_names import LETTERS, given_names_in
from vigil.casefile.disclosure.withheld_words import WithheldWords
from vigil.casefile.people.name_matching import fold
from vigil.outlook.consultations.places_in_text import country_names
from vigil.outlook.consultations.speaker_digests import digest
from vigil.outlook.models import Consultation, Statement

Rule = Consultation.Rule
Why = Literal["speaker", "organisation", "name"]
LONGEST_NAME: Final = 5
"""Words of the longest sealed name that is looked for."""
FORMS_OF_ADDRESS: Final = frozenset(
    {
        *("mr", "mrs", "ms", "dr", "prof", "professor", "judge", "general", "colonel", "captain"),
        *("sr", "sra", "srta", "señor", "señora", "don", "doña", "juez", "jueza", "coronel"),
        *("m", "mme", "mlle", "monsieur", "madame", "maître", "juge", "commissaire"),
        *("dona", "doutor", "doutora", "juiz", "juíza", "delegado", "delegada"),
    }
)
"""Words before a name, in lower case."""


@dataclass(frozen=True)
class NameInStatement:
    """Words of a statement that may name somebody, and how they were found."""

    words: str
    why: Why


@dataclass(frozen=True)
class NamesFound:
    """What was found in one statement under the rule of its meeting."""

    names: tuple[NameInStatement, ...] = ()
    refused: bool = False
    """Whether it names who spoke, or for whom, though the rule keeps that back. Nobody can clear
    such a statement."""
    cleared: bool = False
    """Whether a chair read it and found that nobody is named who must not be."""

    @property
    def stops(self) -> bool:
        """Return whether the statement cannot be quoted now."""
        return self.refused or (bool(self.names) and not self.cleared)


def names_in_statements(
    consultation: Consultation, rows: Iterable[Statement]
) -> dict[str, NamesFound]:
    """Return what was found in each of these statements of a consultation, by uid."""
    sealed = _sealed_digests(consultation)
    return {row.uid: _found(row, Rule(consultation.rule), sealed) for row in rows}


def stop_quoting_names(consultation: Consultation) -> bool:
    """Stop quotes that name who spoke against the rule, or that nobody read; return if any was.

    For verbs that change the rule or a speaker: what was read before was read under another one.
    Their transaction is used, and they tell the rooms that quote.
    """
    quoted = list(consultation.statements.filter(may_be_quoted=True))
    found = names_in_statements(consultation, quoted) if quoted else {}
    stopped = [uid for uid, names in found.items() if names.stops]
    consultation.statements.filter(uid__in=stopped).update(may_be_quoted=False)
    return bool(stopped)


def _found(row: Statement, rule: Rule, sealed: dict[Why, frozenset[str]]) -> NamesFound:
    words = LETTERS.findall(row.text)
    found = [*_sealed_names(words, sealed), *_given(row.text), *_addressed(words)]
    names = tuple({one.words: one for one in reversed(found)}.values())[::-1]
    kept_back: set[Why] = {"speaker", "organisation"}
    if rule == Rule.BY_NAME:
        kept_back = set()
    elif rule == Rule.BY_ORGANISATION:
        kept_back = {"speaker"}
    refused = any(one.why in kept_back for one in names)
    return NamesFound(names, refused, row.names_cleared)


def _sealed_digests(consultation: Consultation) -> dict[Why, frozenset[str]]:
    rows = consultation.statements.values_list("speaker_digest", "organisation_digest")
    speakers, organisations = zip(*rows, strict=True) if rows else ((), ())
    return {
        "speaker": frozenset(speakers) - {""},
        "organisation": frozenset(organisations) - {""},
    }


def _sealed_names(
    words: Sequence[str], sealed: dict[Why, frozenset[str]]
) -> Iterator[NameInStatement]:
    """Yield runs of words whose digest is that of a sealed speaker or organisation."""
    for field, digests in sealed.items():
        if not digests:
            continue
        for run in _runs(words):
            if digest(field, run) in digests:
                yield NameInStatement(run, field)


def _runs(words: Sequence[str]) -> Iterator[str]:
    """Yield runs of words of which the first and the last could belong to a name."""
    may = [not word[0].islower() for word in words]
    for begin in range(len(words)):
        for length in range(1, LONGEST_NAME + 1):
            end = begin + length
            if end <= len(words) and may[begin] and may[end - 1]:
                yield " ".join(words[begin:end])


def _given(text: str) -> Iterator[NameInStatement]:
    return (NameInStatement(word, "name") for word in given_names_in(text, _countries()))


@cache
def _countries() -> WithheldWords:
    """Return the names of countries as words that are no names of people: Chad, Georgia."""
    return WithheldWords((), places=list(country_names()))


def _addressed(words: Sequence[str]) -> Iterator[NameInStatement]:
    for title, name in pairwise(words):
        addressed = title.lower() in FORMS_OF_ADDRESS or fold(title) in FORMS_OF_ADDRESS
        if addressed and name[0].isupper() and len(name) > 1:
            yield NameInStatement(f"{title} {name}", "name")
