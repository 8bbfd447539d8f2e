"""Collect the words that no public text about one case may contain.

Pages and files use the same collection. How a text is checked against it: see `withheld_words`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from vigil.casefile.cases.queries import coded_values_of
from vigil.casefile.disclosure.policy import is_finer
from vigil.casefile.disclosure.withheld_words import WithheldWords
from vigil.casefile.models import Account, Case
from vigil.casefile.people.name_matching import same_person


@dataclass(frozen=True)
class NamesAndPlaces:
    """The names and places of a case that may be shown, and the names that may not."""

    named: Sequence[str]
    """All forms of the names of people who may be named."""
    unnamed: Sequence[str]
    """All forms of the names of people in the case who may not be named."""
    places: Sequence[str]
    """Names of the place, as precise as they may be shown."""
    ceiling: str
    """The finest precision of a place that may be shown."""


def withheld_of(
    case: Case, accounts: Iterable[Account], shown: NamesAndPlaces, known_places: Iterable[Any]
) -> WithheldWords:
    """Collect the words that no public text about this case may contain.

    These are: names of perpetrators, in any account or coding; names of people in the case who may
    not be named; names of other people whom a report names as victims; names that were withdrawn;
    and places that are more precise than may be shown. Names of people who may be named are exempt,
    so that a namesake does not hide them. Names that were withdrawn are never exempt.

    `accounts` are all accounts of the reports of the case. `known_places` are its accepted places.
    """
    accounts = list(accounts)
    apart = [*shown.unnamed, *case.withheld]
    names = [*shown.unnamed, *_perpetrators_in_codings(case)]
    for account in accounts:
        names += _perpetrators_in(account)
        names += (
            name for name in names_in_account(account) if _stays_hidden(name, shown.named, apart)
        )
    return WithheldWords(
        names,
        shown=shown.named,
        places=shown.places,
        finer=list(_finer(shown.ceiling, [*known_places, *_places_in(accounts)])),
        withdrawn=case.withheld,
    )


def names_in_account(account: Account) -> Iterator[str]:
    """Yield every name of a victim in an account, those that only a second reader read too."""
    lists = [[v.get("name"), *(v.get("names") or [])] for v in account.record.get("victims", [])]
    for mark in account.record.get("disagreements", []):
        if mark["field"] in ("/victims", "/accounts"):
            lists.append(mark["other"].split(", "))
    for claim in account.claims.all():
        if claim.field == "names" and isinstance(claim.value, list):
            lists.append(claim.value)
    yield from (str(name) for names in lists for name in names if name)


def _stays_hidden(name: str, named: Sequence[str], apart: Sequence[str]) -> bool:
    """Say whether a name in an account belongs to somebody who may not be named."""
    return not same_person([name], named) or same_person([name], apart)


def _perpetrators_in_codings(case: Case) -> Iterator[str]:
    for row in case.accepted.all():
        if row.field == "perpetrators":
            yield from _names_in_list(row.value)
    for values in coded_values_of(case):
        yield from _names_in_list((values.get("case") or {}).get("perpetrators"))


def _perpetrators_in(account: Account) -> Iterator[str]:
    yield from _names_in_list(account.record.get("perpetrators"))
    for claim in account.claims.all():
        if claim.field == "perpetrators":
            yield from _names_in_list(claim.value)


def _names_in_list(entries: Any) -> Iterator[str]:
    """Yield the names in a list of perpetrators; a single entry counts as a list of one."""
    for entry in [entries] if isinstance(entries, dict | str) else entries or []:
        yield str(entry.get("name") or "") if isinstance(entry, dict) else str(entry)


def _places_in(accounts: Iterable[Account]) -> Iterator[Any]:
    for account in accounts:
        for claim in account.claims.all():
            # Whoever read a page wrote no precision down: `Claims` shows such a place with care.
            if claim.field == "place" and claim.read_on is None:
                yield claim.value


def _finer(ceiling: str, places: Iterable[Any]) -> Iterator[str]:
    """Yield the names of places that are more precise than may be shown."""
    for place in places:
        if not isinstance(place, dict):
            continue
        if place.get("name") and is_finer(str(place.get("precision") or ""), ceiling):
            yield str(place["name"])
        if place.get("admin2") and is_finer("admin2", ceiling):
            yield str(place["admin2"])
