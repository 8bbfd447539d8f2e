"""Keyed words that stand for a seat in a round, in a browser or a sheet: they tell nobody whose."""

import hmac
from hashlib import sha256
from typing import Final

from django.conf import settings

from vigil.outlook.models import Round, Seat

LENGTH: Final = 24


def page_key(seat: Seat, row: Round | None) -> str:
    """Return the word under which a browser keeps what waits for the line."""
    return _keyed("answers waiting in a browser", seat, row)


def sheet_key(seat: Seat, row: Round | None) -> str:
    """Return the word by which a sheet is recognised when it comes back."""
    return _keyed("a sheet of answers", seat, row)


def _keyed(purpose: str, seat: Seat, row: Round | None) -> str:
    text = f"{purpose}/{seat.uid}/{row.uid if row is not None else ''}"
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), sha256).hexdigest()[:LENGTH]
