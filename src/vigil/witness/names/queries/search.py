"""Find names in any spelling and script, by an index of folded words.

Words are found as they are typed (a beginning of three letters is enough), by how they sound and
by likeness, as `vigil.publication.search.names` finds cases. All words must be of one spelling of
one name.
"""

import threading
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q, QuerySet

from vigil.casefile.disclosure.withheld_words import PARTICLES
from vigil.publication.search.spelling import similar_words
from vigil.publication.search.tokens import Token, tokens
from vigil.witness.models import Name, NameSpelling, NamesState, NameWord

MOST_WORDS: Final = 8
BEGINNING: Final = 3
"""From this many letters the beginning of a word finds it."""
WORD: Final = 60


def find_by_spelling(text: str) -> QuerySet[Name, dict[str, Any]]:
    """Return the keys of the names that a text spells; none where it has no word.

    The whole table is searched. The caller decides which of the names readers see.
    """
    asked = list({token.word: token for token in tokens(text)}.values())
    # "ibn", "de" and "van" come and go between spellings, and tell nobody from anybody.
    wanted = ([token for token in asked if token.word not in PARTICLES] or asked)[:MOST_WORDS]
    spellings = NameSpelling.objects.order_by() if wanted else NameSpelling.objects.none()
    for token in wanted:
        found = NameWord.objects.filter(_condition(token))
        spellings = spellings.filter(pk__in=found.values("spelling"))
    return spellings.values("name")  # type: ignore[return-value]


def _condition(token: Token) -> Q:
    word = token.word[:WORD]
    condition = Q(word__in=_spellings(token))
    if len(word) < BEGINNING:
        return condition
    # A range and not LIKE: it can use the index on either database, under any collation.
    return condition | Q(word__gte=word, word__lte=word.ljust(WORD, "z"))


def _spellings(token: Token) -> list[str]:
    word = token.word[:WORD]
    alike = [word, *similar_words(word, _vocabulary())]
    if sounds := [heard[:WORD] for heard in token.sounds_to_find()]:
        same = NameWord.objects.filter(sound__in=sounds).values_list("word", "sound").distinct()
        alike += [other for other, heard in same if token.may_be(other, heard)]
    return list(dict.fromkeys(alike))


@dataclass(frozen=True)
class _Vocabulary:
    """Every word of the index, for one version of the names."""

    token: str
    words: list[str]


_lock = threading.Lock()
_known: _Vocabulary | None = None


def _vocabulary() -> list[str]:
    """Return every word of the index. It is read once for each version."""
    global _known
    token = NamesState.objects.filter(pk=1).values_list("token", flat=True).first() or ""
    with _lock:
        if _known is None or _known.token != token or not token:
            _known = _Vocabulary(token, _all_words())
        return _known.words


def _all_words() -> list[str]:
    return list(NameWord.objects.order_by().values_list("word", flat=True).distinct())
