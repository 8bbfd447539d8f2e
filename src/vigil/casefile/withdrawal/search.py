"""Find a person everywhere in the case file, in any spelling, before a name is withdrawn."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from vigil.casefile.disclosure.withheld_words import holds_words, texts_in, words
from vigil.casefile.models import (
    AcceptedValue,
    Case,
    CaseAccount,
    Claim,
    Victim,
    VictimName,
)
from vigil.casefile.people.name_matching import SAME_NAME, fold
from vigil.reading import codebook

CASE_NUMBER = re.compile(r"v-\d{1,12}", re.IGNORECASE)
"""The form of a case number, to distinguish it from a name."""

_MARKS = re.compile(r"[\u0300-\u036f]+")
_OTHER_LETTERS = re.compile(r"[^\W\d_a-z]")
"""Letters beside a to z that are left without capitals and accents: ø, ł, other scripts."""
_AT_ONCE = 500


def numbers_in(terms: Iterable[str]) -> list[str]:
    """Return the terms that are case numbers, in upper case."""
    return [term.upper() for term in terms if CASE_NUMBER.fullmatch(term)]


def names_in(terms: Iterable[str]) -> list[str]:
    """Return the terms that are names."""
    return [term for term in terms if not CASE_NUMBER.fullmatch(term)]


def victims_like(names: Sequence[str]) -> list[Victim]:
    """Return the people in cases in force whose names are similar to one of the names."""
    from rapidfuzz import fuzz, process  # imported here, as in `people.name_matching`

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
    """Names to find in texts. Only names of two words or more are found."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = sorted(name for name in set(names) if len(words(name)) > 1)
        self._phrases = sorted({tuple(words(name)) for name in self.names})

    def __bool__(self) -> bool:
        return bool(self._phrases)

    def stand_in(self, text: str) -> bool:
        """Say whether a text contains one of the names, in any capitals, accents or script."""
        likely = [phrase for phrase in self._phrases if _may_hold(text, phrase)]
        if not likely:
            return False
        found = words(text)
        return any(holds_words(found, phrase) for phrase in likely)


def _may_hold(text: str, phrase: Sequence[str]) -> bool:
    """Say quickly whether a text may contain a phrase. It is never wrong when it says no."""
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", text)).casefold()
    return bool(_OTHER_LETTERS.search(plain)) or all(word in plain for word in phrase)


def cases_that_mention(phrases: NamePhrases) -> dict[int, set[str]]:
    """Return the cases in force whose texts contain one of the names, with the kinds of texts.

    It searches the reports of each case and their outlets, the sentences of the compiled record,
    and every text in an accepted value. It reads all of them, which takes a second for about ten
    thousand reports.
    """
    found: dict[int, set[str]] = {}
    if not phrases:
        return found
    for pk, where, text in (*_reports(), *_claims(), *_compiled(), *_values()):
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


def _claims() -> Iterator[tuple[int, str, str]]:
    """Yield what people who read the pages wrote down of them."""
    rows = Claim.objects.exclude(read_on=None).filter(_in_force("account__membership__case__"))
    written = rows.values_list("account__membership__case_id", "value", "words", "where", "note")
    for pk, *parts in written.iterator(_AT_ONCE):
        yield pk, "record", " \n ".join(texts_in(parts))


def _compiled() -> Iterator[tuple[int, str, str]]:
    rows = Case.objects.filter(_in_force()).exclude(compiled={}).values_list("pk", "compiled")
    for pk, compiled in rows.iterator(_AT_ONCE):
        for part in ("summary", "disagreements", "coded_by_us"):
            yield pk, "record", " \n ".join(texts_in(compiled.get(part) or []))
        judicial = compiled.get("judicial") or {}
        yield pk, "record", str((judicial.get("convictions") or {}).get("text") or "")


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
    """Return the cases that these numbers lead to, after merges."""
    asked = Case.objects.filter(public_id__in=list(numbers)).select_related("superseded_by")
    found = set()
    for case in asked:
        while case.superseded_by is not None:
            case = case.superseded_by
        found.add(case.pk)
    return Case.objects.filter(pk__in=found).order_by("public_id")


def record_says(value: Any, phrases: NamePhrases) -> bool:
    """Say whether any text in a record contains one of the names."""
    return any(phrases.stand_in(text) for text in texts_in(value))
