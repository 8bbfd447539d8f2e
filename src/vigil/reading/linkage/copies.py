"""Which reports are copies of each other: of (nearly) the same words, and nothing else.

Copies are read as one report, so the word is given sparingly. Reports of one agency, of one outlet
or on one attack are no copies: each may state what the others do not. (How many of them count as
independent sources is another question: see `independence`.)
"""

import re
from collections.abc import Iterable, Sequence

from vigil.reading.linkage.folding import fold_text

RUN = 4
"""Words of a run: of two texts written apart hardly one is the same."""
OF_COPY = 0.9
"""Share of the runs of a copy that the report it copies has too."""
OF_COPIED = 0.5
"""Share of the runs of the copied report that its copy has too: a shorter excerpt is no copy."""
_WORD = re.compile(r"\w+")


def copied_reports(texts: Sequence[str]) -> list[int]:
    """Return, for each text, the number of the text of which it is a copy; its own if of none.

    The longer text is the one that is copied. Nothing is a copy of a copy, and a text without a
    run of words is no copy. Case, accents and punctuation do not count.
    """
    runs = [_runs(_words(text)) for text in texts]
    copied = list(range(len(texts)))
    leading: list[int] = []
    for number in sorted(copied, key=lambda n: -len(runs[n])):
        found = (one for one in leading if _is_copy(runs[number], runs[one]))
        copied[number] = next(found, number)
        if copied[number] == number:
            leading.append(number)
    return copied


def added_sentences(sentences: Iterable[str], copied: str) -> list[str]:
    """Return those of the sentences of a copy that do not stand word for word in the other text."""
    there = f" {' '.join(_words(copied))} "
    return [one for one in sentences if f" {' '.join(_words(one))} " not in there and _words(one)]


def _words(text: str) -> list[str]:
    return _WORD.findall(fold_text(text))


def _runs(words: Sequence[str]) -> frozenset[str]:
    return frozenset(" ".join(words[n : n + RUN]) for n in range(len(words) - RUN + 1))


def _is_copy(copy: frozenset[str], copied: frozenset[str]) -> bool:
    if not copy or len(copy) < OF_COPIED * len(copied):
        return False
    both = len(copy & copied)
    return both >= OF_COPY * len(copy) and both >= OF_COPIED * len(copied)
