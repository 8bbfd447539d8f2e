"""Lists of terms that questions refer to, and checks of their codes."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from vigil.reading.codebook import terms
from vigil.trust.access.errors import NotPossible

LISTS: Final[Mapping[str, Callable[[], terms.Terms[Any]]]] = {
    "markets": terms.markets,
    "actors": terms.actors,
    "resilience": terms.resilience,
    "drivers": terms.drivers,
    "levels": terms.levels,
    "regions": terms.regions,
}
"""The lists of terms, by the names under which a panel keeps their versions."""


def versions() -> dict[str, str]:
    """Return the present version of every list of terms."""
    return {name: read().version for name, read in LISTS.items()}


def require_known_codes(name: str, codes: Iterable[str]) -> None:
    """Raise NotPossible naming the codes that are not in the list of this name."""
    known = LISTS[name]().terms
    if odd := sorted({str(code)[:40] for code in codes} - set(known)):
        raise NotPossible(
            _("These are not in the list of %(list)s: %(codes)s.")
            % {"list": name, "codes": ", ".join(odd)}
        )
