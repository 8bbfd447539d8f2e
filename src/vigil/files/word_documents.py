"""Read the text of a .docx file: paragraphs with their styles. Runs in the process of `worker`.

Only words come back. Tracked changes are read as if they were accepted. Properties of the file,
authors, pictures, embedded objects, macros and hidden text are left out, and so is the address of
a link that is not http, https or mailto.
"""

import posixpath
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct, field

from vigil.files.limits import MEGABYTE, Reason, RefusedError

CHARACTERS: Final = 5_000_000
"""Characters of a document, notes and comments included."""
PARAGRAPHS: Final = 20_000
PARTS: Final = 5_000
"""Files in the archive."""
PART_BYTES: Final = 24 * MEGABYTE
"""Bytes of one part that is read, unpacked."""
SCHEMES: Final = frozenset({"http", "https", "mailto"})
"""The links that are kept."""
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How .doc files and documents with a password begin."""


class DocumentLink(Struct, frozen=True):
    """A link: the words that have it, and its address."""

    text: str
    url: str


class DocumentNote(Struct, frozen=True):
    """A footnote or endnote, and after how many characters of the paragraph its mark is."""

    at: int
    text: str


class DocumentParagraph(Struct, kw_only=True):
    """A paragraph as it is read.

    `style` is the name of its style in small letters ("heading 1", "title"); `level` is 1 to 9 for
    a heading, else 0. `marks` are the names of bookmarks that begin in it. A line break is "\\n".
    """

    text: str = ""
    style: str = ""
    level: int = 0
    listed: bool = False
    in_table: bool = False
    marks: list[str] = field(default_factory=list)
    links: list[DocumentLink] = field(default_factory=list)
    notes: list[DocumentNote] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)


class TextDocument(Struct, kw_only=True):
    """The text of a document.

    `tracked` counts the tracked changes that were read as accepted. `removed_links` are addresses
    that were dropped. `left_out` names what else is in the file: pictures, objects, macros, hidden
    (text), boxes (with text), formulas.
    """

    paragraphs: list[DocumentParagraph] = field(default_factory=list)
    tracked: int = 0
    removed_links: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def load_everything() -> None:
    """Load what is needed: later nothing can be opened."""
    import encodings.cp437

    from lxml import etree

    etree.fromstring(b"<a/>", _parser())
    _ = encodings.cp437


def document_of(content: bytes) -> TextDocument:
    """Read the text of a .docx file.

    Raises RefusedError: empty, no .docx, a password, damaged (with a document type or entities,
    too), or too large (a part, the number of parts, the text).
    """
    if not content:
        raise RefusedError(Reason.EMPTY)
    if content.startswith(_OLE):
        locked = "EncryptedPackage".encode("utf-16-le") in content
        raise RefusedError(Reason.ENCRYPTED if locked else Reason.KIND)
    if not content.startswith(b"PK\x03\x04"):
        raise RefusedError(Reason.KIND)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return _Reading(_Package(archive)).document
    except (RefusedError, MemoryError, RecursionError):
        raise
    except Exception as error:  # a stranger's bytes: whatever trips the reader, they are damaged
        raise RefusedError(Reason.DAMAGED, f"{type(error).__name__}: {error}") from error


def packed(document: TextDocument) -> bytes:
    """Write a document as bytes for the process that asked."""
    return msgspec.json.encode(document)


def unpacked(content: bytes) -> TextDocument:
    """Read what `packed` wrote. Raises RefusedError."""
    try:
        return msgspec.json.decode(content, type=TextDocument)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise RefusedError(Reason.COSTLY, "no answer") from error


# The archive


def _parser() -> Any:
    from lxml import etree

    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
    )


class _Package:
    """The parts of a document that are read."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.names = archive.namelist()
        if len(self.names) > PARTS:
            raise RefusedError(Reason.BYTES, f"{len(self.names)} parts")
        main = next(iter(self.related("", "officeDocument")), "")
        if main not in self.names:
            raise RefusedError(Reason.KIND, "no text document")
        self.main = main

    def xml(self, name: str) -> Any:
        """Return the root of a part; None if it is not there."""
        from lxml import etree

        if name not in self.names:
            return None
        with self._archive.open(name) as part:
            content = part.read(PART_BYTES + 1)
        if len(content) > PART_BYTES:
            raise RefusedError(Reason.BYTES, f"{name} is larger than {PART_BYTES} bytes")
        tree = etree.fromstring(content, _parser()).getroottree()
        if tree.docinfo.doctype or tree.docinfo.internalDTD is not None:
            raise RefusedError(Reason.DAMAGED, f"{name} has a document type")
        return tree.getroot()

    def relations(self, name: str) -> Iterator[tuple[str, str, str, bool]]:
        """Yield the id, kind, target and "is outside" of what a part refers to."""
        folder, file = posixpath.split(name)
        root = self.xml(posixpath.join(folder, "_rels", f"{file}.rels"))
        for one in [] if root is None else root:
            outside = one.get("TargetMode") == "External"
            target = one.get("Target", "")
            if not outside:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            yield one.get("Id", ""), one.get("Type", "").rpartition("/")[2], target, outside

    def related(self, name: str, kind: str) -> list[str]:
        """Return the names of the parts of a kind that a part refers to."""
        return [to for _id, is_, to, outside in self.relations(name) if is_ == kind and not outside]


def _local(element: Any) -> str:
    """Return the name of an element without its namespace; "" for comments."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _get(element: Any, name: str) -> str:
    """Return an attribute, in whatever namespace the file has it."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return ""


def _child(element: Any, *names: str) -> Any:
    for name in names:
        if element is None:
            return None
        element = next((one for one in element if _local(one) == name), None)
    return element


def _is_on(element: Any) -> bool:
    return element is not None and _get(element, "val") not in ("0", "false", "off")


# The text

_INTO: Final = frozenset(
    [
        "ins",
        "moveTo",
        "smartTag",
        "sdt",
        "sdtContent",
        "bdo",
        "dir",
        "customXml",
        "fldSimple",
        "hyperlink",
    ]
)
_CHANGES: Final = frozenset(["ins", "del", "moveFrom", "moveTo"])
_LEFT_OUT: Final = {
    "drawing": "pictures",
    "pict": "pictures",
    "object": "objects",
    "oMath": "formulas",
    "oMathPara": "formulas",
    "altChunk": "objects",
}
_SIGNS: Final = {"tab": "\t", "cr": "\n", "noBreakHyphen": "\u2011"}


class _Reading:
    """Reads the parts of a document one after the other."""

    def __init__(self, package: _Package) -> None:
        self.document = TextDocument()
        self._left_out: set[str] = set()
        self._size = 0
        self._join: DocumentParagraph | None = None
        self._links = {
            one: to
            for one, kind, to, _outside in package.relations(package.main)
            if kind == "hyperlink"
        }
        self._styles = _Styles([package.xml(p) for p in package.related(package.main, "styles")])
        self._comments = self._texts(package, "comments", "comment")
        self._notes = {
            ("footnoteReference", key): text
            for key, text in self._texts(package, "footnotes", "footnote").items()
        } | {
            ("endnoteReference", key): text
            for key, text in self._texts(package, "endnotes", "endnote").items()
        }
        if any(name.lower().endswith("vbaproject.bin") for name in package.names):
            self._left_out.add("macros")
        if any("/embeddings/" in name for name in package.names):
            self._left_out.add("objects")
        body = _child(package.xml(package.main), "body")
        if body is None:
            raise RefusedError(Reason.KIND, "no text document")
        self._blocks(body, in_table=False)
        self.document.left_out = sorted(self._left_out)

    def _texts(self, package: _Package, kind: str, name: str) -> dict[str, str]:
        """Return the texts of notes or comments by their ids."""
        found = {}
        for part in package.related(package.main, kind):
            root = package.xml(part)
            for one in [] if root is None else root:
                if _local(one) == name and not _get(one, "type").endswith("eparator"):
                    lines = (self._paragraph(p).text for p in one.iter() if _local(p) == "p")
                    found[_get(one, "id")] = "\n".join(lines).strip()
        return found

    def _blocks(self, parent: Any, in_table: bool) -> None:
        for one in parent:
            name = _local(one)
            if name == "p":
                self._add(one, in_table)
            elif name in ("tbl", "tr", "tc"):
                self._blocks(one, in_table=True)
            elif name in _LEFT_OUT:
                self._left_out.add(_LEFT_OUT[name])
            elif name in _INTO:
                self._blocks(one, in_table)

    def _add(self, element: Any, in_table: bool) -> None:
        paragraph = self._paragraph(element, self._join)
        paragraph.in_table = in_table
        mark = _child(element, "pPr", "rPr")
        if _child(mark, "del") is not None or _child(mark, "moveFrom") is not None:
            # The end of this paragraph was deleted: it goes on with the next one.
            self.document.tracked += 1
            self._join = paragraph
            return
        self._join = None
        self.document.paragraphs.append(paragraph)
        if len(self.document.paragraphs) > PARAGRAPHS:
            raise RefusedError(Reason.PAGES, f"more than {PARAGRAPHS} paragraphs")

    def _paragraph(self, element: Any, begun: DocumentParagraph | None = None) -> DocumentParagraph:
        properties = _child(element, "pPr")
        named = _child(properties, "pStyle")
        style = "" if named is None else _get(named, "val")
        told = begun or DocumentParagraph()
        if not told.text:
            told.style, told.level, told.listed = self._styles.of(style, properties)
        self._inline(element, told)
        return told

    def _inline(self, parent: Any, told: DocumentParagraph) -> None:
        for one in parent:
            name = _local(one)
            if name in _CHANGES:
                self.document.tracked += 1
            if name == "r":
                self._run(one, told)
            elif name == "bookmarkStart":
                told.marks.append(_get(one, "name"))
            elif name == "hyperlink":
                self._linked(one, told, self._links.get(_get(one, "id"), ""))
            elif name == "fldSimple":
                self._linked(one, told, _link_in(_get(one, "instr")))
            elif name in _LEFT_OUT:
                self._left_out.add(_LEFT_OUT[name])
            elif name in _INTO:
                self._inline(one, told)

    def _linked(self, element: Any, told: DocumentParagraph, url: str) -> None:
        before = len(told.text)
        self._inline(element, told)
        self._link(told, told.text[before:], url)

    def _link(self, told: DocumentParagraph, text: str, url: str) -> None:
        if not url:
            return
        if is_kept_link(url):
            told.links.append(DocumentLink(text, url))
        else:
            self.document.removed_links.append(url[:200])

    def _run(self, run: Any, told: DocumentParagraph) -> None:
        if _is_on(_child(run, "rPr", "vanish")):
            self._left_out.add("hidden")
            return
        for one in run:
            name = _local(one)
            if name == "t":
                self._write(told, one.text or "")
            elif name in _SIGNS:
                self._write(told, _SIGNS[name])
            elif name == "br" and _get(one, "type") in ("", "textWrapping"):
                self._write(told, "\n")
            elif name in ("footnoteReference", "endnoteReference"):
                if text := self._notes.get((name, _get(one, "id"))):
                    told.notes.append(DocumentNote(len(told.text), text))
            elif name == "commentReference":
                if text := self._comments.get(_get(one, "id")):
                    told.comments.append(text)
            elif name == "instrText":
                self._link(told, "", _link_in(one.text or ""))
            elif name == "AlternateContent":
                boxes = any(_local(part) == "txbxContent" for part in one.iter())
                self._left_out.add("boxes" if boxes else "pictures")
            elif name in _LEFT_OUT:
                boxes = any(_local(part) == "txbxContent" for part in one.iter())
                self._left_out.add("boxes" if boxes else _LEFT_OUT[name])

    def _write(self, told: DocumentParagraph, text: str) -> None:
        self._size += len(text)
        if self._size > CHARACTERS:
            raise RefusedError(Reason.BYTES, f"more than {CHARACTERS} characters")
        told.text += text


def is_kept_link(url: str) -> bool:
    """Return whether a link is http, https or mailto. Whatever cannot be read is not."""
    plain = "".join(sign for sign in url if sign > " ")
    try:
        return urlsplit(plain).scheme.lower() in SCHEMES
    except ValueError:
        return False


def _link_in(instruction: str) -> str:
    """Return the address in the instruction of a field; "" if it is no link to the outside."""
    words = instruction.split()
    if not words or words[0].upper() != "HYPERLINK" or len(words) < 2 or words[1] == "\\l":
        return ""
    return words[1].strip('"')


class _Styles:
    """The styles of a document: what each is called, and which are headings and lists."""

    def __init__(self, roots: list[Any]) -> None:
        self._found: dict[str, Any] = {}
        for root in roots:
            for one in [] if root is None else root:
                if _local(one) == "style":
                    self._found[_get(one, "styleId")] = one

    def of(self, style: str, properties: Any) -> tuple[str, int, bool]:
        """Return the name of a style, the level of a heading (or 0), and whether it is a list."""
        chain = list(self._chain(style))
        names = [_name_of(one) for one in chain]
        name = names[0] if names else style.lower()
        around = [properties, *(_child(one, "pPr") for one in chain)]
        level = 0
        for outline in (_child(one, "outlineLvl") for one in around):
            if outline is not None:
                value = _get(outline, "val")
                level = int(value) + 1 if value.isdecimal() and int(value) < 9 else 0
                break
        else:
            level = next((n for n in map(_heading_level, [*names, style.lower()]) if n), 0)
        numbered = any(_child(one, "numPr") is not None for one in around)
        return name, level, not level and (numbered or name.startswith("list"))

    def _chain(self, style: str) -> Iterator[Any]:
        seen: set[str] = set()
        while style in self._found and style not in seen:
            seen.add(style)
            one = self._found[style]
            yield one
            based = _child(one, "basedOn")
            style = _get(based, "val") if based is not None else ""


def _name_of(style: Any) -> str:
    named = _child(style, "name")
    return "" if named is None else _get(named, "val").lower()


def _heading_level(name: str) -> int:
    words = name.replace("heading", "heading ", 1).split()
    if len(words) == 2 and words[0] == "heading" and words[1].isdecimal():
        return int(words[1]) if 1 <= int(words[1]) <= 9 else 0
    return 0
