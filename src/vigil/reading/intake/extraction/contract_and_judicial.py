"""Signs of a contract killing, and what courts and police have done since.

Both are read from words alone (`data/contract.toml`, `data/judicial.toml`): a sign is no finding
that the killing was paid for, and a development is not yet one of this killing. Whoever puts an
account together decides which spans stand near enough to its attack.
"""

import re
from functools import cache
from typing import get_args

from vigil.reading.intake.extraction.lexicon import Language, pattern, read_toml
from vigil.reading.intake.extraction.quick_patterns import QuickPatterns
from vigil.reading.records import ContractSign, Judicial

_STOP = re.compile(r"[.;!?](?=\s|$)|\n\s*\n")
_NEGATED = ("arrest", "charge", "conviction", "sentence", "warrant", "release")
"""Developments that a negation before them takes back: "no one has been arrested"."""


def find_contract_signs(language: Language, folded: str) -> list[tuple[ContractSign, int, int]]:
    """Signs of a contract killing in a folded text: kind and span, in order, without overlaps.

    A sum of money is a "price" only in a sentence that also speaks of payment or hired killers.
    """
    found = _find("contract.toml", language, folded, get_args(ContractSign))
    kept = []
    for kind, start, end in found:
        if kind == "price" and not _in_sentence_of(folded, start, end, found, ("hired", "paid")):
            continue
        kept.append((kind, start, end))
    return _without_overlaps(kept)


def find_judicial(language: Language, folded: str) -> list[tuple[Judicial, int, int]]:
    """Judicial developments in a folded text: kind and span, in order, without overlaps.

    What the sentence denies ("no one has been arrested") is left out.
    """
    found = _find("judicial.toml", language, folded, get_args(Judicial))
    return _without_overlaps([f for f in found if not _denied(language, folded, f)])


@cache
def _patterns(name: str, code: str) -> QuickPatterns[str]:
    """One pattern a kind, of the alternatives of a data file."""
    raw = read_toml(name)
    amount = raw.get("money", {}).get("amount", "")
    patterns = {}
    for kind, listed in raw[code].items():
        either = "|".join(sorted(listed, key=len, reverse=True)).replace("{amount}", amount)
        # An alternative may end with a blank, before a sum that is no part of it.
        patterns[kind] = pattern(rf"(?<![^\W_])(?:{either})(?:(?<=\s)|(?![^\W_]))")
    return QuickPatterns(patterns)


def _find[Kind](
    name: str, language: Language, folded: str, kinds: tuple[Kind, ...]
) -> list[tuple[Kind, int, int]]:
    found = _patterns(name, language.code).matches(folded)
    return [
        (kind, match.start(), match.start() + len(match[0].rstrip()))
        for kind in kinds
        for match in found[str(kind)]
        if match[0].strip()
    ]


def _sentence(folded: str, start: int, end: int) -> tuple[int, int]:
    before = [m.end() for m in _STOP.finditer(folded, max(0, start - 400), start)]
    after = _STOP.search(folded, end, end + 400)
    return (before[-1] if before else max(0, start - 400)), (
        after.start() if after else min(len(folded), end + 400)
    )


def _in_sentence_of[Kind](
    folded: str, start: int, end: int, found: list[tuple[Kind, int, int]], kinds: tuple[str, ...]
) -> bool:
    first, last = _sentence(folded, start, end)
    return any(kind in kinds and first <= at < last for kind, at, _ in found)


def _denied(language: Language, folded: str, found: tuple[Judicial, int, int]) -> bool:
    kind, start, end = found
    if kind not in _NEGATED:
        return False
    first, _ = _sentence(folded, start, end)
    return bool(language.negation.search(folded[max(first, start - 70) : start]))


def _without_overlaps[Kind](found: list[tuple[Kind, int, int]]) -> list[tuple[Kind, int, int]]:
    """Each kind's spans, the longest of those that overlap; kinds may overlap one another."""
    kept: list[tuple[Kind, int, int]] = []
    for one in sorted(found, key=lambda f: (f[1], -f[2])):
        if not any(k == one[0] and one[1] < e for k, _, e in kept):
            kept.append(one)
    return kept
