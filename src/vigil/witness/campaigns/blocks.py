"""The kinds of blocks that campaign pages are built from.

A block holds settings, which are the same in every language, and words, by language. What it
shows of other rows of ours (stories, names, figures, the programme) it holds by number, filter or
address alone: it is read anew each time the page is, and is never copied.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks

MOST_BLOCKS: Final = 60
LONGEST: Final = {"heading": 200, "label": 80, "text": 20_000}
"""Characters of each word of a block, in one language."""
FILTER: Final = ("country", "year", "category")
"""By what names are chosen."""


@dataclass(frozen=True)
class BlockKind:
    """A kind of block: `settings` and `words` are the names of what it holds."""

    code: str
    label: str | Promise
    settings: tuple[str, ...] = ()
    words: tuple[str, ...] = ("heading", "text")


KINDS: Final[Mapping[str, BlockKind]] = {
    kind.code: kind
    for kind in (
        BlockKind("text", _("heading and text")),
        BlockKind("quote", _("quotation from a story"), ("story", "number", "digest"), ()),
        BlockKind("stories", _("row of stories"), ("stories",)),
        BlockKind("names", pgettext_lazy("campaign", "names"), (*FILTER, "most")),
        BlockKind("figure", _("figure"), ("query", "figure", "cases", "killed", "cited_on")),
        BlockKind("session", _("event or session"), ("address",), ("text",)),
        BlockKind("call", _("call to act"), ("link",), ("heading", "text", "label")),
        BlockKind("share", _("hashtags and words to share"), ("tags",)),
        BlockKind("downloads", _("downloads"), (*FILTER, "stories")),
    )
}
WORDS: Final[Mapping[str, str | Promise]] = {
    "heading": _("heading"),
    "text": _("text"),
    "label": _("what the link says"),
}
"""What the words of blocks are called."""


def _field(name: str) -> blocks.FieldBlock:
    if name == "text":
        return blocks.TextBlock(required=False, max_length=LONGEST[name])
    return blocks.CharBlock(required=False, max_length=LONGEST[name])


def _words(kind: BlockKind) -> blocks.StructBlock:
    languages = [code for code, _name in settings.LANGUAGES]
    inside = [(name, _field(name)) for name in kind.words]
    return blocks.StructBlock([(code, blocks.StructBlock(inside)) for code in languages])


def _struct(kind: BlockKind) -> blocks.StructBlock:
    held = [(name, blocks.CharBlock(required=False, max_length=500)) for name in kind.settings]
    said = [("words", _words(kind))] if kind.words else []
    return blocks.StructBlock([*held, *said], label=kind.label)


def stream() -> list[tuple[str, blocks.StructBlock]]:
    """Return the kinds of blocks as fields of Wagtail."""
    return [(code, _struct(kind)) for code, kind in KINDS.items()]
