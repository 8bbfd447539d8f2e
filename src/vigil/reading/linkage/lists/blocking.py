"""Which rows of two lists are compared at all.

Comparing every row with every other takes the product of the two lengths. Rows meet under keys:
the sounds of two words of a name; day and region or country; day with place, age or a word of the
name; place or region with the month; the place alone where one has no date. A key that would bring
too many pairs is refined by what else the rows say, and dropped when that does not help, so that
the work grows with the rows.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from vigil.reading.linkage.days import Span
from vigil.reading.linkage.lists.agreement_levels import fold_place
from vigil.reading.linkage.lists.records import ListedKilling
from vigil.reading.linkage.names import fold_name, skeleton

SHIFT = 2
"""Days by which two lists may differ on a day and still meet by it."""
MOST = 150
"""Pairs that one key may bring; a key with more is refined, then dropped."""
ALONE = "day "
"""A day alone is always refined: too many people are killed on one day somewhere."""
_LONG = 62
"""Days: a date less precise than about two months is no key by itself."""

Rows = tuple[int, int]


def candidates(a: Sequence[ListedKilling], b: Sequence[ListedKilling]) -> list[Rows]:
    """Return the pairs of rows (of `a`, of `b`) to compare, in order."""
    left, right = _blocks(a, widely=True), _blocks(b, widely=False)
    found: set[Rows] = set()
    for key in left.keys() & right.keys():
        found.update(_within(key, left[key], right[key], a, b))
    return sorted(found)


def _within(
    key: str,
    ours: Sequence[int],
    theirs: Sequence[int],
    a: Sequence[ListedKilling],
    b: Sequence[ListedKilling],
) -> Iterator[Rows]:
    if len(ours) * len(theirs) <= MOST and not key.startswith(ALONE):
        yield from ((x, y) for x in ours for y in theirs)
        return
    if key.startswith("+"):
        return
    finer: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for side, (rows, killings) in enumerate(((ours, a), (theirs, b))):
        for row in rows:
            for part in _finer(killings[row]):
                finer[part][side].append(row)
    for one, two in finer.values():
        yield from _within("+", one, two, a, b)


def _finer(killing: ListedKilling) -> set[str]:
    """Return what else a row says: its place, a word of the name, the age, the year."""
    words = {skeleton(word) for name in killing.names for word in fold_name(name)}
    parts = {f"n {sound}" for sound in words if len(sound) > 1}
    parts.update(f"p {fold_place(place)}" for place in (killing.place, killing.admin2) if place)
    parts.update(_regions(killing))
    if killing.age and killing.age[0] == killing.age[1]:
        parts.add(f"a {killing.age[0]}")
    if killing.point:
        parts.add(f"c {round(killing.point[0])} {round(killing.point[1])}")
    if killing.when and killing.when[0] == killing.when[1]:
        parts.add(f"d {killing.when[0]}")
    return parts


def _blocks(killings: Sequence[ListedKilling], *, widely: bool) -> dict[str, list[int]]:
    """Return the rows under each key; `widely` gives the days around a row's own, too."""
    blocks: dict[str, list[int]] = defaultdict(list)
    for row, killing in enumerate(killings):
        for key in _keys(killing, widely=widely):
            blocks[key].append(row)
    return blocks


def _keys(killing: ListedKilling, *, widely: bool) -> set[str]:
    keys = {f"name {key}" for key in name_keys(killing.names)}
    regions = _regions(killing)
    where = [fold_place(place) for place in (killing.place, killing.admin2) if place]
    # By its place alone an undated row meets all of the other side, a dated one the undated.
    undated = killing.when is None
    if undated or not widely:
        keys.update(f"undated {place}" for place in where)
    if undated != widely:
        keys.update(f"dated {place}" for place in where)
    if killing.when is None:
        return keys
    # Each side gives half of the days around, so that lists change sides without another answer.
    for month in _months(killing.when, SHIFT // 2):
        keys.update(f"{month} {place}" for place in where)
        keys.update(f"{month} {region}" for region in regions)
    for day in _days(killing.when, SHIFT if widely else 0):
        keys.update(f"{day} {region}" for region in regions)
        keys.add(f"{ALONE}{day}")
    return keys


def name_keys(names: Sequence[str]) -> set[str]:
    """Return every two words of a name by their sound; one of one consonant as it is written."""
    keys: set[str] = set()
    for name in names:
        words = fold_name(name)
        sounds = sorted({s if len(s := skeleton(word)) > 1 else word for word in words})
        keys.update(f"{x} {y}" for n, x in enumerate(sounds) for y in sounds[n + 1 :])
    return keys


def _regions(killing: ListedKilling) -> list[str]:
    """Return what a row is in: its region and its country."""
    found = [f"r {fold_place(killing.admin1)}"] if killing.admin1 else []
    if killing.country:
        found.append(f"c {fold_place(killing.country)}")
    return found


def _days(when: Span, shift: int) -> range:
    """Return the days that a date of some days may mean; none of a longer one's."""
    if when[1] - when[0] > SHIFT * 5:
        return range(0)
    return range(when[0] - shift, when[1] + shift + 1)


def _months(when: Span, shift: int) -> list[str]:
    """Return the months that a date may mean, up to two months of them."""
    if when[1] - when[0] > _LONG:
        return []
    ends = (date.fromordinal(max(1, when[0] - shift)), date.fromordinal(when[1] + shift))
    first, last = (end.year * 12 + end.month for end in ends)
    return [f"m{month}" for month in range(first, last + 1)]
