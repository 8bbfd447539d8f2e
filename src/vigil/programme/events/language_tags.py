"""Languages as people type them: by tag (BCP 47) or by name, in any language of the interface."""

import difflib
import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from vigil.casefile.people.name_matching import fold
from vigil.network.profiles.values import TAG, known_languages, tags_by_name

_SEPARATORS: Final = re.compile(r"[,;/،、\n]")
_OWN_NAMES: Final = (
    ("de", "Deutsch"),
    ("it", "italiano"),
    ("nl", "Nederlands"),
    ("pl", "polski"),
    ("ro", "română"),
    ("sq", "shqip"),
    ("sr", "srpski"),
    ("hr", "hrvatski"),
    ("cs", "čeština"),
    ("hu", "magyar"),
    ("el", "ελληνικά"),
    ("ru", "русский"),
    ("uk", "українська"),
    ("tr", "Türkçe"),
    ("fa", "فارسی"),
    ("ur", "اردو"),
    ("hi", "हिन्दी"),
    ("bn", "বাংলা"),
    ("ja", "日本語"),
    ("zh", "中文"),
    ("ko", "한국어"),
    ("vi", "Tiếng Việt"),
    ("id", "Bahasa Indonesia"),
    ("tl", "Tagalog"),
    ("sw", "Kiswahili"),
    ("ht", "Kreyòl ayisyen"),
)
"""What speakers call languages that none of the interface is."""
NAMED_BY_SPEAKERS: Final = tuple(tag for tag, _name in _OWN_NAMES)
"""Their tags."""


def tags_in(text: str) -> list[str]:
    """Return the tags of languages that are typed in a row: "English, es pt-BR".

    What is no name of a language stays as it is, for whoever checks tags to refuse.
    """
    known = _known()
    found: list[str] = []
    for part in _SEPARATORS.split(text):
        whole = known.get(fold(part))
        found += [whole] if whole else [known.get(fold(word), word) for word in part.split()]
    return list(dict.fromkeys(found))


def is_language(tag: str) -> bool:
    """Return whether a tag names a language that CLDR knows."""
    return bool(TAG.fullmatch(tag)) and tag.partition("-")[0].lower() in known_languages()


def spelled_alike(word: str) -> list[str]:
    """Return names of languages that a word may have meant, folded."""
    return difflib.get_close_matches(fold(word), _known(), 3, 0.75)


@cache
def _known() -> Mapping[str, str]:
    return {fold(name): tag for tag, name in _OWN_NAMES} | dict(tags_by_name())
