"""Streams of backups: what does not belong there is refused."""

import io
import os
import tarfile
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from vigil.site.backup import packing
from vigil.site.backup.contents import About, DecisionLog, encoded
from vigil.site.backup.data_files import data_files
from vigil.site.backup.packing import NotWhole
from vigil.trust.access.errors import NotPossible

ABOUT = About(
    format=1,
    name="vigil-20261130T120000Z-full-01234567",
    base="",
    made_at=timezone.now(),
    version="1",
    commit="",
    vendor="sqlite",
    migrations=[("trust", "0001_initial")],
    tables={"trust_decision": 0},
    decisions=DecisionLog(0, 0, ""),
    recipients=["age1x"],
)


def read(content: bytes) -> Any:
    return packing.read(io.BytesIO(content), lambda about: None, lambda path: None)


def stream_of(*members: tuple[str, bytes, bytes]) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as tar:
        for name, content, kind in members:
            member = tarfile.TarInfo(name)
            member.size, member.type, member.linkname = len(content), kind, "/etc/passwd"
            tar.addfile(member, io.BytesIO(content))
    return stream.getvalue()


def test_files_of_a_folder_are_read_as_they_were_written(tmp_path: Path) -> None:
    data, elsewhere = tmp_path / "data", tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "c").write_text("behind a link")
    (data / "uploads" / "ab").mkdir(parents=True)
    (data / "uploads" / "ab" / "a").write_bytes(os.urandom(3_000_000))
    (data / "uploads" / "ab" / ".a.01.part").write_text("half")
    (data / "lake").symlink_to(elsewhere)
    (data / "round").symlink_to(data)
    for name in ("vigil.sqlite3", "vigil.sqlite3-wal", "rounds.log", "up.lock", "backups.json"):
        (data / name).write_text(name)
    (data / "sources.toml").write_text("")
    database = tmp_path / "database"
    database.write_text("rows")
    stream = io.BytesIO()
    listed = packing.write(stream, ABOUT, database, data_files(data), {})
    assert [file.path for file in listed.files] == ["sources.toml", "lake/c", "uploads/ab/a"]
    about, again, came = read(stream.getvalue())
    assert (about, again) == (ABOUT, listed)
    assert {file.path: file.sha256 for file in listed.files} == {
        path: file.sha256 for path, file in came.items() if path
    }
    assert came[""].sha256 == listed.database.sha256


def test_what_leads_elsewhere_or_is_no_file_is_refused() -> None:
    about = ("about.json", encoded(ABOUT), tarfile.REGTYPE)
    for member in (
        ("files/../../x", b"x", tarfile.REGTYPE),
        ("files//etc/x", b"x", tarfile.REGTYPE),
        ("x", b"x", tarfile.REGTYPE),
        ("files/x", b"", tarfile.SYMTYPE),
        ("files/x", b"", tarfile.LNKTYPE),
    ):
        with pytest.raises(NotWhole, match="somebody changed it"):
            read(stream_of(about, member))
    with pytest.raises(NotWhole, match="does not say what it holds"):
        read(stream_of(("files/x", b"", tarfile.REGTYPE)))
    with pytest.raises(NotWhole, match="its end is missing"):
        read(stream_of(about))
    other = encoded(ABOUT).replace(b'"format": 1', b'"format": 2')
    with pytest.raises(NotPossible, match="has format 2"):
        read(stream_of(("about.json", other, tarfile.REGTYPE)))
