"""Begin again from a backup: nothing that was true only then lets anybody in, or is sent twice."""

from typing import Final, NamedTuple

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.translation import pgettext_lazy

from vigil.trust.decisions.verbs import COMMAND_LINE, record
from vigil.trust.models import Letter, OneTimeLink, OpenSession
from vigil.trust.rooms.log_words import LogWords

State = Letter.State
RESTORE: Final = "restore_backup"


class BeganAgain(NamedTuple):
    """How many letters now wait for a person, and how many sessions were ended."""

    letters: int
    sessions: int


@transaction.atomic
def begin_again(backup: str) -> BeganAgain:
    """Hold letters and sign everybody out, in a restored database; `backup` is named in the log.

    Letters that were on their way may have gone out after the backup was made: each waits for a
    person. Sessions may have been ended since, and sign-in links used.
    """
    letters = Letter.objects.filter(state__in=[State.RELEASED, State.SENDING]).update(
        state=State.WAITING, claimed_at=None
    )
    sessions, _by_model = Session.objects.all().delete()
    OpenSession.objects.all().delete()
    OneTimeLink.objects.all().delete()
    after = {"letters": letters, "sessions": sessions}
    record(RESTORE, "backup", backup, by=COMMAND_LINE, after=after)
    return BeganAgain(letters, sessions)


LOG: Final = LogWords(
    verbs={RESTORE: pgettext_lazy("decision", "restore a backup")},
    kinds={"backup": pgettext_lazy("decision", "backup")},
    parts={"letters": pgettext_lazy("decision", "letters held")},
)
