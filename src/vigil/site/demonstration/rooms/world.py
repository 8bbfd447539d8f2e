"""What the rooms of a demonstration know of each other, and the days that they count from today."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from vigil.casefile.models import Case
from vigil.trust.models import User


@dataclass
class DemoWorld:
    """A demonstration while it is filled."""

    today: date
    people: Mapping[str, User]
    size: int
    """How many cases are published. Tests make fewer."""
    cases: list[Case] = field(default_factory=list)
    """The published cases, those with an anniversary about today first."""
    stories: list[str] = field(default_factory=list)
    """The numbers of published stories."""

    def by(self, key: str) -> User:
        """Return the account of one of the people."""
        return self.people[key]


def years_before(day: date, years: int) -> date:
    """Return the same day some years before; of 29 February the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def days_before(day: date, days: int) -> date:
    """Return the day some days before."""
    return day - timedelta(days=days)


@cache
def invented(name: str) -> Mapping[str, Any]:
    """Return one of the files of invented content."""
    path = files("vigil.site.demonstration").joinpath("data", f"{name}.toml")
    return tomllib.loads(path.read_text("utf-8"))
