"""The code on a certificate, by which anybody can check it.

It is a digest of the person's registration for the event, keyed with the installation's secret.
Nothing is stored for it: to check a code, those who came to the event are tried one after another
(a microsecond each). It says that somebody came, and of nobody who it was. It stays valid after
the person's data are deleted, and ends when the host stops to offer certificates.
"""

import hashlib
import hmac
import re
from base64 import b32encode
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.conf import settings
from django.db.models import QuerySet

from vigil.programme.certificates.attendance import days_of
from vigil.programme.events.models.event import State as EventState
from vigil.programme.models import Event, EventRegistration, Registration

PROVEN: Final = 10
"""Bytes that prove a certificate: nobody guesses 80 bits."""
CODE: Final = re.compile(r"([0-9]{1,9})((?:-[A-Z2-7]{4}){4})")


@dataclass(frozen=True)
class CheckedCertificate:
    """What anybody may know of a certificate: for which event, on which days."""

    event: Event
    days: list[date]


def code_of(person: EventRegistration) -> str:
    """Return the code of somebody's certificate, as 12-ABCD-EFGH-IJKL-MNOP."""
    return f"{person.event_id}-{_proof(person.uid)}"


def check_code(code: str) -> CheckedCertificate | None:
    """Return what a code says; None: there is no such certificate, or it is not valid any more."""
    found = CODE.fullmatch(code.strip().upper())
    if found is None:
        return None
    event = Event.objects.filter(
        pk=int(found[1]), certificates=True, state=EventState.PUBLISHED
    ).first()
    uid = event and _uid_of(event, found[2].removeprefix("-"))
    if event is None or uid is None:
        return None
    rows = _came(event).filter(event_registration__uid=uid).select_related("session")
    return CheckedCertificate(event, days_of(rows))


def _uid_of(event: Event, proof: str) -> str | None:
    uids = _came(event).values_list("event_registration__uid", flat=True).distinct()
    return next((uid for uid in uids if hmac.compare_digest(_proof(uid), proof)), None)


def _came(event: Event) -> QuerySet[Registration]:
    rows = Registration.objects.filter(session__event=event, session__state=EventState.PUBLISHED)
    return rows.exclude(came_at=None).order_by()


def _proof(uid: str) -> str:
    said = f"vigil certificate {uid}".encode()
    mac = hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).digest()[:PROVEN]
    letters = b32encode(mac).decode()
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))
