"""A file that arrives in pieces: nothing of it is lost, doubled, mixed up, or left behind."""

import io
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from factories import adjudicator
from vigil.site.backup.data_files import data_files
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import ResumableUpload, Task, User
from vigil.trust.resumable_uploads import verbs
from vigil.trust.resumable_uploads.files import UploadGone, UploadLocked, locked_file, path_of
from vigil.trust.resumable_uploads.purposes import Purpose
from vigil.trust.uploads.full_disk import DiskFull
from vigil.trust.work.kinds import LeftOut, TaskKind

pytestmark = pytest.mark.django_db
State = ResumableUpload.State
CONTENT = bytes(range(256)) * 4000


def _allowed(key: str, by: User) -> None:
    if key == "gone":
        raise NotPossible("It was removed.")


def _do(keys: Sequence[int], by: User, why: str) -> LeftOut:
    return []


PURPOSE = Purpose(
    kind="case",
    limit=lambda: 2_000_000,
    require=_allowed,
    task=TaskKind(code="import_sheet", label="x", do=_do, repeatable=True),
)


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA = tmp_path
    return tmp_path


@pytest.fixture
def by() -> User:
    return adjudicator()


def now(upload: ResumableUpload) -> ResumableUpload:
    return ResumableUpload.objects.get(pk=upload.pk)


def send(upload: ResumableUpload, offset: int, piece: bytes, size: int = 0) -> ResumableUpload:
    body = io.BytesIO(piece)
    return verbs.receive_piece(upload, offset, size or len(piece), body, PURPOSE)


def test_pieces_that_break_off_make_the_whole_file(by: User, data: Path) -> None:
    upload = verbs.begin_upload(PURPOSE, "V-1", len(CONTENT), by=by)
    assert path_of(upload).stat().st_mode & 0o777 == 0o600
    # Of a piece that breaks off, what came is kept; what stands behind it on the disk is not.
    assert send(upload, 0, CONTENT[:1000], size=5000).offset == 1000
    with path_of(upload).open("ab") as file:
        file.write(b"written by a process that was killed before it said so")
    for offset in (0, 999, 1001, 5000):
        with pytest.raises(verbs.WrongOffset):
            send(upload, offset, CONTENT[offset : offset + 10])
    assert now(upload).offset == 1000
    while (offset := now(upload).offset) < len(CONTENT):
        send(upload, offset, CONTENT[offset : offset + 300_000])
    assert path_of(upload).read_bytes() == CONTENT
    assert now(upload).state == State.RECEIVED
    assert Task.objects.get().left == [upload.pk]
    assert [name for name, _path in data_files(data)] == [], "no backup holds it"
    with pytest.raises(UploadGone):
        send(upload, len(CONTENT), b"")


def test_one_connection_at_a_time_writes(by: User) -> None:
    upload = verbs.begin_upload(PURPOSE, "V-1", 10, by=by)
    with locked_file(upload):
        with pytest.raises(UploadLocked):
            send(upload, 0, b"12345")
        verbs.discard_upload(upload)
        assert verbs.clear_away() == 0
    assert verbs.clear_away() == 1
    assert not path_of(upload).exists()
    assert verbs.clear_away() == 0


def test_what_may_not_be_sent_is_refused(by: User, settings: Settings) -> None:
    for key, length in (("gone", 10), ("V-1", 0), ("V-1", 2_000_001)):
        with pytest.raises(NotPossible):
            verbs.begin_upload(PURPOSE, key, length, by=by)
    upload = verbs.begin_upload(PURPOSE, "V-1", 10, by=by)
    with pytest.raises(verbs.TooLarge):
        send(upload, 0, b"12345678901")
    assert now(upload).offset == 0
    settings.VIGIL_DISK_RESERVE = 10**9
    with pytest.raises(DiskFull):
        verbs.begin_upload(PURPOSE, "V-2", 10, by=by)


def test_a_full_disk_loses_nothing_that_was_acknowledged(by: User) -> None:
    upload = verbs.begin_upload(PURPOSE, "V-1", 10, by=by)
    send(upload, 0, b"12345")
    full = OSError(28, "No space left on device")
    with (
        patch("vigil.trust.resumable_uploads.verbs.os.fsync", side_effect=full),
        pytest.raises(DiskFull),
    ):
        send(upload, 5, b"67890")
    assert now(upload).offset == 5
    assert send(upload, 5, b"67890").state == State.RECEIVED


def test_another_file_for_the_same_takes_the_place_of_an_unfinished_one(by: User) -> None:
    first = verbs.begin_upload(PURPOSE, "V-1", 10, by=by)
    of_another = verbs.begin_upload(PURPOSE, "V-1", 10, by=adjudicator())
    verbs.begin_upload(PURPOSE, "V-1", 10, by=by)
    assert now(first).state == State.DISCARDED
    assert now(of_another).state == State.ARRIVING
    verbs.discard_uploads_for("case", "V-1")
    assert not ResumableUpload.objects.filter(state=State.ARRIVING).exists()


def test_what_nobody_goes_on_with_is_removed_and_what_is_used_stays(by: User, data: Path) -> None:
    left, used = (verbs.begin_upload(PURPOSE, key, 10, by=by) for key in ("V-1", "V-2"))
    ResumableUpload.objects.filter(pk=left.pk).update(
        expires_at=timezone.now() - timedelta(seconds=1)
    )
    with pytest.raises(UploadGone):
        send(left, 0, b"12345")
    send(used, 0, b"1234567890")
    verbs.hand_over(used)
    with pytest.raises(UploadGone):
        verbs.hand_over(used)
    assert verbs.clear_away() == 2
    assert [row.pk for row in ResumableUpload.objects.all()] == [used.pk]
    assert list((data / "arriving").iterdir()) == []
