"""Search as every page does."""

from django.http import QueryDict

from vigil.publication.record.columns import current
from vigil.publication.search.selection import Selection


def found_by(text: str) -> list[int]:
    """Return the keys of the cases that a search finds, the best match first."""
    query = QueryDict(mutable=True)
    query["q"] = text
    columns = current()
    selection = Selection.from_query(query, columns)
    if not selection.asked.get("q"):
        return []
    keys: list[int] = columns.pk[selection.rows(columns)].tolist()
    return keys


def keys_found(text: str) -> set[int]:
    """Return the keys of the cases that a search finds."""
    return set(found_by(text))
