"""Invented accounts and reports for the tests of linkage."""

from collections.abc import Mapping, Sequence

import numpy as np

from vigil.reading.linkage.clustering import MILLION, Edges, StartGroups, cluster
from vigil.reading.linkage.proposals import Standing
from vigil.reading.records import Account, DateRead, PlaceRead, Report, VictimRead

PLACES = {
    "Veracruz": (19.19, -96.15, "MEX"),
    "Tijuana": (32.51, -117.04, "MEX"),
    "Itaguai": (-22.86, -43.78, "BRA"),
    "Boca del Rio": (19.11, -96.11, "MEX"),
}


def account(
    key: str,
    names: Sequence[str] = (),
    day: str = "",
    place: str = "",
    age: int | None = None,
) -> Account:
    """Return an account whose report has its key as id."""
    lat, lon, country = PLACES.get(place, (None, None, None))
    return Account(
        report_id=key,
        account=1,
        key=f"{key}#title:0-9",
        score=0.9,
        victims=[VictimRead(name=name, names=[name], age=age, outcome="killed") for name in names],
        date=DateRead(value=day, precision="day") if day else DateRead(),
        place=PlaceRead(name=place, country=country, lat=lat, lon=lon, precision="town")
        if place
        else PlaceRead(),
        method="firearm",
    )


def report(
    key: str, text: str, published: str = "", title: str = "", language: str = "en"
) -> Report:
    """Return a report that has an account's key as id."""
    return Report(id=key, text=text, published=published, language=language)


def key(name: str) -> str:
    """Return the key of the account made by `account(name)`."""
    return f"{name}#title:0-9"


def standing(count: int, report: Sequence[int] | None = None) -> Standing:
    """Return main accounts, each of a report of its own unless `report` numbers say otherwise."""
    own = np.arange(count) if report is None else np.array(report)
    return Standing(np.ones(count, dtype=bool), np.zeros(count, dtype=bool), own)


def starts(
    count: int,
    case: Sequence[int] | None = None,
    main: Sequence[bool] | None = None,
    loose: Sequence[bool] | None = None,
) -> StartGroups:
    """Return a group for each row."""
    one = np.ones(count, dtype=np.int64)
    mains = np.ones(count, dtype=bool) if main is None else np.array(main)
    cases = np.zeros(count, dtype=np.int64) if case is None else np.array(case)
    crowded = np.zeros(count, dtype=bool) if loose is None else np.array(loose)
    return StartGroups(one, np.arange(count), mains, crowded, cases)


def edges(
    likely: Mapping[tuple[int, int], float],
    apart: Sequence[tuple[int, int]] = (),
    barred: Sequence[tuple[int, int]] = (),
    siblings: Sequence[tuple[int, int]] = (),
) -> Edges:
    """Return what pairs of single rows tell."""
    pairs = np.array([*likely, *apart, *barred], dtype=np.int64).reshape(-1, 2)
    kinds = np.repeat([0, 1, 2], [len(likely), len(apart), len(barred)])
    total = np.zeros(len(pairs), dtype=np.int64)
    total[kinds == 0] = np.rint(np.array(list(likely.values())) * MILLION)
    seen = (kinds == 0).astype(np.int64)
    sibling = np.array([tuple(pair) in set(siblings) for pair in pairs.tolist()], dtype=bool)
    return Edges(pairs[:, 0], pairs[:, 1], total, seen, kinds == 1, kinds == 2, sibling).summed()


def clustered(
    count: int,
    likely: Mapping[tuple[int, int], float],
    join: float,
    apart: Sequence[tuple[int, int]] = (),
    barred: Sequence[tuple[int, int]] = (),
) -> list[list[int]]:
    """Cluster single rows; return the groups."""
    label = cluster(starts(count), edges(likely, apart, barred), join).label.tolist()
    return [[row for row in range(count) if label[row] == n] for n in sorted(set(label))]
