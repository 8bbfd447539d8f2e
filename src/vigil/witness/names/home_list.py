"""The names that the home page lists: those whom readers are shown on /names/."""

from datetime import date

from vigil.publication.pages.home_names import RememberedName
from vigil.witness.names.visibility import remembered_names


def oldest_names(limit: int) -> list[RememberedName]:
    """Return at most `limit` names, of those who died first; undated ones come last."""
    names = remembered_names().select_related("case")
    found = list(names.exclude(ordered_by=date.min).order_by("ordered_by", "pk")[:limit])
    if len(found) < limit:
        found += names.filter(ordered_by=date.min).order_by("pk")[: limit - len(found)]
    return [RememberedName(n.name, n.year, str(n.case.public_id)) for n in found]


def count_names() -> int:
    """Count the names that readers are shown."""
    return remembered_names().count()
