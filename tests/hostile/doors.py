"""Where a file of each kind enters the product. A door says what it came to, or what refused it.

Whatever else it raises is a failure: the page would be an error, the run would stop.
"""

import contextlib
import hashlib
from collections.abc import Callable
from pathlib import Path

from hostile.seeds import IDENTITY, KEPT, MEDIA, PICTURES

Door = Callable[[bytes, Path], str]


def opened(kind: str) -> Door:
    """Return the door of a kind, with what it needs loaded."""
    if kind in (*PICTURES, "pdf"):
        return _upload
    if kind in MEDIA:
        return _recording
    if kind in ("xlsx", "csv", "captions", "age", "calendar"):
        import os

        import django

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vigil.site.settings")
        django.setup()
    return {
        "xlsx": _sheet, "csv": _table, "captions": _captions, "calendar": _anywhere,
        "feed": _collected("feed", "a.xml"), "page": _collected("page", "a.html"),
        "lines": _collected("jsonl", "a.jsonl"), "gzip": _collected("jsonl", "a.jsonl.gz"),
        "zstd": _collected("jsonl", "a.jsonl.zst"), "warc": _archived, "age": _unsealed,
    }[kind]  # fmt: skip


def _upload(content: bytes, folder: Path) -> str:
    from vigil.files import RefusedError, rebuild

    try:
        return f"taken: {rebuild(content).kind}"
    except RefusedError as refused:
        return f"refused: {refused.reason}"


def _recording(content: bytes, folder: Path) -> str:
    from vigil.files import RefusedError, rebuild_media
    from vigil.files.limits import MESSAGE_BYTES

    path = folder / "given"
    path.write_bytes(content)
    with path.open("rb") as given, (folder / "copy").open("w+b") as copy:
        try:
            return f"taken: {rebuild_media(given, copy, most=MESSAGE_BYTES).kind}"
        except RefusedError as refused:
            return f"refused: {refused.reason}"


def _sheet(content: bytes, folder: Path) -> str:
    from vigil.casefile.sheet_files.layout_proposals import propose_layout
    from vigil.casefile.sheet_files.limits import Unreadable
    from vigil.casefile.sheet_files.reading import read_sheet
    from vigil.casefile.sheet_files.rows import RowReader

    try:
        sheet = read_sheet(content)
    except Unreadable:
        return "refused: unreadable"
    RowReader(sheet, propose_layout(sheet)).rows()
    return "taken"


def _table(content: bytes, folder: Path) -> str:
    from vigil.network.sheets.reading import Unreadable, read

    told = _sheet(content, folder)
    with contextlib.suppress(Unreadable):
        read(content)
    return f"{told}; {_collected('csv', 'a.csv')(content, folder)}"


def _captions(content: bytes, folder: Path) -> str:
    from vigil.programme.recordings.webvtt import CaptionsError, read_captions, write_captions

    try:
        write_captions(read_captions(content.decode("utf-8", "replace")))
    except CaptionsError:
        return "refused: captions"
    return "taken"


def _anywhere(content: bytes, folder: Path) -> str:
    """Try every door: a calendar is read nowhere."""
    told = [_table(content, folder), _captions(content, folder), _archived(content, folder)]
    told += [_collected(kind, "a.txt")(content, folder) for kind in ("page", "feed", "jsonl")]
    return "; ".join(told)


def _collected(kind: str, name: str) -> Door:
    def collected(content: bytes, folder: Path) -> str:
        from vigil.reading.intake.archive import Archive
        from vigil.reading.intake.sources.collecting import Collected, collect
        from vigil.reading.intake.sources.config import Source

        path = folder / name
        path.write_bytes(content)
        source = Source(name="hostile", kind=kind, path=path)  # type: ignore[arg-type]
        found = list(collect(source, Archive(folder / "archive")))
        taken = sum(isinstance(one, Collected) for one in found)
        return f"taken: {taken}" if taken else f"refused: {len(found)}"

    return collected


def _archived(content: bytes, folder: Path) -> str:
    from vigil.reading.intake.archive import Archive, ArchiveError

    archive, told = Archive(folder / "archive"), []
    for name in KEPT:  # under the name of what was in it: else whatever comes is damaged
        path = archive.path(hashlib.sha256(name).hexdigest())
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    for read in (archive.get, archive.describe):
        for name in KEPT:
            try:
                read(hashlib.sha256(name).hexdigest())
                told.append("taken")
            except ArchiveError as refused:
                told.append(f"refused: {type(refused).__name__}")
    told.append(f"{len(list(archive.verify()))} damaged")
    return ", ".join(sorted(told, reverse=True))


def _unsealed(content: bytes, folder: Path) -> str:
    import pyrage

    from vigil.trust.access.errors import NotPossible
    from vigil.trust.models import Sealed
    from vigil.trust.vault.verbs import sealing as vault

    row = Sealed(subject_kind="case", subject_key="V-1000", field="name", ciphertext=content)
    try:
        vault._decrypt_with(row, [pyrage.x25519.Identity.from_str(IDENTITY)])
    except NotPossible:
        return "refused: not possible"
    return "taken"
