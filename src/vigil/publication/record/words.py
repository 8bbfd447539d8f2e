"""The words by which a public case is found: of names, of its place, and of its texts.

They repeat what the row and the record show, and nothing else. A text that the policy withholds is
not in the record, so its words are not here either.
"""

from collections.abc import Iterator
from typing import Any, Final

from vigil.casefile.disclosure.policy import TEXT_WITHHELD
from vigil.casefile.open_case_file.texts import spellings_in_other_scripts
from vigil.publication.models import PublicCase, PublicTextWord, PublicWord
from vigil.publication.search.stop_words import STOP_WORDS
from vigil.publication.search.tokens import folded_words, tokens

LONGEST_WORD: Final = 60
SHORTEST_IN_TEXTS: Final = 3
_SLAVIC: Final = str.maketrans(
    {"đ": "dj", "Đ": "Dj", "ž": "zh", "Ž": "Zh", "š": "sh", "Š": "Sh"}
    | {"č": "ch", "Č": "Ch", "ć": "ch", "Ć": "Ch"}
)
"""Letters that other languages write as they sound, as in Djindjich."""


def name_words(row: PublicCase) -> Iterator[PublicWord]:
    """Yield each word of the names and of the place of a case."""
    seen: set[tuple[int, str]] = set()
    for entry, text in _entries(row):
        for token in tokens(text):
            if (entry, token.word) not in seen:
                seen.add((entry, token.word))
                yield PublicWord(
                    public=row,
                    entry=entry,
                    word=token.word[:LONGEST_WORD],
                    sound=token.sounds[0][:LONGEST_WORD] if token.sounds else "",
                )


def text_words(row: PublicCase, record: dict[str, Any]) -> Iterator[PublicTextWord]:
    """Yield each word of the texts of a case that is in none of its names."""
    named = {word for name in spellings(row) for word in folded_words(name)}
    found = {word for text in _texts(record) for word in folded_words(text)}
    for word in sorted(found - named - STOP_WORDS):
        if len(word) >= SHORTEST_IN_TEXTS and not word.isdigit():
            yield PublicTextWord(public=row, word=word[:LONGEST_WORD])


def spellings(row: PublicCase) -> list[str]:
    """Return all spellings of names that may be shown, in the order that `PublicWord` numbers."""
    people = (person["names"] for person in row.people)
    found = [
        name
        for names in people
        for name in (*names, *spellings_in_other_scripts(row.public_id, names))
    ]
    return found[: PublicWord.PLACE]


def _entries(row: PublicCase) -> Iterator[tuple[int, str]]:
    for entry, name in enumerate(spellings(row)):
        yield entry, name
        if (as_heard := name.translate(_SLAVIC)) != name:
            yield entry, as_heard
    yield PublicWord.PLACE, f"{row.place} {row.admin1}"


def _texts(record: dict[str, Any]) -> Iterator[str]:
    """Yield the texts of a disclosed record."""
    yield from record["summary"]
    yield from (person.get("occupation") or "" for person in record["victims"])
    texts = (record["values"].get("organised_crime_basis"), (record["justice"] or {}).get("text"))
    yield from (text for text in texts if text and text != TEXT_WITHHELD)
