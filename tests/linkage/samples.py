"""Invented accounts and reports for the tests of linkage."""

from collections.abc import Iterable, Sequence

from vigil.linkage.clustering import Group
from vigil.records import Account, DateRead, PlaceRead, Report, VictimRead

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


def singletons(rows: Iterable[int]) -> list[Group]:
    """Return a group for each row."""
    return [Group(rows=[row], scores={row: 1.0}) for row in rows]
