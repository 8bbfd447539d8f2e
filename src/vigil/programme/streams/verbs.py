"""Set and remove the stream of a session. Its address is sealed in the vault."""

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.programme.contributors.visibility import require_public_names
from vigil.programme.events.verbs.public_changes import note_session, verb
from vigil.programme.models import Session, Stream
from vigil.programme.streams.admission import ADDRESS
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.vault.verbs.sealing import open_sealed, seal, sealed_for, shred

KIND: Final = "stream"
LONGEST: Final = 2_000
MOST_MINUTES: Final = 24 * 60
_HOST: Final = re.compile(
    r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+"
)
_TAG: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@verb
def set_stream(
    session: Session,
    *,
    mode: Stream.Mode,
    form: Stream.Form,
    address: str = "",
    opens_before: int = 15,
    closes_after: int = 30,
    captions: Sequence[str] = (),
    audio_languages: Sequence[str] = (),
    who: str = "",
    by: User,
) -> Stream:
    """Set the stream of a session. An empty `address` keeps the current one.

    Where the host streams, no address of ours is kept. Raises NotAllowed, NotPossible (no https
    address; a window longer than a day; no language tag; nothing said of where the host streams; a
    name that the record does not show).
    """
    require(by, "programme.manage", session)
    address = address.strip()
    if address:
        origin_of(address)
    _check(mode, opens_before, closes_after, [*captions, *audio_languages], who)
    require_public_names(session, who, *captions, *audio_languages)
    stream, _new = Stream.objects.update_or_create(
        session=session,
        defaults={
            "mode": mode,
            "form": form,
            "opens_before": opens_before,
            "closes_after": closes_after,
            "captions": list(captions),
            "audio_languages": list(audio_languages),
            "who": who.strip(),
        },
    )
    if mode == Stream.Mode.HOST:
        _remove_address(stream)
    elif address:
        seal(KIND, str(stream.pk), ADDRESS, address, by=by)
    after = {"mode": mode, "form": form, "address": bool(address)}
    note_session("set_stream", session, by=by, after=after)
    return stream


@verb
def remove_stream(session: Session, *, by: User) -> None:
    """Remove the stream of a session, with its address. Raises NotAllowed."""
    require(by, "programme.manage", session)
    stream = Stream.objects.select_for_update().filter(session=session).first()
    if stream is not None:
        _remove_address(stream)
        stream.delete()
        note_session("remove_stream", session, by=by)


def open_address(stream: Stream, *, by: User, why: str) -> str:
    """Return the address of a stream, to check it before it opens.

    That it was opened, and why, is kept. Raises NotAllowed, NotPossible.
    """
    require(by, "programme.manage", stream.session)
    for sealed in sealed_for(KIND, str(stream.pk)):
        return open_sealed(sealed, by=by, why=why)
    raise NotPossible(_("No address of this stream is kept."))


def has_address(stream: Stream) -> bool:
    """Return whether the vault holds the address of this stream."""
    return any(True for _sealed in sealed_for(KIND, str(stream.pk)))


def origin_of(address: str) -> str:
    """Return the origin of an address as a content security policy names it (CSP3, 2.3.1).

    Raises NotPossible with what to write: an https address of a host by its name, without a user.
    """
    sentence = _("Write the whole address of the stream, beginning with https://.")
    if len(address) > LONGEST or any(c.isspace() or not c.isprintable() for c in address):
        raise NotPossible(sentence)
    try:
        parts = urlsplit(address)
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode().lower()
    except (ValueError, UnicodeError) as error:
        raise NotPossible(sentence) from error
    if parts.scheme != "https" or "@" in parts.netloc or not _HOST.fullmatch(host):
        raise NotPossible(sentence)
    return f"https://{host}" if port in (None, 443) else f"https://{host}:{port}"


def _remove_address(stream: Stream) -> None:
    for sealed in sealed_for(KIND, str(stream.pk)):
        shred(sealed, by=None, why="the stream is not ours, or was taken away")


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
        "remove_stream": pgettext_lazy("decision", "remove the stream"),
        "set_stream": pgettext_lazy("decision", "set the stream"),
    },
    kinds={
        "stream": pgettext_lazy("decision", "stream"),
    },
    reasons={
        "the stream is not ours, or was taken away": pgettext_lazy(
            "decision", "the stream is not ours, or was taken away"
        ),
    },
)
