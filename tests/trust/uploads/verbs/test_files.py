"""Uploads: what is kept of a file, who reads it, and that removing removes."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from factories import UserFactory
from files.carriers import CARRIERS, jpeg, marker, pdf, traces
from vigil.files import Reason
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, Role, Upload, User
from vigil.trust.uploads.verbs import files as upload_files
from vigil.trust.uploads.verbs.files import (
    clear_away,
    read_copy,
    read_original,
    shred,
    take_in,
    uploads_of,
)
from vigil.trust.vault.keys import make_missing
from vigil.trust.vault.verbs.sealing import retire_keys, rotate_keys, sealed_for

MARK = marker(7)


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA = tmp_path / "data"
    settings.VIGIL_KEYS = tmp_path / "keys"
    make_missing()
    return settings.DATA


@pytest.fixture
def coder(db: None) -> User:
    return UserFactory(roles=[Role.CODER])


@pytest.fixture
def adjudicator(db: None) -> User:
    return UserFactory(roles=[Role.ADJUDICATOR])


def original() -> bytes:
    return CARRIERS["jpeg exif gps"](MARK)


def files(data: Path) -> list[Path]:
    return [path for path in data.rglob("*") if path.is_file()]


def test_working_copy_is_kept_by_its_hash_and_the_original_is_not(coder: User, data: Path) -> None:
    upload = take_in(BytesIO(original()), "case", "V-1", by=coder, what=" the scene ")
    (path,) = files(data)
    assert path.name == upload.sha256
    assert traces(original(), MARK)
    assert traces(path.read_bytes(), MARK) == []
    assert read_copy(upload, by=coder) == path.read_bytes()
    assert (upload.kind, upload.width, upload.height, upload.what) == ("jpeg", 48, 32, "the scene")
    assert len(upload.sha256_original) == 64
    assert uploads_of("case", ["V-1"]) == [upload]
    assert uploads_of("case", ["V-2"]) == []


def test_taking_in_is_a_decision_on_the_subject(coder: User) -> None:
    upload = take_in(jpeg(), "case", "V-1", by=coder, what="Casilda at the door")
    decision = Decision.objects.get(verb="take_in_upload")
    assert (decision.actor, decision.target_kind, decision.target_key) == (coder, "case", "V-1")
    assert decision.after == {"upload": upload.uid, "kind": "jpeg", "original": False}
    assert "Casilda" not in str(decision.after)


def test_original_is_encrypted_and_opening_it_is_a_decision(
    coder: User, adjudicator: User, data: Path
) -> None:
    upload = take_in(original(), "case", "V-1", by=coder, keep_original=True)
    assert len(files(data)) == 2
    for path in files(data):
        assert traces(path.read_bytes(), MARK) == []
    with pytest.raises(NotAllowed):
        read_original(upload, by=coder, why="curious")
    with pytest.raises(NotPossible):
        read_original(upload, by=adjudicator, why=" ")
    assert read_original(upload, by=adjudicator, why="the court asks for it") == original()
    opened = Decision.objects.get(verb="open_sealed")
    assert (opened.actor, opened.why) == (adjudicator, "the court asks for it")


def test_original_opens_after_the_keys_were_changed(coder: User, adjudicator: User) -> None:
    upload = take_in(original(), "case", "V-1", by=coder, keep_original=True)
    administrator = UserFactory(roles=[Role.ADMINISTRATOR])
    rotate_keys(by=administrator, why="a laptop was lost")
    retire_keys(by=administrator, why="a laptop was lost")
    assert read_original(upload, by=adjudicator, why="check") == original()


@pytest.mark.django_db(transaction=True)
def test_removing_leaves_no_file_no_key_no_digest(data: Path) -> None:
    coder = UserFactory(roles=[Role.CODER])
    upload = take_in(original(), "case", "V-1", by=coder, what="x", keep_original=True)
    other = take_in(original(), "case", "V-2", by=coder)
    shred(upload, by=coder, why="the family asked")
    upload.refresh_from_db()
    assert [path.name for path in files(data)] == [other.sha256]
    assert list(sealed_for("upload", upload.uid)) == []
    assert (upload.state, upload.what, upload.sha256, upload.sha256_original) == (
        *("removed", "", "", ""),
    )
    assert upload.files_gone
    assert read_copy(other, by=coder)
    for read in (
        lambda: read_copy(upload, by=coder),
        lambda: read_original(upload, by=coder, why="x"),
        lambda: shred(upload, by=coder, why="again"),
    ):
        with pytest.raises(NotPossible):
            read()
    assert Decision.objects.get(verb="remove_upload").why == "the family asked"


def test_removal_that_was_broken_off_is_finished_later(coder: User, data: Path) -> None:
    upload = take_in(jpeg(), "case", "V-1", by=coder)
    shred(upload, by=coder, why="asked")  # the test's transaction never commits: files stay
    assert files(data)
    assert clear_away() == 1
    assert files(data) == []
    assert clear_away() == 0


def test_what_cannot_be_deleted_now_stops_nobody_and_is_deleted_later(
    coder: User, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(upload: Upload) -> None:
        raise OSError("device or resource busy")

    shred(take_in(jpeg(), "case", "V-1", by=coder), by=coder, why="asked")
    with monkeypatch.context() as patch:
        patch.setattr(upload_files, "_delete_files", busy)
        assert clear_away() == 0
        take_in(jpeg(), "case", "V-2", by=coder)
    assert clear_away() == 1


def test_file_that_never_came_in_whole_is_cleared_away(
    coder: User, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(upload_files, "_describe", broken)
    with pytest.raises(OSError, match="no space"):
        take_in(jpeg(), "case", "V-1", by=coder, keep_original=True)
    assert uploads_of("case", ["V-1"]) == []
    assert files(data)
    assert clear_away() == 0  # it may still be coming in
    Upload.objects.update(at=timezone.now() - timedelta(hours=2))
    assert clear_away() == 1
    assert files(data) == []
    assert not Upload.objects.exists()


def test_changed_file_is_not_given_out(coder: User, data: Path) -> None:
    upload = take_in(jpeg(), "case", "V-1", by=coder)
    (path,) = files(data)
    path.write_bytes(path.read_bytes() + b"more")
    with pytest.raises(NotPossible, match="changed"):
        read_copy(upload, by=coder)
    path.unlink()
    with pytest.raises(NotPossible, match="not on this machine"):
        read_copy(upload, by=coder)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.ADMINISTRATOR, Role.AUDITOR, None])
def test_others_may_neither_take_in_read_nor_remove(role: Role | None, coder: User) -> None:
    upload = take_in(jpeg(), "case", "V-1", by=coder)
    other = UserFactory(roles=[role] if role else [])
    for attempt in (
        lambda: take_in(jpeg(), "case", "V-1", by=other),
        lambda: read_copy(upload, by=other),
        lambda: shred(upload, by=other, why="x"),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_refused_file_leaves_nothing_and_says_why(coder: User, data: Path) -> None:
    with pytest.raises(NotPossible, match="no picture"):
        take_in(b"<html>", "case", "V-1", by=coder)
    with pytest.raises(NotPossible, match="empty"):
        take_in(b"", "case", "V-1", by=coder)
    assert not Upload.objects.exists()
    assert files(data) == []


def test_every_reason_has_a_sentence() -> None:
    for reason in Reason:
        assert len(upload_files.sentence(reason)) > 10
        assert "%" not in upload_files.sentence(reason)


def test_what_a_document_lost_is_kept_with_it(coder: User) -> None:
    upload = take_in(CARRIERS["pdf outline"](MARK), "case", "V-1", by=coder)
    assert "outline" in upload.left_out
    assert take_in(pdf(), "case", "V-1", by=coder).pages == 1
