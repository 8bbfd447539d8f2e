"""Finding a person everywhere in the case file, in any spelling: before a name is withdrawn."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from vigil.casefile.disclosure.withheld_words import holds_words, texts_in, words
from vigil.casefile.models import AcceptedValue, Case, CaseAccount, Victim, VictimName
from vigil.casefile.people.name_matching import SAME_NAME, fold
from vigil.reading import codebook

CASE_NUMBER = re.compile(r"v-\d{1,12}", re.IGNORECASE)
"""What is typed for a case, and no name."""

_MARKS = re.compile(r"[\u0300-\u036f]+")
_OTHER_LETTERS = re.compile(r"[^\W\d_a-z]")
"""What is left of letters once capitals and accents are gone: ø, ł, other scripts."""
_AT_ONCE = 500


def numbers_in(terms: Iterable[str]) -> list[str]:
    """Return the terms that are numbers of cases, as they are written there."""
    return [term.upper() for term in terms if CASE_NUMBER.fullmatch(term)]


def names_in(terms: Iterable[str]) -> list[str]:
    """Return the terms that are names."""
    return [term for term in terms if not CASE_NUMBER.fullmatch(term)]


def victims_like(names: Sequence[str]) -> list[Victim]:
    """Return the people in cases in force one of whose spellings is like one of the names."""
    from rapidfuzz import fuzz, process  # here: as in `persons`

    rows = list(
        VictimName.objects.filter(victim__case__superseded_by=None).values_list(
            "folded", "victim_id"
        )
    )
    spellings = [folded for folded, _ in rows]
    found: set[int] = set()
    for name in names:
        alike = process.extract(
            fold(name), spellings, scorer=fuzz.token_set_ratio, score_cutoff=SAME_NAME, limit=None
        )
        found |= {rows[place][1] for _, _, place in alike}
    return list(
        Victim.objects.filter(pk__in=found)
        .select_related("case")
        .prefetch_related("names")
        .order_by("case__public_id", "case_id", "position")
    )


class NamePhrases:
    """Names as they may stand in a running text: two words or more, one after the other."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = sorted(name for name in set(names) if len(words(name)) > 1)
        self._phrases = sorted({tuple(words(name)) for name in self.names})

    def __bool__(self) -> bool:
        return bool(self._phrases)

    def stand_in(self, text: str) -> bool:
        """Say whether a text holds one of the names, in whatever capitals, accents or script."""
        likely = [phrase for phrase in self._phrases if _may_hold(text, phrase)]
        if not likely:
            return False
        found = words(text)
        return any(holds_words(found, phrase) for phrase in likely)


def _may_hold(text: str, phrase: Sequence[str]) -> bool:
    """Say whether it is worth folding a text with care; never no for one that holds the phrase."""
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", text)).casefold()
    return bool(_OTHER_LETTERS.search(plain)) or all(word in plain for word in phrase)


def cases_that_mention(phrases: NamePhrases) -> dict[int, set[str]]:
    """Return the cases in force whose texts say one of the names, and in which texts.

    Looks into the reports in each case and who published them, the sentences of the compiled
    record and every text in an accepted value, a place's too. Reads all of them: a second for
    some ten thousand reports.
    """
    found: dict[int, set[str]] = {}
    if not phrases:
        return found
    for pk, where, text in (*_reports(), *_compiled(), *_values()):
        if where not in found.get(pk, ()) and phrases.stand_in(text):
            found.setdefault(pk, set()).add(where)
    return found


def _reports() -> Iterator[tuple[int, str, str]]:
    rows = CaseAccount.objects.filter(_in_force("case__")).values_list(
        "case_id",
        "account__report__title",
        "account__report__url",
        "account__report__text",
        "account__report__outlet__name",
    )
    for pk, *parts in rows.iterator(_AT_ONCE):
        yield pk, "report", " \n ".join(part for part in parts if part)


def _compiled() -> Iterator[tuple[int, str, str]]:
    rows = Case.objects.filter(_in_force()).exclude(compiled={}).values_list("pk", "compiled")
    for pk, compiled in rows.iterator(_AT_ONCE):
        for part in ("summary", "disagreements"):
            yield pk, "record", " \n ".join(map(str, compiled.get(part) or []))


def _values() -> Iterator[tuple[int, str, str]]:
    fields = [f for f in codebook.current().fields.values() if f.public and f.id != "names"]
    texts = [f.id for f in fields if not f.values]
    rows = AcceptedValue.objects.filter(_in_force("case__"), field__in=texts)
    for pk, value in rows.values_list("case_id", "value").iterator(_AT_ONCE):
        for text in texts_in(value):
            yield pk, "value", text


def _in_force(prefix: str = "") -> Q:
    return Q(**{f"{prefix}superseded_by": None})


def cases_by_number(numbers: Iterable[str]) -> QuerySet[Case]:
    """Return the cases that these numbers lead to today."""
    asked = Case.objects.filter(public_id__in=list(numbers)).select_related("superseded_by")
    found = set()
    for case in asked:
        while case.superseded_by is not None:
            case = case.superseded_by
        found.add(case.pk)
    return Case.objects.filter(pk__in=found).order_by("public_id")


def record_says(value: Any, phrases: NamePhrases) -> bool:
    """Say whether one of the names stands in any text of a disclosed record."""
    return any(phrases.stand_in(text) for text in texts_in(value))
