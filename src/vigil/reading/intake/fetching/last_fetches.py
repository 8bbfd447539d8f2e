"""What was fetched before, so that a server is asked only for what is new."""

import hashlib
from pathlib import Path

import msgspec
from msgspec import Struct

from vigil.reading.intake.lines import make_folder, replacing


class LastFetch(Struct, frozen=True, kw_only=True):
    """The last successful fetch of an address: what the server called it, and what it was.

    `sha256` finds the content in the archive; `final_url` is where redirects ended.
    """

    url: str
    final_url: str
    sha256: str
    fetched_at: str
    charset: str = ""
    etag: str = ""
    last_modified: str = ""


class LastFetches:
    """One small JSON file an address. A file that cannot be read counts as never fetched."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, url: str) -> LastFetch | None:
        """Return what is known of an address, or None."""
        try:
            state = msgspec.json.decode(self._path(url).read_bytes(), type=LastFetch)
        except (OSError, msgspec.DecodeError, UnicodeDecodeError):
            return None
        return state if state.url == url else None

    def put(self, state: LastFetch) -> None:
        """Remember a fetch. To be called when its content is in the archive, not before."""
        path = self._path(state.url)
        make_folder(path.parent)
        with replacing(path) as stream:
            stream.write(msgspec.json.format(msgspec.json.encode(state)) + b"\n")

    def _path(self, url: str) -> Path:
        digest = hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()
        return self.folder / digest[:2] / f"{digest}.json"
