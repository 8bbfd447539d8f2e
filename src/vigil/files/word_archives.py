"""The parts of a .docx archive as XML, within bounds. Used in the process of `worker`."""

import posixpath
import zipfile
from collections.abc import Iterator
from typing import Any, Final

from vigil.files.limits import MEGABYTE, Reason, RefusedError

PARTS: Final = 5_000
"""Files in the archive."""
PART_BYTES: Final = 24 * MEGABYTE
"""Bytes of one part that is read, unpacked."""


def safe_parser() -> Any:
    """Return a parser that reads no entities, no document types and nothing from elsewhere."""
    from lxml import etree

    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
    )


class WordArchive:
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
        tree = etree.fromstring(content, safe_parser()).getroottree()
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


def local_name(element: Any) -> str:
    """Return the name of an element without its namespace; "" for comments."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute(element: Any, name: str) -> str:
    """Return an attribute, in whatever namespace the file has it."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return ""


def child_of(element: Any, *names: str) -> Any:
    """Return the first child of a name, and of that the next; None if there is none."""
    for name in names:
        if element is None:
            return None
        element = next((one for one in element if local_name(one) == name), None)
    return element


def is_on(element: Any) -> bool:
    """Return whether a switch of a format is there and on."""
    return element is not None and attribute(element, "val") not in ("0", "false", "off")
