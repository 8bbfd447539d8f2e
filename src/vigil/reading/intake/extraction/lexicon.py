"""The patterns and word lists of the extractor, read from `data/` once a process.

A language is a TOML file; adding one adds no code. Patterns are written with plain blanks,
which here become `\\s+`, because lines of a report break anywhere.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from vigil.reading.intake.extraction.numbers import COUNT
from vigil.reading.intake.gazetteer import fold
from vigil.reading.records import Event, Method, Outcome

LANGUAGES = ("en", "es", "pt", "fr", "it", "ru", "ar")
_DATA = files("vigil.reading.intake.extraction") / "data"

Side = Literal["left", "right", "possessive", "itself", "pronoun"]


@dataclass(frozen=True, slots=True)
class Trigger:
    """Words that tell an attack, and on which side of them the victim stands.

    `itself`: the words are what the victims are called ("five dead"); `pronoun`: they say the
    victim by a pronoun ("la mataron").
    """

    side: Side
    outcome: Outcome
    event: Event
    method: Method
    weak: bool
    nominal: bool
    identify: bool


@dataclass(frozen=True, slots=True)
class Language:
    """What is known of one language."""

    code: str
    triggers: tuple[Trigger, ...]
    trigger: re.Pattern[str]
    """One pattern a trigger, as groups `t0`, `t1`, ...: the group that matched names it."""
    roots: re.Pattern[str]
    negation: re.Pattern[str]
    hypothetical: re.Pattern[str]
    attempt: re.Pattern[str]
    prevented: re.Pattern[str]
    accident: re.Pattern[str]
    """Words of accidents and disasters: deaths nobody is guilty of. Suicides often follow murders,
    so their words stand with the triggers."""
    suspect: re.Pattern[str]
    source: re.Pattern[str]
    agent: re.Pattern[str]
    coordination: re.Pattern[str]
    suspect_before: re.Pattern[str]
    suspect_after: re.Pattern[str]
    speaks_before: re.Pattern[str]
    speaks_after: re.Pattern[str]
    gap_stop: re.Pattern[str]
    victim_words: re.Pattern[str]
    charge: re.Pattern[str]
    attack: re.Pattern[str]
    """Words of an armed attack that say nobody: "shots were fired"."""
    attacked: re.Pattern[str]
    """Words of those who saw or suffered one: victims, police, hospitals."""
    bare: re.Pattern[str]
    """What follows "shot" where it is no verb with an object: "man shot outside a bar"."""
    methods: tuple[tuple[Method, re.Pattern[str]], ...]
    weapons: re.Pattern[str]
    refers_back: bool
    """Whether a victim left unsaid or called by a pronoun is looked for in what was said before."""


_NEVER = r"(?!)"
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")


def pattern(source: str) -> re.Pattern[str]:
    """Compile a pattern of the data files. Letters beyond ASCII may stand as people write them."""
    folded = _BEYOND_ASCII.sub(lambda letter: fold(letter[0]), source)
    return re.compile(re.sub(r"(?<!\[) (?!\?)", r"\\s+", folded))


def read_words(name: str) -> frozenset[str]:
    """Read a word list: one word a line, `#` starts a comment."""
    lines = (_DATA / name).read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


@cache
def words(key: str) -> frozenset[str]:
    """Return a short word list of `words.toml`."""
    return frozenset(read_toml("words.toml")[key].split())


def alternatives(key: str) -> str:
    """Alternatives of `patterns.toml`, ready to stand inside a group of a pattern."""
    return "|".join(read_toml("patterns.toml")[key])


def read_toml(name: str) -> dict[str, Any]:
    """Read a data file."""
    return tomllib.loads((_DATA / name).read_text(encoding="utf-8"))


def _triggers(
    entries: list[dict[str, Any]], not_after: str
) -> tuple[tuple[Trigger, ...], re.Pattern[str]]:
    """Return the triggers, and one pattern for all.

    `not_after`: words behind a killing without a method that take it back ("killed in a crash").
    """
    # Longest first: "was shot dead" must not be read as "was shot".
    flat = [(p, n) for n, entry in enumerate(entries) for p in entry["patterns"]]
    parts: list[str] = []
    genitives: list[str] = []
    triggers: list[Trigger] = []
    strong_first = sorted(flat, key=lambda f: (bool(entries[f[1]].get("weak")), -len(f[0])))
    for source, n in strong_first:
        entry = entries[n]
        alike = genitives if entry["side"] == "possessive" else parts
        end = r"(?:(?<=')|(?!\w))"  # "d'" stands before its noun without a blank
        if not_after and "method" not in entry and not entry.get("identify"):
            end += f"(?!{not_after})"
        # The group stands behind what it marks: before it, it would hide the first letter, by
        # which `re` rules an alternative out at once.
        alike.append(f"(?:{source.replace('{count}', COUNT)}){end}(?P<t{len(triggers)}>)")
        triggers.append(
            Trigger(
                side=entry["side"],
                outcome=entry["outcome"],
                event=entry.get("event", "killing"),
                method=entry.get("method", "unknown"),
                weak=entry.get("weak", False),
                nominal=entry.get("nominal", False),
                identify=entry.get("identify", False),
            )
        )
    # All but genitives begin with a word: to say so once saves trying each at every letter.
    return tuple(triggers), pattern("|".join([rf"\b(?=\w)(?:{'|'.join(parts)})", *genitives]))


@cache
def language(code: str) -> Language:
    """Return the language of that code (one of LANGUAGES)."""
    raw = read_toml(f"{code}.toml")
    triggers, joined = _triggers(raw["trigger"], raw.get("not_after", ""))
    return Language(
        code=code,
        triggers=triggers,
        trigger=joined,
        roots=pattern(raw["roots"]),
        negation=pattern(raw["negation"]),
        hypothetical=pattern(raw["hypothetical"]),
        attempt=pattern(raw["attempt"]),
        prevented=pattern(raw["prevented"]),
        accident=pattern(raw["accident"]),
        suspect=pattern(raw["suspect"]),
        source=pattern(raw["source"]),
        agent=pattern(raw["agent"]),
        coordination=re.compile(r"\s*" + raw["coordination"] + r"\s*"),
        suspect_before=pattern(raw["suspect_before"]),
        suspect_after=pattern(raw["suspect_after"]),
        speaks_before=pattern(raw["speaks_before"]),
        speaks_after=pattern(raw["speaks_after"]),
        gap_stop=pattern(raw["gap_stop"]),
        victim_words=pattern(raw["victim_words"]),
        charge=pattern(raw["charge"]),
        attack=pattern(raw.get("attack", _NEVER)),
        attacked=pattern(raw.get("attacked", _NEVER)),
        bare=pattern(raw.get("bare", _NEVER)),
        methods=tuple((m["name"], pattern(m["strong"])) for m in raw["method"]),
        weapons=pattern(raw["weapons"]["pattern"]),
        refers_back=raw.get("refers_back", False),
    )


def guess_language(declared: str, folded: str) -> str:
    """Return the language to read a text in: the declared one, or the one with most small words."""
    base = declared.split("-")[0].lower()
    if base in LANGUAGES:
        return base
    seen = re.findall(r"[^\W\d_]+", folded[:3000])
    counts = {
        code: sum(w in marks for w in seen)
        for code in LANGUAGES
        for marks in (words(f"small_words_{code}"),)
    }
    return max(counts, key=lambda code: counts[code])
