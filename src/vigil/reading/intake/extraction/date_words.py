"""The words of dates, of every language at once, as tables and as pieces of patterns.

They stand in `data/dates.toml`. A report's dates are looked for in all languages: wires quote,
names of months are shared, and a word that two languages share means the same in both.
"""

import re
from collections.abc import Iterable

from vigil.reading.intake.extraction.lexicon import read_toml
from vigil.reading.intake.gazetteer import fold

_RAW = read_toml("dates.toml")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_LETTERS = re.compile(r"[^\W\d_]+")
_NO_CUE = frozenset(
    ("this", "esta", "este", "nesta", "cette", "questa", "last", "before", "antes", "altro")
)


def _every(key: str) -> list[str]:
    """Return the entries of a list, of all languages, folded, each once."""
    listed = [fold(entry) for language in _RAW.values() for entry in language.get(key, ())]
    return list(dict.fromkeys(listed))


def _table(key: str, split: str = "") -> dict[str, int]:
    """Words of an ordered list with the number of their place, from 1."""
    table: dict[str, int] = {}
    for language in _RAW.values():
        entries = language.get(key, ())
        entries = entries.split(split) if split and entries else entries
        for number, forms in enumerate(entries, start=1):
            words = [forms] if split and " y " in forms else forms.split()
            if key == "days":  # "vinte e um" is one form; "primero uno" are two
                words = _day_forms(forms)
            table |= {fold(w.lstrip("*")): number for w in words}
    return table


def _day_forms(entry: str) -> list[str]:
    several = re.fullmatch(r"(?:primero uno|primeiro um|quatorze catorze|dez\w+ dez\w+)", entry)
    return entry.split() if several else [entry]


def _units() -> dict[str, tuple[str, int]]:
    """Words for day, week, month and year: the unit, and 2 for an Arabic dual."""
    return {
        fold(word): (unit, 2 if key.endswith("_two") else 1)
        for language in _RAW.values()
        for unit in ("day", "week", "month", "year")
        for key in (unit, f"{unit}_two")
        for word in language.get(key, "").split()
    }


def joined(words: Iterable[str]) -> str:
    """Alternatives, longest first; in Arabic "and" is written onto the word."""
    ordered = sorted(words, key=lambda w: (-len(w), w))
    return "|".join(f"[وف]?{w}" if _ARABIC.match(w) else w for w in ordered)


MONTHS: dict[str, int] = _table("months") | {
    fold(name): number
    for language in _RAW.values()
    for name, number in language.get("two_words", {}).items()
}
SHORT = {word: number for word, number in _table("short").items() if word not in MONTHS}
BEFORE_YEAR = {
    fold(word[1:])
    for language in _RAW.values()
    for forms in language["short"]
    for word in forms.split()
    if word.startswith("*")
} - {
    fold(word)
    for language in _RAW.values()
    for forms in language["short"]
    for word in forms.split()
    if not word.startswith("*")
}
"""Short months that mean too much else ("12 out", "2 set") to be taken without a year."""
DAYS = _table("days", split="|")
WEEKDAYS = {word: number - 1 for word, number in _table("weekdays").items()}
NUMBERS = _table("numbers", split="|")
UNITS = _units()
RELATIVE = {
    "today": (0, _every("today")),
    "yesterday": (1, _every("yesterday")),
    "before": (2, _every("before_yesterday")),
}
"""How many days before the anchor, and the phrases that say so."""


def words_of(key: str) -> str:
    """Alternatives of a list of little words, of all languages."""
    return joined(_every(key))


def lookup[Value](table: dict[str, Value], word: str) -> Value:
    """Return a word's entry: with any blanks or hyphens, with or without Arabic "and" before it."""
    word = " ".join(word.split())
    forms = (word, word.replace(" ", "-"), word[1:])
    return next(table[form] for form in forms if form in table)


def cues() -> dict[str, frozenset[str]]:
    """For each kind of expression the words of which it holds at least one."""
    day_words = [re.split(r"[\s-]", w)[0] for w in WEEKDAYS] + list(WEEKDAYS)
    phrases = " ".join(p for _, listed in RELATIVE.values() for p in listed)
    months = " ".join(_every("this_month") + _every("last_month"))
    return {
        "month": frozenset(w for m in (*MONTHS, *SHORT) for w in m.split()),
        "weekday": frozenset(day_words),
        "relative": frozenset(
            w
            for w in _LETTERS.findall(phrases)
            if w not in _NO_CUE and (len(w) > 3 or w == "hoy" or (len(w) == 3 and w > "z"))
        ),
        "unit": frozenset(UNITS) | {w for w in _LETTERS.findall(months) if len(w) > 5},
    }
