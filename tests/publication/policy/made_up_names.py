"""Made-up names that no language has, in forms in which texts write names."""

import random
from dataclasses import dataclass

from vigil.casefile.people.name_matching import fold

CYRILLIC = dict(zip("abdefgiklmnoprstuvz", "абдефгиклмнопрстувз", strict=True))
ARABIC = dict(zip("abdefgiklmnoprstuvz", "ابديفجيكلمنوبرستوفز", strict=True))
FORMS = (
    *("diacritics", "cyrillic", "arabic", "initials", "reversed"),
    *("hyphenated", "nickname", "small letters"),
)


@dataclass(frozen=True)
class Marker:
    """A made-up name. `known` is how the case file has it, `said` how a text writes it.

    `words` are folded words that stand nowhere else: none may be found outside.
    """

    kind: str
    field: str
    form: str
    known: tuple[str, ...]
    said: str
    words: tuple[str, ...]


def made_word(rng: random.Random) -> str:
    """Return a word of four syllables that no language has."""
    return "".join(rng.choice("bdfgklmnprstvz") + rng.choice("aeiou") for _ in range(4))


def marker(kind: str, field: str, form: str) -> Marker:
    """Make the name of a person of a kind that is planted in a field."""
    rng = random.Random(f"{kind}/{field}")
    plain = [made_word(rng) for _ in range(3)]
    given, first, second = (word.capitalize() for word in plain)
    known: tuple[str, ...] = (f"{given} {first} {second}",)
    said, words = known[0], tuple(plain)
    if form == "diacritics":
        known = (" ".join(_accented(word) for word in (given, first, second)),)
        said = known[0]
    elif form in ("cyrillic", "arabic"):
        letters = CYRILLIC if form == "cyrillic" else ARABIC
        written = ["".join(letters[letter] for letter in word) for word in plain]
        known = (" ".join(word.capitalize() for word in written),)
        said, words = known[0], tuple(fold(word) for word in written)
    elif form == "initials":
        said, words = f"{given[0]}. {first[0]}. {second}", (plain[2],)
    elif form == "reversed":
        said = f"{first.upper()} {second.upper()}, {given}"
    elif form == "hyphenated":
        known = (f"{given} {first}-{second}",)
        said = known[0]
    elif form == "nickname":
        known, said, words = (f"{given} {first}", second), f"“{second}”", (plain[2],)
    elif form == "small letters":
        said = known[0].lower()
    return Marker(kind, field, form, known, said, words)


def _accented(word: str) -> str:
    return word.translate(str.maketrans("aeiou", "áéíóú"))
