"""Keep names out of the texts of a coding that become public."""

from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext_noop

from vigil.casefile.coding.checks import Values
from vigil.casefile.disclosure.holds import withheld_today
from vigil.casefile.disclosure.unknown_names import given_names_in
from vigil.casefile.models import Case
from vigil.reading.codebook import Codebook, Problem, Reason

NAMES_SOMEBODY: Final = gettext_noop(
    "this text becomes public, and “%(names)s” looks like a name: write an office or a number "
    "instead (“the prosecutor”, “two men”)"
)


def names_in_public_texts(case: Case, values: Values, book: Codebook) -> list[Problem]:
    """Return a problem for each text of a coding that becomes public and may name somebody.

    The people of the case, as they may be named now, and those of the coding may be named: whether
    they are is decided when the case is published.
    """
    texts = list(_public_texts(values, book))
    if not texts:
        return []
    withheld = withheld_today(case)
    victims = {
        word
        for person in values.get("victims") or ()
        for name in person.get("names") or ()
        for word in str(name).split()
    }
    found = (
        (field, person, [w for w in given_names_in(text, withheld) if w not in victims])
        for field, person, text in texts
    )
    return [
        Problem(
            field=field,
            person=person,
            reason=Reason(NAMES_SOMEBODY, names=" ".join(dict.fromkeys(names))),
        )
        for field, person, names in found
        if names
    ]


def _public_texts(values: Values, book: Codebook) -> Iterator[tuple[str, int | None, str]]:
    """Yield the field, the place of the person, and the text of each public text of a coding."""
    people = enumerate(values.get("victims") or ())
    parts = [(None, values.get("case") or {}), *people]
    for person, held in parts:
        for name, value in held.items():
            field = book.fields.get(name)
            if field is not None and field.public and field.type == "text" and value:
                yield name, person, str(value)
