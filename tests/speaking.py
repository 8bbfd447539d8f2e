"""What a page says, and in which language: for tests that look for texts left in another one."""

import re
from collections.abc import Mapping
from functools import cache
from html.parser import HTMLParser

import pytest
from django.utils.translation import get_language_info

from vigil.reading.codebook import current
from vigil.site.languages.catalogues import LANGUAGES, read, translations_of

WHY = "Arabic daily; tests/site/languages/test_translations.py reads every catalogue"
IN_TURN = [
    language if language == "ar" else pytest.param(language, marks=pytest.mark.tail(WHY))
    for language in LANGUAGES
]
"""The languages to ask pages in: daily the one whose letters tell it from English, and the tail."""

PIECE = re.compile(r"%\(\w+\)[a-z]|<[^>]+>|\s{2,}")
LATIN = re.compile(r"\b[A-Za-z]{3,}\b")  # words, not pieces of a digest
VOID = {"input", "br", "img", "hr", "link", "meta", "col", "path", "rect", "circle", "line"}
QUIET = {"script", "style", "code", "kbd"}
READ_OUT = {"aria-label", "title", "placeholder", "alt", "label"}


class Said(HTMLParser):
    """The texts of a page that are meant to be in its own language.

    Left out are such as say that they are in another one (`lang`), and what no person reads.
    `own` are those of them that stand outside `bdi` and `dir="auto"`, in which data is put.
    """

    def __init__(self) -> None:
        super().__init__()
        self.texts: set[str] = set()
        self.own: set[str] = set()
        self.language = self.direction = ""
        self._within: list[tuple[bool, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where texts of other languages and data begin."""
        given = dict(attrs)
        if tag == "html":
            self.language, self.direction = given["lang"] or "", given["dir"] or ""
        foreign, data = self._within[-1] if self._within else (False, False)
        foreign |= given.get("lang", self.language) != self.language or tag in QUIET
        data |= tag == "bdi" or given.get("dir") == "auto"
        if tag not in VOID:
            self._within.append((foreign, data))
        for name in READ_OUT & given.keys():
            self._note(given[name] or "", foreign, data and name != "aria-label")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag that is closed where it opens."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._within.pop()

    def handle_endtag(self, tag: str) -> None:
        """Note where it ends."""
        if tag not in VOID:
            self._within.pop()

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self._note(data, *(self._within[-1] if self._within else (False, False)))

    def _note(self, text: str, foreign: bool, data: bool) -> None:
        text = " ".join(text.split())
        if text and not foreign:
            self.texts.add(text)
            if not data:
                self.own.add(text)


def heard(html: str) -> Said:
    """Read a page."""
    page = Said()
    page.feed(html)
    page.close()
    return page


@cache
def english(language: str) -> tuple[frozenset[str], Mapping[str, frozenset[str]]]:
    """Return whole English texts, and longer pieces of such, that have another form here.

    The pieces lie by their second word, which a text that holds one has as a word, too.
    """
    whole: set[str] = set()
    pieces: set[str] = set()
    for message in read(language):
        id_ = message.id if isinstance(message.id, str) else message.id[-1]
        if not id_ or id_ in translations_of(message):
            continue
        if "%(" not in id_:
            whole.add(" ".join(id_.split()))
        parts = {part.strip() for part in PIECE.split(id_)}
        pieces |= {
            p
            for p in parts
            if len(p.split()) > 2 and not any(p in s for s in translations_of(message))
        }
    book = current()
    for field in (*book.fields.values(), *book.parts.values()):
        for item in (field, *field.values.values()):
            if item.label() != item.label(language):
                whole.add(item.label())
    translated = {
        " ".join(text.split()) for message in read(language) for text in translations_of(message)
    }
    by_word: dict[str, set[str]] = {}
    for piece in pieces:
        by_word.setdefault(piece.split()[1], set()).add(piece)
    return frozenset(whole - translated), {word: frozenset(by_word[word]) for word in by_word}


@cache
def is_english(text: str, language: str) -> bool:
    """Tell whether a text is one of those, or holds such a piece. Menus are on every page."""
    whole, pieces = english(language)
    return (
        text in whole
        or text.rstrip(":") in whole
        or any(piece in text for word in text.split() for piece in pieces.get(word, ()))
    )


def left_in_english(html: str, language: str) -> set[str]:
    """Return the English texts of the catalogue that a page in another language still says."""
    page = heard(html)
    assert page.language == language
    assert page.direction == ("rtl" if get_language_info(language)["bidi"] else "ltr")
    return {text for text in page.texts if is_english(text, language)}


def never_translated(html: str, in_english: str, names: set[str]) -> set[str]:
    """Return texts in Latin letters that a page in Arabic and the same page in English both say.

    These no catalogue holds: a mark that was forgotten, or one that is not gathered. Data is put
    in `bdi` or carries `dir="auto"`; what is the same in every language is given as `names`.
    """
    both = heard(html).own & heard(in_english).own
    return {text for text in both if LATIN.search(_without(text, names))}


def _without(text: str, names: set[str]) -> str:
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "")
    return text
