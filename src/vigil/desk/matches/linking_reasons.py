"""What a score of the linking rests on, in words: "same name, same day, places 3 km apart"."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from vigil.language.punctuation import in_a_row

REASONS: dict[str, Promise] = {
    "one_report": _("told in one report"),
    "same_name": _("same name"),
    "name_in_text": _("the victim of one is named in the other report"),
    "other_name": _("another name"),
    "shared_names": _("both reports name the same people and places"),
    "suspect_in_text": _("the suspect of one is named in the other report"),
    "same_street": _("same street or quarter"),
    "other_street": _("other streets or quarters"),
    "same_day": _("same day"),
    "same_place": _("same place"),
    "other_country": _("another country"),
    "same_age": _("same age"),
    "other_age": _("another age"),
    "copied_text": _("much of one text is in the other"),
    "alike_texts": _("reports that are alike"),
    "same_count": _("as many killed"),
    "other_count": _("another number killed"),
    "same_method": _("same method"),
    "other_method": _("another method"),
    "published_apart": _("published at different times"),
    "unproven": _("no name, or place and day, in common"),
}
"""Code of `vigil.reading.linkage.explaining` -> what it says."""
MEASURED: dict[str, Callable[[int], str]] = {
    "days_apart": lambda n: ngettext("%(n)s day apart", "%(n)s days apart", n) % {"n": n},
    "km_apart": lambda n: ngettext("places %(n)s km apart", "places %(n)s km apart", n) % {"n": n},
}
"""Codes that come with a number."""


def linking_reasons(reasons: Sequence[Sequence[Any]]) -> list[str]:
    """Return the words for reasons, each a code and a number, in their order.

    A code that this version does not know is left out.
    """
    words = []
    for code, number in reasons:
        if code in MEASURED and number is not None:
            words.append(MEASURED[code](number))
        elif code in REASONS:
            words.append(str(REASONS[code]))
    return words


def in_words(reasons: Sequence[Sequence[Any]]) -> str:
    """Return the words for reasons as one line; empty if there are none."""
    return in_a_row(linking_reasons(reasons))
