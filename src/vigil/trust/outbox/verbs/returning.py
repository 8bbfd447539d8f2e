"""Note that a letter came back, by the report of a mail server."""

from typing import Final

from django.db import transaction
from django.utils.translation import pgettext_lazy

from vigil.trust.decisions.verbs import record
from vigil.trust.models import Letter
from vigil.trust.outbox.return_reports import ReturnReport
from vigil.trust.rooms.log_words import LogWords

State = Letter.State
_HANDED_OVER: Final = (State.SENDING, State.SENT)


@transaction.atomic
def note_return(report: ReturnReport) -> Letter | None:
    """Note that the letter of a final report came back; return it, or None if none did.

    Only a letter that was handed over can come back. Repeating it changes nothing. Anybody can
    write such a report, but its id is known only to who had the letter in hands.
    """
    if not report.final:
        return None
    letters = Letter.objects.select_for_update().filter(uid__in=report.uids[:5])
    for letter in sorted(letters, key=lambda one: report.uids.index(one.uid)):
        unsure = letter.state == State.FAILED and letter.trouble == Letter.Trouble.UNSURE
        if letter.state in _HANDED_OVER or unsure:
            before = {"state": letter.state}
            letter.state, letter.trouble, letter.cause = State.RETURNED, "", report.cause
            letter.save(update_fields=["state", "trouble", "cause"])
            after = {"state": letter.state, "cause": letter.cause}
            record("note_return", "letter", letter.uid, by=None, before=before, after=after)
        if letter.state == State.RETURNED:
            return letter
    return None


LOG: Final = LogWords(
    verbs={"note_return": pgettext_lazy("decision", "note that a letter came back")},
    parts={"cause": pgettext_lazy("decision", "cause")},
)
