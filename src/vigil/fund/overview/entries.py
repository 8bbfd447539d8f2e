"""The entries of the fund's desk: the first seven, and what stands behind "More"."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vigil.trust.organisation.queries import is_closed_route


@dataclass(frozen=True)
class DeskEntry:
    """An entry that leads somewhere. `here` is "page" on that page, "true" below it, or empty."""

    label: str
    address: str
    here: str = ""


@dataclass(frozen=True)
class DeskEntries:
    """The entries for one page; `inside` says whether the page is behind "More"."""

    first: Sequence[DeskEntry]
    more: Sequence[DeskEntry]

    @property
    def inside(self) -> bool:
        """Return whether the page is one of those behind "More"."""
        return any(one.here for one in self.more)


Entry = tuple[Promise, tuple[str, ...]]
FIRST: Final[tuple[Entry, ...]] = (
    (pgettext_lazy("fund desk", "Home"), ("desk_fund:overview",)),
    (_("Calls"), ("desk_fund:calls",)),
    (_("Applications"), ("desk_fund:applications",)),
    (_("Parties"), ("desk_fund:parties",)),
    (_("Grants"), ("desk_grants:grants",)),
    (_("Money"), ("desk_finance:home",)),
    (_("Results"), ("desk_grants:results",)),
)
"""Each with its routes: the first that this installation has is where it leads."""
MORE: Final[tuple[Entry, ...]] = (
    (_("From grantees"), ("desk_fund:from_grantees",)),
    (_("Emergencies"), ("desk_fund:emergencies",)),
    (_("Nominations"), ("desk_fund:nominations",)),
    (_("Letters"), ("desk_fund:letters",)),
    (_("Decisions"), ("desk_fund:decisions",)),
    (_("Donors"), ("desk_grants:donors",)),
    (_("Ledger"), ("desk_grants:ledger",)),
    (_("Audit"), ("desk_grants:audit",)),
    (_("Gates"), ("desk_grants:gates",)),
    (_("What is published"), ("desk_fund_releases:releases",)),
)


def desk_entries(path: str) -> DeskEntries:
    """Return the entries for the page at this path."""
    first, more = _addresses(FIRST), _addresses(MORE)
    taken = {address for _label, address in first}
    more = [one for one in more if one[1] not in taken]
    home = reverse("desk_fund:overview")
    below = [at for _label, at in (*first, *more) if at != home and path.startswith(at)]
    nearest = max(below, key=len, default="")

    def entry(label: str, address: str) -> DeskEntry:
        if path == address:
            return DeskEntry(label, address, "page")
        return DeskEntry(label, address, "true" if address == nearest else "")

    return DeskEntries([entry(*one) for one in first], [entry(*one) for one in more])


def _addresses(entries: Sequence[Entry]) -> list[tuple[str, str]]:
    found = []
    for label, routes in entries:
        for route in routes:
            if at := _address(route):
                found.append((str(label), at))
                break
    return found


def _address(route: str) -> str:
    if is_closed_route(*route.rpartition(":")[::2]):
        return ""
    try:
        return reverse(route)
    except NoReverseMatch:
        return ""
