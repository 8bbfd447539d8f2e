"""Hold letters that may have gone out already, until a person releases or discards each."""

from typing import Final

from django.db import transaction
from django.utils.translation import pgettext_lazy

from vigil.trust.decisions.verbs import COMMAND_LINE, record
from vigil.trust.models import Letter
from vigil.trust.rooms.log_words import LogWords

State = Letter.State
HOLD: Final = "hold_letters"


@transaction.atomic
def hold_letters_on_the_way(*, why: str) -> int:
    """Let every letter that was on its way wait for a person; return how many.

    For a restored database: the letters may have gone out after its backup was made.
    """
    held = Letter.objects.filter(state__in=[State.RELEASED, State.SENDING]).update(
        state=State.WAITING, claimed_at=None
    )
    record(HOLD, "letters", "all", by=COMMAND_LINE, after={"values": held}, why=why)
    return held


LOG: Final = LogWords(
    verbs={HOLD: pgettext_lazy("decision", "hold letters that were on their way")},
    kinds={"letters": pgettext_lazy("decision", "letters")},
)
