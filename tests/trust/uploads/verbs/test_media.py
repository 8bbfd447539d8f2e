"""Sound and video come in from a file, are kept, cut and removed; no process holds them whole."""

import hashlib
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.utils import timezone
from pytest_django.fixtures import Settings

import factories
from files.carriers import jpeg, marker
from files.media_files import MEDIA_CARRIERS, media
from vigil.files import Kind, sniff
from vigil.files.limits import MESSAGE_BYTES, Reason
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, Role, Upload, User
from vigil.trust.uploads.verbs import files as upload_files
from vigil.trust.uploads.verbs import media as media_verbs
from vigil.trust.uploads.verbs.files import FileRefused, shred, take_in, without
from vigil.trust.uploads.verbs.media import open_media

pytestmark = pytest.mark.django_db


@pytest.fixture
def data(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA = tmp_path
    return tmp_path


@pytest.fixture
def by(data: Path) -> User:
    return factories.coder()


def files(data: Path) -> list[Path]:
    return [path for path in (data / "uploads").rglob("*") if path.is_file()]


def taken(by: User, content: bytes | None = None) -> Upload:
    content = MEDIA_CARRIERS["mp4 place"](marker(1)) if content is None else content
    return take_in(io.BytesIO(content), "case", "V-1", by=by, limit=MESSAGE_BYTES, what=" film ")


@pytest.mark.apart
def test_the_digest_is_of_the_whole_file_and_a_picture_can_be_drawn(by: User, data: Path) -> None:
    """The process that rebuilds it moves the place in the file that both read from."""
    content = media("mp4", seconds=60)
    assert len(content) > 64 * 1024
    path = data / "film"
    path.write_bytes(content)
    with path.open("rb") as file:
        upload = take_in(file, "case", "V-1", by=by, limit=MESSAGE_BYTES)
    assert upload.sha256_original == hashlib.sha256(content).hexdigest()
    picture = media_verbs.picture_of(upload)
    assert sniff(picture) == Kind.JPEG


def test_a_video_is_kept_rebuilt_with_what_it_is(by: User, data: Path) -> None:
    upload = taken(by)
    assert (upload.kind, upload.what, upload.seconds) == ("mp4", "film", 3)
    assert (upload.width, upload.height, upload.state) == (64, 48, Upload.State.KEPT)
    assert len(upload.sha256_original) == 64
    (path,) = files(data)
    assert path.name == upload.sha256
    assert path.stat().st_size == upload.size
    assert marker(1).encode() not in path.read_bytes()
    with open_media(upload) as file:
        assert file.read() == path.read_bytes()
    decision = Decision.objects.get(verb="take_in_upload")
    assert decision.after == {"upload": upload.uid, "kind": "mp4", "original": False}


def test_a_file_that_came_by_a_form_is_read_where_it_lies(by: User, data: Path) -> None:
    sent = TemporaryUploadedFile("film.jpg", "image/jpeg", 0, None)
    sent.write(media("webm"))
    sent.seek(0)
    assert take_in(sent, "case", "V-1", by=by, limit=MESSAGE_BYTES).kind == "webm"
    assert not sent.closed


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (lambda: b"", "empty"),
        (lambda: b"PK\3\4 a film, really", "no sound and no video"),
        (jpeg, "no sound and no video"),
        (lambda: media("mp4")[:-2000], "damaged"),
        (lambda: media("mkv", codecs=("mpeg4", "aac")), "browsers do not play"),
    ],
)
def test_what_is_refused_leaves_nothing_and_says_why(
    by: User, data: Path, content: Callable[[], bytes], said: str
) -> None:
    with pytest.raises(FileRefused, match=said):
        taken(by, content())
    assert files(data) == []
    assert not Upload.objects.exists()
    assert not Decision.objects.filter(verb="take_in_upload").exists()


def test_size_is_told_in_the_sentence(by: User, data: Path) -> None:
    content = media("wav")
    with pytest.raises(FileRefused, match="larger than 0 megabytes"):
        take_in(io.BytesIO(content), "case", "V-1", by=by, limit=len(content) - 1)
    assert "500" in upload_files.sentence(Reason.BYTES, 500 * 1024 * 1024)


def test_without_a_limit_sound_and_video_are_not_taken(by: User, data: Path) -> None:
    with pytest.raises(FileRefused, match="no picture"):
        take_in(media("mp4"), "case", "V-1", by=by)
    with pytest.raises(ValueError, match="original"):
        take_in(media("mp4"), "case", "V-1", by=by, limit=MESSAGE_BYTES, keep_original=True)


def test_who_may_not_upload_is_refused_before_anything_is_read(data: Path) -> None:
    class Unread(io.BytesIO):
        def read(self, *args: object) -> bytes:
            raise AssertionError("read")

    other = factories.UserFactory(roles=[Role.AUDITOR])
    with pytest.raises(NotAllowed):
        take_in(Unread(), "case", "V-1", by=other, limit=MESSAGE_BYTES)


def test_a_part_is_cut_into_a_further_upload(by: User, data: Path) -> None:
    first = taken(by, media("ogg", seconds=6))
    second, gone = without(first, [(2, 3)], by=by)
    assert gone == ((1.75, 3.25),)
    assert second.uid != first.uid
    assert second.seconds == first.seconds - 1.5 + 0.5  # to the nearest whole one
    assert (second.kind, second.what) == ("ogg", "film")
    assert len(files(data)) == 2
    with pytest.raises(FileRefused, match="nothing would be left"):
        without(first, [(0, 99)], by=by)
    assert len(files(data)) == 2
    with pytest.raises(NotAllowed):
        without(first, [(2, 3)], by=factories.UserFactory(roles=[Role.AUDITOR]))


def test_removing_overwrites_a_piece_at_a_time(
    by: User, data: Path, django_capture_on_commit_callbacks: object
) -> None:
    upload = taken(by)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        shred(upload, by=None, why="its time is over")
    assert files(data) == []
    upload.refresh_from_db()
    assert (upload.state, upload.sha256, upload.what) == (Upload.State.REMOVED, "", "")
    assert Decision.objects.get(verb="remove_upload").actor is None
    with pytest.raises(NotPossible, match="removed"):
        open_media(upload)


def test_a_changed_or_lost_file_is_not_given_out(by: User, data: Path) -> None:
    upload = taken(by)
    (path,) = files(data)
    path.write_bytes(path.read_bytes() + b"more")
    with pytest.raises(NotPossible, match="changed"):
        open_media(upload)
    path.unlink()
    with pytest.raises(NotPossible, match="not on this machine"):
        open_media(upload)


def test_what_breaks_off_is_cleared_away_later(
    by: User, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(media_verbs, "_describe", broken)
    with pytest.raises(OSError, match="no space"):
        taken(by)
    assert files(data)
    Upload.objects.update(at=timezone.now() - 2 * upload_files.STALE)
    assert upload_files.clear_away() == 1
    assert files(data) == []
