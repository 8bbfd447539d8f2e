"""Select and count names. Which of them readers are shown is decided in `names/visibility.py`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Final

from django.db.models import QuerySet
from django.utils import timezone

from vigil.publication.models import PublicState
from vigil.witness.models import Name, NamesState, Standing
from vigil.witness.names.criteria import codes_on
from vigil.witness.names.queries.search import find_by_spelling
from vigil.witness.names.visibility import announceable_names

OLDEST: Final = ("ordered_by", "pk")
FILTERS: Final = ("country", "category", "year")


def on_day(day: date, names: QuerySet[Name] | None = None) -> QuerySet[Name]:
    """Return the names with an anniversary on a day, the oldest first; not deaths of that day."""
    rows = announceable_names() if names is None else names
    return rows.filter(anniversary__in=codes_on(day), died_on__lt=day).order_by(*OLDEST)


def with_places(names: QuerySet[Name]) -> QuerySet[Name]:
    """Fetch with each name the place that lists show, and where the case comes from."""
    place = ("public_id", "place", "admin1", "country", "basis")
    return names.select_related("case__public").only(
        *(f.attname for f in Name._meta.concrete_fields),
        "case__public_id",
        *(f"case__public__{column}" for column in place),
    )


@dataclass(frozen=True)
class NameSelection:
    """Which names were asked for: a name in any spelling, a country, a category, a year."""

    q: str = ""
    asked: Mapping[str, str | int] = field(default_factory=dict)

    def of(self, names: QuerySet[Name]) -> QuerySet[Name]:
        """Return those of these names that are selected, in their order."""
        names = names.filter(**self.asked)
        return names.filter(pk__in=find_by_spelling(self.q)) if self.q else names

    def query(self) -> Sequence[tuple[str, str]]:
        """Return its query parameters, in one order."""
        said = {"q": self.q, **{name: self.asked.get(name, "") for name in FILTERS}}
        return [(name, str(value)) for name, value in said.items() if value]


def state() -> str:
    """Return a token that changes whenever a name, or its place, does."""
    names = NamesState.objects.filter(pk=1).values_list("token", flat=True).first() or ""
    record = PublicState.objects.filter(pk=1).values_list("token", flat=True).first() or ""
    return f"{names}/{record}"


def count_announceable_names(asked: Mapping[str, str | int], most: int) -> int:
    """Count the names of a filter that may be announced, up to `most`. The count is cached."""
    return _count_told(tuple(sorted(asked.items())), most, state(), timezone.localdate())


@lru_cache(maxsize=256)
def _count_told(asked: tuple[tuple[str, str | int], ...], most: int, state: str, day: date) -> int:
    return NameSelection(asked=dict(asked)).of(announceable_names()).order_by()[:most].count()


def countries() -> list[str]:
    """Return the countries of the remembered names, by code."""
    return _countries(state())


@lru_cache(maxsize=2)
def _countries(state: str) -> list[str]:
    """Read them once for each version of the names: all rows are read for it."""
    rows = Name.objects.filter(standing=Standing.REMEMBERED).exclude(country="").order_by("country")
    return list(rows.values_list("country", flat=True).distinct())
