"""Make the token of a private link, and find the link of a token.

The token is an HMAC of the link's uid under the installation's secret, as that of a registration.
So every letter can hold the same link, and nothing from which it could be made again lies in the
database or a backup of it: the secret is a file of its own. A random token would have to be kept in
the vault, or be replaced with each letter, which would break the link that somebody has saved to
take back later what they agreed to. A new secret ends all links.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode

from django.conf import settings
from django.utils import timezone

from vigil.trust.models import PrivateLink


def token_of(link: PrivateLink) -> str:
    """Return the token of a private link: 43 letters of base64url (RFC 4648, 5)."""
    made = _mac(f"vigil private link {link.uid}")
    return urlsafe_b64encode(made).rstrip(b"=").decode()


def digest_of(token: str) -> str:
    """Return the keyed digest by which the private link of a token is found: 64 hex digits."""
    return _mac(f"vigil private link token {token}").hex()


def link_by_token(token: str, purpose: str) -> PrivateLink | None:
    """Return the private link that a token opens now, if it is one for this purpose.

    None if there is none, and equally if it expired or was revoked.
    """
    rows = PrivateLink.objects.filter(revoked_at=None, expires_at__gt=timezone.now())
    return rows.filter(digest=digest_of(token), purpose=purpose).first()


def _mac(said: str) -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), said.encode(), hashlib.sha256).digest()
