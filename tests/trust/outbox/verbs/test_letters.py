"""The outbox: what a letter may be, who lets it go, and that it goes once."""

from collections.abc import Iterator
from datetime import timedelta
from email.header import decode_header, make_header
from pathlib import Path

import pytest
from django.core import mail
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from pytest_django.fixtures import Settings

from factories import UserFactory
from files.carriers import jpeg
from trust.mailing import MailServer, mail_server
from vigil.site.installation.mail_server import mailers
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, Letter, Role, Sealed, User
from vigil.trust.outbox.verbs import sending
from vigil.trust.outbox.verbs.letters import (
    discard_letter,
    release_letter,
    remove_old_texts,
    write_letter,
)
from vigil.trust.outbox.verbs.sending import ATTEMPTS, SendingSummary, send_waiting, sender
from vigil.trust.uploads.verbs.files import shred, take_in
from vigil.trust.vault.keys import make_missing
from vigil.trust.vault.verbs.sealing import open_sealed, sealed_for

pytestmark = pytest.mark.django_db
ADDRESS = "casilda@hermanas.example"
State, Trouble = Letter.State, Letter.Trouble


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


@pytest.fixture
def adjudicator() -> User:
    return UserFactory(roles=[Role.ADJUDICATOR])


def letter(to: User | str = ADDRESS, *, decides: bool = False, **values: object) -> Letter:
    given = {"kind": "answer", "by": None, "language": "en", **values}
    body = str(given.pop("body", "We have looked at what you asked."))
    return write_letter(to, Letter.Subject.ANSWER, body, decides=decides, **given)  # type: ignore[arg-type]


def later(**by: int) -> None:
    """Let time pass for all letters."""
    ago = timedelta(**by)
    for row in Letter.objects.all():
        row.next_at -= ago
        row.created_at -= ago
        row.claimed_at = row.claimed_at and row.claimed_at - ago
        row.save()


# Writing


def test_address_is_sealed_and_nowhere_else(server: MailServer) -> None:
    written = letter(addressee="who sent request 7", about=("request", "7"))
    row = Letter.objects.filter(pk=written.pk).values().get()
    assert ADDRESS not in str(row)
    (sealed,) = Sealed.objects.all()
    assert ADDRESS.encode() not in bytes(sealed.ciphertext)
    decision = Decision.objects.get(verb="write_letter")
    assert decision.after == {"kind": "answer", "decides": False, "about": "request 7"}


@pytest.mark.parametrize(
    ("to", "subject", "body", "addressee"),
    [
        ("nobody", Letter.Subject.ANSWER, "text", ""),
        ("a@b.example\nBcc: c@d.example", Letter.Subject.ANSWER, "text", ""),
        (ADDRESS, "Your case V-0042", "text", ""),
        (ADDRESS, Letter.Subject.ANSWER, "  ", ""),
        (ADDRESS, Letter.Subject.ANSWER, "x" * 20_001, ""),
        (ADDRESS, Letter.Subject.ANSWER, "text", ADDRESS),
    ],
)
def test_what_is_no_letter_is_refused(to: str, subject: str, body: str, addressee: str) -> None:
    with pytest.raises(NotPossible):
        write_letter(
            to,
            subject,  # type: ignore[arg-type]
            body,
            kind="answer",
            by=None,
            decides=False,
            addressee=addressee,
        )
    assert not Letter.objects.exists()


def test_subjects_say_nothing_in_any_language() -> None:
    for language in ("en", "es", "fr", "pt", "ar"):
        with translation.override(language):
            said = " ".join(str(label) for label in Letter.Subject.labels).lower()
        for word in (*sending.FORBIDDEN_IN_SENDER, "caso", "affaire", "v-0", "asesin", "assassin"):
            assert word not in said


def test_without_a_server_letters_stay_here(mailoutbox: list[mail.EmailMessage]) -> None:
    written = letter()
    assert written.state == State.CAPTURED
    assert send_waiting() == SendingSummary()
    assert mailoutbox == []


def test_what_is_not_sent_by_the_outbox_goes_nowhere(server: MailServer) -> None:
    send_mail("Case V-0042", "text", "vigil@example.org", [ADDRESS])
    assert server.letters == []


# Letting go


def test_letter_that_decides_waits_for_a_person(server: MailServer, adjudicator: User) -> None:
    written = letter(decides=True)
    assert written.state == State.WAITING
    send_waiting()
    assert server.letters == []
    for other in (Role.CODER, Role.ADMINISTRATOR, Role.AUDITOR):
        with pytest.raises(NotAllowed):
            release_letter(written, by=UserFactory(roles=[other]))
    release_letter(written, by=adjudicator, why="read and agreed")
    assert send_waiting().sent == 1
    assert len(server.letters) == 1
    written.refresh_from_db()
    assert (written.state, written.released_by) == (State.SENT, adjudicator)
    assert Decision.objects.get(verb="release_letter").actor == adjudicator


@pytest.mark.parametrize("state", [s for s in State if s not in (State.WAITING, State.DISCARDED)])
def test_database_keeps_deciding_letters_from_going_by_themselves(state: Letter.State) -> None:
    written = letter(decides=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.filter(pk=written.pk).update(state=state)


def test_discarded_letter_does_not_go_and_is_emptied(server: MailServer, adjudicator: User) -> None:
    written = letter(decides=True)
    with pytest.raises(NotPossible):
        discard_letter(written, by=adjudicator, why=" ")
    discard_letter(written, by=adjudicator, why="written twice")
    written.refresh_from_db()
    assert (written.state, written.body, written.to_digest) == (State.DISCARDED, "", "")
    assert list(sealed_for("letter", written.uid)) == []
    for again in (release_letter, discard_letter):
        with pytest.raises(NotPossible):
            again(written, by=adjudicator, why="again")
    assert send_waiting() == SendingSummary()
    assert server.letters == []


# Sending


def test_letter_is_plain_neutral_and_from_a_bare_address(server: MailServer) -> None:
    letter(body="Dear Casilda,\n\nthe name is gone from V-0042.", language="es")
    assert send_waiting() == SendingSummary(sent=1)
    head, _, body = server.letters[0].partition("\r\n\r\n")
    headers = dict(line.split(": ", 1) for line in head.split("\r\n") if ": " in line)
    assert headers["From"] == "post@example.org"
    assert headers["To"] == ADDRESS
    assert headers["Content-Type"].startswith("text/plain")
    with translation.override("es"):
        assert _decoded(headers) == str(Letter.Subject.ANSWER.label)
    known = {"From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Type",
             "MIME-Version", "Content-Transfer-Encoding"}  # fmt: skip
    assert set(headers) <= known
    assert not any(word in head.lower() for word in ("v-0042", "vigil", "casilda,"))
    assert "V-0042" in body


def _decoded(headers: dict[str, str]) -> str:
    return str(make_header(decode_header(headers["Subject"])))


def test_sent_once_however_often_one_sends(server: MailServer) -> None:
    letter()
    assert [send_waiting().sent for _ in range(3)] == [1, 0, 0]
    later(days=2)
    assert send_waiting() == SendingSummary()
    assert len(server.letters) == 1


def test_opening_the_address_is_recorded(server: MailServer) -> None:
    written = letter()
    send_waiting()
    opened = Decision.objects.get(verb="open_sealed")
    assert (opened.actor, opened.target_key, opened.why) == (
        *(None, written.uid, "sending the letter"),
    )


@pytest.mark.parametrize(
    ("answers", "trouble"),
    [({"RCPT": "450 later"}, Trouble.REFUSED), ({"MAIL": "421 busy"}, Trouble.REFUSED),
     ({"CONNECT": None}, Trouble.UNREACHABLE)],
)  # fmt: skip
def test_what_surely_did_not_go_is_tried_again(
    answers: dict[str, str | None], trouble: Letter.Trouble, server: MailServer
) -> None:
    written = letter()
    server.answers = dict(answers)
    assert send_waiting() == SendingSummary(again=1)
    written.refresh_from_db()
    assert (written.state, written.trouble, written.attempts) == (State.RELEASED, trouble, 1)
    assert send_waiting() == SendingSummary()  # not before its time
    server.answers = {}
    later(minutes=6)
    assert send_waiting() == SendingSummary(sent=1)
    assert len(server.letters) == 1


def test_refused_for_good_is_a_persons_matter(server: MailServer, adjudicator: User) -> None:
    written = letter()
    server.answers = {"RCPT": "550 no such mailbox casilda"}
    assert send_waiting() == SendingSummary(failed=1)
    written.refresh_from_db()
    assert (written.state, written.trouble) == (State.FAILED, Trouble.REFUSED)
    server.answers = {}
    release_letter(written, by=adjudicator)
    assert send_waiting() == SendingSummary(sent=1)


def test_attempts_come_to_an_end(server: MailServer) -> None:
    letter()
    server.answers = {"RCPT": "450 later"}
    told = []
    for _ in range(ATTEMPTS + 2):
        told.append(send_waiting())
        later(days=2)
    assert told == [
        *[SendingSummary(again=1)] * (ATTEMPTS - 1),
        SendingSummary(failed=1),
        SendingSummary(),
        SendingSummary(),
    ]


def test_broken_off_after_the_text_went_is_not_repeated(
    server: MailServer, adjudicator: User
) -> None:
    """The server has the letter but never says so: nobody knows, so a person decides."""
    written = letter()
    server.answers = {"WHOLE": None}
    assert send_waiting() == SendingSummary(unsure=1)
    server.answers = {}
    later(days=2)
    assert send_waiting() == SendingSummary()
    assert len(server.letters) == 1
    written.refresh_from_db()
    assert (written.state, written.trouble) == (State.FAILED, Trouble.UNSURE)
    release_letter(written, by=adjudicator, why="they say nothing came")
    send_waiting()
    first, second = (text.split("Message-ID: ")[1].split()[0] for text in server.letters)
    assert first == second  # a mailbox may tell that it is the same letter


class KilledError(BaseException):
    """What no handler of ours catches, as if the process were gone."""


def test_killed_between_sending_and_marking_is_not_sent_again(
    server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(letter: Letter) -> None:
        raise KilledError

    written = letter()
    with monkeypatch.context() as patch:
        patch.setattr(sending, "_note_sent", killed)
        with pytest.raises(KilledError):
            send_waiting()
    assert len(server.letters) == 1
    assert send_waiting() == SendingSummary()  # it might still be at work
    later(hours=1)
    assert send_waiting() == SendingSummary(unsure=1)
    later(days=2)
    assert send_waiting() == SendingSummary()
    assert len(server.letters) == 1
    written.refresh_from_db()
    assert (written.state, written.trouble) == (State.FAILED, Trouble.UNSURE)


def test_a_process_that_was_given_up_does_not_undo_what_a_person_decided_since(
    server: MailServer, adjudicator: User
) -> None:
    written = letter()
    claimed = sending._claim(written.pk)
    assert claimed is not None
    later(hours=1)
    assert send_waiting() == SendingSummary(unsure=1)
    discard_letter(written, by=adjudicator, why="they wrote again")
    sending._note_sent(claimed)
    sending._note_not_sent(
        claimed, sending._SurelyNotSentError(Trouble.UNREACHABLE, final=False), SendingSummary()
    )
    written.refresh_from_db()
    assert written.state == State.DISCARDED


def test_a_process_that_was_given_up_says_what_it_knows_if_nobody_decided(
    server: MailServer,
) -> None:
    written = letter()
    claimed = sending._claim(written.pk)
    assert claimed is not None
    Letter.objects.update(state=State.FAILED, trouble=Trouble.UNSURE)
    sending._note_sent(claimed)
    written.refresh_from_db()
    assert (written.state, written.trouble) == (State.SENT, "")


def test_a_letter_whose_text_was_removed_does_not_go_empty(server: MailServer) -> None:
    written = letter(to=UserFactory())
    Letter.objects.update(body="")
    assert send_waiting() == SendingSummary(failed=1)
    assert server.letters == []
    written.refresh_from_db()
    assert written.trouble == Trouble.UNREADABLE


def test_another_process_does_not_send_what_is_claimed(server: MailServer) -> None:
    written = letter()
    assert sending._claim(written.pk) is not None
    assert sending._claim(written.pk) is None


@pytest.mark.parametrize(
    "address",
    ["Vigil <post@example.org>", "vigil@example.org", "post@kill-monitor.example", "nobody", ""],
)
def test_telling_sender_is_refused(address: str, settings: Settings, server: MailServer) -> None:
    written = letter()
    settings.VIGIL_MAIL_FROM = address
    with pytest.raises(NotPossible):
        send_waiting()
    written.refresh_from_db()
    assert (written.state, server.letters) == (State.RELEASED, [])


def test_neutral_sender(server: MailServer) -> None:
    assert sender() == "post@example.org"


def test_attachments_are_working_copies_under_a_number(
    server: MailServer, adjudicator: User
) -> None:
    upload = take_in(jpeg(), "case", "V-1", by=adjudicator)
    letter(uploads=[upload])
    send_waiting()
    assert 'filename="1.jpg"' in server.letters[0]
    gone = take_in(jpeg(), "case", "V-1", by=adjudicator)
    waiting = letter(uploads=[gone], decides=True)
    shred(gone, by=adjudicator, why="asked")
    removed = waiting.uploads.get()
    with pytest.raises(NotPossible):
        letter(uploads=[removed])
    release_letter(waiting, by=adjudicator)
    assert send_waiting() == SendingSummary(failed=1)
    assert len(server.letters) == 1


# Keeping


@pytest.mark.parametrize("kind", ["account", "registration"])
def test_database_lets_no_letter_that_opens_something_lie_open(
    server: MailServer, kind: str
) -> None:
    written = letter(kind=kind)
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.filter(pk=written.pk).update(sealed=False, body="/reset/abc/")


def test_without_a_server_a_letter_that_opens_an_account_is_destroyed() -> None:
    written = letter(UserFactory(), kind="account", body="/reset/abc/")
    assert (written.state, written.has_text) == (State.CAPTURED, False)
    assert not sealed_for("letter", written.uid)


def test_texts_go_when_their_time_is_over(server: MailServer) -> None:
    sent, waiting = letter(), letter(decides=True)
    send_waiting()
    assert remove_old_texts() == 0
    later(days=31)
    assert remove_old_texts() == 1
    sent.refresh_from_db()
    waiting.refresh_from_db()
    assert (sent.state, sent.body, sent.to_digest) == (State.SENT, "", "")
    assert sent.sent_at is not None
    assert list(sealed_for("letter", sent.uid)) == []
    assert waiting.body


@pytest.mark.parametrize("kind", ["account", "registration"])
def test_letter_that_opens_something_lies_nowhere_open_and_goes_once_sent(
    server: MailServer, kind: str
) -> None:
    written = letter(UserFactory(email="ana@example.org"), kind=kind, body="/reset/abc/")
    assert (written.body, written.sealed) == ("", True)
    (sealed,) = sealed_for("letter", written.uid)
    assert b"/reset/abc/" not in bytes(sealed.ciphertext)
    with pytest.raises(NotAllowed):
        open_sealed(sealed, by=UserFactory(roles=list(Role)), why="curious")
    send_waiting()
    assert "/reset/abc/" in server.letters[0]
    written.refresh_from_db()
    assert (written.state, written.has_text) == (State.SENT, False)
    assert not sealed_for("letter", written.uid)
    assert timezone.now() - written.sent_at < timedelta(minutes=5)
