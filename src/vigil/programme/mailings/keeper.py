"""What messages from the hosts hold of people: a name in their words. Who got one is a number."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from vigil.programme.models import Mailing, MailingText
from vigil.trust.rooms.simple_keeper import keeper_of

KEEPER: Final = keeper_of(
    "mailings",
    Mailing,
    MailingText,
    label=_("Messages from the hosts"),
    # That somebody got a message belongs to their registration.
    with_them=["programme.MailingRecipient"],
)
