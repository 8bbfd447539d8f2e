"""By what a form is known again that was sent twice: what it makes is made once."""

import hmac
from hashlib import sha256

from django.conf import settings

from vigil.fund.models import Party
from vigil.trust.public_forms.tickets import Ticket


def uid_from_ticket(ticket: Ticket, party: Party, *said: str | bytes) -> str:
    """Return the uid of what a form with this ticket makes of these words of a party, in hex.

    The same words sent twice by one form make one; other words make another, so that nothing that
    was written is taken for what was sent before.
    """
    parts = [one if isinstance(one, bytes) else one.encode() for one in said]
    made = hmac.new(settings.SECRET_KEY.encode(), digestmod=sha256)
    for part in (b"fund once", party.uid.encode(), ticket.number.encode(), *parts):
        made.update(sha256(part).digest())
    return made.hexdigest()[:32]
