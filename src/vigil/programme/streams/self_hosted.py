"""Addresses of programs that stand on anybody's host, known by their paths."""

import re
from typing import Final

from vigil.programme.streams.targets import (
    Address,
    Form,
    Provider,
    Reason,
    Refusal,
    StreamTarget,
)

_VIDEO: Final = r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[1-9A-HJ-NP-Za-km-z]{20,22})"
"""The name of a video of PeerTube: a UUID, or the same in base 58."""
_PEERTUBE: Final = re.compile(rf"/(?:w|videos/watch|videos/embed)/{_VIDEO}(?:/[\w./-]*)?")
_PLAYLIST: Final = re.compile(r"/(?:w/p|videos/watch/playlist|video-playlists/embed)/.*")
_OWNCAST: Final = re.compile(r"/embed/video/?")
_ROOM: Final = re.compile(r"/(?:b|gl|rooms)/[a-z0-9]{3}(?:-[a-z0-9]{3}){2,3}(?:/join)?/?")
"""A room of Greenlight, the page of rooms of BigBlueButton."""
_IN_BIGBLUEBUTTON: Final = ("/bigbluebutton/api/", "/html5client/")
_JITSI_HOST: Final = re.compile(r"(?:meet|jitsi|jitsi-meet)\.")
_JITSI_ROOM: Final = re.compile(r"/[\w.~%-]{3,200}", re.ASCII)
_FILES: Final = (".mp4", ".webm", ".mov", ".mkv", ".m4v", ".m4a", ".mp3", ".ogg", ".ogv", ".wav")


def read_self_hosted(address: Address) -> StreamTarget | Refusal:
    """Return what an address of a host of any name leads to."""
    path = address.path
    if path.lower().endswith(".m3u8"):
        return StreamTarget(Form.HLS, Provider.OTHER, address.whole, address.whole)
    if path.lower().endswith(_FILES):
        return Refusal(Reason.RECORDING, address.host)
    if path.lower().endswith(".mpd"):
        return Refusal(Reason.FORMAT, "DASH (.mpd)")
    if (found := _PEERTUBE.fullmatch(path)) is not None:
        return _peertube(address, found[1])
    if _PLAYLIST.fullmatch(path):
        return Refusal(Reason.CHANNEL, address.host, Provider.PEERTUBE)
    if _OWNCAST.fullmatch(path):
        player = f"{address.origin}/embed/video"
        return StreamTarget(Form.EMBED, Provider.OWNCAST, player, f"{address.origin}/")
    return _meeting(address)


def _peertube(address: Address, video: str) -> StreamTarget:
    # Without p2p=0 those who watch send each other parts, and so learn each other's addresses.
    player = f"{address.origin}/videos/embed/{video}?p2p=0"
    return StreamTarget(Form.EMBED, Provider.PEERTUBE, player, f"{address.origin}/w/{video}")


def _meeting(address: Address) -> StreamTarget | Refusal:
    path = address.path
    if path.startswith("/playback/presentation/"):
        return Refusal(Reason.RECORDING, address.host, Provider.BIGBLUEBUTTON)
    if path.startswith(_IN_BIGBLUEBUTTON):
        return Refusal(Reason.PERSONAL, address.host, Provider.BIGBLUEBUTTON)
    if _ROOM.fullmatch(path):
        return StreamTarget(Form.JOIN, Provider.BIGBLUEBUTTON, address.whole, address.whole)
    if _JITSI_HOST.match(address.host) and _JITSI_ROOM.fullmatch(path):
        if address.parameter("jwt"):
            return Refusal(Reason.PERSONAL, address.host, Provider.JITSI)
        return StreamTarget(Form.JOIN, Provider.JITSI, address.whole, address.whole)
    if path == "/" and not address.search:
        return Refusal(Reason.FRONT_PAGE, address.host)
    return Refusal(Reason.UNKNOWN, address.host)
