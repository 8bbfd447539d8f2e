"""Fresh addresses of a party's own page, which a typed key opens for an hour."""

import secrets
from datetime import timedelta
from hashlib import sha256
from typing import Final

from django.utils import timezone

from vigil.fund.models import PagePass, Party

LASTS: Final = timedelta(hours=1)
NEW_KEY_LASTS: Final = timedelta(days=14)
"""How long the link that leads to a new key can be followed."""


def new_pass(party: Party, *, only_new_key: bool = False) -> str:
    """Make a fresh address for a party's page, and delete those that ended; return its token."""
    PagePass.objects.filter(expires_at__lte=timezone.now()).delete()
    token = secrets.token_urlsafe(32)
    lasts = NEW_KEY_LASTS if only_new_key else LASTS
    PagePass.objects.create(
        party=party,
        digest=_digest(token),
        expires_at=timezone.now() + lasts,
        only_new_key=only_new_key,
    )
    return token


def party_of_pass(token: str, *, for_new_key: bool = False) -> Party | None:
    """Return the party of a fresh address, or None. One for a new key opens nothing else."""
    rows = PagePass.objects.filter(digest=_digest(token), expires_at__gt=timezone.now())
    if not for_new_key:
        rows = rows.filter(only_new_key=False)
    found = rows.filter(party__removed_at=None).select_related("party").first()
    return found.party if found else None


def leads_to_new_key_alone(token: str) -> bool:
    """Say whether a fresh address opens nothing but the page on which a new key is made."""
    return PagePass.objects.filter(digest=_digest(token), only_new_key=True).exists()


def end_pass(token: str) -> None:
    """End a fresh address. Idempotent; a link that is kept stays."""
    PagePass.objects.filter(digest=_digest(token)).delete()


def _digest(token: str) -> str:
    return sha256(f"fund pass {token}".encode()).hexdigest()
