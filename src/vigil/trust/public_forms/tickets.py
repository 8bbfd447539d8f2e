"""Limit what strangers send, without knowing who they are: a signed ticket in each form.

Each form holds a ticket: a random number and when it was made, signed. It works once, for a day,
and not before some seconds have passed. No cookie and no script is needed, and nothing is kept by
which a sender could be known: of a spent ticket a digest stays for two days.

Nobody can be told from anybody else here, so a bound on how many texts are sent would let one
sender shut out all others. Texts are bounded by the disk alone: they are taken as long as more than
a reserve is free. Files have a budget for each hour, and stop at a larger reserve, so that they
never use up the space for words. Each room has a file budget of its own, under its name.
"""

import hashlib
import secrets
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Budget, SpentTicket
from vigil.trust.rooms import house

SALT: Final = "vigil.trust.ticket"
LIFETIME: Final = timedelta(days=1)
SHORTEST: Final = timedelta(seconds=3)
"""Nobody reads the page and writes in less."""
CLOCK_TOLERANCE: Final = timedelta(minutes=5)
"""How far the clock may have been set back since a ticket was made; else a new one is given."""
MEGABYTE: Final = 1024**2
BYTES_AN_HOUR: Final = 512 * MEGABYTE
"""Bytes of files of all senders together to one room in one hour."""
FILES_LEAVE: Final = 4
"""Files leave so many times the reserve free: words still find room when files do not."""
BYTES: Final = "bytes"


class NoTicket(NotPossible):
    """The form has no ticket, or one that this site did not sign."""


class StaleTicket(NotPossible):
    """The ticket is too old or was used. A new one can be requested."""


class MustWait(NotPossible):
    """The form can be sent later; `wait` is in seconds."""

    def __init__(self, message: str, wait: int) -> None:
        super().__init__(message)
        self.wait = wait


class TooSoon(MustWait):
    """The ticket is valid, but too young."""


class ReserveReached(MustWait):
    """The disk is full up to the reserve: no texts can be received."""


@dataclass(frozen=True)
class Ticket:
    """A ticket: its random number, and when it was made."""

    number: str
    made_at: datetime

    @property
    def digest(self) -> str:
        """Return the digest by which a spent ticket is recognised."""
        return hashlib.sha256(self.number.encode()).hexdigest()


def new_ticket(now: datetime | None = None) -> str:
    """Return a ticket for a form."""
    made = int((now or timezone.now()).timestamp())
    return signing.Signer(salt=SALT).sign(f"{secrets.token_hex(16)}.{made}")


def read(said: str) -> Ticket:
    """Read the ticket of a form. Raises NoTicket."""
    try:
        number, _dot, made = signing.Signer(salt=SALT).unsign(said[:200]).partition(".")
        return Ticket(number, datetime.fromtimestamp(int(made), tz=timezone.get_default_timezone()))
    except (signing.BadSignature, ValueError, OverflowError) as error:
        raise NoTicket(_("This did not come from the form on this page.")) from error


def is_fresh(ticket: Ticket) -> bool:
    """Return whether a ticket may still be used."""
    if not -CLOCK_TOLERANCE <= timezone.now() - ticket.made_at <= LIFETIME:
        return False
    return not SpentTicket.objects.filter(digest=ticket.digest).exists()


@transaction.atomic
def spend(ticket: Ticket) -> None:
    """Use a ticket. Raises StaleTicket, TooSoon, ReserveReached."""
    _forget_old()
    require_ready(ticket)
    # Of two at once that hold the same ticket, the second meets the first one's row.
    _row, new = SpentTicket.objects.get_or_create(digest=ticket.digest)
    if not new:
        raise StaleTicket(_("This form was sent already."))


def note_sent(digest: str) -> None:
    """Remember for two days that a form was sent, by a digest of its ticket and content.

    Needs no place of any budget: it is for whoever is known by a link.
    """
    SpentTicket.objects.get_or_create(digest=digest)


def was_sent(digest: str) -> bool:
    """Return whether exactly this form was sent within the last two days."""
    return SpentTicket.objects.filter(digest=digest).exists()


def require_ready(ticket: Ticket) -> None:
    """Raise unless a ticket could be spent now: a cheap check before all others.

    Raises StaleTicket, TooSoon, Full.
    """
    if not is_fresh(ticket):
        raise StaleTicket(
            _("This form was open for very long, or was sent already. Press the button once more.")
        )
    require_room_for_words()
    short = SHORTEST - (timezone.now() - ticket.made_at)
    if short > timedelta():
        wait = int(short.total_seconds()) + 1
        raise TooSoon(
            _(
                "Please wait %(n)d seconds and press the button again: it keeps out programs that "
                "fill in every form. What you wrote is still here."
            )
            % {"n": wait},
            wait,
        )


def require_room_for_words() -> None:
    """Raise ReserveReached unless the disk has more free than the reserve."""
    if free_bytes() < reserve():
        raise ReserveReached(
            _(
                "Our disk is full, so we cannot take in what you wrote now. It is still on this "
                "page: keep a copy if that is safe, and press the button again later."
            ),
            int(timedelta(hours=1).total_seconds()),
        )


def free_bytes() -> int:
    """Return how many bytes are free on the disk of the data folder."""
    folder = Path(settings.DATA)
    there = next(one for one in (folder, *folder.parents) if one.exists())
    return shutil.disk_usage(there).free


def reserve() -> int:
    """Return how many bytes must stay free on the disk, whatever strangers send."""
    return int(settings.VIGIL_DISK_RESERVE) * MEGABYTE


@transaction.atomic
def take_bytes(size: int, room: str) -> bool:
    """Take bytes from a room's hourly budget for files; return whether it had enough."""
    if free_bytes() - size < FILES_LEAVE * reserve():
        return False
    budget = _budget(room, timezone.now().replace(minute=0, second=0, microsecond=0))
    if budget.n + size > BYTES_AN_HOUR * house.file_budgets(room):
        return False
    Budget.objects.filter(pk=budget.pk).update(n=F("n") + size)
    return True


def _forget_old() -> None:
    """Delete spent tickets that are too old to be used again."""
    oldest = SpentTicket.objects.order_by("pk").first()
    kept_from = timezone.localdate() - 2 * LIFETIME
    if oldest is not None and oldest.day < kept_from:
        SpentTicket.objects.filter(day__lt=kept_from).delete()


def _budget(room: str, begins: datetime) -> Budget:
    """Return the locked budget of an hour; delete those of earlier days."""
    Budget.objects.filter(begins_at__lt=begins - LIFETIME).delete()
    rows = Budget.objects.select_for_update()
    row, _new = rows.get_or_create(room=room, kind=BYTES, begins_at=begins)
    return row
