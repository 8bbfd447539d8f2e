"""Write, hash and check the files of a release. Pure: no Django, no database.

A release is a folder `release-<n>` that holds `cases.jsonl`, `CHANGELOG.md`, `README.txt`,
`agreement.json`, `agreement.csv` and `manifest.json`, and nothing else. Older releases have no
files of agreement. The manifest has the hashes of the other files. To check the manifest itself,
compare its SHA-256 with the one that was announced.
"""

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from vigil.reading.intake.lines import sync_folder

FORMAT: Final = "vigil-release/1"
CASES, CHANGES, README, MANIFEST = "cases.jsonl", "CHANGELOG.md", "README.txt", "manifest.json"
AGREEMENT, AGREEMENT_TABLE = "agreement.json", "agreement.csv"
LISTED = frozenset({CASES, CHANGES, README})
"""The files that every manifest lists."""
SINCE_LISTED = frozenset({AGREEMENT, AGREEMENT_TABLE})
"""The files that newer manifests list too: all others except the manifest itself."""

_FOLDER = re.compile(r"release-([1-9][0-9]*)")
_CHUNK = 1 << 20

CaseLine = Mapping[str, Any]


class ReleaseCounts(msgspec.Struct, forbid_unknown_fields=True):
    """Totals of the lines of `cases.jsonl`. Anybody can count them again from the file."""

    cases: int = 0
    people_killed: int = 0
    compiled: int = 0
    """Cases compiled from published sources, not double-coded by the installation."""
    imported: int = 0
    """Cases from a team's own sheet, not double-coded by the installation."""
    adjudicated: int = 0
    contested: int = 0
    sources: int = 0
    headline_cases: int = 0
    headline_people_killed: int = 0
    confirmed: int = 0
    """Cases compiled from published sources, then confirmed by two people of the installation."""
    headline_compiled: int | msgspec.UnsetType = msgspec.UNSET
    """Cases of the headline count that the installation has not verified yet. Releases of before
    codebook 1.1 do not state it."""

    def add(self, line: CaseLine) -> None:
        """Count one case."""
        # A group without names is one entry, and counts as many as its best number says.
        killed = sum(
            victim.get("group_size", {}).get("best", 1)
            for victim in line["victims"]
            if victim.get("outcome") == "killed"
        )
        self.cases += 1
        self.people_killed += killed
        self.compiled += line["basis"] == "compiled"
        self.imported += line["basis"] == "imported"
        self.adjudicated += line["basis"] == "adjudicated"
        self.confirmed += line["basis"] == "confirmed"
        self.contested += bool(line["contested"])
        self.sources += len(line["sources"])
        held = 0 if self.headline_compiled is msgspec.UNSET else self.headline_compiled
        self.headline_compiled = held + (line["headline"] and line["basis"] == "compiled")
        if line["headline"]:
            self.headline_cases += 1
            self.headline_people_killed += killed


class ReleaseFilter(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """In words: which cases are included, what the headline count is, and in which units."""

    included: str
    headline: str
    units: dict[str, str]


class FileEntry(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The hash and the size (in bytes) of a file of a release."""

    sha256: str
    size: int


class PreviousRelease(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The release that the changelog compares with."""

    number: int
    manifest_sha256: str


class Manifest(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """The contents of `manifest.json`. `frozen_at` is ISO 8601 in UTC."""

    format: Literal["vigil-release/1"]
    number: int
    kind: Literal["provisional", "vetted"]
    frozen_at: str
    codebook_version: str
    filter: ReleaseFilter
    counts: ReleaseCounts
    previous: PreviousRelease | None
    files: dict[str, FileEntry]


def folder_name(number: int) -> str:
    """Return the name of a release's folder."""
    return f"release-{number}"


# Bytes


def line_bytes(line: CaseLine) -> bytes:
    """Return the line of a case as JSON, with sorted keys: equal cases give equal bytes."""
    return _json(line, separators=(",", ":")) + b"\n"


def manifest_bytes(manifest: Manifest) -> bytes:
    """Return a manifest as JSON: sorted keys, indented so that people can read it."""
    return _json(msgspec.to_builtins(manifest), indent=2) + b"\n"


def _json(data: object, **layout: Any) -> bytes:
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, allow_nan=False, **layout)
    return text.encode()


def write_file(path: Path, parts: Iterable[bytes]) -> FileEntry:
    """Write a new file, sync it to the disk, and return its hash and size."""
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as file:
        for part in parts:
            digest.update(part)
            size += file.write(part)
        file.flush()
        os.fsync(file.fileno())
    return FileEntry(digest.hexdigest(), size)


def put_in_place(draft: Path, final: Path) -> None:
    """Rename a finished folder to its final name. Even after a power cut it is complete or absent.

    Raises FileExistsError if something of that name exists.
    """
    sync_folder(draft)
    if os.path.lexists(final):
        raise FileExistsError(f"{final} is there already")
    draft.rename(final)
    sync_folder(final.parent)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# Checking


def verify_release(folder: Path | str) -> list[str]:
    """Return the problems of a release; empty if nothing has changed since it was frozen.

    Each problem is a sentence that begins with the name of the file: missing, changed, or not part
    of the release. No hash covers the manifest. It must be readable, and its counts must be those
    of the cases.
    """
    folder = Path(folder)
    if not folder.is_dir():
        return [f"{folder}: there is no such folder"]
    try:
        present = {entry.name for entry in folder.iterdir()}
        manifest = read_manifest(folder)
    except (OSError, ValueError) as error:
        return [f"{MANIFEST}: {_reason(error)}"]
    listed = LISTED | (SINCE_LISTED & manifest.files.keys())
    problems = [
        problem for name in sorted(listed) for problem in _check_file(folder, manifest, name)
    ]
    problems += [f"{name}: is not part of the release" for name in _extra(manifest, present)]
    named = _FOLDER.fullmatch(folder.resolve().name)
    if named and int(named[1]) != manifest.number:
        problems.append(f"{MANIFEST}: is that of release {manifest.number}, not of {named[0]}")
    if not any(problem.startswith(f"{CASES}:") for problem in problems):
        problems += _check_counts(folder, manifest)
    return problems


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of a release. Raises OSError, or ValueError naming the field at fault."""
    path = folder / MANIFEST
    if not path.is_file() or path.is_symlink():
        raise ValueError("is missing")
    return msgspec.json.decode(path.read_bytes(), type=Manifest)


def read_cases(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield the cases of a release. Raises OSError, or ValueError naming the line at fault."""
    with (folder / CASES).open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                yield msgspec.json.decode(line, type=dict[str, Any])
            except msgspec.MsgspecError as error:
                raise ValueError(f"line {number}: {error}") from error


def _check_file(folder: Path, manifest: Manifest, name: str) -> Iterator[str]:
    path, entry = folder / name, manifest.files.get(name)
    if not os.path.lexists(path):
        yield f"{name}: is missing"
    elif path.is_symlink() or not path.is_file():
        yield f"{name}: has changed: it is not a plain file any more"
    else:
        try:
            size, digest = path.stat().st_size, sha256_of(path)
        except OSError as error:
            yield f"{name}: {_reason(error)}"
            return
        if entry is not None and (size, digest) != (entry.size, entry.sha256):
            yield f"{name}: has changed: {size} bytes, SHA-256 {digest}"
    if entry is None:
        yield f"{name}: is not listed in {MANIFEST}"


def _extra(manifest: Manifest, present: set[str]) -> list[str]:
    # Names that the manifest lists beside the usual files do not belong there either.
    usual = LISTED | (SINCE_LISTED & manifest.files.keys())
    return sorted((present | set(manifest.files)) - usual - {MANIFEST})


def _check_counts(folder: Path, manifest: Manifest) -> Iterator[str]:
    counted = ReleaseCounts()
    try:
        for line in read_cases(folder):
            counted.add(line)
    except KeyError as error:
        yield f"{CASES}: line {counted.cases + 1}: has no {error}"
        return
    except (OSError, ValueError, AttributeError, TypeError) as error:
        yield f"{CASES}: {_reason(error)}"
        return
    said = msgspec.structs.asdict(manifest.counts)
    for name, number in msgspec.structs.asdict(counted).items():
        if said[name] not in (number, msgspec.UNSET):
            yield f"{MANIFEST}: says {name} {said[name]}, {CASES} holds {number}"


def _reason(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"cannot be read ({error.strerror})"
    return str(error)
