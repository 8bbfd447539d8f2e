"""What the party and officers see of a key. The key itself is kept nowhere."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from vigil.fund.models import KeyLoss, Party, WordKey
from vigil.fund.word_keys.word_lists import LANGUAGES

NOTICE_STAYS: Final = timedelta(days=180)


@dataclass(frozen=True)
class LossNotice:
    """What a party reads of a new key that was asked for in its name."""

    asked_at: datetime
    granted_at: datetime | None
    can_object: bool


def key_of(party: Party) -> WordKey | None:
    """Return the key that opens a party's page, or None."""
    return party.word_keys.filter(once=False, tried_at__isnull=False).first()


def loss_notice(party: Party) -> LossNotice | None:
    """Return the newest request for a new key of half a year; None if it was refused."""
    recent = party.key_losses.filter(asked_at__gt=timezone.now() - NOTICE_STAYS)
    row = recent.first()
    if row is None or row.state == KeyLoss.State.REFUSED:
        return None
    is_open = row.state in (KeyLoss.State.ASKED, KeyLoss.State.GRANTED)
    return LossNotice(row.asked_at, row.answered_at, is_open)


def language_offered(screen: str) -> str:
    """Return the language of words to offer first; "" where digits are better."""
    main = screen.partition("-")[0]
    return main if main in LANGUAGES else ""
