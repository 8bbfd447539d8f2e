"""Make, follow and end the private link to a party's own page."""

import base64
import hmac
import secrets
from hashlib import sha256
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.fund.models import EmergencyRequest, Nomination, Party
from vigil.fund.parties.locking import locked
from vigil.fund.parties.models.party import PARTY
from vigil.fund.payments.verbs import approval_terms
from vigil.fund.word_keys import passes
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record
from vigil.trust.models import User
from vigil.trust.public_forms.tickets import Ticket
from vigil.trust.rooms.log_words import LogWords


@transaction.atomic
def new_link(party: Party, *, by: User | None, token: str = "") -> str:
    """Make a new link to the party's own page, and end the old one; return its token, once.

    `by` is None if the party made it. With a `token`, sending the same form twice leads to the same
    page. Raises NotPossible if the party was removed, or nominated and not cleared.
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
    """Raise NotPossible if a party was nominated and is not cleared for contact.

    A party that applied or asked for help came by itself, and needs no clearance. Help that an
    officer asked for in its name counts once two people approved it.
    """
    proposed = party.nominations.all()
    cleared = proposed.filter(state__in=(Nomination.State.CLEARED, Nomination.State.CONTACTED))
    if not proposed.exists() or cleared.exists():
        return
    asked = Q(by=None) | Q(state=EmergencyRequest.State.APPROVED)
    if not party.applications.exists() and not party.emergencies.filter(asked).exists():
        raise NotPossible(_("They are not cleared for contact. Finish the screening first."))


@transaction.atomic
def end_link(party: Party, *, by: User | None) -> None:
    """End the link. Idempotent."""
    if Party.objects.filter(pk=party.pk).exclude(link_digest="").update(link_digest=""):
        record("end_party_link", PARTY, party.uid, by=by)


def party_of_token(token: str) -> Party | None:
    """Return the party whose page a link opens, or a fresh address behind a key; or None."""
    if not token:
        return None
    return party_of_link(token) or passes.party_of_pass(token)


def party_of_link(token: str) -> Party | None:
    """Return the party whose kept link this is, or None."""
    return Party.objects.filter(link_digest=digest_of_token(token), removed_at=None).first()


def digest_of_token(token: str) -> str:
    """Return the digest by which a link is recognised; the link itself is not kept."""
    return sha256(f"fund {token}".encode()).hexdigest()


def token_of(ticket: Ticket, what: str) -> str:
    """Return the token for a form with this ticket: the same each time it is sent."""
    said = f"fund {what} {ticket.number}".encode()
    made = hmac.new(settings.SECRET_KEY.encode(), said, sha256).digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


LOG: Final = LogWords(
    verbs={
        "end_party_link": pgettext_lazy("decision", "end the link to somebody’s own page"),
    },
)
