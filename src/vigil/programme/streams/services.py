"""Addresses of services that are known by the name of their host."""

import re
from collections.abc import Callable
from typing import Final

from vigil.programme.streams.targets import (
    Address,
    Form,
    Provider,
    Reason,
    Refusal,
    StreamTarget,
)

type Read = StreamTarget | Refusal

_VIDEO: Final = re.compile(r"[\w-]{11}", re.ASCII)
_CHANNEL: Final = re.compile(r"UC[\w-]{22}", re.ASCII)
_NUMBER: Final = re.compile(r"\d{3,15}", re.ASCII)
_HASH: Final = re.compile(r"[0-9A-Za-z]{6,40}")
_NO_VIDEO: Final = ("videoseries", "live_stream")
"""Words of eleven letters that stand where the name of a video may."""
_LISTS: Final = ("channel", "c", "user", "playlist", "feed", "results")


def read_known(address: Address) -> Read | None:
    """Return what an address of a known service leads to; None: it is of no known service."""
    for domain, (_provider, read) in _SERVICES.items():
        if _is_of(address.host, domain):
            return read(address)
    for domain, provider in _FOLLOWING.items():
        if _is_of(address.host, domain):
            return Refusal(Reason.FOLLOWS, address.host, provider)
    return None


def resembled_service(host: str) -> Provider | None:
    """Return the service that a host pretends to be: `youtube.com.evil.example`."""
    if any(_is_of(host, domain) for domain in _DOMAINS):
        return None
    for domain, provider in _DOMAINS.items():
        if f".{domain}." in f".{host}" or f".{domain}-" in f".{host}":
            return provider
    return next((provider for brand, provider in _BRANDS.items() if brand in host), None)


def _is_of(host: str, domain: str) -> bool:
    return host == domain or host.endswith(f".{domain}")


def _youtube(address: Address) -> Read:
    parts = address.segments
    first = parts[0] if parts else ""
    if first == "embed" and parts[1:] == ["live_stream"]:
        return _youtube_channel(address.parameter("channel"))
    if first.startswith("@") or first in _LISTS or parts[1:] == ["videoseries"]:
        return Refusal(Reason.CHANNEL, address.host, Provider.YOUTUBE)
    if address.host.endswith("youtu.be"):
        video = first
    elif first == "watch":
        video = address.parameter("v")
    elif first in ("live", "shorts", "embed", "v", "video") and len(parts) > 1:
        video = parts[1]
    else:
        video = ""
    if not _VIDEO.fullmatch(video) or video in _NO_VIDEO:
        return Refusal(Reason.PAGE, address.host, Provider.YOUTUBE)
    return StreamTarget(
        Form.EMBED,
        Provider.YOUTUBE,
        f"https://www.youtube-nocookie.com/embed/{video}",
        f"https://www.youtube.com/watch?v={video}",
    )


def _youtube_channel(channel: str) -> Read:
    if not _CHANNEL.fullmatch(channel):
        return Refusal(Reason.CHANNEL, "", Provider.YOUTUBE)
    return StreamTarget(
        Form.EMBED,
        Provider.YOUTUBE,
        f"https://www.youtube-nocookie.com/embed/live_stream?channel={channel}",
        f"https://www.youtube.com/channel/{channel}/live",
    )


def _vimeo(address: Address) -> Read:
    parts = address.segments
    if parts[:1] == ["event"] and len(parts) > 1 and _NUMBER.fullmatch(parts[1]):
        return _vimeo_event(parts[1], [part for part in parts[2:] if part != "embed"])
    if parts[:1] == ["showcase"] and "video" not in parts:
        return Refusal(Reason.CHANNEL, address.host, Provider.VIMEO)
    where = _vimeo_video(address, parts)
    if where is None:
        return Refusal(Reason.PAGE, address.host, Provider.VIMEO)
    video = parts[where]
    after = parts[where + 1] if len(parts) > where + 1 else ""
    secret = next((one for one in (after, address.parameter("h")) if _HASH.fullmatch(one)), "")
    hidden = f"h={secret}&" if secret else ""
    page = f"https://vimeo.com/{video}/{secret}" if secret else f"https://vimeo.com/{video}"
    player = f"https://player.vimeo.com/video/{video}?{hidden}dnt=1"
    return StreamTarget(Form.EMBED, Provider.VIMEO, player, page)


def _vimeo_video(address: Address, parts: list[str]) -> int | None:
    """Return which part of a path is the number of a video."""
    where = {"channels": 2, "groups": 3, "manage": 2, "showcase": 3, "video": 1}
    place = where.get(parts[0], 0) if parts else 0
    return place if len(parts) > place and _NUMBER.fullmatch(parts[place]) else None


def _vimeo_event(number: str, rest: list[str]) -> Read:
    secret = f"/{rest[0]}" if rest and _HASH.fullmatch(rest[0]) else ""
    page = f"https://vimeo.com/event/{number}"
    return StreamTarget(Form.EMBED, Provider.VIMEO, f"{page}/embed{secret}", f"{page}{secret}")


def _zoom(address: Address) -> Read:
    parts = address.segments
    first = parts[0] if parts else ""
    if first in ("rec", "recording"):
        return Refusal(Reason.RECORDING, address.host, Provider.ZOOM)
    if address.parameter("zak") or address.parameter("tk") or first == "ejl":
        return Refusal(Reason.PERSONAL, address.host, Provider.ZOOM)
    if len(parts) < 2 or first not in ("j", "w", "s", "my", "wc", "meeting", "webinar", "ev"):
        return Refusal(Reason.PAGE, address.host, Provider.ZOOM)
    return _joined(address, Provider.ZOOM)


def _teams(address: Address) -> Read:
    begins = ("/l/meetup-join/", "/l/meeting/", "/meet/", "/event/", "/convene/townhalls")
    if not address.path.startswith(begins):
        return Refusal(Reason.PAGE, address.host, Provider.TEAMS)
    return _joined(address, Provider.TEAMS)


def _webex(address: Address) -> Read:
    parts = address.segments
    if any(part.startswith("recording") for part in parts):
        return Refusal(Reason.RECORDING, address.host, Provider.WEBEX)
    first = ("meet", "join", "m", "wbxmjs", "webappng", "weblink", "webinar")
    if len(parts) > 1 and (parts[0] in first or parts[-1] == "j.php"):
        return _joined(address, Provider.WEBEX)
    return Refusal(Reason.PAGE, address.host, Provider.WEBEX)


def _jitsi(address: Address) -> Read:
    if address.parameter("jwt"):
        return Refusal(Reason.PERSONAL, address.host, Provider.JITSI)
    if not address.segments or address.path.startswith("/static/"):
        return Refusal(Reason.PAGE, address.host, Provider.JITSI)
    return _joined(address, Provider.JITSI)


def _meet(address: Address) -> Read:
    if not re.fullmatch(r"/([a-z]{3}-[a-z]{4}-[a-z]{3}|lookup/[\w-]+)", address.path, re.ASCII):
        return Refusal(Reason.PAGE, address.host, Provider.MEET)
    return _joined(address, Provider.MEET)


def _joined(address: Address, provider: Provider) -> StreamTarget:
    return StreamTarget(Form.JOIN, provider, address.whole, address.whole)


_SERVICES: Final[dict[str, tuple[Provider, Callable[[Address], Read]]]] = {
    "youtube.com": (Provider.YOUTUBE, _youtube),
    "youtube-nocookie.com": (Provider.YOUTUBE, _youtube),
    "youtu.be": (Provider.YOUTUBE, _youtube),
    "vimeo.com": (Provider.VIMEO, _vimeo),
    "zoom.us": (Provider.ZOOM, _zoom),
    "zoom.com": (Provider.ZOOM, _zoom),
    "zoomgov.com": (Provider.ZOOM, _zoom),
    "teams.microsoft.com": (Provider.TEAMS, _teams),
    "teams.microsoft.us": (Provider.TEAMS, _teams),
    "teams.live.com": (Provider.TEAMS, _teams),
    "webex.com": (Provider.WEBEX, _webex),
    "meet.jit.si": (Provider.JITSI, _jitsi),
    "8x8.vc": (Provider.JITSI, _jitsi),
    "meet.google.com": (Provider.MEET, _meet),
}
_FOLLOWING: Final = {
    "facebook.com": Provider.FACEBOOK,
    "fb.watch": Provider.FACEBOOK,
    "instagram.com": Provider.INSTAGRAM,
    "tiktok.com": Provider.TIKTOK,
    "x.com": Provider.X,
    "twitter.com": Provider.X,
}
"""Services whose players follow who watches."""
_DOMAINS: Final = {
    **{domain: provider for domain, (provider, _read) in _SERVICES.items()},
    **_FOLLOWING,
}
_BRANDS: Final = {
    "youtube": Provider.YOUTUBE,
    "vimeo": Provider.VIMEO,
    "webex": Provider.WEBEX,
    "facebook": Provider.FACEBOOK,
}
"""Names that nobody else has in the name of a host."""
