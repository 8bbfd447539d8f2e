"""Features of one telling of an attack: what is told, of whom, how long ago, in what words.

A report tells of many deaths: the one it is about, older ones, those of a war, those that somebody
threatens or commemorates. What was learnt from telling to telling says which of them are killings
that the report attests.
"""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date

from vigil.reading.intake.extraction.attack_mentions import AttackMention
from vigil.reading.intake.extraction.dates import find_dates
from vigil.reading.intake.extraction.learned.candidate_features import (
    ReportLayout,
    around,
    bin_gap,
    prefixes,
)
from vigil.reading.intake.extraction.learned.linear import Buckets, buckets
from vigil.reading.intake.extraction.person_mentions import Mention

_AGES = (0, 1, 3, 7, 14, 31, 62, 124, 400)
"""Days between an attack and its report at which its newsworthiness changes."""


def telling_features(page: ReportLayout, hit: AttackMention) -> Buckets:
    """All features of one telling."""
    return buckets(_features(page, hit), prefixes(page.reading, "telling"))


def _features(page: ReportLayout, hit: AttackMention) -> Iterator[str]:
    reading = page.reading
    tokens, starts = page.tokens[hit.number], page.starts[hit.number]
    first, last = bisect_left(starts, hit.start), bisect_left(starts, hit.end)
    yield from around(tokens, first, last)
    for word in set(tokens):
        yield f"in:{word}"
    for step in (-1, 1):
        if 0 <= hit.number + step < len(page.tokens):
            for word in set(page.tokens[hit.number + step]):
                yield f"by{step}:{word}"
    words = " ".join(reading.folded[hit.sentence.part][hit.start : hit.end].split())
    yield f"words:{words}"
    trigger = hit.trigger
    yield f"kind:{trigger.side}:{hit.event}:{hit.outcome}:{trigger.weak:d}{trigger.nominal:d}"
    yield f"method:{trigger.method}"
    yield f"sentence:{min(hit.number, 12)}"
    yield f"tenth:{10 * hit.number // max(1, len(reading.sentences))}"
    yield f"others:{min(len(reading.hits), 8)}"
    yield f"here:{min(len(page.hits[hit.number]), 4)}"
    for word, _ in _nearest(page, hit):
        yield word
    yield f"victims:{min(len(hit.victims), 3)}"
    for victim in hit.victims:
        yield from _person("victim", reading.folded[hit.sentence.part], victim)
    for doer in hit.doers:
        yield from _person("doer", reading.folded[hit.sentence.part], doer)
    yield from _when(page, hit)


def _nearest(page: ReportLayout, hit: AttackMention) -> Iterator[tuple[str, int]]:
    """Yield the persons on both sides of the words, whether or not the rules took them."""
    mentions = page.reading.mentions[hit.number]
    left = [m for m in mentions if m.end <= hit.start][-2:]
    right = [m for m in mentions if m.start >= hit.end][:2]
    for side, some in (("left", left), ("right", right)):
        for mention in some:
            gap = hit.start - mention.end if side == "left" else mention.start - hit.end
            what = mention.head_word or ("name" if mention.name else "none")
            yield f"{side}:{what}", gap
            yield f"{side}:{mention.category}:{bin_gap(gap)}", gap


def _person(role: str, folded: str, mention: Mention) -> Iterator[str]:
    yield f"{role}:head:{mention.head_word}"
    yield f"{role}:category:{mention.category}"
    yield f"{role}:plural:{mention.plural:d}"
    yield f"{role}:named:{mention.name is not None:d}"
    end = mention.head[0] if mention.head else mention.end
    for word in folded[mention.start : max(mention.start, end)].split():
        yield f"{role}:lead:{word}"


def _when(page: ReportLayout, hit: AttackMention) -> Iterator[str]:
    reading = page.reading
    if reading.anchor is None:
        yield "when:unanchored"
        return
    for step in (0, -1):
        number = hit.number + step
        if number < 0 or reading.sentences[number].part != hit.sentence.part:
            continue
        sentence = reading.sentences[number]
        found = find_dates(
            reading.folded[sentence.part], sentence.start, sentence.end, reading.anchor
        )
        for one in found:
            yield f"when:{step}:{one.precision}:{_since(reading.anchor, one.value)}"
        if not found:
            yield f"when:{step}:none"


def _since(anchor: date, value: str) -> str:
    """How long before the report, in steps."""
    parts = [int(p) for p in value.split("-")[:3] if p.isdigit()]
    if not parts:
        return "unknown"
    year, month, day = (*parts, 7, 1)[:3] if len(parts) == 1 else (*parts, 15)[:3]
    try:
        days = (anchor - date(year, month, day)).days
    except ValueError:
        return "unknown"
    return next((str(most) for most in _AGES if days <= most), "old")
