"""Ask for emergency help from the public form, without an account."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import transaction

from vigil.fund.access.doors import EMERGENCY_FORM
from vigil.fund.emergencies.verbs import deciding
from vigil.fund.parties.verbs import own_page_links, registering
from vigil.fund.parties.verbs.own_page_links import token_of
from vigil.trust.access.errors import NotPossible
from vigil.trust.public_forms.doors import require_open
from vigil.trust.public_forms.tickets import Ticket, require_ready, spend

TICKET_PURPOSE: Final = "emergency"


def ask_for_help(
    who: Mapping[str, Any],
    needs: Sequence[str],
    amount: str,
    currency: str,
    what: str,
    *,
    ticket: Ticket,
    language: str,
) -> str:
    """Record a public request for help; return the token of the person's own page.

    Sending the same form twice makes one request. Raises NotPossible with what is wrong;
    DoorClosed, StaleTicket, TooSoon, Full.
    """
    token = token_of(ticket, TICKET_PURPOSE)
    if own_page_links.party_of_token(token) is not None:
        return token
    require_open(EMERGENCY_FORM)
    require_ready(ticket)
    registering.compute_digests(who)
    try:
        _ask(who, needs, amount, currency, what, ticket=ticket, language=language, token=token)
    except NotPossible:
        # The same form, sent twice at once: the other one was first.
        if own_page_links.party_of_token(token) is None:
            raise
    return token


@transaction.atomic
def _ask(
    who: Mapping[str, Any],
    needs: Sequence[str],
    amount: str,
    currency: str,
    what: str,
    *,
    ticket: Ticket,
    language: str,
    token: str,
) -> None:
    spend(ticket)
    values = {"level": "hidden", "language": language, **who}
    request = deciding.request_help(
        values, needs, amount, currency, what, by=None, language=language
    )
    own_page_links.new_link(request.party, by=None, token=token)
