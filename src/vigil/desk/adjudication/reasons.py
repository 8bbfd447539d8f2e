"""Common reasons for a choice between two codings, each with its key."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vigil.language.punctuation import beside


@dataclass(frozen=True)
class CommonReason:
    """A reason that is chosen by one key."""

    label: str | Promise
    letter: str


COMMON: Final[Mapping[str, CommonReason]] = {
    "better_source": CommonReason(_("Better source"), "b"),
    "later_report": CommonReason(_("Later report"), "l"),
    "more_sources": CommonReason(_("More independent sources"), "m"),
    "definition": CommonReason(_("Definition of the codebook"), "d"),
    "calculation": CommonReason(_("Calculated from what reports say"), "c"),
    "left_empty": CommonReason(_("The other coder left it empty"), "e"),
    "misread": CommonReason(_("The report was misread"), "r"),
}


def reason_in_words(key: str, typed: str) -> str:
    """Return the reason as it is kept: the one of the list, then what was typed."""
    known = COMMON.get(key)
    if known is None:
        return typed
    return beside(str(known.label), typed) if typed else str(known.label)
