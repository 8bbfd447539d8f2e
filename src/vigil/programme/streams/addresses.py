"""Find out what a host typed as the address of a stream: a player, a playlist or a link to join.

Hosts paste what they have: the page of a video, a short link, an embed code, an invitation. What
can be shown becomes the one address that works in our page; the rest is refused with a reason.
Nothing is asked of any network here, and nothing of Django: the words are in `address_words`.

What providers' addresses look like is in `services` (those we know by their name) and
`self_hosted` (programs that stand on anybody's host, known by their paths).
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Final

import ada_url

from vigil.programme.streams.self_hosted import read_self_hosted
from vigil.programme.streams.services import read_known, resembled_service
from vigil.programme.streams.targets import (
    Address,
    Form,
    Provider,
    Reason,
    Refusal,
    StreamTarget,
)

LONGEST: Final = 2_000
"""Most letters of one address."""
LONGEST_TEXT: Final = 8_000
"""Most letters of an embed code or an invitation."""
HOST: Final = re.compile(
    r"(?=.{1,253}$)(?!.*[^.]{64})[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+"
)
"""The name of a host, in ASCII: nothing that a content security policy would take for more."""
_SENDING: Final = frozenset({"rtmp", "rtmps", "srt", "rtsp", "rist", "udp", "whip"})
"""Schemes over which a camera sends."""
_LOCAL: Final = re.compile(
    r"(^|\.)(localhost|localdomain|local|internal|intranet|lan|home|corp|private|arpa|onion)$"
)
_LINK: Final = re.compile(r"[a-z][a-z0-9+.-]*://[^\s<>\"']+", re.IGNORECASE)
_WITHOUT_SCHEME: Final = re.compile(r"(//)?[\w-]+(\.[\w-]+)*(:\d+)?([/?]\S*)?", re.ASCII)
_CODE: Final = re.compile(r"<\s*(iframe|video|source|script|embed|object|blockquote|div)\b", re.I)
_CONTROL: Final = re.compile(r"[\x00-\x20\x7f]")
_AROUND: Final = "<>\"'()[]"
_AFTER: Final = ".,;:!"


def read_address(text: str) -> StreamTarget | Refusal:
    """Return what a text leads to, or why it leads to no stream."""
    text = text.strip()
    if not text or len(text) > LONGEST_TEXT:
        return Refusal(Reason.LONG if text else Reason.NO_ADDRESS)
    if _CODE.search(text):
        return _of_embed_code(text)
    if not any(c.isspace() for c in text):
        return _of_address(text.strip(_AROUND))
    return _only_one(_of_address(link.rstrip(_AROUND + _AFTER)) for link in _LINK.findall(text))


def read_page(text: str) -> StreamTarget | Refusal:
    """Return a page that opens in a tab of its own, such as live captions, or why it cannot."""
    text = text.strip()
    if not text or len(text) > LONGEST_TEXT:
        return Refusal(Reason.LONG if text else Reason.NO_ADDRESS)
    if not any(c.isspace() for c in text):
        return _of_page(text.strip(_AROUND))
    return _only_one(_of_page(link.rstrip(_AROUND + _AFTER)) for link in _LINK.findall(text))


def _of_page(text: str) -> StreamTarget | Refusal:
    address = _checked(text)
    if isinstance(address, Refusal):
        return address
    if not address.secure:
        return Refusal(Reason.SCHEME, "http:")
    return StreamTarget(Form.LINK, Provider.OTHER, address.whole, address.whole)


def _only_one(found: Iterator[StreamTarget | Refusal]) -> StreamTarget | Refusal:
    """Return the one stream that a text names, such as an invitation with numbers to dial."""
    read = list(found)
    targets = {one.address: one for one in read if isinstance(one, StreamTarget)}
    if len(targets) > 1:
        return Refusal(Reason.SEVERAL)
    if targets:
        return next(iter(targets.values()))
    return next(iter(read), Refusal(Reason.NO_ADDRESS))


def _of_embed_code(text: str) -> StreamTarget | Refusal:
    """Return what the frame of an embed code shows. Its other parts are left out."""
    parts = _Parts()
    parts.feed(text)
    parts.close()
    if not parts.sources:
        return Refusal(Reason.SCRIPT if parts.has_script else Reason.NO_ADDRESS)
    tag, source = parts.sources[0]
    read = _of_address(source.strip())
    framed = isinstance(read, Refusal) and read.reason in (Reason.UNKNOWN, Reason.FRONT_PAGE)
    if tag != "iframe" or not framed:
        return read
    address = _checked(source.strip())
    assert isinstance(address, Address)
    # The service itself says that this is for the pages of others.
    return StreamTarget(Form.EMBED, Provider.OTHER, address.whole, address.whole)


class _Parts(HTMLParser):
    """The addresses that the frames and videos of an embed code load."""

    def __init__(self) -> None:
        super().__init__()
        self.sources: list[tuple[str, str]] = []
        self.has_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the address that a tag loads."""
        source = dict(attrs).get("src")
        if tag == "script":
            self.has_script = True
        elif tag in ("iframe", "video", "source") and source:
            self.sources.append((tag, source))


def _of_address(text: str) -> StreamTarget | Refusal:
    address = _checked(text)
    if isinstance(address, Refusal):
        return address
    read = read_known(address)
    if read is not None:
        return read
    if not address.secure:
        return Refusal(Reason.SCHEME, "http:")
    return read_self_hosted(address)


def _checked(text: str) -> Address | Refusal:
    """Return an address that may lead to a public host, in its parts, or why it does not."""
    if len(text) > LONGEST:
        return Refusal(Reason.LONG)
    if _CONTROL.search(text) or "\\" in text or not text.isprintable():
        return Refusal(Reason.NO_ADDRESS)
    if _WITHOUT_SCHEME.fullmatch(text) and ("." in text or ":" in text):
        text = f"https://{text.removeprefix('//')}"
    try:
        url = ada_url.URL(text)
    except (ValueError, UnicodeError):
        return Refusal(Reason.NO_ADDRESS)
    return _refused(url) or Address.of(url)


def _refused(url: ada_url.URL) -> Refusal | None:
    scheme, host = url.protocol.removesuffix(":"), url.hostname.removesuffix(".")
    if scheme in _SENDING:
        return Refusal(Reason.SENDING, f"{scheme}:")
    if scheme not in ("http", "https"):
        return Refusal(Reason.SCHEME, f"{scheme}:")
    if url.username or url.password:
        return Refusal(Reason.USER)
    if url.host_type != ada_url.HostType.DEFAULT or "." not in host or _LOCAL.search(host):
        return Refusal(Reason.PRIVATE, host)
    if not HOST.fullmatch(host):
        return Refusal(Reason.NO_ADDRESS)
    if (provider := resembled_service(host)) is not None:
        return Refusal(Reason.LOOKALIKE, host, provider)
    return Refusal(Reason.PORT, url.port) if url.port else None
