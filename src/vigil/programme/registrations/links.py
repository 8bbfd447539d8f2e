"""How somebody who registered comes back: by the link in their letter, and by an entry pass.

The token of a link is made from the registration under the installation's secret, so that every
letter can hold the same one. The database keeps only a digest of it, by which the registration is
found. A link opens one registration of one session.

A browser that opened the link holds an entry pass: the registration's uid, signed, for twelve
hours, sent to the pages of that session alone. The pass says who asks. Whether they are let in is
asked of the database each time (`vigil.programme.streams.admission`).
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.core import signing

from vigil.programme.models import Registration, Session

KEPT: Final = timedelta(days=30)
"""After the end of a session, its links work and the registered are known this long."""
PASS: Final = timedelta(hours=12)
SALT: Final = "vigil.programme.entry"


def token_of(registration: Registration) -> str:
    """Return the token of the link of a registration: 43 letters of base64url (RFC 4648, 5)."""
    said = f"vigil registration {registration.uid}".encode()
    mac = hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).digest()
    return urlsafe_b64encode(mac).rstrip(b"=").decode()


def digest_of(token: str) -> str:
    """Return the digest by which the registration of a token is found."""
    return hashlib.sha256(token.encode()).hexdigest()


def registration_by(token: str) -> Registration | None:
    """Return the registration that a link leads to, with its session; None: there is none."""
    rows = Registration.objects.select_related("session__event")
    return rows.filter(link_digest=digest_of(token)).first()


def expires_at(session: Session) -> datetime:
    """Return from when on the links of a session lead nowhere. It moves with the session."""
    return session.ends_at + KEPT


def entry_pass(registration: Registration) -> str:
    """Return the entry pass for the browser of somebody who opened their link."""
    return signing.TimestampSigner(salt=SALT).sign(registration.uid)


def registration_of_pass(held: str) -> Registration | None:
    """Return the registration that a pass names; None if it is not ours, or older than `PASS`."""
    try:
        uid = signing.TimestampSigner(salt=SALT).unsign(held, max_age=PASS)
    except signing.BadSignature:
        return None
    return Registration.objects.filter(uid=uid).first()
