"""What the programme adds to the menu, once an event is public."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from vigil.programme.events.queries.public import PUBLIC
from vigil.programme.models import Event
from vigil.publication.pages.navigation import MenuEntry
from vigil.trust.rooms.closing import Closing


def _has_events() -> bool:
    return Event.objects.filter(state__in=PUBLIC).exists()


ENTRIES: Final = (MenuEntry(_("Programme"), "programme:programme", 70, _has_events),)

CLOSING: Final = Closing(
    label=_("Programme"),
    about=_("Events, registration, streams, recordings and messages."),
    desk="desk_programme:events",
    permission="programme.manage",
    namespaces=("programme", "programme_api"),
    kept=(
        *("programme:forgotten", "programme:registration", "programme:withdraw_registration"),
        *("programme:my_messages", "programme:withdraw_message"),
    ),
    letters=("registration", "programme"),
)
