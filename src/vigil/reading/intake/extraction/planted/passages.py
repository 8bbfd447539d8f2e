"""Find the passages of a text that are planted: for machines, or below the article by strangers.

What is found is judged by form alone. A tired robber of words may write an instruction of which no
pattern knows; against that stand the rules of evidence, and people.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from vigil.reading.intake.extraction.planted.control_tokens import control_token, planted_patterns
from vigil.reading.intake.extraction.sentences import Sentence, sentences
from vigil.reading.intake.gazetteer import fold

Span = tuple[int, int]

TURN_LIMIT = 1_500
"""Code points of a fake turn. What is longer between two tokens may be the article itself."""

ANSWER_LIMIT = 4_000
"""Code points of a fake answer in JSON."""

FOLLOWING = 3
"""Sentences after an instruction, in the same line, that are taken for a part of it."""

ARTICLE_LEAST = 60
"""Code points before a heading of comments: less is no article, and the heading a link."""

REPEATED = 12
"""Times that one sentence stands in a text from which on all but the first are padding."""


@cache
def _pattern(name: str) -> re.Pattern[str]:
    source = planted_patterns()[name]
    joined = source if isinstance(source, str) else "|".join(f"(?:{one})" for one in source)
    if name in _OF_SENTENCES:  # lines break anywhere in a sentence
        joined = joined.replace(" ?", r"\s*").replace(" ", r"\s+")
    return re.compile(joined, re.MULTILINE)


_OF_SENTENCES = ("instructions", "values")


_JSON = re.compile(r'\{\s*"[^"{}\n]{1,40}"\s*:|\[\s*\{\s*"')
_FENCE = re.compile(r"```")
_HTML = re.compile(r"<!--")
_RUN = re.compile(r"[\W_]{60,}")
_VALUE = re.compile(r"[:=]\s*(?:[\"\[0]|n|[fuczap][aenuio])|=\s*\S")
"""What a value in the form of an answer has in any case: a cheap look before a dear one."""
_BLANKS = re.compile(r"\s*")
_LINE_BREAK = re.compile(r"\n(?!\s*\n)")
_PARAGRAPH = re.compile(r"\n\s*\n")


def planted_passages(text: str) -> list[Span]:
    """Return the spans of a text that are none of the article's words, merged, in order."""
    folded = fold(text)
    found = [
        *_turns(text),
        *_roles(folded),
        *_answers(text),
        *_false_ends(folded),
        *_hidden(text),
        *_comments(folded),
        *((m.start(), m.end()) for m in _RUN.finditer(folded)),
    ]
    spoken: list[Span] = []
    values: list[Span] = []
    if any(cue in folded for cue in planted_patterns()["cues"]):
        spoken = [m.span() for m in _pattern("instructions").finditer(folded)]
    if _VALUE.search(folded):
        values = [m.span() for m in _pattern("values").finditer(folded)]
    repeats = _repeats(text)
    if spoken or values or repeats:
        told = sentences("text", text, folded)
        found += _speaking_to_machines(folded, told, spoken, FOLLOWING)
        found += _speaking_to_machines(folded, told, values, 0)
        found += _padding(told, repeats)
    return _merged(found)


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _paragraph_end(text: str, start: int) -> int:
    found = _PARAGRAPH.search(text, start)
    return found.start() if found else len(text)


def _turns(text: str) -> Iterator[Span]:
    """Yield fake turns: from the token that opens one to the token that ends it."""
    tokens = list(control_token().finditer(text))
    closing = re.compile(planted_patterns()["closing"], re.IGNORECASE)
    number = 0
    while number < len(tokens):
        first = last = tokens[number]
        number += 1
        opened = not closing.search(first[0])
        while number < len(tokens) and tokens[number].end() - first.start() <= TURN_LIMIT:
            between = text[last.end() : tokens[number].start()]
            if not opened and between.strip():
                break
            last = tokens[number]
            number += 1
            opened = not closing.search(last[0])
        end = last.end()
        if opened:  # nothing ends it: what follows is the model's turn
            blanks = _BLANKS if "header" in last[0] else _LINE_BREAK
            body = blanks.match(text, end)
            end = _paragraph_end(text, body.end() if body else end)
        elif first is last or _begins_line(text, first.start()):
            end = _line_end(text, end)  # and behind a whole turn its answer
        yield first.start(), end


def _begins_line(text: str, start: int) -> bool:
    return not text[text.rfind("\n", 0, start) + 1 : start].strip()


def _roles(folded: str) -> Iterator[Span]:
    for found in _pattern("roles").finditer(folded):
        yield found.start(), _paragraph_end(folded, found.end())
    for found in _pattern("headings").finditer(folded):
        body = _BLANKS.match(folded, found.end())
        yield found.start(), _paragraph_end(folded, body.end() if body else found.end())
    for found in _pattern("roles_within").finditer(folded):
        yield found.start(), _line_end(folded, found.end())


def _answers(text: str) -> Iterator[Span]:
    """Yield objects of JSON and what stands between fences of code."""
    for found in _JSON.finditer(text):
        yield found.start(), _balanced(text, found.start())
    fences = [m.start() for m in _FENCE.finditer(text)]
    for start, end in zip(fences[::2], fences[1::2], strict=False):
        if end - start <= ANSWER_LIMIT:
            yield start, end + 3


def _balanced(text: str, start: int) -> int:
    depth = 0
    for at in range(start, min(len(text), start + ANSWER_LIMIT)):
        depth += (text[at] in "{[") - (text[at] in "}]")
        if depth == 0:
            return at + 1
    return _paragraph_end(text, start)


def _false_ends(folded: str) -> Iterator[Span]:
    """Yield what follows a false end of the article, up to where it is said to begin again."""
    for found in _pattern("ends").finditer(folded):
        if len(folded[: found.start()].strip()) < ARTICLE_LEAST:
            continue
        again = _pattern("begins").search(folded, found.end(), found.end() + TURN_LIMIT)
        if again:
            yield found.start(), again.end()
        elif len(folded) - found.end() <= TURN_LIMIT:
            yield found.start(), len(folded)
        else:
            body = _BLANKS.match(folded, found.end())
            yield found.start(), _paragraph_end(folded, body.end() if body else found.end())


def _hidden(text: str) -> Iterator[Span]:
    for found in _HTML.finditer(text):
        end = text.find("-->", found.end(), found.end() + ANSWER_LIMIT)
        yield found.start(), end + 3 if end >= 0 else _paragraph_end(text, found.end())


def _comments(folded: str) -> Iterator[Span]:
    for name in ("comments", "comments_ending", "comments_within"):
        for found in _pattern(name).finditer(folded):
            if len(folded[: found.start()].strip()) >= ARTICLE_LEAST:
                yield found.start(), len(folded)
                break


def _speaking_to_machines(
    folded: str, told: list[Sentence], marks: list[Span], following: int
) -> Iterator[Span]:
    """Yield the sentences that hold a mark, and those `following`, unless somebody is quoted."""
    for start, end in marks:
        at = next((n for n, s in enumerate(told) if s.start <= start < s.end), None)
        if at is None:
            continue
        last = next((n for n, s in enumerate(told) if s.start < end <= s.end), at)
        line_end = _line_end(folded, told[last].end)
        quoted = folded[told[at].start : start].count('"') % 2 == 1
        if not quoted:
            last = max(
                n
                for n in range(last, min(len(told), last + following + 1))
                if n == last or told[n].end <= line_end
            )
        # What is written as an answer may be joined to a sentence of the article.
        yield told[at].start if following else start, told[last].end


def _repeats(text: str) -> set[str]:
    pieces = (piece.strip() for piece in re.split(r"[.\n]", text))
    counts = Counter(piece for piece in pieces if len(piece) > 2)
    return {piece for piece, count in counts.items() if count >= REPEATED}


def _padding(told: list[Sentence], repeats: set[str]) -> Iterator[Span]:
    seen = dict.fromkeys(map(fold, repeats), False)
    for sentence in told:
        words = sentence.folded.strip(" .\n")
        if seen.get(words):
            yield sentence.start, sentence.end
        if words in seen:
            seen[words] = True


def _merged(found: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        elif end > start:
            merged.append((start, end))
    return merged
