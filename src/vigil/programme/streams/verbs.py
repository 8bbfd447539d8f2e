"""Set and remove the stream of a session and its addresses, which are sealed in the vault."""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.programme.contributors.visibility import require_public_names
from vigil.programme.events.verbs.public_changes import note_session, verb
from vigil.programme.models import Session, Stream, StreamAddress
from vigil.programme.streams.address_words import refusal_sentence
from vigil.programme.streams.addresses import read_address, read_page
from vigil.programme.streams.admission import OPENED_AHEAD, admission_window, planned_window
from vigil.programme.streams.places import KIND
from vigil.programme.streams.targets import Refusal, StreamTarget
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.decisions.verbs import require
from vigil.trust.models import Sealed, User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.vault.verbs.sealing import open_sealed, seal, sealed_for, shred

MOST_MINUTES: Final = 24 * 60
MOST_ADDRESSES: Final = 12
_TAG: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_LONGEST_TAG: Final = 30
Purpose = StreamAddress.Purpose


@verb
def set_stream(
    session: Session,
    *,
    mode: Stream.Mode,
    address: str = "",
    opens_before: int = 15,
    closes_after: int = 30,
    captions: Sequence[str] = (),
    audio_languages: Sequence[str] = (),
    who: str = "",
    by: User,
) -> Stream:
    """Set the stream of a session. `address` is what a host typed; empty keeps the current one.

    Where the host streams, no address of ours is kept. Raises NotAllowed, Unfit (the address leads
    to no stream), NotPossible (a window longer than a day; no language tag; nothing said of where
    the host streams; a name that the record does not show).
    """
    require(by, "programme.manage", session)
    target = _read(address) if address.strip() else None
    _check(mode, opens_before, closes_after, [*captions, *audio_languages], who)
    require_public_names(session, who, *captions, *audio_languages)
    stream, _new = Stream.objects.update_or_create(
        session=session,
        defaults={
            "mode": mode,
            "opens_before": opens_before,
            "closes_after": closes_after,
            "captions": list(captions),
            "audio_languages": list(audio_languages),
            "who": who.strip(),
        },
    )
    after: dict[str, object] = {"mode": mode, "address": target is not None}
    if mode == Stream.Mode.HOST:
        _remove_addresses(stream)
    elif target is not None:
        _keep(stream, target, Purpose.MAIN, "", by=by)
        after["form"] = target.form.value
    note_session("set_stream", session, by=by, after=after)
    return stream


@verb
def set_address(
    session: Session, *, purpose: StreamAddress.Purpose, language: str = "", address: str, by: User
) -> StreamAddress:
    """Set one address of a stream: another language, a fallback, captions or sign language.

    It replaces an earlier one for the same. Raises NotAllowed, Unfit (the address leads to no
    stream; no language), NotPossible (no stream of ours; too many addresses).
    """
    require(by, "programme.manage", session)
    stream = _ours(session)
    if purpose == Purpose.FALLBACK:
        language = ""
    _check_language(purpose, language)
    target = _read(address, page=purpose == Purpose.CAPTIONS)
    kept = _keep(stream, target, purpose, language, by=by)
    if stream.addresses.count() > MOST_ADDRESSES:
        raise NotPossible(
            _("A stream has at most %(n)d addresses. Remove one first.") % {"n": MOST_ADDRESSES}
        )
    after = {"purpose": kept.purpose, "language": kept.language, "form": kept.form}
    note_session("set_stream_address", session, by=by, after=after)
    return kept


@verb
def remove_address(session: Session, pk: int, *, by: User) -> None:
    """Remove one address of a stream. Without its fallback the stream is on its other addresses.

    Raises NotAllowed, NotPossible (it is not there).
    """
    require(by, "programme.manage", session)
    stream = _ours(session)
    row = stream.addresses.filter(pk=pk).first()
    if row is None:
        raise NotPossible(_("This address was removed before."))
    _shred(stream, row.field)
    row.delete()
    if row.purpose == Purpose.FALLBACK and stream.on_fallback:
        stream.on_fallback = False
        stream.save(update_fields=["on_fallback"])
    before = {"purpose": row.purpose, "language": row.language}
    note_session("remove_stream_address", session, by=by, before=before)


@verb
def switch_stream(session: Session, *, to_fallback: bool, by: User) -> Stream:
    """Lead the registered to the fallback address, or back to the others.

    Whoever opens the stream from now on gets it; whoever watches, when they load the page again.
    Raises NotAllowed, NotPossible (no stream of ours; no fallback; it is so already).
    """
    require(by, "programme.manage", session)
    stream = _ours(session)
    if to_fallback and not stream.addresses.filter(purpose=Purpose.FALLBACK).exists():
        raise NotPossible(_("This stream has no fallback address. Add one first."))
    if stream.on_fallback == to_fallback:
        raise NotPossible(_("Somebody switched before you. Look at the page as it is now."))
    stream.on_fallback = to_fallback
    stream.save(update_fields=["on_fallback"])
    note_session("switch_stream", session, by=by, after={"on_fallback": to_fallback})
    return stream


@verb
def open_stream(session: Session, *, by: User) -> Stream:
    """Open the stream for the registered now: before its time, or again after it was closed.

    Raises NotAllowed, NotPossible (no stream of ours; it is open; over; too early).
    """
    require(by, "programme.manage", session)
    stream, now = _ours(session), timezone.now()
    planned = planned_window(session, stream)
    if admission_window(session, stream).holds(now):
        raise NotPossible(_("The stream is open already."))
    if now >= planned.closes_at:
        raise NotPossible(
            _("The time of this stream is over. Move the session, or let its stream close later.")
        )
    if now < session.starts_at - OPENED_AHEAD and now < planned.opens_at:
        raise NotPossible(
            _("A stream can be opened at most %(n)d hours before its session.")
            % {"n": OPENED_AHEAD // timedelta(hours=1)}
        )
    stream.closed_at = None
    if now < planned.opens_at:
        stream.opened_at = now
    stream.save(update_fields=["opened_at", "closed_at"])
    note_session("open_stream", session, by=by)
    return stream


@verb
def close_stream(session: Session, *, by: User) -> Stream:
    """Close the stream for the registered now. One that was opened early opens at its time.

    Raises NotAllowed, NotPossible (no stream of ours; it is not open).
    """
    require(by, "programme.manage", session)
    stream, now = _ours(session), timezone.now()
    if not admission_window(session, stream).holds(now):
        raise NotPossible(_("The stream is not open now."))
    if now < planned_window(session, stream).opens_at:
        stream.opened_at = None
    else:
        stream.closed_at = now
    stream.save(update_fields=["opened_at", "closed_at"])
    note_session("close_stream", session, by=by)
    return stream


@verb
def check_again(session: Session, *, by: User) -> None:
    """Let the addresses of a stream be checked again in the background.

    Raises NotAllowed, NotPossible (no stream of ours).
    """
    require(by, "programme.manage", session)
    _ours(session).addresses.update(found="", checked_at=None)
    note_session("check_stream", session, by=by)


@verb
def remove_stream(session: Session, *, by: User) -> None:
    """Remove the stream of a session, with its addresses. Raises NotAllowed."""
    require(by, "programme.manage", session)
    stream = Stream.objects.select_for_update().filter(session=session).first()
    if stream is not None:
        _remove_addresses(stream)
        stream.delete()
        note_session("remove_stream", session, by=by)


def open_addresses(stream: Stream, *, by: User, why: str) -> dict[StreamAddress, str]:
    """Return the addresses of a stream, to check them before it opens.

    That they were opened, and why, is kept. Raises NotAllowed, NotPossible.
    """
    require(by, "programme.manage", stream.session)
    sealed = {one.field: one for one in sealed_for(KIND, str(stream.pk))}
    rows = [row for row in stream.addresses.order_by("pk") if row.field in sealed]
    if not rows:
        raise NotPossible(_("No address of this stream is kept."))
    return {row: open_sealed(sealed[row.field], by=by, why=why) for row in rows}


def rehearse(stream: Stream, row: StreamAddress, *, by: User) -> str:
    """Return an address of a stream for a host who tries it as a participant.

    That it was opened is kept. Raises NotAllowed, NotPossible.
    """
    require(by, "programme.manage", stream.session)
    for sealed in _sealed(stream, row.field):
        return open_sealed(sealed, by=by, why="trying the stream as a participant")
    raise NotPossible(_("No address of this stream is kept."))


def _read(address: str, *, page: bool = False) -> StreamTarget:
    """Return what a host typed leads to: a stream, or any `page`. Raises Unfit."""
    read = read_page(address) if page else read_address(address)
    if isinstance(read, Refusal):
        raise Unfit(refusal_sentence(read), "address")
    return read


def _check_language(purpose: StreamAddress.Purpose, language: str) -> None:
    """Refuse an address without the tag of its language. Which sign language may be unknown."""
    if not language and purpose in (Purpose.FALLBACK, Purpose.SIGN):
        return
    if _TAG.fullmatch(language) and len(language) <= _LONGEST_TAG:
        return
    if purpose == Purpose.CAPTIONS:
        raise Unfit(_("Name the language of the captions."), "language")
    raise Unfit(_("Name the language that is heard at this address."), "language")


def _ours(session: Session) -> Stream:
    stream = Stream.objects.select_for_update().filter(session=session).first()
    if stream is None or stream.mode != Stream.Mode.OURS:
        raise NotPossible(_("Set the stream of this session first: we let the registered in."))
    return stream


def _keep(
    stream: Stream, target: StreamTarget, purpose: Purpose, language: str, *, by: User
) -> StreamAddress:
    """Keep an address, and forget what was found of an earlier one."""
    row, _new = StreamAddress.objects.update_or_create(
        stream=stream,
        purpose=purpose,
        language=language,
        defaults={
            "form": target.form.value,
            "provider": target.provider.value,
            "found": "",
            "checked_at": None,
        },
    )
    seal(KIND, str(stream.pk), row.field, target.address, by=by)
    return row


def _sealed(stream: Stream, field: str) -> list[Sealed]:
    return [one for one in sealed_for(KIND, str(stream.pk)) if one.field == field]


def _shred(stream: Stream, field: str) -> None:
    for sealed in _sealed(stream, field):
        shred(sealed, by=None, why="the stream is not ours, or was taken away")


def _remove_addresses(stream: Stream) -> None:
    for sealed in sealed_for(KIND, str(stream.pk)):
        shred(sealed, by=None, why="the stream is not ours, or was taken away")
    stream.addresses.all().delete()
    stream.on_fallback = False
    stream.save(update_fields=["on_fallback"])


def _check(
    mode: Stream.Mode, opens_before: int, closes_after: int, tags: Sequence[str], who: str
) -> None:
    if not (0 <= opens_before <= MOST_MINUTES and 0 <= closes_after <= MOST_MINUTES):
        raise NotPossible(_("A stream opens at most a day before, and closes at most a day after."))
    odd = [tag for tag in tags if not _TAG.fullmatch(tag)]
    if odd:
        raise NotPossible(_("No language tag such as en or pt-BR: %(tags)s.") % {"tags": odd[0]})
    if mode == Stream.Mode.HOST and not who.strip():
        raise NotPossible(_("Say who may watch, and where: the host streams."))


LOG: Final = LogWords(
    verbs={
        "check_stream": pgettext_lazy("decision", "let the stream be checked again"),
        "close_stream": pgettext_lazy("decision", "close the stream"),
        "open_stream": pgettext_lazy("decision", "open the stream before its time, or again"),
        "remove_stream": pgettext_lazy("decision", "remove the stream"),
        "remove_stream_address": pgettext_lazy("decision", "remove an address of the stream"),
        "set_stream": pgettext_lazy("decision", "set the stream"),
        "set_stream_address": pgettext_lazy("decision", "set an address of the stream"),
        "switch_stream": pgettext_lazy("decision", "switch the stream to its fallback, or back"),
    },
    kinds={
        "stream": pgettext_lazy("decision", "stream"),
    },
    parts={
        "on_fallback": pgettext_lazy("decision", "on the fallback address"),
    },
    reasons={
        "the stream is not ours, or was taken away": pgettext_lazy(
            "decision", "the stream is not ours, or was taken away"
        ),
        "trying the stream as a participant": pgettext_lazy(
            "decision", "trying the stream as a participant"
        ),
    },
)
