"""Telling something in confidence, coming back, taking it back."""

import errno
import re
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django.fixtures import Settings

from files.carriers import jpeg
from routes.worlds import made_user
from vigil.casefile.models import TESTIMONY, Report
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Decision, Role, Sealed
from vigil.trust.vault.verbs.sealing import sealed_for
from vigil.witness import models
from vigil.witness.testimony import files as testimony_files
from vigil.witness.testimony.verbs import sending
from vigil.witness.testimony.verbs.answering import answer, open_testimony
from vigil.witness.testimony.verbs.sending import (
    NoSuchCode,
    add,
    come_back,
    conversation,
    delete_message,
    give,
    take_back,
)
from witness.testimony_factories import WORDS, ticket, told

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA = tmp_path / "data"
    return tmp_path


def everything_kept(folder: Path) -> bytes:
    """All that the database and the disk hold, keys left out."""
    rows: list[bytes] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                rows += [
                    bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in row
                ]
    files = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    return b"\n".join([*rows, *files])


def desk(*roles: Role, **limits: Any) -> Any:
    return made_user("reader@example.org", *(roles or (Role.ADJUDICATOR,)), **limits)


def test_no_word_of_it_stands_anywhere(folder: Path) -> None:
    given = told("Marker-Zebra saw the plate", about="Marker-Gnu")
    kept = everything_kept(folder)
    assert b"Marker" not in kept
    assert given.code.encode() not in kept
    assert given.code.replace("-", "").encode() not in kept


def test_it_lands_on_the_desk_as_a_report_of_its_own_kind_without_a_word() -> None:
    given = told()
    report = Report.objects.get(report_kind=TESTIMONY)
    assert given.testimony.report == report
    assert (report.title, report.text, report.url, report.raw_sha256) == ("", "", "", "")


def test_a_code_has_a_hundred_bits_and_is_kept_only_as_a_slow_hash() -> None:
    given = told()
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{5}-){3}[0-9A-HJKMNP-TV-Z]{5}", given.code)
    assert re.fullmatch(r"[0-9a-f]{64}", given.testimony.receipt)


def test_who_comes_back_reads_the_answer_and_not_their_own_words() -> None:
    given = told()
    answer(given.testimony, "Thank you. Which market?", by=desk())
    testimony, opener = come_back(given.code.lower().replace("-", " "))
    lines = conversation(testimony, opener).lines
    assert [(line.ours, line.text) for line in lines] == [
        (False, ""),
        (True, "Thank you. Which market?"),
    ]


def test_the_answer_is_read_without_the_key_of_the_desk(tmp_path: Path, settings: Settings) -> None:
    given = told()
    answer(given.testimony, "Which market?", by=desk())
    settings.VIGIL_KEYS = tmp_path / "no-keys"
    testimony, opener = come_back(given.code)
    assert conversation(testimony, opener).lines[1].text == "Which market?"


@pytest.mark.parametrize("code", ["", "x", "0" * 20, "A" * 500, "\0", "ñ" * 20])
def test_another_code_opens_nothing(code: str) -> None:
    told()
    with pytest.raises(NoSuchCode):
        come_back(code)


def test_who_writes_again_waits_again() -> None:
    given = told()
    open_testimony(given.testimony, by=desk(), why="to read it")
    add(given.testimony, "The plate ended in 4.", ticket=ticket())
    given.testimony.refresh_from_db()
    assert given.testimony.state == models.Testimony.State.WAITING


def test_a_deleted_answer_is_gone_for_both() -> None:
    given, by = told(), desk()
    message = answer(given.testimony, "Which market?", by=by)
    delete_message(given.testimony, message.uid)
    assert not models.TestimonyMessage.objects.filter(pk=message.pk).exists()
    assert not list(sealed_for("testimony_message", message.uid))
    assert [said.text for said in open_testimony(given.testimony, by=by, why="x").messages] == [
        WORDS
    ]


def test_a_message_of_another_testimony_is_not_deleted() -> None:
    mine, other = told(), told()
    message = answer(other.testimony, "Which market?", by=desk())
    delete_message(mine.testimony, message.uid)
    assert models.TestimonyMessage.objects.filter(pk=message.pk).exists()


def test_what_is_taken_back_is_destroyed_with_its_keys(
    folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    given = told("Words", jpeg(), about="About")
    answer(given.testimony, "Which market?", by=desk())
    with django_capture_on_commit_callbacks(execute=True):
        take_back(given.testimony)
    gone = models.Testimony.objects.get()
    assert gone.state == models.Testimony.State.WITHDRAWN
    assert (gone.receipt, gone.mailbox, gone.mailbox_key, gone.country) == ("", "", "", "")
    assert not Sealed.objects.exists()
    assert not models.TestimonyMessage.objects.exists()
    assert not models.TestimonyFile.objects.exists()
    assert not Report.objects.filter(report_kind=TESTIMONY).exists()
    assert not [path for path in (folder / "data").rglob("*") if path.is_file()]
    with pytest.raises(NoSuchCode):
        come_back(given.code)
    with pytest.raises(NotPossible):
        take_back(given.testimony)


def test_while_many_files_are_rebuilt_of_another_the_original_is_kept() -> None:
    with ExitStack() as others:
        for _ in range(3):
            others.enter_context(testimony_files._AT_ONCE)
        given = told(WORDS, jpeg())
    assert [file.has_copy for file in given.testimony.files.all()] == [False]
    assert [file.has_copy for file in told(WORDS, jpeg()).testimony.files.all()] == [True]


def test_a_file_that_is_rebuilt_while_everything_is_taken_back_is_not_kept(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    testimony = told().testimony
    rebuild = testimony_files._rebuilt

    def meanwhile(content: bytes) -> Any:
        take_back(models.Testimony.objects.get(pk=testimony.pk))
        return rebuild(content)

    monkeypatch.setattr(testimony_files, "_rebuilt", meanwhile)
    with pytest.raises(NotPossible, match="was destroyed or taken back"):
        testimony_files.keep_file(testimony, jpeg())
    assert not models.TestimonyFile.objects.exists()
    assert not Sealed.objects.filter(subject_kind=testimony_files.FILE).exists()
    assert not list((folder / "data").rglob("*.age"))


def test_of_files_that_come_in_at_once_no_more_are_kept_than_may_be(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    testimony = told().testimony
    monkeypatch.setattr(testimony_files, "MOST", 1)
    rebuild = testimony_files._rebuilt

    def meanwhile(content: bytes) -> Any:
        monkeypatch.setattr(testimony_files, "_rebuilt", rebuild)
        models.TestimonyFile.objects.create(testimony=testimony, whole=True, begun_at=None)
        return rebuild(content)

    monkeypatch.setattr(testimony_files, "_rebuilt", meanwhile)
    with pytest.raises(NotPossible, match="At most 1 files"):
        testimony_files.keep_file(testimony, jpeg())
    assert testimony.files.count() == 1


def test_what_is_wrong_with_a_file_loses_no_word() -> None:
    given = told("Words", b"", jpeg())
    assert given.kept == 1
    assert given.troubles == ("File 1: The file is empty.",)
    assert models.TestimonyMessage.objects.count() == 1


def test_a_full_disk_loses_a_file_and_neither_the_words_nor_the_code(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def no_room(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("vigil.witness.testimony.files._write", no_room)
        given = told("Words", jpeg())
    assert (given.kept, len(given.troubles)) == (0, 1)
    assert "The disk of this site is full" in given.troubles[0]
    testimony, _opener = come_back(given.code)
    assert testimony.files.filter(whole=True).count() == 0
    assert open_testimony(testimony, by=desk(), why="to read it").messages[0].text == "Words"


def test_files_that_take_long_do_not_hold_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "REBUILDING", 0.0)
    given = told("Words", jpeg(), jpeg())
    assert given.kept == 2
    assert [file.has_copy for file in given.testimony.files.all()] == [False, False]


def test_nothing_at_all_is_refused() -> None:
    with pytest.raises(NotPossible, match="Write something"):
        give("tip", " \0 ", ticket=ticket())


def test_what_is_too_long_is_refused() -> None:
    with pytest.raises(NotPossible, match="more than"):
        give("tip", "x" * (sending.LONGEST + 1), ticket=ticket())
    assert not models.Testimony.objects.exists()


def test_one_code_cannot_fill_the_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "A_DAY", 2)
    given = told()
    add(given.testimony, "one more", ticket=ticket())
    with pytest.raises(NotPossible, match="Come back tomorrow"):
        add(given.testimony, "and one more", ticket=ticket())


def test_the_testimony_itself_holds_only_the_day() -> None:
    given = told()
    assert given.testimony.received_on == timezone.localdate()
    fields = [
        field.name
        for model in (models.Testimony, models.TestimonyMessage)
        for field in model._meta.concrete_fields
        if field.get_internal_type() == "DateTimeField"
    ]
    assert fields == []


def test_the_log_says_that_something_came_and_nothing_of_what() -> None:
    told("Marker words", about="Marker")
    said = " ".join(
        f"{one.verb} {one.before} {one.after} {one.why}" for one in Decision.objects.all()
    )
    assert "receive_testimony" in said
    assert "Marker" not in said
