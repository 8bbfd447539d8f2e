"""Say in the language of the page where on a page something stands."""

import re

from django.utils.translation import gettext as _

_ONE = re.compile(r"(\d+)(?:st|nd|rd|th) paragraph")
_TWO = re.compile(r"(\d+)(?:st|nd|rd|th) (and|to) (\d+)(?:st|nd|rd|th) paragraphs")


def passage(where: str) -> str:
    """Return where on a page something stands. What is not a paragraph's number stays as it is."""
    if one := _ONE.fullmatch(where):
        return _("paragraph %(number)s") % {"number": one[1]}
    if two := _TWO.fullmatch(where):
        numbers = {"first": two[1], "last": two[3]}
        if two[2] == "to":
            return _("paragraphs %(first)s to %(last)s") % numbers
        return _("paragraphs %(first)s and %(last)s") % numbers
    words = {
        "headline": _("headline"),
        "caption": _("caption"),
        "last paragraph": _("last paragraph"),
    }
    return words.get(where, where)
