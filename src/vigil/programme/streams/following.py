"""What the page of a stream asks again while somebody looks at it: is it still as it says?

The page of the gate follows the answer of the gate; the page of the player also follows which
address is on. Each page has a mark of what it shows, and gets the mark of what is so now. A mark
tells nothing of an address, and only somebody who was let in gets one that hangs on it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from vigil.programme.mailings.queries import ShownMessage
from vigil.programme.models import Session, Stream
from vigil.programme.streams.admission import (
    AdmissionAnswer,
    admission_window,
    planned_window,
)
from vigil.programme.streams.places import StreamPlace

SOON: Final = 20
"""Seconds until a page asks again while something may change at any moment."""
LATER: Final = 120
"""The same while the beginning is far away, or only a host could change something."""
NEAR: Final = timedelta(minutes=20)


@dataclass(frozen=True)
class HostNews:
    """The latest public message from the hosts, for pages that are open."""

    mark: str
    """Empty: there is none."""
    text: str = ""
    lang: str = ""
    """Of the text, where it is in another language than the page."""

    @classmethod
    def of(cls, messages: Sequence[ShownMessage]) -> "HostNews":
        """Return the news of what hosts wrote, the latest first."""
        if not messages:
            return cls("")
        latest = messages[0]
        return cls(_mark([str(latest.mailing.pk)]), latest.chosen.text, latest.lang)


@dataclass(frozen=True)
class StreamNews:
    """What is so now, for a page to compare with what it shows."""

    mark: str
    says: str
    """What to say if the mark is another one."""
    again: int
    """Seconds until the page asks again; 0: nothing will change any more."""
    enters: bool
    """Whether they are let in now."""

    def as_dict(self, hosts: HostNews) -> dict[str, object]:
        """Return what a script gets, with what the hosts wrote."""
        label = _("Open the stream") if self.enters else _("Reload")
        own = {"mark": self.mark, "says": self.says, "again": self.again, "label": label}
        return {**own, "hosts": asdict(hosts)}


def news_of_gate(
    answer: AdmissionAnswer, session: Session, stream: Stream, now: datetime
) -> StreamNews:
    """Return what a page follows that shows what the gate answers."""
    enters = answer == AdmissionAnswer.ENTER
    says = _("The stream is open now.") if enters else str(answer.sentence)
    return StreamNews(_mark([answer]), says, _again(answer, session, stream, now), enters)


def news_of_player(places: Iterable[StreamPlace]) -> StreamNews:
    """Return what a page follows that plays a stream, and perhaps a sign language beside it."""
    shown = (f"{place.row.form} {place.address}" for place in places)
    mark = _mark([AdmissionAnswer.ENTER, *shown])
    return StreamNews(mark, _("The stream has moved to another address."), SOON, enters=True)


def _mark(said: Iterable[str]) -> str:
    """Return a mark from which nobody finds out an address by guessing it."""
    return salted_hmac(__name__, "\n".join(said), algorithm="sha256").hexdigest()[:20]


def _again(answer: AdmissionAnswer, session: Session, stream: Stream, now: datetime) -> int:
    if answer in (AdmissionAnswer.ENTER, AdmissionAnswer.CLOSED):
        return SOON
    if answer == AdmissionAnswer.EARLY:
        near = admission_window(session, stream).opens_at - now <= NEAR
        return SOON if near else LATER
    if answer in (AdmissionAnswer.WAITING, AdmissionAnswer.FULL):
        return LATER
    if answer == AdmissionAnswer.OVER:  # a host who closed it may open it again
        return LATER if now < planned_window(session, stream).closes_at else 0
    return 0
