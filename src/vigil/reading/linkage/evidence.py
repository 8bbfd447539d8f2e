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
SOME_NAMES, MANY_NAMES = 0.1, 0.3
"""Likeness of the names in two texts from which they speak of some of the same people or places,
and from which they speak of the same ones although another script may have hidden the victim."""

COPIED_WHOLE = 0.9
"""Share of a text in the other from which days apart were misread: sentences of one outlet on two
killings may be the same for the most part."""

Bools = NDArray[np.bool_]


def unproven(told: Mapping[str, NDArray[Any]], crowded: Bools) -> Bools:
    """Tell which pairs lack positive evidence; `told` are their features by name.

    A name is evidence, and a text copied. Else the days must be near each other (or, where one is
    unknown, the publications), and something must tell that the place is the same. `crowded` marks
    pairs with a text that lists many attacks. It tells of many days and places, and so says little
    about any: there only a name counts, or a copy. Between two languages, where a name is often
    not recognised, only days apart count against a pair whose names are not alike.
    """
    near = (told["day_same"] > 0) | (told["day_near"] > 0)
    far = told["day_far"] > 0
    copied = told["copy"] > np.where(far, COPIED_WHOLE, 0)
    named = copied | (told["names_agree"] > 0) | (told["names_told"] > 0)
    place = (told["place_same"] > 0) | (told["place_near"] > 0)
    names = np.maximum(told["name_pairs"], told["name_pairs_across"])
    nowhere = ~place & ~near & (names < SOME_NAMES)
    late = ~near & (told["published_gap"] > SOON)
    hidden = np.maximum(names, told["names_across"]) >= MANY_NAMES
    lacking: Bools = np.where(
        told["other_language"] > 0, far & ~hidden, far | late | nowhere | crowded
    )
    return ~named & lacking
