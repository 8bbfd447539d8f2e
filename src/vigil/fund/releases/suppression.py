"""Decide which numbers may be published, so that no group of fewer than five can be derived. Pure.

A published number counts a set of grants. It is published only if five of them are known to nobody.
It changes only if five of them changed since it last changed, and since every state ever published;
otherwise it stays. So no number, and no difference of two states of a number, is about one to four
grants.

Numbers of one kind do not overlap: each grant counts in one region, one theme, one number each of
people and communities reached, and for each donor in one number of commitments and one of payments.
An outcome statement counts in its one theme. A grant with statements of several themes is in
several numbers, each of at least five grants. A total is the sum of the published numbers, never
the true total.

How many grants are behind a number of people is not published: compared with the number of grants
of the region it would show how few did not report.

Grants of open parties are listed one by one. A listed grant is known, so it no longer protects
others. It is not listed if it would leave fewer than five others in any group ever published, or
still counts in a published number.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

MIN_GRANTS: Final = 5
GRANTS_BY_REGION: Final = "region"
"""The kind of cell that says how many grants there are in a region of the world."""
GRANTS_UNDER_PSEUDONYM: Final = "told"
"""The kind of cell of grants under another name: region, month and band of amounts."""
GRANTS_BY_THEME: Final = "theme"
"""The kind of cell that says how many grants there are of a theme: each grant counts in one."""
PEOPLE_REACHED, COMMUNITIES_REACHED = "people", "communities"
"""The kinds of cells that say how many people, and communities, were reached in a region."""
OUTCOMES_BY_THEME: Final = "outcomes"
"""The kind of cell that says how many agreed outcome statements there are of a theme."""
MONEY_KINDS: Final = ("committed", "paid")
"""The kinds of cells that say how much of a donor's money there is, by the grants' years."""

Members = Mapping[str, int]
"""By the ids of grants, what each adds to a number."""


@dataclass(frozen=True)
class GrantForSuppression:
    """A grant as it is now. `amounts` maps (donor, currency) to committed and paid.

    `group` is set only for a grant that may appear under a pseudonym: it names the grants from
    which it must not be distinguished.
    """

    key: str
    region: str
    year: int
    open: bool
    amounts: Mapping[tuple[str, str], tuple[int, int]]
    group: str = ""
    reached: Mapping[str, int] = field(default_factory=dict)
    """By the cells of what it reached and achieved, what it adds to each. At most one of each kind,
    but for outcome statements; of what was not reported there is none."""

    @property
    def cell(self) -> str:
        """In which cell of regions it counts while it is not listed."""
        return (
            f"{GRANTS_UNDER_PSEUDONYM}|{self.group}"
            if self.group
            else f"{GRANTS_BY_REGION}|{self.region}"
        )


@dataclass(frozen=True)
class PublishedNumber:
    """A number that is, was or may be published.

    `members` are the grants of its last publication, `past` those of every publication.
    """

    shown: bool = False
    members: Members = field(default_factory=dict)
    past: tuple[Members, ...] = ()
    groups: tuple[frozenset[str], ...] = ()
    """Every set of grants about which the numbers that were published, or two of them, tell."""

    @property
    def total(self) -> int:
        """What is published."""
        return sum(self.members.values())


@dataclass(frozen=True)
class PublishedState:
    """Everything published so far, from which the next release is planned."""

    cells: Mapping[str, PublishedNumber] = field(default_factory=dict)
    items: frozenset[str] = frozenset()
    """Grants that are listed."""
    known: frozenset[str] = frozenset()
    """Grants that were ever listed."""
    bands: Mapping[str, tuple[tuple[int, ...], ...]] = field(default_factory=dict)
    """By kind, donor and currency: which years make one number together, for good."""


@dataclass(frozen=True)
class ReleasePlan:
    """The state after the next release, and what waits, with reasons."""

    state: PublishedState
    waiting: Mapping[str, str]
    """Open grants that are not listed yet: "counted" (in a number that stands), "few" (too few
    others would be left in a group)."""
    held_back: Mapping[tuple[str, str, str], int]
    """By kind, donor and currency: what neither the list nor the numbers hold, or hold too much."""
    still: Mapping[str, str]
    """Cells that do not say how things stand, with the reason: "few", "change"."""

    @property
    def shown(self) -> dict[str, PublishedNumber]:
        """The cells that are published."""
        return {key: cell for key, cell in sorted(self.state.cells.items()) if cell.shown}


def plan_release(before: PublishedState, grants: Iterable[GrantForSuppression]) -> ReleasePlan:
    """Plan the next release: what is listed, which numbers change, what is held back."""
    now = {grant.key: grant for grant in sorted(grants, key=lambda one: one.key)}
    stay = {key for key in before.items if key in now and now[key].open}
    free, few = _free(before, [k for k, one in now.items() if one.open and k not in stay])
    protected = [one for key, one in now.items() if key not in stay | free]
    told = before.known | free
    cells, bands = _moved(before, protected, told)
    counted = {key for cell in cells.values() if cell.shown for key in cell.members}
    listed = frozenset(stay | (free - counted))
    state = PublishedState(cells, listed, before.known | listed, bands)
    waiting = dict.fromkeys(free & counted, "counted") | dict.fromkeys(few, "few")
    fresh = _members(protected, bands)
    still = {
        key: "few" if _unknown(fresh.get(key, {}), told) < MIN_GRANTS else "change"
        for key in sorted({*fresh, *(k for k, c in cells.items() if c.shown)})
        if not cells.get(key, PublishedNumber()).shown or cells[key].members != fresh.get(key, {})
    }
    return ReleasePlan(state, waiting, _held_back(now.values(), state), still)


def next_published(
    cell: PublishedNumber, now: Members, known: frozenset[str], *, counts: bool
) -> PublishedNumber:
    """Return a number as it is published next; `counts` if it shows how many grants there are.

    It changes only with five unknown members and five changes since the last time. It ends only if
    five left.
    """
    if cell.shown and now == cell.members:
        return cell
    changed = _changed(now, cell.members)
    by = abs(len(now) - len(cell.members))
    far = by >= MIN_GRANTS or by == 0 if counts else True
    apart = all(not 0 < len(_changed(now, was) - known) < MIN_GRANTS for was in cell.past)
    moved = len(changed) >= MIN_GRANTS or (not cell.shown and not changed)
    if _unknown(now, known) >= MIN_GRANTS and moved and far and apart:
        return _published(cell, now)
    left = cell.members.keys() - now.keys()
    if cell.shown and _unknown(now, known) < MIN_GRANTS and len(left) >= MIN_GRANTS:
        return replace(cell, shown=False)
    return cell


def _published(cell: PublishedNumber, now: Members) -> PublishedNumber:
    groups = [frozenset(now), *(frozenset(_changed(now, was)) for was in cell.past)]
    return PublishedNumber(
        shown=True,
        members=dict(now),
        past=cell.past if now in cell.past else (*cell.past, dict(now)),
        groups=tuple(dict.fromkeys((*cell.groups, *(group for group in groups if group)))),
    )


def _moved(
    before: PublishedState, protected: list[GrantForSuppression], told: frozenset[str]
) -> tuple[dict[str, PublishedNumber], dict[str, tuple[tuple[int, ...], ...]]]:
    """Change every number as far as allowed; combine years that no number covers yet."""
    bands = _banded(before.bands, protected, told)
    fresh = _members(protected, bands)
    cells = {
        key: next_published(
            before.cells.get(key, PublishedNumber()),
            fresh.get(key, {}),
            told,
            counts=key.partition("|")[0] not in MONEY_KINDS,
        )
        for key in {*before.cells, *fresh}
    }
    return {key: cell for key, cell in cells.items() if cell.past}, bands


def _members(
    protected: Iterable[GrantForSuppression], bands: Mapping[str, tuple[tuple[int, ...], ...]]
) -> dict[str, dict[str, int]]:
    """Assign grants to numbers, as they are now."""
    found: dict[str, dict[str, int]] = {}
    for grant in protected:
        found.setdefault(grant.cell, {})[grant.key] = 1
        for cell, n in grant.reached.items():
            found.setdefault(cell, {})[grant.key] = n
        for within, minor in _money(grant).items():
            for years in bands.get(within, ()):
                if grant.year in years:
                    found.setdefault(band_key(within, years), {})[grant.key] = minor
    return found


def _banded(
    bands: Mapping[str, tuple[tuple[int, ...], ...]],
    protected: list[GrantForSuppression],
    told: frozenset[str],
) -> dict[str, tuple[tuple[int, ...], ...]]:
    """Combine years, oldest first, until five unknown grants are in them. This is permanent."""
    made = dict(bands)
    by_year: dict[str, dict[int, set[str]]] = {}
    for grant in protected:
        for within in _money(grant):
            years = by_year.setdefault(within, {})
            years.setdefault(grant.year, set()).add(grant.key)
    for within, years in by_year.items():
        taken = {year for band in made.get(within, ()) for year in band}
        waiting: list[int] = []
        inside: set[str] = set()
        for year in sorted(set(years) - taken):
            waiting.append(year)
            inside |= years[year] - told
            if len(inside) >= MIN_GRANTS:
                made[within] = (*made.get(within, ()), tuple(waiting))
                waiting, inside = [], set()
    return made


def _free(before: PublishedState, candidates: Iterable[str]) -> tuple[set[str], list[str]]:
    """Return which open grants may be listed: every group must keep five others, or have none."""
    free: set[str] = set()
    few = []
    groups = [group for cell in before.cells.values() for group in cell.groups]
    for key in candidates:
        left = (len(group - before.known - free - {key}) for group in groups if key in group)
        if any(0 < n < MIN_GRANTS for n in left):
            few.append(key)
        else:
            free.add(key)
    return free, few


def _held_back(
    now: Iterable[GrantForSuppression], state: PublishedState
) -> dict[tuple[str, str, str], int]:
    """Return the difference between what is published and what exists."""
    found: dict[tuple[str, str, str], int] = {}
    for grant in now:
        for within, minor in _money(grant).items():
            kind, donor, currency = within.split("|")
            there = 0 if grant.key in state.items else minor
            found[kind, donor, currency] = found.get((kind, donor, currency), 0) + there
    for key, cell in state.cells.items():
        kind, *rest = key.split("|")
        if kind in MONEY_KINDS and cell.shown:
            at = (kind, rest[0], rest[1])
            found[at] = found.get(at, 0) - cell.total
    return {at: minor for at, minor in sorted(found.items()) if minor}


def _money(grant: GrantForSuppression) -> dict[str, int]:
    """Return the contribution of a grant, by kind, donor and currency."""
    return {
        f"{kind}|{donor}|{currency}": amounts[i]
        for (donor, currency), amounts in grant.amounts.items()
        for i, kind in enumerate(MONEY_KINDS)
        if amounts[i]
    }


def band_key(within: str, years: Iterable[int]) -> str:
    """Return the key of a number of some years of a kind, donor and currency."""
    return f"{within}|{'+'.join(map(str, years))}"


def years_of(key: str) -> tuple[int, ...]:
    """Return the years that a number of money covers."""
    return tuple(int(year) for year in key.rpartition("|")[2].split("+"))


def format_years(years: tuple[int, ...]) -> str:
    """Format years: 2019, 2021–2023."""
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(str(r[0]) if len(r) == 1 else f"{r[0]}–{r[-1]}" for r in runs)


def _changed(one: Members, other: Members) -> set[str]:
    return {key for key, _value in one.items() ^ other.items()}


def _unknown(members: Members, known: frozenset[str]) -> int:
    return len(members.keys() - known)


# As it is kept


def state_to_json(state: PublishedState) -> dict[str, Any]:
    """Return a state as JSON values."""
    cells = {
        key: {"shown": cell.shown, "members": cell.members, "past": list(cell.past)}
        for key, cell in state.cells.items()
    }
    bands = {within: [list(years) for years in some] for within, some in state.bands.items()}
    return {
        "cells": cells,
        "items": sorted(state.items),
        "known": sorted(state.known),
        "bands": bands,
    }


def state_from_json(kept: Mapping[str, Any]) -> PublishedState:
    """Return the state from JSON values; an empty one if there is none."""
    bands = {
        within: tuple(tuple(years) for years in some)
        for within, some in kept.get("bands", {}).items()
    }
    cells = {key: _read_cell(cell) for key, cell in kept.get("cells", {}).items()}
    return PublishedState(
        cells, frozenset(kept.get("items", ())), frozenset(kept.get("known", ())), bands
    )


def _read_cell(kept: Mapping[str, Any]) -> PublishedNumber:
    cell = PublishedNumber()
    for was in kept["past"]:
        cell = _published(cell, was)
    return replace(cell, shown=kept["shown"], members=kept["members"])
