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
LONG = np.log1p(30)
"""Days over which names of places and offices in common tell nothing of one event."""
FEW_NAMES, SOME_NAMES, MANY_NAMES, SAME_NAMES = 0.1, 0.15, 0.3, 0.5
"""Likeness of the names in two texts: below the first they speak of other places, below the second
days apart tell; from the third they speak mostly of the same, from the fourth a town may have been
misread."""
SEVERAL_NAMES = 4
"""Names in both texts from which they are more than the town's and the state's."""
SAME_STREETS = 0.2
"""Likeness of the streets in two texts from which they tell of one attack."""
COPIED_WHOLE = 0.9
"""Share of a text in the other from which days apart were misread: sentences of one outlet on two
killings may be the same for the most part."""

Bools = NDArray[np.bool_]


def unproven(told: Mapping[str, NDArray[Any]], crowded: Bools) -> Bools:
    """Tell which pairs lack positive evidence; `told` are their features by name.

    A victim's name is evidence, and a text copied, and what `_detailed` knows. Else the place must
    be the same, or near, or the texts name some of the same people and places; and days apart
    forbid it, unless the texts share names and one of them looks back: a report of the week dates
    its attack rightly. Another town is another attack where both are of the week, or count other
    dead. `crowded` marks pairs with a text that lists many attacks: it tells of many days and
    places, and so says little about any. Between two languages, where a name is often not
    recognised, only days apart count against a pair whose names are not alike.

    What each rule costs and saves was weighed on US reports and on a Mexican newspaper
    (docs/build/linkage.md).
    """
    same_day, far = told["day_same"] > 0, told["day_far"] > 0
    place = (told["place_same"] > 0) | (told["place_near"] > 0)
    names = np.maximum(told["name_pairs"], told["name_pairs_across"])
    long = np.maximum(told["day_far"], told["published_gap"]) > LONG
    elsewhere = ~place & (told["both_located"] > 0) & (names < SAME_NAMES)
    lacking = far & ((names < SOME_NAMES) | long | (told["both_fresh"] > 0))
    lacking |= elsewhere & (told["dead_differ"] > 0)
    lacking |= elsewhere & (told["both_fresh"] > 0) & (names < MANY_NAMES)
    lacking |= ~place & (names < FEW_NAMES)
    lacking |= crowded & ((names < MANY_NAMES) | long) & ~(place & same_day)
    across = far & (np.maximum(names, told["names_across"]) < MANY_NAMES)
    copied = told["copy"] > np.where(far, COPIED_WHOLE, 0)
    named = copied | (told["names_agree"] > 0) | (told["names_told"] > 0)
    named |= _detailed(told, place, names) & ~crowded
    answer: Bools = ~named & np.where(told["other_language"] > 0, across, lacking)
    return answer


def _detailed(told: Mapping[str, NDArray[Any]], place: Bools, names: NDArray[Any]) -> Bools:
    """Tell which pairs share a detail that few reports have, whatever day or town was read.

    The street or the block; most of the names, beyond that of a town; or, in one place, a suspect's
    full name, or all the ages that the texts tell, if these are several: many victims are 25.
    """
    ages = (told["text_ages_shared"] == 1) & (told["ages_in_both"] > 1)
    most = (names > SAME_NAMES) & (told["names_in_both"] >= SEVERAL_NAMES)
    streets = told["streets"] > SAME_STREETS
    detailed: Bools = streets | most | (place & (ages | (told["suspects_told"] > 0)))
    return detailed
