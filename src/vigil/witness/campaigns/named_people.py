"""Whom the words of a campaign name, and whether they may be named today.

A campaign's own words are free text, and bound to no case. They are therefore looked through for
every name of the case file, and for those of published stories: what they name is shown while
the record, or the story, shows it.
"""

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import batched, chain
from typing import Final

from django.db.models import Q, QuerySet

from vigil.casefile.disclosure.withheld_words import words
from vigil.casefile.models import Victim, VictimName, Visibility
from vigil.casefile.people.name_matching import fold
from vigil.publication.models import PublicCase
from vigil.publication.policy import disclosure as policy
from vigil.trust.withdrawals.names_in_texts import SHORTEST, split_at_capitals
from vigil.witness.models import Name, PublicStoryText, Standing
from vigil.witness.stories.queries import public as story_queries

PERSON: Final = "person:"
LONGEST_NAME: Final = 7
"""Words of a name that are looked for together. One word alone is in too many texts."""
AT_ONCE: Final = 400
_END: Final = re.compile(r"^[^\w]+|[^\w]+$")


@dataclass(frozen=True)
class NamedPeople:
    """People and stories named in a text: `leans` may be named now, `withheld` may not."""

    leans: tuple[str, ...]
    withheld: tuple[str, ...]


def people_named_in(parts: Mapping[str, Sequence[str]]) -> dict[str, NamedPeople]:
    """Find the names in the texts of each part. The whole case file is searched once."""
    grams = {key: {gram for text in texts for gram in _grams(text)} for key, texts in parts.items()}
    people = list(_people(frozenset(chain.from_iterable(grams.values()))))
    shown = {row.pk for row in people if may_be_named(row)}
    stories = list(_stories(list(chain.from_iterable(parts.values()))))
    return {
        key: _said(
            [row for row in people if not grams[key].isdisjoint(_folded(row))],
            shown,
            [public_id for public_id, name in stories if any(map(name.is_in, texts))],
        )
        for key, texts in parts.items()
    }


def _said(people: Sequence[Victim], shown: Container[int], stories: Iterable[str]) -> NamedPeople:
    named = {name for row in people if row.pk in shown for name in _folded(row)}
    withheld = [
        row for row in people if row.pk not in shown and _tells(row) and not named & _folded(row)
    ]
    leans = [f"{PERSON}{row.uid}" for row in people if row.pk in shown]
    return NamedPeople(
        leans=tuple(sorted({*leans, *stories})),
        withheld=tuple(sorted(str(row.uid) for row in withheld)),
    )


def still_public(leans: Iterable[str]) -> frozenset[str]:
    """Return which of these stories and people readers may still see."""
    told = set(leans)
    uids = [one.removeprefix(PERSON) for one in told if one.startswith(PERSON)]
    people = _with_names(Victim.objects.filter(uid__in=uids)) if uids else ()
    stories = story_queries.public_stories().filter(public_id__in=told) if told else ()
    return frozenset(
        [
            *(f"{PERSON}{row.uid}" for row in people if may_be_named(row)),
            *(row.public_id for row in stories),
        ]
    )


def may_be_named(victim: Victim) -> bool:
    """Return whether a campaign may name a person: the record does, and no editor decided against.

    Somebody whom an editor excluded, or did not let in, stands on no campaign.
    """
    there = PublicCase.objects.filter(pk=victim.case_id).exists()
    kept_out = Q(excluded=True) | ~Q(standing=Standing.REMEMBERED)
    if not there or Name.objects.filter(kept_out, uid=victim.uid).exists():
        return False
    return bool(policy.public_names(victim))


def _tells(victim: Victim) -> bool:
    """Return whether the name is protected. It is not where the case was never public."""
    return victim.withdrawn or victim.case.visibility != Visibility.INTERNAL


def _folded(victim: Victim) -> set[str]:
    return {row.folded for row in victim.names.all()}


def _people(grams: frozenset[str]) -> Iterator[Victim]:
    found: set[int] = set()
    for some in batched(sorted(grams), AT_ONCE):
        rows = VictimName.objects.filter(folded__in=some)
        found.update(rows.values_list("victim", flat=True))
    yield from _with_names(Victim.objects.filter(pk__in=found)).order_by("pk")


def _with_names(rows: QuerySet[Victim]) -> QuerySet[Victim]:
    deep = ("names", "accepted", "case__memberships__account__claims")
    return rows.select_related("case").prefetch_related(*deep)


def _grams(text: str) -> Iterator[str]:
    """Yield every run of words that may be a name, folded as names are."""
    for line in text.splitlines():
        as_written = [_END.sub("", part) for part in fold(line).split()]
        for parts in (
            [part for part in as_written if part],
            words(line),
            words(split_at_capitals(line)),
        ):
            for first in range(len(parts)):
                for last in range(first + 2, min(first + LONGEST_NAME, len(parts)) + 1):
                    yield " ".join(parts[first:last])


@dataclass(frozen=True)
class _Name:
    """A name to find in texts, as its folded words."""

    words: tuple[str, ...]

    def is_in(self, text: str) -> bool:
        """Return whether a text contains it."""
        return f" {' '.join(self.words)} " in f" {' '.join(words(text))} "


def _stories(texts: Sequence[str]) -> Iterator[tuple[str, _Name]]:
    """Yield the published stories whose person these texts may name, with the name."""
    known = {word for text in texts for word in words(text)}
    rows = PublicStoryText.objects.exclude(name="").values_list("public__public_id", "name")
    for public_id, names in rows.iterator():
        for name in names.replace("،", ",").split(","):
            parts = tuple(words(name))
            if len("".join(parts)) >= SHORTEST and known.issuperset(parts):
                yield public_id, _Name(parts)
