"""Which text of a mailing the readers of a language get."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from vigil.programme.models import MailingText


@dataclass(frozen=True)
class ChosenText:
    """A text, and the language that it is written in."""

    text: str
    language: str


def chosen_texts(rows: Iterable[MailingText]) -> Mapping[str, ChosenText]:
    """Return the text that the readers of each language get. One who gets none is left out."""
    by_language = {row.language: row for row in rows}
    found: dict[str, ChosenText] = {}
    for language, row in by_language.items():
        used = row if row.text else by_language.get(row.instead)
        if used is not None and used.text:
            found[language] = ChosenText(used.text, used.language)
    return found
