"""Check addresses of streams: after they were set, a day and an hour before the session.

A worker does it, so that nobody who saves waits for a server. Hosts see at the desk what was found;
they get a letter when an address is in trouble within a day of its session.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override, pgettext_lazy

from vigil.programme.events.models.event import State
from vigil.programme.events.verbs.public_changes import verb
from vigil.programme.models import Stream, StreamAddress
from vigil.programme.streams.finding_words import finding_sentence
from vigil.programme.streams.findings import (
    Answered,
    Finding,
    finding_of,
    finding_of_oembed,
    origin,
)
from vigil.programme.streams.places import KIND
from vigil.programme.streams.targets import Form, Provider
from vigil.reading.intake.fetching import FailedError, Fetcher, Guard, Limits, RefusedError
from vigil.trust.access.errors import NotPossible
from vigil.trust.demonstration.mark import is_demonstration
from vigil.trust.models import Letter, Role, Sealed, User
from vigil.trust.outbox.site_address import in_letters, site_address
from vigil.trust.outbox.verbs.letters import write_letter
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.vault.verbs.sealing import open_to_act, sealed_for

BEFORE: Final = (timedelta(hours=24), timedelta(hours=1))
"""How long before a session its addresses are checked again."""
BETWEEN_WARNINGS: Final = timedelta(hours=1)
"""How often hosts are warned of one session at most, while they try addresses."""
SIZE: Final = 64 * 1024
"""Bytes of an answer that are read; a playlist is smaller."""
LIMITS: Final = Limits(connect=3, read=4, total=5)
"""A worker that is ended waits no longer than this for a server."""
LETTER: Final = "programme"
"""The kind of letters to hosts."""
OEMBED: Final = "https://www.youtube.com/oembed?format=json&url=https://www.youtube.com/watch?v="
"""Where YouTube describes a video: its player answers alike for one that is not there."""


def is_any_due() -> bool:
    """Return whether an address is to be checked now. A demonstration asks no network."""
    return not is_demonstration() and due(timezone.now()).exists()


def due(now: datetime) -> QuerySet[StreamAddress]:
    """Return the addresses to check: never checked, or not since a moment of `BEFORE`."""
    starts = "stream__session__starts_at"
    wanted = Q(checked_at=None)
    for before in BEFORE:
        wanted |= Q(**{f"{starts}__lte": now + before}, checked_at__lt=F(starts) - before)
    rows = StreamAddress.objects.filter(
        wanted, stream__mode=Stream.Mode.OURS, stream__session__ends_at__gt=now
    ).exclude(stream__session__state=State.CANCELLED)
    rows = rows.exclude(stream__session__event__state=State.CANCELLED)
    return rows.select_related("stream__session__event").order_by(starts, "pk")


def check_due(unwanted: Callable[[], bool], fetcher: Fetcher | None = None) -> Mapping[str, int]:
    """Check what is due until `unwanted`; return how many, and how many are in trouble."""
    asked = fetcher or Fetcher(Guard(), limits=LIMITS, interval=1)
    checked = trouble = 0
    for row in due(timezone.now()):
        if unwanted():
            break
        found = _check(row, asked)
        checked += 1
        trouble += found.is_trouble
    return {"checked": checked, "in trouble": trouble}


def _check(row: StreamAddress, fetcher: Fetcher) -> Finding:
    """Check one address and keep what was found, unless a host changed it meanwhile."""
    sealed = next((s for s in sealed_for(KIND, str(row.stream_id)) if s.field == row.field), None)
    if sealed is None:
        _keep(row, None, Finding.GONE)
        return Finding.GONE
    address = open_to_act(sealed, why="checking the stream")
    found = _look(row, address, fetcher)
    _keep(row, sealed, found)
    return found


def _look(row: StreamAddress, address: str, fetcher: Fetcher) -> Finding:
    ours = _ours()
    headers = {"Referer": f"{ours}/", "Origin": ours} if row.form == Form.HLS else {}
    try:
        url, answer = fetcher.look(address, headers or {"Referer": f"{ours}/"}, size=SIZE)
        answered = Answered(address, url, answer.status, answer.headers, answer.content)
        found = finding_of(Form(row.form), answered, ours)
        video = address.rpartition("/")[2]
        if found.is_trouble or row.provider != Provider.YOUTUBE or "?" in video:
            return found
        _url, told = fetcher.look(OEMBED + video, {}, size=SIZE)
        return finding_of_oembed(told.status)
    except RefusedError:
        return Finding.UNSAFE
    except FailedError:
        return Finding.NO_ANSWER


def _ours() -> str:
    """Return the origin of our pages, as other servers are told it."""
    try:
        return origin(site_address())
    except NotPossible:
        return origin(str(settings.VIGIL_SITE))


@verb
def _keep(row: StreamAddress, sealed: Sealed | None, found: Finding) -> None:
    """Keep what was found, and write to hosts if it is in trouble and begins within a day."""
    now = timezone.now()
    kept = StreamAddress.objects.select_for_update().filter(pk=row.pk).first()
    if kept is None or (sealed is not None and not _is_same(sealed)):
        return
    kept.found, kept.checked_at = found.value, now
    begins_soon = row.stream.session.starts_at - now <= BEFORE[0]
    if found.is_trouble and begins_soon and not _warned_lately(kept, now):
        kept.told_at = now
        _write_to_hosts(row, found)
    kept.save(update_fields=["found", "checked_at", "told_at"])


def _warned_lately(row: StreamAddress, now: datetime) -> bool:
    """Return whether hosts were warned of this stream already, of any of its addresses."""
    of_stream = StreamAddress.objects.filter(stream=row.stream_id)
    return of_stream.filter(told_at__gt=now - BETWEEN_WARNINGS).exists()


def _is_same(sealed: Sealed) -> bool:
    return Sealed.objects.filter(pk=sealed.pk, sealed_at=sealed.sealed_at).exists()


def _write_to_hosts(row: StreamAddress, found: Finding) -> None:
    """Write to each host that an address is in trouble: not the address, nor whose it is."""
    hosts = User.objects.filter(grants__role=Role.PROGRAMME_HOST, is_active=True).distinct()
    session = row.stream.session
    with override(settings.LANGUAGE_CODE):
        try:
            link = in_letters("desk_programme:stream", session.pk)
        except NotPossible:  # They see it at the desk all the same.
            return
        body = render_to_string(
            "programme/streams/letters/trouble.txt",
            {
                "session": session,
                "purpose": row.get_purpose_display(),
                "found": finding_sentence(found),
                "link": link,
            },
        )
        for host in hosts.exclude(email=""):
            write_letter(host, Letter.Subject.MESSAGE, body, kind=LETTER, by=None, decides=False)


LOG: Final = LogWords(
    reasons={"checking the stream": pgettext_lazy("decision", "checking the stream")},
)
