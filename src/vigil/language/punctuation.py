"""Join words with the commas, semicolons and colons of the page's language.

A comma of Arabic is another sign, French sets a colon and a semicolon apart; and in a page that
runs from right to left what may be in Latin letters is isolated, so that it does not draw the
sign beside it to its wrong side.
"""

import re
from collections.abc import Iterable
from typing import Final

from django.utils.translation import get_language_bidi, gettext, pgettext

RIGHT_TO_LEFT: Final = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
"""Letters of the scripts that run from right to left."""


def in_a_row(parts: Iterable[str]) -> str:
    """Join the parts of one thing with commas: a place, several names. Skip empty parts."""
    return _joined(pgettext("between parts", ", "), parts)


def one_by_one(things: Iterable[str]) -> str:
    """Join things that may contain commas with semicolons."""
    return _joined(pgettext("between things", "; "), things)


def beside(label: str, said: str) -> str:
    """Join a name and what is stated of it with a colon."""
    return composed(gettext("%(label)s: %(said)s") % {"label": label, "said": said})


def composed(text: str) -> str:
    """Return a text put together of isolated parts, so that it runs as the page does.

    Parts that are isolated do not count: a whole of nothing else, put into another sentence, would
    run from left to right there, and a share would stand before the number that it is of.
    """
    return ("\u200f" if get_language_bidi() else "") + text


def apart(text: str) -> str:
    """Isolate a text on a page that runs from right to left."""
    return f"\u2068{text}\u2069" if get_language_bidi() else text


def isolated(text: str) -> str:
    """Isolate a text that may run in another direction than the page.

    After a name in Arabic letters an English page would turn the next day around: 07-03-2019.
    """
    against = get_language_bidi() or RIGHT_TO_LEFT.search(text)
    return f"\u2068{text}\u2069" if against else text


def without_stop(text: str) -> str:
    """Remove the full stop that ends a text (as of "Jr."), where another one follows."""
    return text.removesuffix(".")


def without_marks(text: str) -> str:
    """Remove the marks that isolate parts of a text, for files that programs read."""
    return "".join(char for char in text if char not in "\u2068\u2069\u200f")


def _joined(sign: str, parts: Iterable[str]) -> str:
    told = [apart(part) for part in parts if part]
    return composed(sign.join(told)) if len(told) > 1 else "".join(told)
