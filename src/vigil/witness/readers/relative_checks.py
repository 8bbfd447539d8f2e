"""Check the words that tell relatives apart: no name stands in them."""

import re
from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext as _

from vigil.casefile.disclosure.unknown_names import given_names
from vigil.casefile.people.name_matching import fold
from vigil.language.punctuation import in_a_row
from vigil.trust.access.errors import Unfit
from vigil.trust.withdrawals.names_in_texts import plain
from vigil.witness.campaigns.named_people import people_named_in
from vigil.witness.readers.relatives import RELATIVES

LONGEST: Final = 40
"""Characters of own words."""
_PLAIN: Final = re.compile(r"[^\W\d_]+(?:[ '’\-][^\W\d_]+)*")


def checked_word(chosen: str, own: str, names: Iterable[str]) -> str:
    """Return the word to keep: own words where there are any, else the one chosen, or nothing.

    `names` are those of the people whom the work is about. Raises Unfit at the field `own` (too
    long, a sign or a number, a capital letter, a name).
    """
    own = " ".join(own.split())
    if not own:
        return chosen if chosen in RELATIVES else ""
    if len(own) > LONGEST:
        raise Unfit(_("Use at most %(n)d letters.") % {"n": LONGEST}, "own")
    if not _PLAIN.fullmatch(own) or own != own.lower():
        raise Unfit(
            _("Write small letters alone, as “a sister who lives abroad”. Never a name."), "own"
        )
    _require_no_name(own, names)
    return own


def _require_no_name(own: str, names: Iterable[str]) -> None:
    said = set(plain(own).split())
    parts = {part for name in names for part in plain(name).split()}
    named = people_named_in({"": [own]})[""]
    if named.leans or named.withheld:
        raise Unfit(_("This names somebody. Say who they are without a name."), "own")
    given = {word for word in said if fold(word) in given_names()}
    if found := sorted(given | (said & parts)):
        raise Unfit(
            _("Leave out what may be a name: %(words)s.") % {"words": in_a_row(found)}, "own"
        )
