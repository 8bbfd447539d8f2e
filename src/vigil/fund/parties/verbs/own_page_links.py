"""The link by which a party opens its own page: made, followed, ended."""

import base64
import hmac
import secrets
from hashlib import sha256
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.fund.models import Nomination, Party
from vigil.fund.parties.locking import locked
from vigil.fund.parties.models.party import PARTY
from vigil.fund.payments.verbs import approval_terms
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record
from vigil.trust.models import User
from vigil.trust.public_forms.tickets import Ticket
from vigil.trust.rooms.log_words import LogWords


@transaction.atomic
def new_link(party: Party, *, by: User | None, token: str = "") -> str:
    """Make the link to the party's own page, in place of an older one; return its token, once.

    `by` is None where they made it themselves. A `token` is given where the same form sent twice
    has to lead to the same page. Raises NotPossible (removed; proposed, and not cleared yet).
    """
    party = locked(party)
    if by is not None:
        require_screened(party)
    # Of at least 40 signs: so long a part of an address is left out of the log of the server.
    token = token or secrets.token_urlsafe(32)
    party.link_digest, party.link_made_at = digest_of_token(token), timezone.now()
    party.save(update_fields=["link_digest", "link_made_at"])
    record(approval_terms.LINK_DECISION, PARTY, party.uid, by=by)
    return token


def require_screened(party: Party) -> None:
    """Raise NotPossible where somebody was proposed, and is not cleared for contact.

    Who applied, or asked for help, came by themselves: the screening is of whom we come to.
    """
    proposed = party.nominations.all()
    cleared = proposed.filter(state__in=(Nomination.State.CLEARED, Nomination.State.CONTACTED))
    if not proposed.exists() or cleared.exists():
        return
    if not party.applications.exists() and not party.emergencies.exists():
        raise NotPossible(_("They are not cleared for contact. Finish the screening first."))


@transaction.atomic
def end_link(party: Party, *, by: User | None) -> None:
    """Let the link die. Asking twice does no more."""
    if Party.objects.filter(pk=party.pk).exclude(link_digest="").update(link_digest=""):
        record("end_party_link", PARTY, party.uid, by=by)


def party_of_token(token: str) -> Party | None:
    """Return whose page a link leads to, or nobody."""
    if not token:
        return None
    return Party.objects.filter(link_digest=digest_of_token(token), removed_at=None).first()


def digest_of_token(token: str) -> str:
    """Return by what a link is known again; the link itself is kept nowhere."""
    return sha256(f"fund {token}".encode()).hexdigest()


def token_of(ticket: Ticket, what: str) -> str:
    """Return the token that a form with this ticket leads to: the same however often it is sent."""
    said = f"fund {what} {ticket.number}".encode()
    made = hmac.new(settings.SECRET_KEY.encode(), said, sha256).digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


LOG: Final = LogWords(
    verbs={
        "end_party_link": pgettext_lazy("decision", "end the link to somebody’s own page"),
    },
)
