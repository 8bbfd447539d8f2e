"""What a list of people killed says of one killing, and what two lists have in common."""

from dataclasses import dataclass, field

from vigil.reading.linkage.days import Span

Point = tuple[float, float]
"""Latitude and longitude in degrees."""


@dataclass(frozen=True, slots=True)
class ListedKilling:
    """One row of a list: a person killed, or an event with a number of dead.

    Empty texts and None mean that the list does not say. `names` are all forms of the person's
    name; an event of several dead may give the names of all of them. `when` are the days that the
    date may mean. `killed` is the number of dead, where the list tells it. `event` says that the
    row counts the dead of an event and tells nothing of the persons.
    """

    id: str
    names: tuple[str, ...] = ()
    when: Span | None = None
    place: str = ""
    admin2: str = ""
    admin1: str = ""
    country: str = ""
    point: Point | None = None
    age: tuple[int, int] | None = None
    """Lowest and highest age in years."""
    gender: str = ""
    killed: int | None = None
    event: bool = False
    url: str = ""
    of_list: str = ""
    """The list that the row is from."""


@dataclass(frozen=True, slots=True)
class Match:
    """Two listed killings and how likely they are one.

    `reasons` maps a field to the level of agreement found and its share of the log-odds (natural
    logarithm); a field on which a side is silent has none.
    """

    a: str
    b: str
    probability: float
    reasons: dict[str, tuple[str, float]] = field(default_factory=dict)
    accepted: bool = False
