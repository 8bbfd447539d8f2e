"""Which numbers of the fund may be published, so that no group of fewer than five can be made out.

Pure. A published number (a cell) is made of a set of grants. It is published only if five of them
are known to nobody, and it moves only if five of them changed since it moved last, and since every
state in which it was ever published: otherwise it stands as it was. So no number, and no difference
of two numbers of the same cell, is of one to four grants. Cells of one kind do not overlap: each
grant counts in one cell of regions, in one of themes, in one each of the people and the communities
reached, and for each donor in one of what was committed and one of what was paid. A total is the
sum of what is published, never the true one.

How many grants stand behind a number of people is not said: beside the number of grants of the same
region it would tell how few of them reported nothing.

Grants of parties that are open are listed one by one. What is listed is known, and is taken off
every group that protects others: a grant that would leave fewer than five others in any group that
was ever published is not listed, nor one that still counts in a number that stands.
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
MONEY_KINDS: Final = ("committed", "paid")
"""The kinds of cells that say how much of a donor's money there is, by the grants' years."""

Members = Mapping[str, int]
"""By the ids of grants, what each adds to a number."""


@dataclass(frozen=True)
class GrantForSuppression:
    """A grant as it stands. `amounts`: (donor, currency) -> what is committed and what is paid.

    `group` is empty but for a grant that may be told of under another name: then it says with
    which others it must not be told apart.
    """

    key: str
    region: str
    year: int
    open: bool
    amounts: Mapping[tuple[str, str], tuple[int, int]]
    group: str = ""
    reached: Mapping[str, int] = field(default_factory=dict)
    """By the cells of what it reached (`THEME`, `PEOPLE`, `PLACES`), what it adds to each. At most
    one of each kind; of what was not reported there is none."""

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
    """A number that is published, or was, or may be.

    `members` are those of the last time it was published, `past` of every time, this one included.
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
    """What was published so far: what the next release is made from."""

    cells: Mapping[str, PublishedNumber] = field(default_factory=dict)
    items: frozenset[str] = frozenset()
    """Grants that are listed."""
    known: frozenset[str] = frozenset()
    """Grants that were ever listed."""
    bands: Mapping[str, tuple[tuple[int, ...], ...]] = field(default_factory=dict)
    """By kind, donor and currency: which years make one number together, for good."""


@dataclass(frozen=True)
class ReleasePlan:
    """A release: the state after it, and what waits, with the reason."""

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
    """Return the next release: what is listed, which numbers move, and what is held back."""
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
    """Return a cell as it is published next. `counts`: readers are told how many grants there are.

    It is published anew with five grants that nobody knows, if five changed since the last time; it
    ends only if five left; else it stands as it was.
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
    """Move every cell as far as it may; years that no number holds are put together till it is."""
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
    """Put grants into their cells, as things stand."""
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
    """Put years together, the oldest first, until five unknown grants are in them. For good."""
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
    """Say which open grants may be listed: every group keeps five others, or has none to keep."""
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
    """Return what is missing between what is published and what there is."""
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
    """Return what a grant adds, by kind, donor and currency; nothing is left out."""
    return {
        f"{kind}|{donor}|{currency}": amounts[i]
        for (donor, currency), amounts in grant.amounts.items()
        for i, kind in enumerate(MONEY_KINDS)
        if amounts[i]
    }


def band_key(within: str, years: Iterable[int]) -> str:
    """Name the cell of some years of a kind, donor and currency."""
    return f"{within}|{'+'.join(map(str, years))}"


def years_of(key: str) -> tuple[int, ...]:
    """Return the years of which a cell of money tells."""
    return tuple(int(year) for year in key.rpartition("|")[2].split("+"))


def format_years(years: tuple[int, ...]) -> str:
    """Write years: 2019, 2021–2023."""
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
    """Return a state as JSON keeps it."""
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
    """Return the state that was kept; nothing kept is nothing published."""
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
