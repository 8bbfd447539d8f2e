"""Recognise a form that was sent twice, so that it makes one record."""

import hmac
from hashlib import sha256

from django.conf import settings

from vigil.fund.models import Party
from vigil.trust.public_forms.tickets import Ticket


def uid_from_ticket(ticket: Ticket, party: Party, *said: str | bytes) -> str:
    """Return the uid, in hex, of what this form makes of these texts of a party.

    The same form with the same texts gives the same uid. Other texts give another, so that no new
    text is mistaken for an old one.
    """
    parts = [one if isinstance(one, bytes) else one.encode() for one in said]
    made = hmac.new(settings.SECRET_KEY.encode(), digestmod=sha256)
    for part in (b"fund once", party.uid.encode(), ticket.number.encode(), *parts):
        made.update(sha256(part).digest())
    return made.hexdigest()[:32]
