"""Make keys, and read what somebody typed as one."""

import secrets
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vigil.fund.models import WordKey
from vigil.fund.word_keys.digit_keys import (
    DIGITS,
    UnreadableDigitsError,
    digits_in,
    grouped,
    new_digits,
    read_digits,
)
from vigil.fund.word_keys.reading_words import UnreadableWordsError, read_words
from vigil.fund.word_keys.word_lists import LANGUAGES, WORDS, word_list
from vigil.trust.access.errors import NotPossible

Form = WordKey.Form
_MOST_SHOWN: Final = 30
"""Characters of a typed word that an error repeats."""


class UnreadableKey(NotPossible):
    """What was typed is no key: the sentence says which word or how many digits are wrong."""


@dataclass(frozen=True)
class NewKey:
    """A key that was just made: it is shown once, in its parts."""

    form: str
    language: str
    parts: tuple[str, ...]

    @property
    def text(self) -> str:
        """Return what is hashed."""
        return read_key(" ".join(self.parts), self.language)


def new_key(form: str, language: str = "") -> NewKey:
    """Return a key made by chance: seven words of a language, or 24 digits.

    Raises NotPossible if there is no list of that language.
    """
    if form == Form.DIGITS:
        return NewKey(form, "", tuple(grouped(new_digits())))
    if form != Form.WORDS or language not in LANGUAGES:
        raise NotPossible(_("Choose digits, or the language of the words."))
    words = list(word_list(language).shown.values())
    return NewKey(form, language, tuple(secrets.choice(words) for _n in range(WORDS)))


def read_key(typed: str, language: str) -> str:
    """Return the key that was typed as it is hashed; one slip in each word is repaired.

    `language` is that of the screen. Only public lists are asked. Raises UnreadableKey.
    """
    digits = digits_in(typed)
    if len(digits) > sum(one.isalpha() for one in typed):
        try:
            return read_digits(typed)[0]
        except UnreadableDigitsError as error:
            raise UnreadableKey(_digits_sentence(error)) from None
    try:
        return read_words(typed, language).text
    except UnreadableWordsError as error:
        raise UnreadableKey(" ".join(_word_sentences(error))) from None


def _digits_sentence(error: UnreadableDigitsError) -> str:
    if error.count == DIGITS:
        return _(
            "One of the digits is wrong: the last four do not fit the others. Compare each group "
            "with what you wrote down."
        )
    return ngettext(
        "A key has %(all)d digits. You typed %(n)d digit.",
        "A key has %(all)d digits. You typed %(n)d digits.",
        error.count,
    ) % {"all": DIGITS, "n": error.count}


def _word_sentences(error: UnreadableWordsError) -> list[str]:
    sentences = []
    if error.count != WORDS:
        sentences.append(
            ngettext(
                "A key has %(all)d words. You typed %(n)d word.",
                "A key has %(all)d words. You typed %(n)d words.",
                error.count,
            )
            % {"all": WORDS, "n": error.count}
        )
    sentences += [
        _("Word %(n)d, “%(word)s”, is not in the list of words.")
        % {"n": number, "word": word[:_MOST_SHOWN]}
        for number, word in error.unknown[:WORDS]
    ]
    return sentences or [_("These words do not make a key. Put a space between them.")]
