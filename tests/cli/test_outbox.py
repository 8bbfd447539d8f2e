"""`vigil outbox`: sending from the command line, also when it is killed."""

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from cli.calling import call, settings_of
from trust.mailing import MailServer, mail_server
from trust.outbox.reports import report
from vigil.site.installation import migrated_database
from vigil.site.installation.mail_server import mailers
from vigil.trust.models import Letter
from vigil.trust.outbox.verbs.letters import write_letter
from vigil.trust.vault.keys import make_missing

SENDER = "post@example.org"
BEGIN = """
from vigil.cli import main
from vigil.cli.support.database import set_up_django
set_up_django()
from vigil.trust.models import Letter
"""
WRITE_AND_SEND = f"""{BEGIN}
from vigil.trust.outbox.verbs.letters import write_letter
write_letter("casilda@hermanas.example", Letter.Subject.ANSWER, "We have looked.",
    kind="answer", by=None, decides=False)
main(["outbox", "send"])
"""
SEND_LATER = f"""{BEGIN}
from datetime import UTC, datetime
def send():
    try:
        main(["outbox", "send", "--json"])
    except SystemExit as ended:
        print(ended.code)
print(list(Letter.objects.values_list("state", flat=True)))
send()
Letter.objects.update(claimed_at=datetime(2020, 1, 1, tzinfo=UTC))
send()
send()
"""


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


@pytest.fixture
def mailing(server: MailServer, settings: Settings) -> MailServer:
    """Let commands in this process send through the server."""
    settings.MAILERS = mailers(f"smtp+plain://127.0.0.1:{server.port}")
    settings.VIGIL_MAIL_FROM = SENDER
    return server


def written() -> Letter:
    about, words = Letter.Subject.ANSWER, "We have looked."
    return write_letter(
        "casilda@hermanas.example", about, words, kind="answer", by=None, decides=False
    )


def send() -> tuple[int, dict[str, int]]:
    ran = call("outbox", "send", "--json")
    return ran.status, json.loads(ran.stdout)


@pytest.mark.django_db
def test_letter_is_kept_without_a_server(data: Path) -> None:
    assert written().state == "captured"
    status, told = send()
    assert (status, told["sent"], told["captured"]) == (0, 0, True)


@pytest.mark.django_db
def test_letter_is_sent_and_one_that_fails_says_so(data: Path, mailing: MailServer) -> None:
    assert written().state == "released"
    assert send()[0] == 0
    assert len(mailing.letters) == 1
    written()
    mailing.answers = {"RCPT": "550 no"}
    status, told = send()
    assert (status, told["failed"]) == (3, 1)
    assert json.loads(call("outbox", "list", "--json").stdout)["failed"] == 1


@pytest.mark.django_db
def test_telling_sender_ends_with_an_error(
    data: Path, mailing: MailServer, settings: Settings
) -> None:
    settings.VIGIL_MAIL_FROM = "vigil@example.org"
    ran = call("outbox", "send")
    assert ran.status == 1
    assert "VIGIL_MAIL_FROM" in ran.stderr


@pytest.mark.django_db
def test_a_letter_that_came_back_is_marked(data: Path, mailing: MailServer, tmp_path: Path) -> None:
    one = written()
    assert send()[0] == 0
    file = tmp_path / "report.eml"
    file.write_bytes(report(one.uid, action="delayed"))
    assert "still tries" in call("outbox", "bounced", str(file)).stdout
    file.write_bytes(report(one.uid, status="5.2.2"))
    ran = call("outbox", "bounced", str(file))
    one.refresh_from_db()
    assert (ran.status, one.state, one.cause) == (0, "returned", "mailbox")
    file.write_bytes(b"Subject: Thank you\n\nI am well.")
    ran = call("outbox", "bounced", str(file))
    assert (ran.status, "no report of a letter" in ran.stderr) == (3, True)


def test_killed_once_the_server_has_the_letter_it_is_not_sent_twice(
    tmp_path: Path, server: MailServer, settings: Settings
) -> None:
    data = tmp_path / "data"
    migrated_database.copy_to(data / "vigil.sqlite3")
    mail = {"VIGIL_MAIL_URL": f"smtp+plain://127.0.0.1:{server.port}", "VIGIL_MAIL_FROM": SENDER}
    mail["VIGIL_SECRET_KEY"] = "only-for-tests"
    environment = settings_of(data, mail)
    settings.VIGIL_KEYS = Path(environment["VIGIL_KEYS"])
    make_missing()
    came, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        came.set()
        go_on.wait(60)

    server.taken = hold
    with subprocess.Popen([sys.executable, "-c", WRITE_AND_SEND], env=environment) as process:
        assert came.wait(60)
        process.send_signal(signal.SIGKILL)
        process.wait()
    go_on.set()
    later = subprocess.run(
        [sys.executable, "-c", SEND_LATER],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    states, *told = later.stdout.splitlines()
    at_once, after_a_while, at_last = map(json.loads, told[::2])
    assert states == "['sending']"
    assert at_once["sent"] == 0
    assert (after_a_while["unsure"], told[3]) == (1, "3")
    assert at_last["sent"] == 0
    assert len(server.letters) == 1
