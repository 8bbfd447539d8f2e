"""What speaks for one attack: without a name, a copied text, or place and day, two stay apart.

Reports of one outlet are alike when the killings differ: a body found on a road, two men shot in a
town. Likeness of words alone must not join them. A pair without evidence keeps at most UNPROVEN as
its probability: a person is asked, and nothing is joined for it.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

UNPROVEN = 0.3
"""The most that a pair without positive evidence shows: enough for a doubt, never for a case."""
SOON = np.log1p(5)
"""Where a day is unknown: logarithm of the days between publications that may be of one event."""
LONG = np.log1p(30)
"""Days over which names of places and offices in common tell nothing of one event."""
SOME_NAMES, MANY_NAMES, SAME_NAMES = 0.1, 0.3, 0.5
"""Likeness of the names in two texts from which they speak of some of the same people and places,
from which they speak mostly of the same, and from which a town may have been misread."""

COPIED_WHOLE = 0.9
"""Share of a text in the other from which days apart were misread: sentences of one outlet on two
killings may be the same for the most part."""

Bools = NDArray[np.bool_]


def unproven(told: Mapping[str, NDArray[Any]], crowded: Bools) -> Bools:
    """Tell which pairs lack positive evidence; `told` are their features by name.

    A victim's name is evidence, and a text copied. Else the days must be near each other, or, where
    one is unknown, the publications, and something must tell that the place is the same. Days
    apart yield to many shared names only where one of them may be misread: a report of the week
    dates its attack rightly. `crowded` marks pairs with a text that lists many attacks: it tells of
    many days and places, and so says little about any. Between two languages, where a name is often
    not recognised, only days apart count against a pair whose names are not alike.
    """
    same_day, far = told["day_same"] > 0, told["day_far"] > 0
    near = same_day | (told["day_near"] > 0)
    unknown = ~near & ~far
    place = (told["place_same"] > 0) | (told["place_near"] > 0)
    names = np.maximum(told["name_pairs"], told["name_pairs_across"])
    long = np.maximum(told["day_far"], told["published_gap"]) > LONG
    few = (names < MANY_NAMES) | long
    late = (told["published_gap"] > SOON) | (told["dead_differ"] > 0)
    elsewhere = ~place & (told["both_located"] > 0) & (names < SAME_NAMES)
    lacking = far & (few | (told["both_fresh"] > 0))
    lacking |= unknown & few & late
    lacking |= elsewhere & (unknown | (told["dead_differ"] > 0))
    lacking |= ~near & ~place & (names < SOME_NAMES)
    lacking |= crowded & few & ~(place & same_day)
    across = far & (np.maximum(names, told["names_across"]) < MANY_NAMES)
    copied = told["copy"] > np.where(far, COPIED_WHOLE, 0)
    named = copied | (told["names_agree"] > 0) | (told["names_told"] > 0)
    answer: Bools = ~named & np.where(told["other_language"] > 0, across, lacking)
    return answer
