"""Small files that are made for a letter: they go with it, and away with it."""

from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from trust.mailing import MailServer, mail_server
from vigil.programme.registrations.letters import REGISTRATION
from vigil.site.installation.mail_server import mailers
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Decision, Letter, LetterFile, Sealed
from vigil.trust.outbox.verbs.letters import (
    LARGEST_FILE,
    Attachment,
    empty_letter,
    forget_letters,
    write_letter,
)
from vigil.trust.outbox.verbs.sending import send_waiting
from vigil.trust.vault.keys import make_missing

pytestmark = pytest.mark.django_db
ADDRESS = "casilda@hermanas.example"
CALENDAR = b"BEGIN:VCALENDAR\r\nSUMMARY:\xc3\x81urea\r\nEND:VCALENDAR\r\n"
State = Letter.State


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path / "data"
    settings.VIGIL_KEYS = tmp_path / "keys"
    make_missing()


@pytest.fixture
def server(settings: Settings) -> Iterator[MailServer]:
    with mail_server() as running:
        settings.MAILERS = mailers(f"smtp+plain://127.0.0.1:{running.port}")
        settings.VIGIL_MAIL_FROM = "post@example.org"
        yield running


def letter(*files: Attachment, kind: str = "answer", about: tuple[str, str] = ("", "")) -> Letter:
    return write_letter(
        ADDRESS,
        Letter.Subject.MESSAGE,
        "Attached is a date.",
        kind=kind,
        by=None,
        decides=False,
        language="en",
        files=files,
        about=about,
    )


def test_the_file_arrives_as_it_was(server: MailServer) -> None:
    letter(Attachment("date.ics", CALENDAR))
    assert send_waiting().sent == 1
    (part,) = [p for p in message_from_bytes(server.letters[0].encode()).walk() if p.get_filename()]
    assert (part.get_filename(), part.get_content_type()) == ("date.ics", "text/calendar")
    assert part.get_payload(decode=True) == CALENDAR


@pytest.mark.parametrize(
    "name", ["victims.exe", "date.html", "../date.ics", "V-0042.ics", "date", "a b.ics", ""]
)
def test_only_plain_names_of_known_kinds(name: str) -> None:
    with pytest.raises(NotPossible):
        letter(Attachment(name, CALENDAR))
    assert not Letter.objects.exists()


def test_a_file_is_small() -> None:
    with pytest.raises(NotPossible):
        letter(Attachment("date.ics", b"x" * (LARGEST_FILE + 1)))


def test_it_is_removed_with_the_text() -> None:
    written = letter(Attachment("date.ics", CALENDAR))
    empty_letter(written, why="its time is over")
    assert not LetterFile.objects.exists()


def test_what_lets_somebody_in_is_removed_once_it_was_sent(server: MailServer) -> None:
    written = letter(Attachment("date.ics", CALENDAR), kind=REGISTRATION)
    send_waiting()
    written.refresh_from_db()
    assert (written.state, written.body) == (State.SENT, "")
    assert not LetterFile.objects.exists()


def test_letters_of_somebody_forgotten_do_not_go(server: MailServer) -> None:
    ours = [letter(Attachment("date.ics", CALENDAR), about=("registration", "x")) for _ in range(2)]
    other = letter(about=("registration", "y"))
    Letter.objects.filter(pk=ours[1].pk).update(state=State.SENT)
    assert forget_letters("registration", "x", why="they withdrew") == 2
    states = [Letter.objects.get(pk=one.pk).state for one in (*ours, other)]
    assert states == [State.DISCARDED, State.SENT, State.RELEASED]
    assert not LetterFile.objects.exists()
    assert Sealed.objects.count() == 1
    assert Decision.objects.filter(verb="discard_letter").count() == 1
    assert send_waiting().sent == 1
