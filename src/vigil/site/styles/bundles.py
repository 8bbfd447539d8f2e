"""Bundle style sheets, so that a page asks for two: what all pages share, and what is its own.

An address contains a digest of the text: browsers keep it for good, and a change has a new one.
"""

import gzip
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.urls import reverse

from vigil.site.styles.identity import identity_styles

BASE: Final = "base"
"""The name of what all pages share."""
SHARED: Final = ("fonts", "vigil", "frame", "print", "preview")
"""The sheets that `base` stands for; what the installation sets is added after them."""
MOST: Final = 6
"""Most sheets that a page has of its own."""
SEPARATOR: Final = "-"
_NAME: Final = re.compile("[a-z_]+")
_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_INDENTATION: Final = re.compile(r"\s*\n\s*")
_ADDRESS: Final = re.compile(r'url\("(?![a-z]+:|/)([^"]+)"\)')


@dataclass(frozen=True, slots=True)
class Bundle:
    """Style sheets in one text, as it is sent: plain and compressed."""

    content: bytes
    compressed: bytes
    digest: str


class NoSuchSheet(LookupError):
    """There is no style sheet of this name."""


def bundle(name: str) -> Bundle:
    """Return a bundle by its name: names of sheets with a hyphen between them.

    The first may be `base`. Raises NoSuchSheet.
    """
    names = name.split(SEPARATOR)
    shared = names[0] == BASE
    own = tuple(names[1:] if shared else names)
    if len(own) > MOST or not all(map(_NAME.fullmatch, own)):
        raise NoSuchSheet(name)
    return _bundle(own, identity_styles()) if shared else _bundle(own, None)


def bundle_url(*names: str) -> str:
    """Return the address of the bundle of some sheets; without names, of what all pages share."""
    name = SEPARATOR.join(names) or BASE
    return reverse("styles", args=[name, bundle(name).digest])


@lru_cache(maxsize=128)
def _bundle(own: Sequence[str], identity: str | None) -> Bundle:
    """Put sheets together; with what all pages share where `identity` says who runs the site."""
    shared = [] if identity is None else [*map(_sheet, SHARED), identity]
    text = "\n".join([*shared, *map(_sheet, own)])
    content = text.encode()
    digest = hashlib.sha256(content).hexdigest()[:12]
    return Bundle(content, gzip.compress(content, 9, mtime=0), digest)


def _sheet(name: str) -> str:
    """Return a style sheet without comments and indentation, its files by their addresses."""
    found = finders.find(f"vigil/{name}.css")
    if not isinstance(found, str):
        raise NoSuchSheet(name)
    text = _COMMENT.sub("", Path(found).read_text("utf-8"))
    text = _ADDRESS.sub(lambda at: f'url("{static(f"vigil/{at[1]}")}")', text)
    return _INDENTATION.sub("\n", text).strip()
