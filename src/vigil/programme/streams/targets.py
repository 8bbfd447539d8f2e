"""What an address of a stream may lead to, and why it is refused."""

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qs

import ada_url


class Form(StrEnum):
    """How a stream is shown."""

    EMBED = "embed"
    HLS = "hls"
    JOIN = "join"
    LINK = "link"


class Provider(StrEnum):
    """Whose service, or which program, it is."""

    YOUTUBE = "youtube"
    VIMEO = "vimeo"
    PEERTUBE = "peertube"
    OWNCAST = "owncast"
    ZOOM = "zoom"
    TEAMS = "teams"
    WEBEX = "webex"
    JITSI = "jitsi"
    BIGBLUEBUTTON = "bbb"
    MEET = "meet"
    FACEBOOK = "facebook"
    INSTAGRAM = "instagram"
    TIKTOK = "tiktok"
    X = "x"
    OTHER = ""


class Reason(StrEnum):
    """Why an address is refused."""

    NO_ADDRESS = "no address"
    LONG = "long"
    SEVERAL = "several"
    SCRIPT = "script"
    SCHEME = "scheme"
    SENDING = "sending"
    USER = "user"
    PORT = "port"
    PRIVATE = "private"
    LOOKALIKE = "lookalike"
    CHANNEL = "channel"
    PAGE = "page"
    RECORDING = "recording"
    FORMAT = "format"
    PERSONAL = "personal"
    FOLLOWS = "follows"
    FRONT_PAGE = "front page"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class StreamTarget:
    """What a stream leads to: how it is shown, whose it is, and where."""

    form: Form
    provider: Provider
    address: str
    """What our page loads, or where its button leads."""
    page: str
    """What opens the same stream in a tab of its own."""


@dataclass(frozen=True)
class Refusal:
    """Why an address is refused."""

    reason: Reason
    detail: str = ""
    """The host, the scheme or the port that it is about."""
    provider: Provider = Provider.OTHER


@dataclass(frozen=True)
class Address:
    """An address of the web, in its parts, as a browser reads it."""

    secure: bool
    host: str
    path: str
    search: str

    @classmethod
    def of(cls, url: ada_url.URL) -> "Address":
        """Return the parts of an address that has neither user nor port."""
        host = url.hostname.removesuffix(".")
        return cls(url.protocol == "https:", host, url.pathname, url.search)

    @property
    def segments(self) -> list[str]:
        """The names between the slashes of its path."""
        return [part for part in self.path.split("/") if part]

    @property
    def origin(self) -> str:
        """Scheme and host. Only https is ever shown or offered."""
        return f"https://{self.host}"

    @property
    def whole(self) -> str:
        """The whole address without its fragment, over https."""
        return f"{self.origin}{self.path}{self.search}"

    def parameter(self, name: str) -> str:
        """Return the first value of a parameter; empty where there is none."""
        return parse_qs(self.search.removeprefix("?")).get(name, [""])[0]
