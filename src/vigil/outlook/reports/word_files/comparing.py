"""Compare a .docx file that came back with the draft: word by word, and part by part. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Final

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from vigil.files.word_documents import DocumentParagraph, TextDocument
from vigil.outlook.reports.word_files.bracketed_tokens import (
    normal,
    plain_value,
    tokens_in,
    values_in,
    without_values,
)
from vigil.outlook.reports.word_files.draft import DraftPart, digest

_MARK: Final = re.compile(r"_([sp])([0-9a-f]{32})([0-9a-f]{6})")
_WORDS: Final = re.compile(r"\s+|[^\s]+")

Words = list[tuple[str, str]]
"""Pieces of a text: "same", "added" or "removed", and the words."""


@dataclass(frozen=True)
class ReturnedPart:
    """A heading or a paragraph of the file. `uid` is empty for a new one."""

    uid: str
    text: str
    raw: DocumentParagraph
    depth: int = 0
    seen: str = ""
    new: str = ""

    @property
    def node(self) -> str:
        """Return its name in the order of parts: its uid, or what stands for a new part."""
        return self.uid or self.new


@dataclass
class WordChange:
    """A change that a person accepts or not. With `problems` it cannot be accepted.

    `what` is text, heading, new, new_heading, delete, delete_heading or order. `key` names it in
    the form.
    """

    key: str
    what: str
    label: str
    words: Words = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    text: str = ""
    uid: str = ""
    doubtful: bool = False
    """Whether it is not ticked at first: the draft changed meanwhile."""


def returned_parts(document: TextDocument) -> list[ReturnedPart]:
    """Return the headings and paragraphs of a file, without its title and empty lines."""
    found: list[ReturnedPart] = []
    seen: set[str] = set()
    for one in document.paragraphs:
        mark = next(_marks(one, seen), None)
        text = without_values(one.text)
        if mark is None:
            if text and one.style != "title":
                depth = min(one.level, 2)
                text = " ".join(text.split()) if depth else text
                found.append(ReturnedPart("", text, one, depth, new=f"n{len(found)}"))
            continue
        kind, uid, was = mark
        seen.add(uid)
        depth = (min(one.level, 2) or 1) if kind == "s" else 0
        found.append(ReturnedPart(uid, text, one, depth, was))
    return found


def _marks(one: DocumentParagraph, seen: set[str]) -> Iterator[tuple[str, str, str]]:
    for name in one.marks:
        match = _MARK.fullmatch(name)
        if match and match[2] not in seen:
            yield match[1], match[2], match[3]


def changes_between(draft: Sequence[DraftPart], parts: Sequence[ReturnedPart]) -> list[WordChange]:
    """Return the changes of a file, in its order; what is gone from it at the end."""
    known = {one.uid: one for one in draft if not one.hidden}
    found: list[WordChange] = []
    for part in parts:
        if part.uid in known:
            found += _changed(known[part.uid], part)
        elif not part.uid:
            found.append(_new(part))
    there = {part.uid for part in parts}
    found += [_gone(one) for one in known.values() if one.uid not in there]
    return [*found, *_moved(known, parts)]


def _changed(before: DraftPart, part: ReturnedPart) -> Iterator[WordChange]:
    if before.kind == "picture":
        if normal(part.raw.text).strip() != normal(before.shown).strip():
            said = _("Captions of pictures are changed among the pictures of the report.")
            yield WordChange(f"text-{part.uid}", "text", label_of(before), problems=[said])
        return
    warnings = list(_values_changed(before, part))
    if part.text == normal(before.text).strip():
        if warnings:
            key = f"text-{part.uid}"
            yield WordChange(key, "text", label_of(before), problems=warnings)
        return
    stale = part.seen != digest(before.text)
    if stale:
        warnings.append(_("Somebody changed it here since the file was made. Compare both."))
    what = "heading" if before.depth else "text"
    yield WordChange(
        f"{what}-{part.uid}",
        what,
        label_of(before),
        compared_words(normal(before.text), part.text),
        list(_tokens_changed(before, part)),
        [*warnings, *_footnotes(part)],
        part.text,
        part.uid,
        stale,
    )


def _tokens_changed(before: DraftPart, part: ReturnedPart) -> Iterator[str]:
    was, now = tokens_in(before.text), tokens_in(part.text)
    for token in was - now:
        yield _("%(token)s is gone. Put it back, or remove it here.") % {"token": token}
    for token in now - was:
        yield _("%(token)s is new. Insert it here, from its source.") % {"token": token}


def _values_changed(before: DraftPart, part: ReturnedPart) -> Iterator[str]:
    for token, value in values_in(part.raw.text):
        source = plain_value(before.values.get(token, ""))
        if token in before.values and value != source:
            said = _("%(token)s shows “%(file)s” in the file; its source says “%(source)s”.")
            yield said % {"token": token, "file": value, "source": source}


def _footnotes(part: ReturnedPart) -> Iterator[str]:
    for note in part.raw.notes:
        yield _("The footnote “%(text)s” does not come along. Cite its source here.") % {
            "text": Truncator(note.text).chars(120)
        }


def _new(part: ReturnedPart) -> WordChange:
    what = "new_heading" if part.depth else "new"
    warnings = list(_footnotes(part))
    if not part.depth:
        warnings.append(_("It has no source yet."))
    label = _("New heading") if part.depth else _("New paragraph")
    words: Words = [("added", part.text)]
    return WordChange(
        f"{what}-{part.new}", what, label, words, warnings=warnings, text=part.text, uid=part.new
    )


def _gone(before: DraftPart) -> WordChange:
    what = "delete_heading" if before.depth else "delete"
    words: Words = [("removed", before.shown)]
    return WordChange(f"{what}-{before.uid}", what, label_of(before), words, uid=before.uid)


def _moved(known: dict[str, DraftPart], parts: Sequence[ReturnedPart]) -> Iterator[WordChange]:
    there = [part.uid for part in parts if part.uid in known]
    was = [uid for uid in known if uid in set(there)]
    if there == was:
        return
    kept = set()
    for block in SequenceMatcher(None, was, there, autojunk=False).get_matching_blocks():
        kept.update(was[block.a : block.a + block.size])
    moved = [label_of(known[uid]) for uid in there if uid not in kept]
    yield WordChange("order-", "order", _("Order"), [("same", "; ".join(moved))])


def label_of(part: DraftPart) -> str:
    """Return what a part is called on the screen."""
    if part.depth:
        return _("Heading “%(heading)s”") % {"heading": Truncator(part.text).chars(60)}
    return _("Paragraph %(n)d") % {"n": part.n}


def compared_words(before: str, after: str) -> Words:
    """Return two texts as one, word by word: what is the same, removed, and added."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    told: Words = []
    for how, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if how == "equal":
            told.append(("same", "".join(old[a:b])))
            continue
        told += [("removed", "".join(old[a:b]))] if b > a else []
        told += [("added", "".join(new[c:d]))] if d > c else []
    return told


def merged_order(draft: Sequence[str], returned: Sequence[str], take_order: bool) -> list[str]:
    """Return the order of parts: of the draft with new ones, or of the file with those not in it.

    Each part that only one of them has stands after the part before it there.
    """
    first, second = (returned, draft) if take_order else (draft, returned)
    result = list(first)
    there = set(first)
    before = ""
    for node in second:
        if node not in there:
            at = result.index(before) + 1 if before in there else 0
            result.insert(at, node)
            there.add(node)
        before = node
    return result
