"""Who and what a report names: candidates for its victims, doers, groups and weapons.

The rules find few persons and are sure of them; here everything that may be one is listed, and
what was learnt decides. Mentions that name one person or thing are one candidate.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache

from vigil.reading.intake.extraction.findings import ReportFindings
from vigil.reading.intake.extraction.lexicon import (
    alternatives,
    pattern,
    read_toml,
    read_words,
    words,
)
from vigil.reading.intake.extraction.name_forms import is_fuller, name_words, same_person
from vigil.reading.intake.extraction.perpetrators import GROUP
from vigil.reading.intake.extraction.person_mentions import Mention, Span
from vigil.reading.intake.extraction.quick_patterns import QuickPattern
from vigil.reading.intake.extraction.sentences import Sentence
from vigil.reading.intake.extraction.victims import FoundAt
from vigil.reading.intake.gazetteer import Gazetteer, fold

_UPPER = re.compile(r"(?<![\w'’-])[A-ZÀ-ÖØ-Þ](?:[A-ZÀ-ÖØ-Þ]|-(?!-)|['’](?!S(?!\w)))*(?![\w’])")
_ENGLISH_ENDING = re.compile(
    r"(?:ing|ed|tion|tions|ly|ment|ments|ness|ism|ist|ists|'s|ity|ies|ous|ive|ated)$"
)
_LONGEST_NAME = 5
_DOER = pattern(rf"\b(?:{alternatives('doers')}|{read_toml('groups.toml')['bands']})\b")
_OF = pattern(
    r" (?:of|de|del|da|do|du|des)(?: (?:the|la|las|los|el|les))?"
    r" (?:(?!(?!armed|united|masked|hooded)\w+(?:ed|aron|ieron|aram|eram)\b)[\w'-]+ ?){1,3}(?<!\s)"
    r"(?= ?[,.;:()\[\]\"]| (?:who|that|which|in|on|at|to|were|was|have|had|has|que|en|em|qui)\b|$)"
)
"""What says whose: "members of the X front"."""
_WHOSE = frozenset(
    ("member", "members", "group", "groups", "miembros", "integrantes", "elementos", "membros",
     "membres", "band", "column", "unit", "units", "squad", "grupo", "groupe", "elements")
)  # fmt: skip
_MODIFIER = pattern(rf"(?:(?:{alternatives('doer_adjectives')}|[\w-]+ed|[\w-]+ist) )+$")
_RAW = read_toml("groups.toml")
_GROUP = QuickPattern(GROUP)
_BODY = pattern(
    rf"\b(?:{_RAW['state']}|(?:(?!(?:the|a|an|by|of|and|that|with|to|from|in)\b)[\w-]+ ){{1,3}}"
    rf"(?:{_RAW['before']}))\b"
)
_SHORT = re.compile(r"\b[A-Z][A-Z0-9-]{1,6}\b")
"""A short form: only in brackets is it surely one of a name."""
_BRACKET = re.compile(r"\s*[(\[]\s*")


@dataclass(frozen=True, slots=True)
class CandidateMention:
    """One place of a report where a candidate is named, and the sentence it stands in."""

    at: FoundAt
    number: int
    mention: Mention | None = None


@dataclass(slots=True)
class Candidate:
    """A person, group or thing, with every place where the report names it."""

    text: str
    told: list[CandidateMention] = field(default_factory=list)

    @property
    def first(self) -> FoundAt:
        """Where it is named first in the text, or in the title if only there."""
        return self.told[0].at


def named_persons(reading: ReportFindings, gazetteer: Gazetteer) -> list[Candidate]:
    """Persons with a name; their mentions in the order of the text, those of the title last."""
    found: list[tuple[str, CandidateMention]] = []
    for number, (sentence, mentions) in enumerate(
        zip(reading.sentences, reading.mentions, strict=True)
    ):
        own = [m for m in mentions if m.name]
        if reading.upper and sentence.part == "text":
            more = _more_names(reading, sentence, mentions, gazetteer)
            own = sorted([*own, *more], key=lambda m: m.start)
        for mention in own:
            assert mention.name is not None
            name = _clean(reading.slice(sentence.part, *mention.name))
            found.append(
                (name, CandidateMention(FoundAt(sentence.part, *mention.name), number, mention))
            )
    return _persons(found)


def _persons(found: list[tuple[str, CandidateMention]]) -> list[Candidate]:
    persons: list[Candidate] = []
    single = [f for f in found if len(name_words(f[0])) < 2]
    for name, told in [f for f in found if len(name_words(f[0])) > 1] + single:
        same = [p for p in persons if same_person(name, p.text)]
        if same:
            same[0].told.append(told)
            if is_fuller(name, same[0].text) and len(name_words(name)) > 1:
                same[0].text = name
        else:
            persons.append(Candidate(name, [told]))
    for person in persons:
        person.told.sort(key=lambda t: (t.at.part == "title", t.at.start))
    return persons


def _more_names(
    reading: ReportFindings, sentence: Sentence, mentions: list[Mention], gazetteer: Gazetteer
) -> Iterator[Mention]:
    """Yield names without a known given name: runs of capitalised words that are no English."""
    text = reading.report.text
    taken = [m.name for m in mentions if m.name]
    run: list[Span] = []
    for match in _UPPER.finditer(text, sentence.start, sentence.end):
        span = match.span()
        word = fold(match[0])
        small = word in words("small")
        gap = text[run[-1][1] : span[0]].strip() if run else ""
        broken = bool(gap) and not (gap == "." and run[-1][1] - run[-1][0] == 1)
        free = not any(s < span[1] and span[0] < e for s, e in taken)
        foreign = free and not small and _foreign(word)
        if run and (broken or not (foreign or small) or len(run) >= _LONGEST_NAME):
            yield from _name(text, mentions, run, gazetteer)
            run = []
        if foreign or (small and run):
            run.append(span)
    yield from _name(text, mentions, run, gazetteer)


def _name(
    text: str, mentions: list[Mention], run: list[Span], gazetteer: Gazetteer
) -> Iterator[Mention]:
    while run and fold(text[slice(*run[-1])]) in words("small"):
        run.pop()
    if not run or run[-1][1] - run[0][0] < 4:
        return
    span = (run[0][0], run[-1][1])
    if any(p.kind in ("country", "admin1") for p in gazetteer.lookup(text[slice(*span)])[:3]):
        return
    beside = next((m for m in mentions if _calls(m, span)), None)
    if beside is None:
        yield Mention(span[0], span[1], name=span)
    else:
        yield replace(beside, name=span, end=span[1])


def _calls(mention: Mention, span: Span) -> bool:
    """Return whether a noun stands right before a name: "SENATOR X"."""
    return mention.name is None and mention.head is not None and 0 < span[0] - mention.end < 3


@cache
def _english() -> frozenset[str]:
    lists = read_toml("people.toml")
    return (
        read_words("common_en.txt")
        | frozenset(lists["not_names"]["words"].split())
        | frozenset(lists["titles"]["words"].split())
    )


@cache
def _foreign(word: str) -> bool:
    return len(word) == 1 or not all(map(_is_english, word.split("-")))


def _is_english(word: str) -> bool:
    known = word in _english() or word.removesuffix("s") in _english()
    return known or bool(_ENGLISH_ENDING.search(word))


def doers(reading: ReportFindings) -> list[Candidate]:
    """Persons by what they are called ("two gunmen"); one candidate for each such noun."""
    found: dict[str, Candidate] = {}
    for number, sentence in enumerate(reading.sentences):
        folded = reading.folded[sentence.part]
        spans = {m.head: m for m in reading.mentions[number] if m.head and not m.name}
        for match in _DOER.finditer(folded, sentence.start, sentence.end):
            if not any(s < match.end() and match.start() < e for s, e in spans):
                spans[match.span()] = Mention(match.start(), match.end(), head=match.span())
        for (begin, end), mention in sorted(spans.items(), key=lambda s: s[0]):
            if mention.pronoun:
                continue
            start = _with_modifiers(folded, sentence.start, begin)
            key = _singular(folded[begin:end])
            if folded[begin:end] in _WHOSE and (of := _OF.match(folded, end, sentence.end)):
                end = of.end()
            text = _clean(reading.slice(sentence.part, start, end))
            told = CandidateMention(FoundAt(sentence.part, start, end), number, mention)
            candidate = found.setdefault(key, Candidate(text))
            candidate.told.append(told)
    return list(found.values())


def _singular(noun: str) -> str:
    noun = " ".join(noun.split())
    return noun.replace("men", "man") if noun.endswith("men") else noun.removesuffix("s")


def _with_modifiers(folded: str, begin: int, start: int) -> int:
    match = _MODIFIER.search(folded[:start], max(begin, start - 40))
    return match.start() if match else start


def groups(reading: ReportFindings) -> list[Candidate]:
    """Return the groups named in the report; a short form in brackets is the same group."""
    found: list[Candidate] = []
    keys: dict[str, Candidate] = {}
    for number, sentence in enumerate(reading.sentences):
        folded = reading.folded[sentence.part]
        last: tuple[int, Candidate] | None = None
        for start, end in _group_spans(reading, sentence):
            key = " ".join(folded[start:end].split()).removeprefix("the ")
            candidate = keys.get(key) or keys.get(_initials(key)) or _of_initials(key, keys)
            if candidate is None and last and _BRACKET.fullmatch(folded, last[0], start):
                candidate = last[1]
            if candidate is None:
                candidate = Candidate(_clean(reading.slice(sentence.part, start, end)))
                found.append(candidate)
            keys.setdefault(key, candidate)
            candidate.told.append(CandidateMention(FoundAt(sentence.part, start, end), number))
            last = end, candidate
    return found


def _initials(name: str) -> str:
    """Return the first letters of a long name, which are its short form; "" of a short name."""
    words_of = [w for w in name.split() if w not in ("of", "the", "de", "la", "del", "and", "y")]
    return "".join(w[0] for w in words_of) if len(words_of) > 2 else ""


def _of_initials(short: str, keys: dict[str, Candidate]) -> Candidate | None:
    if " " in short or len(short) < 3:
        return None
    return next((c for k, c in keys.items() if _initials(k) == short), None)


def _group_spans(reading: ReportFindings, sentence: Sentence) -> list[Span]:
    """Spans of groups in a sentence, the longest of those that overlap."""
    folded = reading.folded[sentence.part]
    part = reading.report.title if sentence.part == "title" else reading.report.text
    spans = [
        m.span()
        for words_of in (_GROUP, _BODY)
        for m in words_of.finditer(folded, sentence.start, sentence.end)
    ]
    spans += [
        m.span()
        for m in _SHORT.finditer(part, sentence.start, sentence.end)
        if part[m.start() - 1 : m.start()] in ("(", "[")
    ]
    kept: list[Span] = []
    for span in sorted(spans, key=lambda s: (s[0] - s[1], s)):
        if not any(s < span[1] and span[0] < e for s, e in kept):
            kept.append(span)
    return sorted(kept)


def weapons(reading: ReportFindings) -> list[Candidate]:
    """Weapons named in the report, each wording once."""
    found: dict[str, Candidate] = {}
    for number, sentence in enumerate(reading.sentences):
        folded = reading.folded[sentence.part]
        for match in reading.language.weapons.finditer(folded, sentence.start, sentence.end):
            text = _clean(reading.slice(sentence.part, *match.span()))
            candidate = found.setdefault(fold(text).removesuffix("s"), Candidate(text))
            candidate.told.append(CandidateMention(FoundAt(sentence.part, *match.span()), number))
    return list(found.values())


def _clean(text: str) -> str:
    return " ".join(text.split())
