"""How somebody who registered comes back: by the link in their letter, and by an entry pass.

The token of a link is made from the registration under the installation's secret, so that every
letter can hold the same one. The database keeps only a digest of it, by which the registration is
found. A link opens one person's registration for one event.

A browser that opened the link holds an entry pass: the registration's uid, signed, for twelve
hours, sent to the pages of that event alone. The pass says who asks. Whether they are let in is
asked of the database each time (`vigil.programme.streams.admission`).

At the door people show a pass, on paper or on a telephone (`door_code`). Its code is not their
link: who reads it can neither enter a stream nor withdraw for them. Nothing of it is kept.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.core import signing
from django.db.models import Max

from vigil.programme.models import EventRegistration, Registration, Session

KEPT: Final = timedelta(days=30)
"""After the end of a session, its links work and the registered are known this long."""
PASS: Final = timedelta(hours=12)
SALT: Final = "vigil.programme.entry"
DOOR_CODE_BYTES: Final = 12
"""Bytes that prove a pass for the door: nobody guesses 96 bits."""


def token_of(registration: EventRegistration | Registration) -> str:
    """Return the token of the link of a registration: 43 letters of base64url (RFC 4648, 5)."""
    return _base64(_mac(f"vigil registration {registration.uid}"))


def digest_of(token: str) -> str:
    """Return the digest by which the registration of a token is found."""
    return hashlib.sha256(token.encode()).hexdigest()


def registration_by(token: str) -> EventRegistration | None:
    """Return the registration that a link leads to, with its event; None: there is none."""
    rows = EventRegistration.objects.select_related("event")
    return rows.filter(link_digest=digest_of(token)).first()


def expires_at(session: Session) -> datetime:
    """Return from when on nobody is known who registered for a session. It moves with it."""
    return session.ends_at + KEPT


def link_expires_at(person: EventRegistration) -> datetime:
    """Return from when on a link leads nowhere: some days after the last of its sessions."""
    rows = person.registrations.exclude(state=Registration.State.WITHDRAWN)
    last: datetime | None = rows.aggregate(last=Max("session__ends_at"))["last"]
    return (last or person.made_at) + KEPT


def entry_pass(registration: EventRegistration | Registration) -> str:
    """Return the entry pass for the browser of somebody who opened their link."""
    return signing.TimestampSigner(salt=SALT).sign(registration.uid)


def registration_of_passes(held: Iterable[str], session: Session) -> Registration | None:
    """Return the registration for a session of somebody whom these passes name.

    Where they have none, one of theirs for another session; None where they have none at all, or
    where the passes are not ours, or older than `PASS`.
    """
    uids = [uid for one in held if (uid := _uid_of_pass(one))]
    if not uids:
        return None
    rows = Registration.objects.filter(event_registration__uid__in=uids)
    rows = rows.select_related("event_registration", "session")
    return min(rows, key=lambda row: _suits(row, session), default=None)


def _uid_of_pass(held: str) -> str:
    try:
        return signing.TimestampSigner(salt=SALT).unsign(held, max_age=PASS)
    except signing.BadSignature:
        return ""


def _suits(row: Registration, session: Session) -> tuple[bool, bool, int]:
    """Order registrations: those for this session first, then those not withdrawn."""
    withdrawn = row.state == Registration.State.WITHDRAWN
    return (withdrawn or row.session_id != session.pk, withdrawn, row.pk)


def door_code(person: EventRegistration) -> str:
    """Return the code of somebody's pass for the door: their number, and what proves it."""
    mac = _mac(f"vigil door pass {person.uid}")[:DOOR_CODE_BYTES]
    return f"{person.pk}-{_base64(mac)}"


def registration_by_door_code(code: str) -> EventRegistration | None:
    """Return the registration of a pass for the door; None: it is not ours."""
    number = code.partition("-")[0]
    if not number.isdecimal() or len(number) > 15:
        return None
    person = EventRegistration.objects.select_related("event").filter(pk=int(number)).first()
    if person is None or not hmac.compare_digest(door_code(person).encode(), code.encode()):
        return None
    return person


def _mac(said: str) -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), said.encode(), hashlib.sha256).digest()


def _base64(made: bytes) -> str:
    return urlsafe_b64encode(made).rstrip(b"=").decode()
