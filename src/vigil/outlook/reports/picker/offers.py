"""What the picker offers: sources that the public can see, found by words."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from vigil.casefile.people.name_matching import fold

MOST_OF_A_GROUP: Final = 12
"""How many sources of one group a search shows."""
LONGEST: Final = 100
"""The most characters of a search that count."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A source that can be cited: its kind and reference, what it is called, and what it says.

    `number` is the name of the number that most writers want of it; empty if it has none.
    """

    kind: str
    ref: str
    label: str
    says: str = ""
    number: str = ""
    shown: str = ""
    """That number as it is shown."""


type Find = Callable[[Sequence[str]], Iterable[Offer]]
"""Takes folded words. Yields the sources that match all of them, the best first."""


@dataclass(frozen=True, slots=True)
class OfferGroup:
    """The sources of one group that a search found; `more` if there are others."""

    code: str
    label: str | Promise
    offers: list[Offer]
    more: bool


LABELS: Final[Mapping[str, Promise]] = {
    "panels": gettext_lazy("Results of panels"),
    "index": gettext_lazy("Published editions of the index"),
    "statements": gettext_lazy("Statements of consultations"),
    "counts": gettext_lazy("Numbers of statements"),
    "recommendations": gettext_lazy("Recommendations"),
    "responses": gettext_lazy("Responses that were tried"),
    "case": gettext_lazy("Single cases"),
    "releases": gettext_lazy("Releases of the record"),
    "works": gettext_lazy("Bibliography"),
}
"""The groups that a search goes through, in the order of the screen."""


def words_of(text: str) -> list[str]:
    """Return the folded words of a search."""
    return fold(text[:LONGEST].replace(",", " ")).split()


def matches(words: Sequence[str], *texts: str) -> bool:
    """Return whether each folded word begins a word of the folded texts."""
    there = " ".join(texts).split()
    return all(any(one.startswith(word) for one in there) for word in words)


def found_in(finders: Mapping[str, Find], text: str, group: str = "") -> Iterator[OfferGroup]:
    """Yield the groups with sources that match a text; only one group if it is named."""
    words = words_of(text)
    for code, find in finders.items():
        if group in ("", code):
            offers = list(islice(find(words), MOST_OF_A_GROUP + 1))
            if offers:
                some = offers[:MOST_OF_A_GROUP]
                yield OfferGroup(code, LABELS[code], some, len(offers) > len(some))
