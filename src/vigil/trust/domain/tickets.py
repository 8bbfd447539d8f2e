"""Bounds on what strangers send, without knowing who sends.

Each form holds a ticket: a random number and when it was made, signed. It works once, for a day,
and not before some seconds have passed. Everybody together has a budget for an hour; the fuller
it is, the older a ticket must be. So whoever sends a great deal waits like everybody else, no
cookie and no script is needed, and nothing is kept by which a sender could be known: of a spent
ticket a digest stays for two days, of the budget a number.

Each room has a budget of its own, under its name: what floods one leaves the others open.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.core import signing
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from vigil.trust.errors import NotPossible
from vigil.trust.models import Budget, SpentTicket

SALT: Final = "vigil.trust.ticket"
LIFETIME: Final = timedelta(days=1)
SHORTEST: Final = timedelta(seconds=3)
"""Nobody reads the page and writes in less."""
LONGEST: Final = timedelta(minutes=10)
AN_HOUR: Final = 120
"""What all senders together send to one room in one hour."""
FREE: Final = AN_HOUR // 2
"""Up to so many nobody waits."""
BYTES_A_DAY: Final = 2 * 1024**3
"""Bytes of files of all senders together in one day."""
TIMES: Final[Mapping[str, int]] = {"fund": 5}
"""How many times these budgets a room has; those not named, once."""
SENT, BYTES = "sent", "bytes"


class NoTicket(NotPossible):
    """The form is not ours: it has no ticket, or one that we did not sign."""


class StaleTicket(NotPossible):
    """The ticket is too old, or was used: with a new one the same can be sent."""


class MustWait(NotPossible):
    """The same will be taken later; `wait` says in how many seconds."""

    def __init__(self, message: str, wait: int) -> None:
        super().__init__(message)
        self.wait = wait


class TooSoon(MustWait):
    """The ticket is good, but must be older."""


class Full(MustWait):
    """The budget of this hour is used up."""


@dataclass(frozen=True)
class Ticket:
    """A ticket of ours: its random number, and when it was made."""

    number: str
    made_at: datetime

    @property
    def digest(self) -> str:
        """By what a spent ticket is known again."""
        return hashlib.sha256(self.number.encode()).hexdigest()


def new_ticket(now: datetime | None = None) -> str:
    """Return a ticket for a form."""
    made = int((now or timezone.now()).timestamp())
    return signing.Signer(salt=SALT).sign(f"{secrets.token_hex(16)}.{made}")


def read(said: str) -> Ticket:
    """Return the ticket that a form holds. Raises NoTicket."""
    try:
        number, _dot, made = signing.Signer(salt=SALT).unsign(said[:200]).partition(".")
        return Ticket(number, datetime.fromtimestamp(int(made), tz=timezone.get_default_timezone()))
    except (signing.BadSignature, ValueError, OverflowError) as error:
        raise NoTicket(_("This did not come from the form on this page.")) from error


def is_fresh(ticket: Ticket) -> bool:
    """Say whether a ticket may still be used."""
    if timezone.now() - ticket.made_at > LIFETIME:
        return False
    return not SpentTicket.objects.filter(digest=ticket.digest).exists()


@transaction.atomic
def spend(ticket: Ticket, room: str) -> None:
    """Use a ticket, and one place of this hour's budget of a room: both or none.

    Raises StaleTicket, TooSoon, Full.
    """
    SpentTicket.objects.filter(day__lt=timezone.localdate() - 2 * LIFETIME).delete()
    budget = _budget(room, SENT, _hour(timezone.now()))
    require_ready(ticket, room)
    # Of two at once that hold the same ticket, the second meets the first one's row.
    _row, new = SpentTicket.objects.get_or_create(digest=ticket.digest)
    if not new:
        raise StaleTicket(_("This form was sent already."))
    Budget.objects.filter(pk=budget.pk).update(n=F("n") + 1)


def note_sent(digest: str) -> None:
    """Note that a form came in, by a digest of its ticket and what it said; for two days.

    Needs no place of any budget: it is for whoever is known by a link.
    """
    SpentTicket.objects.get_or_create(digest=digest)


def was_sent(digest: str) -> bool:
    """Say whether just this form came in before, within two days."""
    return SpentTicket.objects.filter(digest=digest).exists()


def require_ready(ticket: Ticket, room: str) -> None:
    """Let the call go on only if a ticket could be spent now: cheap, to be asked before all else.

    Raises StaleTicket, TooSoon, Full.
    """
    now = timezone.now()
    if not is_fresh(ticket):
        raise StaleTicket(
            _("This form was open for very long, or was sent already. Press the button once more.")
        )
    sent = _sent_since(room, _hour(now)) / TIMES.get(room, 1)
    if sent >= AN_HOUR:
        wait = int((_hour(now) + timedelta(hours=1) - now).total_seconds()) + 1
        raise Full(
            _(
                "Very many people write to us in this hour. What you wrote is still here: leave "
                "this page open and press the button again in %(n)d minutes."
            )
            % {"n": wait // 60 + 1},
            wait,
        )
    short = needed_age(sent) - (now - ticket.made_at)
    if short > timedelta():
        wait = int(short.total_seconds()) + 1
        raise TooSoon(
            _(
                "Please wait %(n)d seconds and press the button again: it keeps machines from "
                "flooding us. What you wrote is still here."
            )
            % {"n": wait},
            wait,
        )


def needed_age(sent: float) -> timedelta:
    """Return how old a ticket must be when so many were taken in this hour (of `AN_HOUR`)."""
    if sent <= FREE:
        return SHORTEST
    return SHORTEST + (LONGEST - SHORTEST) * (sent - FREE) / (AN_HOUR - FREE)


@transaction.atomic
def take_bytes(size: int, room: str) -> bool:
    """Take so many bytes from a room's budget of this day for files; say whether there were."""
    now = timezone.now()
    budget = _budget(room, BYTES, now.replace(hour=0, minute=0, second=0, microsecond=0))
    if budget.n + size > BYTES_A_DAY * TIMES.get(room, 1):
        return False
    Budget.objects.filter(pk=budget.pk).update(n=F("n") + size)
    return True


def _hour(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0)


def _sent_since(room: str, hour: datetime) -> int:
    row = Budget.objects.filter(room=room, kind=SENT, begins_at=hour).first()
    return row.n if row else 0


def _budget(room: str, kind: str, begins: datetime) -> Budget:
    """Return the budget of a span, locked; those of earlier days are deleted."""
    Budget.objects.filter(begins_at__lt=begins - LIFETIME).delete()
    rows = Budget.objects.select_for_update()
    row, _new = rows.get_or_create(room=room, kind=kind, begins_at=begins)
    return row
