"""Find names in texts, whatever their capitals and accents."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Model, QuerySet

SHORTEST = 4
"""Letters from which a name is looked for in texts: shorter ones are in too many words."""


_CAMEL = re.compile(r"(?<=[^\W\d_])(?=[A-ZÀ-ÖØ-ÞА-ЯЁ])")


def split_at_capitals(text: str) -> str:
    """Separate words that only capitals separate: "#AnaRuiz" becomes "#Ana Ruiz"."""
    return _CAMEL.sub(" ", text)


def plain(text: str) -> str:
    """Return a text in small letters, without accents and extra blanks."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


def says(texts: Iterable[str], names: Iterable[str]) -> bool:
    """Return whether one of the texts holds one of the names."""
    wanted = [plain(name) for name in names if len(name) >= SHORTEST]
    return any(name in text for text in map(plain, texts) for name in wanted)


def that_say[M: Model](
    rows: QuerySet[M], columns: Sequence[str], names: Sequence[str]
) -> QuerySet[M]:
    """Return the rows that have one of the names in one of the columns. Reads all rows.

    Databases differ in which letters they take for the same, and some know no accents.
    """
    return rows.filter(pk__in=list(_keys(rows, columns, names)))


def _keys(rows: QuerySet[Any], columns: Sequence[str], names: Sequence[str]) -> Iterator[Any]:
    for pk, *texts in rows.values_list("pk", *columns).order_by("pk").iterator():
        if says(texts, names):
            yield pk
