"""`vigil work`: what is done when and by whom, and what is said of what fails."""

import threading
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.utils import timezone
from pytest_django.fixtures import Settings

from factories import UserFactory
from fund.factories import a_grant
from outlook.factories_panels import answer_all, running
from programme.registration_factories import registered, session_in
from vigil.casefile.sheets.verbs.verifying import PUBLISHING
from vigil.cli import main
from vigil.cli.working.duties import Duty, check_installation, panel_results, send_letters
from vigil.cli.working.loop import Rounds, run_together
from vigil.fund.models import Tranche
from vigil.outlook.panels.verbs.rounds import close_round
from vigil.programme.events.verbs.public_changes import record_public_change, time_and_room
from vigil.programme.models import Change
from vigil.site.checks.self_check import CheckResult, check_all
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Duty as DutyRow
from vigil.trust.models import Letter, Role, Task
from vigil.trust.outbox.verbs.letters import write_letter
from vigil.trust.outbox.verbs.sending import SendingSummary
from vigil.trust.work.verbs import tasks
from vigil.trust.work.verbs.collections import CollectedSource, note_collected
from vigil.trust.work.verbs.leases import finish_duty, take_duty
from vigil.trust.work.verbs.tasks import try_failed_again


@pytest.fixture(autouse=True)
def _data(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path / "data"
    settings.DATA.mkdir()


class Clock:
    """A clock that tests set."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def duty(name: str, do: Callable[[], Mapping[str, int]], every: float = 1) -> Duty:
    """Make a duty that each worker does for itself."""
    return Duty(name=name, every=every, do=do, shared=False)


def test_each_duty_is_done_when_it_is_due() -> None:
    done: list[str] = []

    def note(name: str) -> Mapping[str, int]:
        done.append(name)
        return {}

    clock = Clock()
    often, seldom = duty("often", lambda: note("often"), 60), duty("seldom", lambda: note("s"), 100)
    rounds = Rounds([often, seldom], "a worker", clock)
    for clock.now in (0, 59, 60, 99, 100, 119, 120):
        rounds.go()
    assert done == ["often", "s", "often", "s", "often"]


@pytest.mark.django_db
def test_of_several_workers_one_does_a_shared_duty() -> None:
    done: list[str] = []
    workers: dict[str, Rounds] = {}

    def note(name: str) -> Mapping[str, int]:
        done.append(name)
        for rounds in workers.values():
            rounds.go()  # meanwhile it is held
        return {}

    for name in ("one", "two"):
        shared = Duty(name="letters", every=60, do=partial(note, name))
        workers[name] = Rounds([shared], name)
    workers["one"].go()
    workers["two"].go()
    assert done == ["one"]
    DutyRow.objects.update(due_at=timezone.now())
    workers["two"].go()
    assert done == ["one", "two"]
    row = DutyRow.objects.get()
    assert (row.held_by, row.trouble) == ("", "")
    assert row.due_at > timezone.now() + timedelta(seconds=50)


@pytest.mark.django_db
def test_the_duty_of_a_killed_worker_is_done_by_another(capsys: pytest.CaptureFixture[str]) -> None:
    def fail() -> Mapping[str, int]:
        raise NotPossible("The key is elsewhere.")

    assert take_duty("letters", "killed")
    another = Rounds([Duty(name="letters", every=60, do=fail, after_trouble=600)], "another")
    another.go()
    assert capsys.readouterr().out == ""
    assert not take_duty("letters", "another", due_or_not=True)
    DutyRow.objects.update(held_until=timezone.now())
    another.go()
    assert "letters: The key is elsewhere." in capsys.readouterr().out
    finish_duty("letters", "killed", again_after=0)  # it comes back, and changes nothing
    row = DutyRow.objects.get()
    assert (row.trouble, row.done_at) == ("The key is elsewhere.", None)
    assert row.due_at > timezone.now() + timedelta(seconds=500)


@pytest.mark.django_db
def test_what_nobody_wants_is_not_taken() -> None:
    idle = Duty(name="results", every=1, do=lambda: {"prepared": 1}, wanted=lambda: False)
    Rounds([idle], "a worker").go()
    assert not DutyRow.objects.exists()


def test_what_fails_stops_nothing_and_is_said_once(capsys: pytest.CaptureFixture[str]) -> None:
    answers = iter([ValueError("casilda@hermanas.example"), ValueError("another"), None])

    def fail() -> Mapping[str, int]:
        if (error := next(answers)) is not None:
            raise error
        return {"sent": 2, "failed": 0}

    def note() -> Mapping[str, int]:
        done.append(1)
        return {}

    clock, done = Clock(), list[int]()
    rounds = Rounds([duty("letters", fail), duty("more", note)], "a worker", clock)
    for clock.now in (0, 1, 60, 61, 120):
        rounds.go()
    said = [line.split(" ", 1)[1] for line in capsys.readouterr().out.splitlines()]
    assert len(done) == 5
    assert said[0].startswith("ERROR work: letters: ValueError in ")
    assert "casilda" not in said[0]
    assert said[1:] == [
        "INFO work: letters: works again",
        "INFO work: letters: sent 2",
    ]


def test_what_we_say_ourselves_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    def refuse() -> Mapping[str, int]:
        raise NotPossible("The key is elsewhere.")

    Rounds([duty("letters", refuse)], "a worker").go()
    assert capsys.readouterr().out.endswith("letters: The key is elsewhere.\n")


@pytest.mark.django_db
def test_once_writes_to_the_registered() -> None:
    session = session_in(3000)
    registered(session)
    record_public_change(session, Change.Kind.ROOM, time_and_room(session), by=UserFactory())
    ran = CliRunner().invoke(main, ["work", "--once"])
    assert ran.exit_code == 0, ran.output
    assert "programme tell: changes 1" in ran.output
    assert Letter.objects.count() == 1


@pytest.mark.django_db
def test_without_the_key_of_the_vault_no_letter_is_given_up(
    tmp_path: Path, settings: Settings
) -> None:
    letter = write_letter(
        "casilda@hermanas.example",
        Letter.Subject.ANSWER,
        "We have looked.",
        kind="answer",
        by=None,
        decides=False,
    )
    Letter.objects.filter(pk=letter.pk).update(state=Letter.State.RELEASED)
    settings.VIGIL_KEYS = tmp_path / "elsewhere"
    ran = CliRunner().invoke(main, ["work", "--once"])
    assert ran.exit_code == 1
    assert "outbox send: The key is not on this machine" in ran.output
    letter.refresh_from_db()
    assert letter.state == Letter.State.RELEASED
    assert not DutyRow.objects.filter(name="outbox send").exists()  # another machine may have it


@pytest.mark.django_db
def test_sending_stops_between_two_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[int] = []

    def one(limit: int) -> SendingSummary:
        sent.append(limit)
        return SendingSummary(sent=1)

    monkeypatch.setattr("vigil.trust.outbox.verbs.sending.send_waiting", one)
    assert send_letters(lambda: len(sent) == 3)["sent"] == 3
    assert sent == [1, 1, 1]


@pytest.mark.django_db
def test_a_ledger_that_does_not_agree_is_said_and_administrators_are_written_to() -> None:
    chief = UserFactory(roles=[Role.ADMINISTRATOR])
    Tranche.objects.filter(grant=a_grant(), number=1).update(state=Tranche.State.CANCELLED)
    ran = CliRunner().invoke(main, ["work", "--once"])
    assert ran.exit_code == 1
    assert "check: The fund's ledger does not agree with its entries" in ran.output
    [letter] = Letter.objects.filter(to_user=chief)
    assert "The fund's ledger does not agree" in letter.body


@pytest.mark.django_db
def test_what_somebody_waits_for_does_not_wait_for_letters() -> None:
    prepared, unwanted = threading.Event(), threading.Event()

    def prepare() -> Mapping[str, int]:
        prepared.set()
        return {}

    def send() -> Mapping[str, int]:
        waited = prepared.wait(30)
        unwanted.set()
        return {"sent": waited}

    letters = Rounds([duty("letters", send)], "a worker")
    run_together([Rounds([duty("results", prepare)], "a worker"), letters], unwanted)
    assert prepared.is_set()
    assert not letters.trouble


@pytest.mark.django_db
def test_results_that_were_asked_for_are_prepared(capsys: pytest.CaptureFixture[str]) -> None:
    panel, row, seats = running()
    for n, one in enumerate(seats):
        answer_all(one, n)
    close_round(row, by=panel.chair)
    Rounds([panel_results(threading.Event())], "a worker").go()
    assert capsys.readouterr().out.endswith("outlook results: prepared 1\n")
    row.refresh_from_db()
    assert not row.being_prepared


@pytest.mark.django_db
def test_what_is_wrong_is_said_even_where_no_letter_can_be_written(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    UserFactory(roles=[Role.ADMINISTRATOR])
    found = [CheckResult("keys", False, "This database needs keys.")]
    monkeypatch.setattr("vigil.site.checks.self_check.check_all", lambda: found)
    settings.VIGIL_KEYS = tmp_path / "not-mounted"
    with pytest.raises(NotPossible, match="This database needs keys"):
        check_installation()
    assert not Letter.objects.exists()


@pytest.mark.django_db
def test_the_status_says_what_waits_and_what_failed() -> None:
    by = UserFactory()
    tasks.enqueue(PUBLISHING, "sheet 1", [1, 2], by=by)
    Task.objects.update(state=Task.State.FAILED, trouble="The disk is elsewhere.")
    tasks.enqueue(PUBLISHING, "sheet 2", [3], by=by)
    take_duty("letters", "killed")
    an_hour_ago = timezone.now() - timedelta(hours=1)
    DutyRow.objects.update(due_at=an_hour_ago, held_until=an_hour_ago, trouble="no key")
    note_collected([CollectedSource("A feed", trouble="HTTP 404")])
    ran = CliRunner().invoke(main, ["work", "--status"])
    assert "Tasks that wait: 1, the oldest for 0 minutes" in ran.output
    assert "failed: Publish cases of a sheet (sheet 1), 2 left: The disk is else" in ran.output
    assert "late: letters" in ran.output
    assert "in trouble: letters: no key" in ran.output
    assert "A feed, 0 reports; HTTP 404" in ran.output
    [found] = [one for one in check_all() if one.name == "tasks"]
    assert (found.ok, found.text[:30]) == (False, "1 tasks in the background fail")
    assert try_failed_again() == 1
    Task.objects.update(asked_at=an_hour_ago)
    [found] = [one for one in check_all() if one.name == "tasks"]
    assert found.text.startswith("2 tasks wait in the background, and none is being done")
