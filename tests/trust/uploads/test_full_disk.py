"""A full disk: known for what it is, said in one sentence, and nothing half done."""

import errno
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from factories import CaseFactory, adjudicator
from files.carriers import jpeg
from vigil.casefile.cases.verbs.documents import attach_document
from vigil.reading.intake import lines
from vigil.trust.models import Upload
from vigil.trust.uploads.full_disk import DiskFull, is_full, refuse_if_disk_full

pytestmark = pytest.mark.django_db


def no_room(*_args: Any, **_more: Any) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def sqlite_that_is_full(path: Path) -> sqlite3.OperationalError:
    """Return what SQLite really says."""
    database = sqlite3.connect(path)
    database.execute("PRAGMA max_page_count = 2")
    database.execute("CREATE TABLE t (x)")
    with pytest.raises(sqlite3.OperationalError, match="disk is full") as error:
        database.execute("INSERT INTO t VALUES (zeroblob(100000))")
    database.close()
    return error.value


def test_it_is_known_whoever_found_it(tmp_path: Path) -> None:
    wrapped = OperationalError("database or disk is full")
    wrapped.__cause__ = sqlite_that_is_full(tmp_path / "x")
    of_postgresql = OperationalError("could not extend file")
    of_postgresql.__cause__ = type("DiskFullError", (Exception,), {"sqlstate": "53100"})()
    for error in (OSError(errno.ENOSPC, ""), OSError(errno.EDQUOT, ""), wrapped, of_postgresql):
        assert is_full(error)
        assert is_full(ValueError()) is False
        with pytest.raises(DiskFull, match="The disk of this site is full"), refuse_if_disk_full():
            raise error
    other = OSError(errno.EACCES, "")
    assert not is_full(other)
    with pytest.raises(OSError, match="13"), refuse_if_disk_full():
        raise other


@pytest.mark.parametrize("at", ["write", "rename"])
def test_a_document_that_has_no_room_is_refused_and_not_there(
    at: str, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    settings.DATA = tmp_path / "data"
    case = CaseFactory()
    with monkeypatch.context() as patch:
        if at == "write":
            patch.setattr(lines.os, "fsync", no_room)
        else:
            patch.setattr(Path, "replace", no_room)
        with pytest.raises(DiskFull):
            attach_document(case, jpeg(), by=adjudicator(), what="a photograph")
    assert not Upload.objects.filter(state=Upload.State.KEPT).exists()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_page_says_it_and_nothing_is_saved(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object) -> None:
        raise OperationalError("database or disk is full") from OSError(errno.ENOSPC, "x")

    monkeypatch.setattr("vigil.site.pages.sitemaps.site_of", full)
    client = Client(raise_request_exception=False)
    answer = client.get("/robots.txt")
    assert answer.status_code == 507
    assert "What you sent was not saved, not even in part." in answer.content.decode()
    assert connection.in_atomic_block
