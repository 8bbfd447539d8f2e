"""Where a stream is, for whoever was let in: its addresses, opened from the vault."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.programme.models import Stream, StreamAddress
from vigil.programme.streams.address_words import NAMES
from vigil.programme.streams.addresses import HOST, LONGEST, read_address
from vigil.programme.streams.sign_languages import sign_language_name
from vigil.programme.streams.targets import Provider, StreamTarget
from vigil.publication.record.labels import language_name
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Sealed
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.vault.verbs.sealing import open_to_act, sealed_for

KIND: Final = "stream"
"""The kind of subject that a stream is in the vault."""
Purpose = StreamAddress.Purpose
MAIN, FALLBACK = Purpose.MAIN, Purpose.FALLBACK
BESIDE: Final = (Purpose.CAPTIONS, Purpose.SIGN)
"""What is shown beside the stream, whichever of its addresses is on."""
_ORDER: Final = {MAIN: 0, Purpose.LANGUAGE: 1, FALLBACK: 2, Purpose.SIGN: 3, Purpose.CAPTIONS: 4}


@dataclass(frozen=True)
class StreamPlace:
    """One address of a stream."""

    row: StreamAddress
    address: str = ""
    """What our page loads, or where its button leads; empty where it was not opened."""

    @property
    def key(self) -> str:
        """The word by which a page asks for it; empty for the main one."""
        if self.row.purpose in BESIDE:
            return f"{self.row.purpose}-{self.row.language}"
        return "" if self.row.purpose == MAIN else self.row.language or "fallback"

    @property
    def is_beside(self) -> bool:
        """Whether it is no stream of its own, but captions or a sign language beside it."""
        return self.row.purpose in BESIDE

    @property
    def is_frame(self) -> bool:
        """Whether our page plays it; else it is a button that leads elsewhere."""
        return self.row.form in (StreamAddress.Form.EMBED, StreamAddress.Form.HLS)

    @property
    def language(self) -> str:
        """The name of its language; empty for the main one and the fallback."""
        if self.row.purpose == Purpose.SIGN:
            return sign_language_name(self.row.language)
        return language_name(self.row.language) if self.row.language else ""

    @property
    def origin(self) -> str:
        """Its origin, as a content security policy names it."""
        return origin_of(self.address)

    @property
    def host(self) -> str:
        """The name of the host that a browser will ask; of an unopened one, whose it is."""
        if self.address:
            return self.origin.removeprefix("https://")
        return NAMES.get(Provider(self.row.provider)) or _("another service")

    @property
    def service(self) -> str:
        """What the service calls itself; the host where we do not know it."""
        return NAMES.get(Provider(self.row.provider)) or self.host

    @property
    def service_and_host(self) -> str:
        """What the service calls itself, and its host where that is another word."""
        return self.service if self.service == self.host else f"{self.service} ({self.host})"

    @property
    def page(self) -> str:
        """What opens the same stream in a tab of its own."""
        target = read_address(self.address)
        return target.page if isinstance(target, StreamTarget) else self.address


def offered_places(stream: Stream) -> list[StreamPlace]:
    """Return the addresses that somebody who was let in may choose from, the main one first.

    While hosts have switched to the fallback it is the only one. Captions and sign languages come
    last (`StreamPlace.is_beside`). Each is decrypted once a process,
    not once a visitor: what is kept in memory is found by the digest of what lies in the vault
    now. Raises NotPossible (the key is not on this machine).
    """
    return [StreamPlace(row, _address(sealed)) for row, sealed in _offered(stream)]


def offered_unopened(stream: Stream) -> list[StreamPlace]:
    """Return the same, and open none: for a page that says what participants may choose from."""
    return [StreamPlace(row) for row, _sealed in _offered(stream)]


def _offered(stream: Stream) -> list[tuple[StreamAddress, Sealed]]:
    kept = _kept(stream)
    fallback = stream.on_fallback and any(row.purpose == FALLBACK for row, _sealed in kept)
    return [
        (row, sealed)
        for row, sealed in kept
        if row.purpose in BESIDE or (row.purpose == FALLBACK) == fallback
    ]


def unopened_places(stream: Stream) -> list[StreamPlace]:
    """Return all that is kept of a stream, the main address first, and open none."""
    return [StreamPlace(row) for row, _sealed in _kept(stream)]


def _kept(stream: Stream) -> list[tuple[StreamAddress, Sealed]]:
    """Return the addresses that the vault holds, in their order."""
    sealed = {one.field: one for one in sealed_for(KIND, str(stream.pk))}
    rows = [row for row in stream.addresses.all() if row.field in sealed]
    rows.sort(key=lambda row: (_ORDER[Purpose(row.purpose)], row.language))
    return [(row, sealed[row.field]) for row in rows]


def _address(sealed: Sealed) -> str:
    return _opened(sealed.pk, hashlib.sha256(sealed.ciphertext).hexdigest())


@lru_cache(maxsize=128)
def _opened(pk: int, digest: str) -> str:
    sealed = Sealed.objects.get(pk=pk)
    return open_to_act(sealed, why="letting the registered into the stream")


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
    if parts.scheme != "https" or "@" in parts.netloc or not HOST.fullmatch(host):
        raise NotPossible(sentence)
    return f"https://{host}" if port in (None, 443) else f"https://{host}:{port}"


LOG: Final = LogWords(
    reasons={
        "letting the registered into the stream": pgettext_lazy(
            "decision", "letting the registered into the stream"
        ),
    },
)
