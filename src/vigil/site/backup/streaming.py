"""Copy what changed every few minutes, so that little is lost with the machine."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from threading import Event
from time import monotonic
from typing import Final

from django.db import close_old_connections
from django.utils import timezone

from vigil.site.backup.backing_up import Made, back_up
from vigil.site.backup.names import Keep, Kind
from vigil.site.backup.places.place import Place
from vigil.site.backup.state import note_failure
from vigil.trust.access.errors import NotPossible

WHOLE: Final = timedelta(days=1)
"""After this time the next copy is a whole backup."""


def stream(
    place: Place,
    every: float,
    ended: Event,
    tell: Callable[[Made | str], None],
    turn: Callable[[], AbstractContextManager[None]],
    keep: Keep,
) -> None:
    """Copy what changed, every so many seconds, until `ended` is set.

    `tell` gets what was made, or the sentence of a failure: then the next turn tries again. Each
    copy is made within a `turn`, so that other backups can be made between two of them.
    """
    while not ended.is_set():
        began = monotonic()
        try:
            with turn():
                made = back_up(place, _kind(place), keep)
            if made is not None:
                tell(made)
        except (NotPossible, OSError) as error:
            note_failure(str(place), str(error))
            tell(str(error))
        close_old_connections()
        ended.wait(max(0.0, every - (monotonic() - began)))


def _kind(place: Place) -> Kind:
    full = [name for name in place.names() if name.kind is Kind.FULL]
    return Kind.LATER if full and timezone.now() - full[-1].at < WHOLE else Kind.FULL
