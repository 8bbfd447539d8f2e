"""How the places of one text sit together: distance, containment, the outlet's home."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vigil.reading.intake.geocoding.candidate_features import Table
from vigil.reading.intake.geocoding.candidate_places import ADMIN1, ADMIN2, COUNTRY, FEATURE, Floats

TOGETHER = (
    "home_50",
    "home_200",
    "home_admin1",
    "not_home_country",
    "near_home",
    "near_focus",
    "near_nation",
    "beside_50",
    "beside_200",
    "beside_800",
    "best_50",
    "close_200",
    "in_admin2",
    "in_admin1",
    "in_country",
    "in_near_admin1",
    "in_near_country",
    "same_admin1",
    "same_country",
    "same_admin2",
    "nation",
    "holds_others",
    "elsewhere",
    "outlet_admin1",
    "outlet_nation",
)

_EARTH_KM = 6371.0
_CLOSE = 80
"""Characters between two names at which their nearness in the text counts half."""
_FOCUS = 0.3
"""Least weight of other names by which a text is taken to be about a place or a country."""


@dataclass(frozen=True, slots=True)
class Home:
    """Where an outlet is at home, how sure (0..1), and what its other texts speak of.

    `places`, `divisions` and `nations` have the share of those texts that speak of each.
    """

    unit: Floats
    sure: float
    country: int
    admin1: int
    places: dict[int, float]
    divisions: dict[int, float]
    nations: dict[int, float]


def squared(one: Floats, other: Floats) -> Floats:
    """Squared chords between points of the unit sphere, shape (n, m) or (n,)."""
    out: Floats = np.maximum(2 - 2 * (one @ other.T), 0)
    return out


def kernel(squares: Floats, km: float) -> Floats:
    """1 at no distance, 1/2 at `km`, then falling with the square; from squared chords."""
    out: Floats = np.float32(1) / (1 + squares * np.float32((_EARTH_KM / km) ** 2))
    return out


def joint_features(table: Table, chance: Floats, home: Home | None) -> Floats:
    """Return the reasons of the group *together*, given the chance of each row so far.

    Puts the rows NEAR where the text's other names lie, or at the outlet's home.
    """
    other = table.sense[:, None] != table.sense[None, :]
    local = chance * ((table.kind >= ADMIN2) & (table.kind != FEATURE))
    squares = squared(table.unit, table.unit)
    squares = _place_near(table, squares, local, chance, home)
    x = _beside(table, squares, local * other)
    x |= _containment(table, chance * other)
    rough = chance * ((table.kind >= ADMIN1) & (table.kind != FEATURE))
    x |= _shares(table, rough * other)
    x["nation"] = _share(table.country, chance * other)
    if home is not None:
        x |= _at_home(table, home)
    near = table.near
    at_focus = {"near_focus": x["beside_200"], "near_nation": x["nation"]}
    out = np.zeros((table.number.size, len(TOGETHER)), dtype=np.float32)
    for name, values in x.items():
        out[:, _COLUMN[name]] = np.where(near, 0, values)
    for name, values in at_focus.items():
        out[:, _COLUMN[name]] = values * near
    if home is not None:
        out[:, _COLUMN["near_home"]] = home.sure * near
    return out


_COLUMN = {name: i for i, name in enumerate(TOGETHER)}
_Columns = dict[str, NDArray[np.floating]]


def _by_sense(values: Floats, table: Table) -> Floats:
    out: Floats = np.add.reduceat(values, table.first[:-1], axis=1)
    return out


def _place_near(
    table: Table, squares: Floats, local: Floats, chance: Floats, home: Home | None
) -> Floats:
    """Fill the rows NEAR a point, and return the squared chords with those rows filled in.

    The point is the middle of the text's other places, or the outlet's home, or the country that
    the text speaks of.
    """
    likely = local > 0.05
    density = kernel(squares, 100) * local[None, :]
    score = density.sum(axis=1)
    if home is not None:
        score = score + home.sure * kernel(squared(table.unit, home.unit), 100)
    own = _by_sense(density, table)
    for row in np.flatnonzero(table.near):
        sense = int(table.sense[row])
        mine = np.where(likely & (table.sense != sense), score - own[:, sense], 0)
        best = int(mine.argmax())
        if mine[best] <= _FOCUS:
            best = _nation(table, np.where(table.sense == sense, 0, chance), home)
        if best >= 0:
            table.unit[row], squares[row] = table.unit[best], squares[best]
            table.country[row], table.admin1[row] = table.country[best], table.admin1[best]
        elif home is not None:
            table.unit[row], squares[row] = home.unit, squared(table.unit, home.unit)
            table.country[row], table.admin1[row] = home.country, home.admin1
    return squares


def _nation(table: Table, chance: Floats, home: Home | None) -> int:
    """Return a row of the country named most, the country itself if it is named.

    It is -1 if there is none, or it is the country of the outlet.
    """
    weight = np.where(table.near, 0, chance)
    mass = np.bincount(table.country + 1, weights=weight, minlength=2)[1:]
    country = int(mass.argmax())
    at_home = home is not None and (country == home.country or mass[country] < mass.sum() / 2)
    if mass[country] <= _FOCUS or at_home:
        return -1
    inside = weight * (table.country == country)
    return int((inside * np.where(table.kind == COUNTRY, 2, 1)).argmax())


def _beside(table: Table, squares: Floats, weight: Floats) -> _Columns:
    """How near the other names' places lie: on the whole, the best one, and near in the text."""
    x: _Columns = {}
    mass = np.maximum(weight.sum(axis=1), 0.25)
    for km in (50, 200, 800):
        sums = _by_sense(kernel(squares, km) * weight, table)
        x[f"beside_{km}"] = sums.sum(axis=1) / mass
        if km == 50:
            x["best_50"] = sums.max(axis=1)
        if km == 200:
            x["close_200"] = (sums / (1 + table.apart[table.sense] / _CLOSE)).max(axis=1)
    return x


def _containment(table: Table, weight: Floats) -> _Columns:
    """Return whether the text names the division or country of a candidate, and how near."""
    close = 1 / (1 + table.apart[table.sense][:, table.sense] / _CLOSE)
    x: _Columns = {}
    in_admin2 = _holds(table.admin2, table) * weight
    x["in_admin2"] = in_admin2.max(axis=1)
    held = _holds(table.admin1, table)
    x["in_admin1"] = (held * weight).max(axis=1)
    x["in_near_admin1"] = (held * weight * close).max(axis=1)
    x["holds_others"] = np.minimum((held.T * weight).sum(axis=1), 3) / 3
    smaller = (table.kind != COUNTRY) & (table.country >= 0)
    nation = (table.country[:, None] == table.country[None, :]) & smaller[:, None]
    in_country = (nation & (table.kind == COUNTRY)[None, :]) * weight
    x["in_country"] = in_country.max(axis=1)
    x["in_near_country"] = (in_country * close).max(axis=1)
    return x


def _holds(holder: NDArray[np.int32], table: Table) -> NDArray[np.bool_]:
    out: NDArray[np.bool_] = (holder[:, None] == table.number[None, :]) & (holder >= 0)[:, None]
    return out


def _own_division(table: Table) -> NDArray[np.int64]:
    return np.where(table.kind == ADMIN1, table.number, table.admin1)


def _shares(table: Table, weight: Floats) -> _Columns:
    """Return the share of the other names that lie in the same country or division."""
    x: _Columns = {}
    for name, column in (
        ("same_country", table.country),
        ("same_admin1", _own_division(table)),
        ("same_admin2", table.admin2),
    ):
        x[name] = _share(column, weight)
    return x


def _share(column: NDArray[np.integer], weight: Floats) -> NDArray[np.floating]:
    same = (column[:, None] == column[None, :]) & (column >= 0)[:, None]
    out: NDArray[np.floating] = (same * weight).sum(axis=1) / np.maximum(weight.sum(axis=1), 0.5)
    return out


def _at_home(table: Table, home: Home) -> _Columns:
    squares = squared(table.unit, home.unit)
    division = _own_division(table)
    return {
        "home_50": home.sure * kernel(squares, 50),
        "home_200": home.sure * kernel(squares, 200),
        "home_admin1": home.sure * ((division == home.admin1) & (division >= 0)),
        "not_home_country": home.sure * (table.country != home.country),
        "elsewhere": _looked_up(home.places, table.number),
        "outlet_admin1": _looked_up(home.divisions, division),
        "outlet_nation": _looked_up(home.nations, table.country),
    }


def _looked_up(shares: dict[int, float], keys: NDArray[np.integer]) -> NDArray[np.floating]:
    return np.array([shares.get(int(k), 0.0) for k in keys])
