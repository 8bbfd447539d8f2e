"""The operator's page: how each part is in words, for administrators alone."""

import os
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from desk.conftest import signed_in
from factories import UserFactory
from vigil.cli.working.duties import duties
from vigil.site.backup.state import BackupState, keep_state
from vigil.site.watching.findings import Mark, alarms, findings
from vigil.site.watching.health import PARTS, Health
from vigil.site.watching.metric_files import metrics_folder
from vigil.site.watching.state import (
    EVERY_MINUTE,
    InstallationState,
    alarm_state,
    installation_state,
)
from vigil.trust.models import Collection, Duty, Letter, Role, Task
from vigil.trust.outbox.verbs.letters import write_letter
from vigil.trust.public_forms.tickets import MEGABYTE

READY = dict.fromkeys(PARTS, Health.READY)
NOW = timezone.now()
LONG_AGO = NOW - timedelta(days=3)


def mark_of(subject: str, **values: object) -> tuple[Mark, str]:
    """Return how a subject is, and the command to run, in a state that differs from a good one."""
    good: dict[str, object] = {"parts": READY, "free": 10_000 * MEGABYTE, "reserve": MEGABYTE}
    state = InstallationState(**(good | values))  # type: ignore[arg-type]
    [found] = [one for one in findings(state) if one.subject == subject]
    return found.mark, found.command


@pytest.mark.parametrize(
    ("subject", "values", "mark"),
    [
        ("Database", {}, Mark.GOOD),
        ("Database", {"parts": READY | {"database": Health.NOT_READY}}, Mark.WRONG),
        ("Keys", {"parts": READY | {"keys": Health.UNKNOWN}}, Mark.WRONG),
        ("Disk", {"free": 0}, Mark.WRONG),
        ("Disk", {"free": 2 * MEGABYTE}, Mark.LOOK),
        ("Background work", {}, Mark.LOOK),
        ("Background work", {"duties": (Duty(name="a"),)}, Mark.GOOD),
        ("Background work", {"duties": (Duty(name="a", trouble="no"),)}, Mark.LOOK),
        ("Background work", {"duties_late": True}, Mark.WRONG),
        ("Background work", {"task_asked": LONG_AGO}, Mark.WRONG),
        ("Tasks", {"tasks_failed": 1}, Mark.LOOK),
        ("Tasks", {"tasks_waiting": 2}, Mark.GOOD),
        ("Letters", {}, Mark.GOOD),
        ("Letters", {"letters_captured": True, "letter_due": LONG_AGO}, Mark.LOOK),
        ("Letters", {"letter_due": LONG_AGO}, Mark.WRONG),
        ("Letters", {"letters": {"returned": 1, "failed": 1}}, Mark.LOOK),
        ("Backups", {}, Mark.LOOK),
        ("Backups", {"backup": BackupState(at=NOW)}, Mark.LOOK),
        ("Backups", {"backup": BackupState(at=NOW, verified_at=NOW)}, Mark.GOOD),
        ("Backups", {"backup": BackupState(at=LONG_AGO, verified_at=NOW)}, Mark.WRONG),
        ("Backups", {"backup": BackupState(at=NOW, error="no room")}, Mark.WRONG),
        ("Sources", {"collections": (Collection(source="a", at=NOW),)}, Mark.GOOD),
        ("Sources", {"collections": (Collection(source="a", at=NOW, trouble="x"),)}, Mark.LOOK),
        ("Lockdown", {"locked_down": True}, Mark.LOOK),
    ],
)
def test_how_each_subject_is(subject: str, values: dict[str, object], mark: Mark) -> None:
    assert mark_of(subject, **values)[0] == mark


def test_a_backup_that_is_asked_for_and_was_never_made_is_wrong(settings: Settings) -> None:
    settings.VIGIL_BACKUP = "/backups"
    assert mark_of("Backups") == (Mark.WRONG, "vigil backup")


def test_only_what_cannot_wait_is_an_alarm() -> None:
    state = InstallationState(letters={"failed": 1}, tasks_failed=2)
    assert alarms(state) == []
    late = InstallationState(duties_late=True, backup=BackupState(at=LONG_AGO))
    assert {one.subject for one in alarms(late)} == {"Background work", "Backups"}


@pytest.mark.django_db
def test_administrators_see_the_page_and_the_alarm(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA = tmp_path
    folder = metrics_folder()
    folder.mkdir(parents=True)
    for name in (
        f"counter_{os.getpid()}.db",
        f"gauge_livesum_{os.getpid()}.db",
        "counter_ended.db",
    ):
        (folder / name).touch()
    settings.VIGIL_METRICS = "127.0.0.1:9464"
    monkeypatch.setattr("vigil.site.watching.counting.count_request", lambda *counted: None)
    Duty.objects.create(name="outbox send", due_at=LONG_AGO, done_at=LONG_AGO)
    Duty.objects.create(name="check", due_at=NOW + timedelta(days=1), trouble="No backup.")
    Collection.objects.create(source="Diario de Prueba", at=NOW, trouble="no feed")
    asked = UserFactory(roles=[Role.ADJUDICATOR])
    Task.objects.create(kind="publish", key="1", by=asked, state="failed", trouble="broken")
    letter = write_letter(
        "casilda@hermanas.example",
        Letter.Subject.ANSWER,
        "The name is gone.",
        kind="answer",
        by=None,
        decides=False,
    )
    Letter.objects.filter(pk=letter.pk).update(state="returned", cause="address")
    keep_state(BackupState(at=LONG_AGO))
    client = signed_in(UserFactory(roles=[Role.ADMINISTRATOR]))
    page = client.get("/desk/operation/").content.decode()
    for words in (
        "Nobody does the background work",
        "The last backup was made 3",
        "Diario de Prueba",
        "no feed",
        "broken",
        '?state=returned">came back</a> 1',
        "outbox send",
        "Tried again at",
        "No mail server is set up: letters stay in the outbox.",
        "Processes that answer on this machine: 1",
    ):
        assert words in page, words
    assert "casilda" not in page
    start = client.get("/account/").content.decode()
    assert start.count('role="alert"') == 2
    assert "/desk/operation/" in start
    for path in ("/account/", "/desk/operation/"):
        other = signed_in(asked).get(path)
        assert b"Nobody does the background work" not in other.content
    assert other.status_code == 403


@pytest.mark.django_db
def test_a_duty_that_is_never_wanted_is_no_alarm(settings: Settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    Duty.objects.create(name="outlook results", due_at=LONG_AGO)
    assert not alarm_state().work_stands_still
    Duty.objects.create(name=EVERY_MINUTE, due_at=LONG_AGO)
    assert alarm_state().work_stands_still
    Duty.objects.create(name="check", due_at=LONG_AGO, held_until=NOW + timedelta(hours=1))
    assert not alarm_state().work_stands_still
    assert EVERY_MINUTE in {duty.name for duty in duties(threading.Event())}


@pytest.mark.django_db
def test_an_empty_installation_has_a_state(settings: Settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    state = installation_state()
    assert state.is_ready
    assert alarms(alarm_state()) == []
    assert state.letters == {"waiting": 0, "released": 0, "failed": 0, "returned": 0}


@pytest.mark.django_db
def test_without_its_tables_the_rest_of_the_state_is_empty(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    parts = READY | {"migrations": Health.NOT_READY}
    monkeypatch.setattr("vigil.site.watching.state.ask_all", lambda: parts)
    state = installation_state()
    assert not state.is_ready
    assert state.letters == {}
    assert findings(state)[0].mark == Mark.WRONG
