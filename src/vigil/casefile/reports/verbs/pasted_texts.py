"""A text that a person pasted, and the record of who did and how it came."""

from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils.translation import pgettext_lazy

from vigil.trust.decisions.verbs import record
from vigil.trust.models import Decision, User
from vigil.trust.rooms.log_words import LogWords


@dataclass(frozen=True)
class PastedText:
    """A text that a person copied: from behind a paywall, a messenger, a PDF.

    `how` is for the log alone: how it came, and from whom. The other parts are of a report.
    """

    text: str
    title: str = ""
    outlet: str = ""
    url: str = ""
    published: str = ""
    language: str = ""
    how: str = ""


def record_pasted(report: str, sha256: str, pasted: PastedText, *, by: User) -> Decision:
    """Record who pasted a text and how it came. `sha256` is of its copy in the archive."""
    after = {"sha256": sha256, "outlet": pasted.outlet}
    with transaction.atomic():
        return record("paste_text", "pasted", report[:200], by=by, after=after, why=pasted.how)


LOG: Final = LogWords(
    verbs={
        "paste_text": pgettext_lazy("decision", "paste a text"),
    },
    kinds={
        "pasted": pgettext_lazy("decision", "pasted text"),
    },
)
