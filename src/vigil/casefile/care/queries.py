"""Read how the desk is to treat somebody, and for how long they have been coding."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from vigil.casefile.models import CareSetting, Coding
from vigil.trust.models import User

PAUSE: Final = timedelta(minutes=15)
"""Without an act for so long, somebody had a break."""
LONGEST_CASE: Final = timedelta(minutes=45)
"""Who began a coding longer ago than this before they last saved it did something between."""
LOOKED_BACK: Final = timedelta(hours=12)


def care_of(person: User) -> CareSetting:
    """Return what somebody chose, or what holds until they choose; read once a request."""
    held: CareSetting | None = person.__dict__.get("_care")
    if held is None:
        held = CareSetting.objects.filter(person=person).first() or CareSetting(person=person)
        person.__dict__["_care"] = held
    return held


def coding_since(coder: User, now: datetime | None = None) -> datetime | None:
    """Return since when somebody codes without a break; None if they do not at present."""
    now = now or timezone.now()
    recent = Coding.objects.filter(coder=coder, saved_at__gte=now - LOOKED_BACK)
    rows = recent.values_list("started_at", "saved_at", "submitted_at")
    return without_break(rows, now)


def without_break(
    codings: Iterable[tuple[datetime, datetime, datetime | None]], now: datetime
) -> datetime | None:
    """Return since when acts follow each other without a break until now. Pure.

    Each coding says when it was begun, saved last, and handed in.
    """
    spans = []
    for started, saved, handed_in in codings:
        last = max(saved, handed_in or saved)
        if last <= now:
            spans.append((started if last - started <= LONGEST_CASE else last, last))
    since: datetime | None = None
    for first, last in sorted(spans, key=lambda span: span[1], reverse=True):
        if (since or now) - last > PAUSE:
            break
        since = min(first, since or first)
    return since
