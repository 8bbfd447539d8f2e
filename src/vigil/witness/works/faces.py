"""What a page shows in place of a face: how a portrait fits its box, or letters where none is.

The letters are drawn from the name alone. They claim nothing of how a person looked.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

NARROWEST, WIDEST = 0.55, 1.6
"""Between these ratios of width to height, a portrait fills its box and loses only edges."""
SMALLEST: Final = 240
"""A portrait with fewer pixels on a side is not enlarged."""
SHORT: Final = 2
"""Up to so many letters are drawn large."""
LONGEST: Final = 14
"""Letters of a plate. A longer word would not fit its box."""
MOST_PEOPLE: Final = 3

_ASIDE: Final = re.compile(r"\([^)]*\)|[\"“”«»„][^\"“”«»„]*[\"“”«»„]")
_AFTER_A_NAME: Final = frozenset({"jr", "sr", "ii", "iii", "iv", "jnr", "snr"})
_BEGINS_A_NAME: Final = frozenset({"عبد", "أبو", "ابو", "أبا", "أم", "ام", "ابن", "بن", "آل"})
"""Arabic words that are half a name: alone they would say something else."""


@dataclass(frozen=True, slots=True)
class Face:
    """What stands where a face would: a portrait, else letters, else a light."""

    portrait: Mapping[str, Any] | None
    letters: str

    @property
    def fit(self) -> str:
        """How the portrait fits its box: "cover" fills it, "whole" shows all of the picture."""
        if self.portrait is None:
            return ""
        wide, high = int(self.portrait["width"]), int(self.portrait["height"])
        fills = NARROWEST <= wide / max(high, 1) <= WIDEST and min(wide, high) >= SMALLEST
        return "cover" if fills else "whole"

    @property
    def is_wide(self) -> bool:
        """Whether the portrait needs more room beside it than one that stands upright."""
        portrait = self.portrait
        return portrait is not None and int(portrait["width"]) > 1.2 * int(portrait["height"])

    @property
    def size(self) -> str:
        """How large the letters are drawn."""
        return "large" if len(self.letters) <= SHORT else "small"


def face_of(name: str, portrait: Mapping[str, Any] | None = None) -> Face:
    """Return the face of a person or of some people, whose names a comma divides."""
    people = [one for one in re.split(r"[,،;]", name) if one.strip()]
    letters = [initials_of(one) for one in people] if len(people) <= MOST_PEOPLE else []
    return Face(portrait, " · ".join(filter(None, letters)))


def initials_of(name: str) -> str:
    """Return the letters for one name; an empty text where the name gives none.

    In scripts with capitals these are the initials. In others, such as Arabic, initials are not
    usual and would join to a word: there it is the first name.
    """
    words = [word for word in _ASIDE.sub(" ", name).split() if word[0].isalpha()]
    if not words:
        return ""
    if words[0][0].lower() == words[0][0].upper():
        first = words[: 2 if words[0] in _BEGINS_A_NAME else 1]
        given = " ".join(first)
        return given if len(given) <= LONGEST else ""
    named = [word for word in words if word.strip(".,").lower() not in _AFTER_A_NAME] or words
    return "".join(word[0].upper() for word in dict.fromkeys([named[0], named[-1]]))
