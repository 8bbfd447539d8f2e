"""Choose whether those who came to an event can make certificates of attendance."""

from typing import Final

from django.utils.translation import pgettext_lazy

from vigil.programme.events.verbs.events import MANAGE
from vigil.programme.events.verbs.public_changes import note_event, verb
from vigil.programme.models import Event
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords


@verb
def offer_certificates(event: Event, offered: bool, *, by: User) -> Event:
    """Offer certificates to those who came, or stop it: then no code is confirmed any more.

    Raises NotAllowed.
    """
    require(by, MANAGE)
    event = Event.objects.select_for_update().get(pk=event.pk)
    if event.certificates is offered:
        return event
    event.certificates = offered
    event.save(update_fields=["certificates"])
    note_event("offer_certificates", event, by=by, after={"certificates": offered})
    return event


LOG: Final = LogWords(
    verbs={"offer_certificates": pgettext_lazy("decision", "offer certificates of attendance")},
    parts={"certificates": pgettext_lazy("decision", "certificates")},
)
