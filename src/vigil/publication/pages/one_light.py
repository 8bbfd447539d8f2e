"""The light of one person among the others: the field of the front page, small, with one light lit.

A light is where the front page has it. Where there are too many for a light each, some of the
others are drawn.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from vigil.charts import lights as field
from vigil.publication.pages.lights import (
    MOST_LINKED,
    Floats,
    killed_of,
    mirrored,
    span_of_everybody,
)
from vigil.publication.record.columns import Columns

SCALE: Final = 0.5
"""Units of the small field to one of the front page. Its lights are drawn larger in proportion."""


@dataclass(frozen=True, slots=True)
class LightAmongOthers:
    """One light with the others dim around it."""

    people: int
    """How many people have a light, this one included."""
    x: int
    y: int
    others: str
    """The dim lights as the data of a path."""
    wide: int = round(field.WIDE * SCALE)
    high: int = round((field.BASE + field.TOP) * SCALE)


def light_of(columns: Columns, case: int, position: int) -> LightAmongOthers | None:
    """Return the light of a person; None where the field has none for them, or no other.

    `case` is the key of the case, `position` the person's place among its people.
    """
    killed = killed_of(columns)
    found = np.flatnonzero((columns.pk[killed.row] == case) & (killed.position == position))
    if not len(found) or len(killed.person) == 1:
        return None
    at, (xs, ys) = int(found[0]), _places(columns)
    each = field.people_to_a_light(len(xs), MOST_LINKED)
    drawn = np.arange(len(xs))[each // 2 :: each]
    drawn = drawn[drawn != at]
    return LightAmongOthers(
        people=len(xs),
        x=round(mirrored(float(xs[at])) * SCALE),
        y=round(float(ys[at]) * SCALE),
        others=field.dots(mirrored(xs[drawn]) * SCALE, ys[drawn] * SCALE),
    )


@lru_cache(maxsize=1)
def _places(columns: Columns) -> tuple[Floats, Floats]:
    """Place every light as on the front page, once for each version of the record."""
    killed = killed_of(columns)
    span = span_of_everybody(killed)
    xs = field.across(killed.first, killed.last, killed.key, span)
    if len(xs) > MOST_LINKED:
        return xs, field.freely(killed.key)
    return field.apart(xs, killed.key)
