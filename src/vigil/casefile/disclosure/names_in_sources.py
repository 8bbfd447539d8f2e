"""Find words in the title or the address of a source that may name somebody not in the record."""

from itertools import pairwise
from urllib.parse import unquote, urlsplit

from vigil.casefile.disclosure.unknown_names import given_names, words_like_names
from vigil.casefile.disclosure.withheld_words import WithheldWords, words

TITLE, ADDRESS = "title", "address"


def strangers_in_source(title: str, url: str, withheld: WithheldWords) -> dict[str, list[str]]:
    """Return the words that look like names of strangers, by the part of the source.

    A part that spells a withheld name is left out: the policy hides it from the public anyway. In
    an address, where nothing is capitalised, a word counts that the title has as a name, or that
    is a given name, with the word after it.
    """
    found: dict[str, list[str]] = {}
    in_title = list(dict.fromkeys(words_like_names(title, withheld, 0, len(title))))
    if in_title and withheld.allows(title):
        found[TITLE] = in_title
    in_address = _in_address(url, {word for name in in_title for word in words(name)}, withheld)
    if in_address and not withheld.spells_name(url):
        found[ADDRESS] = in_address
    return found


def _in_address(url: str, names: set[str], withheld: WithheldWords) -> list[str]:
    parts = urlsplit(url)
    path = [word for word in words(unquote(f"{parts.path} {parts.query}")) if word.isalpha()]
    strangers = [word for word in path if len(word) > 2 and not withheld.knows(word)]
    found = [word for word in strangers if word in names]
    for word, following in pairwise([*path, ""]):
        if word in strangers and word in given_names():
            found += [word, following]
    return list(dict.fromkeys(word for word in found if word))
