"""Files that come with a testimony, through the form: what is kept, what is given out."""

import itertools
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from factories import behind
from files.carriers import CARRIERS, marker, traces
from routes.worlds import made_user
from vigil.files import Kind, sniff
from vigil.trust.models import Role, User
from vigil.trust.public_forms.in_memory_uploads import InMemoryUploads
from vigil.witness import models
from vigil.witness.testimony.files import folder_of
from witness.testimony.sent_files import HOSTILE, ORIGINAL_ONLY, WITH_COPY
from witness.testimony_factories import sent

pytestmark = pytest.mark.django_db
AGE = b"age-encryption.org/v1\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA = tmp_path / "data"
    return tmp_path


@pytest.fixture
def reader() -> User:
    return made_user("reader@example.org", Role.ADJUDICATOR)


@pytest.fixture(autouse=True)
def _people() -> None:
    behind(Role.ADJUDICATOR)


def send(client: Client, files: list[tuple[str, bytes]]) -> list[models.TestimonyFile]:
    """Send these files with one form; return what is kept of them, in order."""
    given = [SimpleUploadedFile(name, content, "image/jpeg") for name, content in files]
    response = client.post("/bear-witness/", sent(files=given))
    assert response.status_code == 200
    one = models.Testimony.objects.order_by("-pk")[0]
    return list(one.files.all())


def given_out(client: Client, file: models.TestimonyFile, which: str) -> Any:
    at = f"/desk/testimony/{file.testimony.uid}/files/{file.uid}/open/"
    return client.post(at, {"file-why": "to look", "which": which})


def on_disk(file: models.TestimonyFile) -> Iterator[bytes]:
    yield from (path.read_bytes() for path in folder_of(file).iterdir())


def test_sixty_carriers_leave_no_marker_and_no_plain_byte(folder: Path, reader: User) -> None:
    assert len(WITH_COPY) + len(ORIGINAL_ONLY) >= 60
    names = [*WITH_COPY, *ORIGINAL_ONLY]
    marks = {name: marker(number) for number, name in enumerate(names)}
    contents = {name: {**CARRIERS, **ORIGINAL_ONLY}[name](marks[name]) for name in names}
    outside, desk = Client(), Client()
    desk.force_login(reader)
    for part in itertools.batched(names, 5):
        # The name of a file says it too.
        kept = send(outside, [(f"{marks[name]}.jpg", contents[name]) for name in part])
        assert len(kept) == len(part)
        for name, file in zip(part, kept, strict=True):
            assert file.has_copy is (name in WITH_COPY), name
            assert all(piece.startswith(AGE) for piece in on_disk(file)), name
            if file.has_copy:
                copy = given_out(desk, file, "copy").content
                assert sniff(copy) == file.kind, name
                assert traces(copy, marks[name]) == [], name
            else:
                assert given_out(desk, file, "copy").status_code == 409
    # Nothing of any of them lies anywhere in plain, nor does its name.
    kept_in_plain = [path for path in folder.rglob("*") if path.is_file()]
    for path in kept_in_plain:
        assert b"Witness" not in path.read_bytes()
        assert "Witness" not in path.name


def test_twenty_hostile_files_are_kept_sealed_and_nothing_of_them_is_shown(reader: User) -> None:
    assert len(HOSTILE) >= 20
    outside, desk = Client(), Client()
    desk.force_login(reader)
    for part in itertools.batched(HOSTILE, 5):
        contents = {name: HOSTILE[name]() for name in part}
        kept = send(outside, [(f"{name}.png", contents[name]) for name in part])
        assert len(kept) == len(part)
        for name, file in zip(part, kept, strict=True):
            assert all(piece.startswith(AGE) for piece in on_disk(file)), name
            copy, original = given_out(desk, file, "copy"), given_out(desk, file, "original")
            assert original.content == contents[name]
            assert harmless(original, "application/octet-stream"), name
            if file.has_copy:
                kind = Kind(file.kind)
                assert sniff(copy.content) is kind, name
                assert harmless(copy, kind.media_type), name
                assert b"Harm" not in copy.content, name
                assert b"JavaScript" not in copy.content, name
            else:
                assert copy.status_code == 409, name
                assert b"Harm" not in copy.content, name


def harmless(response: Any, media_type: str) -> bool:
    """Whether a browser can do nothing with an answer but save it."""
    return (
        response["Content-Type"] == media_type
        and response["Content-Disposition"].startswith("attachment;")
        and response["X-Content-Type-Options"] == "nosniff"
        and "sandbox" in response["Content-Security-Policy"]
        and "no-store" in response["Cache-Control"]
    )


def test_what_is_too_much_is_skipped_and_no_word_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vigil.trust.public_forms.in_memory_uploads.MOST_BYTES", 1_000)
    files = [SimpleUploadedFile("a", b"x" * n) for n in (600, 300_000, 300, 200)]
    page = Client().post("/bear-witness/", sent(files=files)).content.decode()
    assert [file.size for file in models.TestimonyFile.objects.order_by("pk")] == [600, 300]
    assert models.TestimonyMessage.objects.count() == 1
    assert "2 more were not taken" in page


def test_more_files_than_go_at_once_are_said() -> None:
    files = [SimpleUploadedFile("a", b"words %d" % n) for n in range(7)]
    page = Client().post("/bear-witness/", sent(files=files)).content.decode()
    assert models.TestimonyFile.objects.count() == 5
    assert "2 more were not taken" in page


def test_a_file_never_touches_the_disk_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Django's own way is to write what is larger than 2.5 megabytes into a temporary folder."""
    seen: list[Any] = []
    complete = InMemoryUploads.file_complete

    def noted(self: InMemoryUploads, file_size: int) -> Any:
        seen.append(complete(self, file_size))
        return seen[-1]

    monkeypatch.setattr(InMemoryUploads, "file_complete", noted)
    (file,) = send(Client(), [("Marker.bin", b"\x93" + bytes(4_000_000))])
    assert file.size == 4_000_001
    (upload,) = seen
    assert isinstance(upload.file, BytesIO)
    assert upload.name == "file"
