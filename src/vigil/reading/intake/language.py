"""Which language a text is in, and repair of stray control characters.

Detection is eldc's n-gram detector (Apache-2.0). A short text is told among the languages news
about organised crime comes in: a free choice among all sixty mistakes short Spanish for Catalan,
Basque or Yoruba. A longer one is told among all, and no language is named that it hardly
resembles: Haitian Creole, Swahili, Somali or Guarani, which the detector does not know, would
otherwise pass for Turkish, Malay, Tagalog and Spanish.
"""

import re
from functools import cache, lru_cache
from typing import Any

import eldc

HANDLED = ("en", "es", "pt", "fr")
"""Languages that screening and extraction read. Others are named, and wait for a reader."""

OTHERS = (
    *("ar", "bg", "cs", "da", "de", "el", "fa", "fi", "he", "hi", "hr", "hu", "hy", "it", "ja"),
    *("ka", "ko", "ms", "nl", "no", "pl", "ro", "ru", "sk", "sq", "sr", "sv", "th", "tl", "tr"),
    *("uk", "ur", "vi", "zh"),
)
UNKNOWN = "und"
"""BCP 47 for "undetermined"."""

SHORT = 60
"""Below this many letters a source's own word on its language is better than a detector's."""

TOO_SHORT = 12
"""Below this many letters nothing can be told."""

LONG = 100
"""From this many letters on a text may be found to be in no language that is known."""

LIKE, AHEAD = 0.6, 0.03
"""What the best language of a long text must score at least, and by how much it must lead.

Of 3,020 passages of 300 characters in English, Spanish and Portuguese two fall below either, of
8,355 whole reports none; languages that the detector does not know do, but for near relatives
(Corsican passes for Italian, Macedonian for Serbian).
"""

HEAD, MIDDLE = 350, 250
"""Characters looked at: of the beginning, and of the middle, where a menu or a notice in another
language that stands before the text has ended. More do not change the answer."""


@cache
def _detector(*, everything: bool) -> Any:
    eldc.init()
    detector = eldc.instance()
    if not everything:
        detector.set_languages([*HANDLED, *OTHERS])
    return detector


@lru_cache(maxsize=1024)
def primary(tag: str) -> str:
    """Return the primary subtag of a BCP 47 tag (`es` of `es-MX`, `spa`), or "" if there is none.

    Three-letter codes become two-letter ones where such exist, as BCP 47 asks.
    """
    first = re.split(r"[-_]", tag.strip().lower(), maxsplit=1)[0]
    if not re.fullmatch(r"[a-z]{2,3}", first) or first == UNKNOWN:
        return ""
    two_of_three = dict(zip(eldc.LANGUAGES_ISO2T, eldc.LANGUAGES, strict=True))
    return str(two_of_three.get(first, first))


def identify(text: str, hint: str = "") -> str:
    """Return the BCP 47 primary tag of a text's language: "es", or "und" if nothing tells it.

    `hint` is what the source says of itself (a BCP 47 tag). It holds when the text is short or
    the detector is unsure; a long text that is plainly in another language overrules it.
    """
    stated = primary(hint)
    # Upper case is told apart worse than lower case: agency copy is often all upper case.
    sample = clean_characters(_sample(text)).lower()
    letters = _letters(sample)
    if letters < SHORT and stated:
        return stated
    if letters < TOO_SHORT:
        return UNKNOWN
    found = _detector(everything=letters >= LONG).detect_details(sample)
    if stated and not found.reliable:
        return stated
    if letters >= LONG and not _resembles(found.scores):
        return stated or UNKNOWN
    return str(found.language)


def _sample(text: str) -> str:
    if len(text) <= 2 * (HEAD + MIDDLE):
        return text[: HEAD + MIDDLE]
    middle = len(text) // 2
    return f"{text[:HEAD]} {text[middle : middle + MIDDLE]}"


def _letters(sample: str) -> int:
    """Count letters; once there are enough, the rest is not looked at."""
    first = sum(map(str.isalpha, sample[: 2 * LONG]))
    return first if first >= LONG else first + sum(map(str.isalpha, sample[2 * LONG :]))


def _resembles(scores: dict[str, float]) -> bool:
    best, *others = sorted(scores.values(), reverse=True) or [0.0]
    return best >= LIKE and best - (others[0] if others else 0.0) >= AHEAD


def _replacements() -> dict[int, str]:
    table = {code: " " for code in range(0x20) if chr(code) not in "\t\n\r"}
    table[0x7F] = " "
    for code in range(0x80, 0xA0):
        character = bytes([code]).decode("cp1252", errors="replace")
        table[code] = " " if character == "\ufffd" else character
    table |= dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
    return table


_REPLACEMENTS = _replacements()
_STRAY = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def clean_characters(text: str) -> str:
    """Repair stray characters one for one, so that every offset stays where it was.

    Windows-1252 bytes read as Latin-1 (C1 controls such as U+0093) become the quotation marks
    and dashes they stood for; other controls, NUL among them, become a space; a lone surrogate
    becomes U+FFFD.
    """
    return _STRAY.sub(lambda found: _REPLACEMENTS[ord(found[0])], text)
