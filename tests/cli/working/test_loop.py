"""`vigil rounds`: what is done when, and what is said of what fails."""

import threading
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner
from pytest_django.fixtures import Settings

from factories import UserFactory
from fund.factories import a_grant
from outlook.factories_panels import answer_all, running
from programme.registration_factories import registered, session_in
from vigil.cli import main
from vigil.cli.rounds import (
    Duty,
    Rounds,
    check_installation,
    prompt_duties,
    run_rounds_together,
    send_letters,
)
from vigil.fund.models import Tranche
from vigil.outlook.panels.verbs.rounds import close_round
from vigil.programme.events.verbs.public_changes import record_public_change, time_and_room
from vigil.programme.models import Change
from vigil.site.checks.self_check import CheckResult
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Letter, Role
from vigil.trust.outbox.verbs.letters import write_letter
from vigil.trust.outbox.verbs.sending import SendingSummary


@pytest.fixture(autouse=True)
def _data(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path / "data"
    settings.DATA.mkdir()


class Clock:
    """A clock that tests set."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.django_db
def test_each_duty_is_done_when_it_is_due() -> None:
    done: list[str] = []

    def note(name: str) -> Mapping[str, int]:
        done.append(name)
        return {}

    clock = Clock()
    often, seldom = Duty("often", 60, lambda: note("often")), Duty("seldom", 100, lambda: note("s"))
    rounds = Rounds([often, seldom], clock)
    for clock.now in (0, 59, 60, 99, 100, 119, 120):
        rounds.go()
    assert done == ["often", "s", "often", "s", "often"]


@pytest.mark.django_db
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
    rounds = Rounds([Duty("letters", 1, fail), Duty("more", 1, note)], clock)
    for clock.now in (0, 1, 60, 61, 120):
        rounds.go()
    said = [line.split(" ", 1)[1] for line in capsys.readouterr().out.splitlines()]
    assert len(done) == 5
    assert said[0].startswith("ERROR rounds: letters: ValueError in ")
    assert "casilda" not in said[0]
    assert said[1:] == [
        "INFO rounds: letters: works again",
        "INFO rounds: letters: sent 2",
    ]


@pytest.mark.django_db
def test_what_we_say_ourselves_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    def refuse() -> Mapping[str, int]:
        raise NotPossible("The key is elsewhere.")

    Rounds([Duty("letters", 1, refuse)]).go()
    assert capsys.readouterr().out.endswith("letters: The key is elsewhere.\n")


@pytest.mark.django_db
def test_once_writes_to_the_registered() -> None:
    session = session_in(3000)
    registered(session)
    record_public_change(session, Change.Kind.ROOM, time_and_room(session), by=UserFactory())
    ran = CliRunner().invoke(main, ["rounds", "--once"])
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
    ran = CliRunner().invoke(main, ["rounds", "--once"])
    assert ran.exit_code == 1
    assert "outbox send: The key is not on this machine" in ran.output
    letter.refresh_from_db()
    assert letter.state == Letter.State.RELEASED


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
    ran = CliRunner().invoke(main, ["rounds", "--once"])
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

    letters = Rounds([Duty("letters", 1, send)])
    run_rounds_together([Rounds([Duty("results", 1, prepare)]), letters], unwanted)
    assert prepared.is_set()
    assert not letters.trouble


@pytest.mark.django_db
def test_results_that_were_asked_for_are_prepared(capsys: pytest.CaptureFixture[str]) -> None:
    panel, row, seats = running()
    for n, one in enumerate(seats):
        answer_all(one, n)
    close_round(row, by=panel.chair)
    rounds = Rounds(prompt_duties(), Clock())
    rounds.go()
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
