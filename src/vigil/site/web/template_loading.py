"""Load templates without their indentation, to make pages smaller."""

import re
from pathlib import Path
from typing import Final

from django.template import Origin
from django.template.loaders import app_directories, filesystem

VIGIL: Final = Path(__file__).resolve().parents[2]
KEEPS_INDENTATION: Final = re.compile(
    r"<(?P<element>pre|textarea|script)\b.*?</(?P=element)\s*>"
    r"|\{%\s*(?P<tag>blocktranslate|comment|verbatim)\b.*?\{%\s*end(?P=tag)\s*%\}",
    re.DOTALL,
)
"""Where white space may mean something: to a reader, or as a part of a string to translate."""
INDENTATION: Final = re.compile(r"[ \t]*\n[ \t]+")


def without_indentation(source: str) -> str:
    """Return a template without indentation. A table of many cells is half as large then.

    A browser shows the same: a line break is as much white space as a line break and spaces are.
    The lines keep their numbers.
    """
    found, at = [], 0
    for kept in KEEPS_INDENTATION.finditer(source):
        found += [INDENTATION.sub("\n", source[at : kept.start()]), kept[0]]
        at = kept.end()
    return "".join([*found, INDENTATION.sub("\n", source[at:])])


class _AtTheMargin(filesystem.Loader):
    def get_contents(self, origin: Origin) -> str:
        contents = str(super().get_contents(origin))
        path = Path(origin.name)
        if path.suffix == ".html" and path.is_relative_to(VIGIL):
            return without_indentation(contents)
        return contents


class FolderLoader(_AtTheMargin):
    """Loads from the folders that the settings name."""


class AppLoader(_AtTheMargin, app_directories.Loader):
    """Loads from the folders of the rooms and of the apps they use."""
