"""Grants with their ledger for tests of what is published: rows, without the verbs before them."""

from datetime import date
from typing import Any

from fund.factories import donor, officer, party
from vigil.fund.models import Donor, Entry, Grant, Party
from vigil.trust.models import Level, User


def granted(
    level: str = Level.HIDDEN,
    minor: int = 1_000_00,
    paid: int = 0,
    year: int = 2024,
    by: User | None = None,
    donors: list[Donor] | None = None,
    **values: Any,
) -> Grant:
    """Make an agreed grant of a new party at a level, its money split evenly among donors."""
    by = by or officer()
    title = values.pop("title", "A radio that warns" if level == Level.OPEN else "")
    number = Grant.objects.count() + 1
    of = values.pop("of", None) or party(level, by=by, **{"name": f"Group {number}", **values})
    on = date(year, 3, 5)
    grant = Grant.objects.create(
        number=number,
        party=of,
        kind=Grant.Kind.GRANT,
        state=Grant.State.ACTIVE,
        country=of.country,
        theme="",
        public_title=title,
        currency="USD",
        starts_on=on,
        ends_on=date(year + 1, 3, 4),
        agreed_on=on,
    )
    givers = donors or [donor()]
    for giver in givers:
        enter(grant, Entry.Kind.COMMIT, minor // len(givers), giver, by, on)
        if paid:
            enter(grant, Entry.Kind.PAY, paid // len(givers), giver, by, date(year, 6, 7))
    return grant


def enter(grant: Grant, kind: str, minor: int, giver: Donor, by: User, on: date) -> Entry:
    """Write a line of the ledger."""
    return Entry.objects.create(
        grant=grant, donor=giver, kind=kind, minor=minor, currency=grant.currency, on=on, by=by
    )


def several(n: int, **values: Any) -> list[Grant]:
    """Make so many grants of parties that are hidden, in Mexico."""
    by = officer()
    return [granted(by=by, **values) for _ in range(n)]


def a_person(title: str = "A fellowship", **values: Any) -> Grant:
    """Make a listed grant of a person who is open."""
    return granted(Level.OPEN, kind=Party.Kind.PERSON, title=title, **values)
