"""Choose whether the letters of an event name it on their envelope, and who invites."""

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.programme.events.models.event import Letters
from vigil.programme.events.verbs.events import MANAGE
from vigil.programme.events.verbs.public_changes import note_event, verb
from vigil.programme.models import Event
from vigil.publication.policy.names_in_texts import require_no_hidden_names
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords


@verb
def choose_letters(event: Event, letters: str, inviter: str = "", *, by: User) -> Event:
    """Set how letters to those who register from now on look, and who they say invites.

    Back to neutral holds for everybody at once. Raises NotAllowed, NotPossible (no such choice; a
    name that the record does not show).
    """
    require(by, MANAGE)
    if letters not in Letters.values:
        raise NotPossible(_("Choose neutral or plain letters."))
    inviter = " ".join(inviter.split())
    require_no_hidden_names(inviter)
    event = Event.objects.select_for_update().get(pk=event.pk)
    before = event.letters
    event.letters, event.inviter = letters, inviter
    event.save(update_fields=["letters", "inviter"])
    note_event(
        "choose_letters", event, by=by, before={"envelope": before}, after={"envelope": letters}
    )
    return event


LOG: Final = LogWords(
    verbs={"choose_letters": pgettext_lazy("decision", "choose the letters of an event")},
    parts={"envelope": pgettext_lazy("decision", "envelope of letters")},
    codes={"envelope": {one.value: one.label for one in Letters}},
)
