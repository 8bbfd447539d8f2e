"""Join a name and the noun beside it into one mention: "the mayor of X, NAME"."""

import re
from dataclasses import replace

from vigil.reading.intake.extraction.person_mentions import Mention

_TITLE_GAP = re.compile(r"\s*,?\s*(?:[a-z]{5,}(?:ense|eno|ena|ano|ana|ino|ina|es|esa|an|ian)\s+)?")
_APPOSITION = re.compile(
    r"\s*,\s*(?:(?:de\s+)?\d{1,3}(?:\s*-?\s*(?:years?|anos?|ans)(?:\s+(?:de edad|old))?)?\s*,\s*)?"
    r"(?:who was |quien era |que era |qui etait )?"
)


def join_mentions(names: list[Mention], phrases: list[Mention], folded: str) -> list[Mention]:
    """Put a name and the singular noun phrase beside it into one mention."""
    merged: list[Mention] = []
    used: set[int] = set()
    for name in names:
        for number, phrase in reversed(list(enumerate(phrases))):  # the nearest first
            if number in used or phrase.plural or phrase.pronoun:
                continue
            before = folded[phrase.end : name.start] if phrase.end <= name.start else None
            after = folded[name.end : phrase.start] if phrase.start >= name.end else None
            within = name.start <= phrase.start and phrase.end <= name.end
            if before is not None and _GENITIVE.match(folded, name.start, name.end):
                break  # "the brother of mayor X": the name has its noun, and belongs to the other
            between = any(phrase.end <= p.start and p.end <= name.start for p in phrases)
            beside = (
                within
                or (before and len(before) < 40 and not between and _calls(before, phrase))
                or (
                    after is not None
                    and len(after) < 30
                    and _APPOSITION.fullmatch(after)
                    and not _OWNED.match(folded, phrase.start)
                )
            )
            if beside:
                used.add(number)
                name = _called(name, phrase)
        merged.append(name)
    rest = [
        phrase
        for number, phrase in enumerate(phrases)
        if number not in used
        and not any(n.start <= phrase.start and phrase.end <= n.end for n in merged)
    ]
    return sorted(merged + rest, key=lambda m: m.start)


_OWNED = re.compile(r"(?:his|her|their|sus?|seus?|suas?|son|sa|ses|leurs?|suo|sua|suoi)\s")
"""What begins another person behind a name: "X, his wife and a neighbour"."""
_GENITIVE = re.compile(r"(?:del|des|al|ao)\s")


def _calls(gap: str, phrase: Mention) -> bool:
    if _TITLE_GAP.fullmatch(gap):
        return True
    # "the mayor of X, NAME", "alcalde de X NAME": the office has a place of its own.
    return phrase.occupation and bool(
        re.fullmatch(
            r"\s+(?:\w+\s+)?(?:(?:de|del|of|da|do|du|di|della|dello)\s|dell')[^.,;]{2,30},?\s"
            r"(?:(?:don|padre|suor|dom)\s)?",
            gap,
        )
    )


def _called(name: Mention, phrase: Mention) -> Mention:
    better = phrase.occupation and not name.occupation
    return replace(
        name,
        start=min(name.start, phrase.start),
        head=phrase.head if better or name.head is None else name.head,
        head_word=phrase.head_word if better or name.head is None else name.head_word,
        category=phrase.category if better else name.category,
        occupation=name.occupation or phrase.occupation,
        gender=phrase.gender if name.gender == "unknown" else name.gender,
        gender_at=phrase.gender_at if name.gender == "unknown" else name.gender_at,
    )
