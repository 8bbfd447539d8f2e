"""Read what coders said beside their values: the words of each, and why one is empty. Pure.

`Coding.details` is {"<name>": {"empty", "confidence", "accepted", "quotes": [{report, in, start,
end, exact, ...}]}}, where a name is "method", or "0/age" for the age of the first person.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vigil.casefile.models import Coding


@dataclass(frozen=True)
class CoderQuote:
    """Words of a report that a coder chose for a value (offsets in code points)."""

    report: int
    title: bool
    """Whether the words are in the title of the report, not in its text."""
    start: int
    end: int
    exact: str


def details_of(coding: Coding, field: str, person: int | None = None) -> Mapping[str, Any]:
    """Return what a coder said beside one value; empty where they said nothing."""
    held = getattr(coding, "details", None) or {}
    found = held.get(field if person is None else f"{person}/{field}")
    return found if isinstance(found, Mapping) else {}


def empty_kind(coding: Coding, field: str, person: int | None = None) -> str:
    """Return why a coder left a value empty, such as `not_reported`; "" where they did not say."""
    return str(details_of(coding, field, person).get("empty") or "")


def quotes_of(coding: Coding, field: str, person: int | None = None) -> list[CoderQuote]:
    """Return the words that a coder chose for a value. What cannot be read is left out."""
    found = details_of(coding, field, person).get("quotes")
    quotes = []
    for quote in found if isinstance(found, list) else []:
        try:
            start, end = int(quote["start"]), int(quote["end"])
            title = quote.get("in") == "title"
            quotes.append(CoderQuote(int(quote["report"]), title, start, end, str(quote["exact"])))
        except (KeyError, TypeError, ValueError):
            continue
    return quotes
