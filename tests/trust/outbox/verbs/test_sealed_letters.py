"""Letters whose text is sealed: nobody reads it before it is sent, or after."""

import io
import shutil
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from factories import UserFactory
from fund.factories import officer
from fund.factories import party as a_party
from fund.parties.verbs.test_registering import everything_in_the_database
from vigil.fund.models import Party
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.subjects import Subject
from vigil.trust.models import Decision, Letter, OwnKey, Role, User
from vigil.trust.outbox.verbs import sending
from vigil.trust.outbox.verbs.letters import (
    discard_letter,
    forget_letters,
    release_letter,
    remove_old_texts,
    write_letter,
)
from vigil.trust.outbox.verbs.sending import send_waiting
from vigil.trust.vault import keys
from vigil.trust.vault.keys import make_missing
from vigil.trust.vault.verbs import own_keys
from vigil.trust.vault.verbs.sealing import rotate_keys, sealed_for

pytestmark = pytest.mark.django_db
WHO = Subject("party", "0123456789abcdef0123456789abcdef")
LINK = "https://vigil.example/mine/Qyx-canary-link/"
State = Letter.State


@pytest.fixture(autouse=True)
def them(settled: None) -> None:
    """Let there be whom the letter is about, so that rooms know who may let it go."""
    made = a_party()
    Party.objects.filter(pk=made.pk).update(uid=WHO.key)


@pytest.fixture
def settled(tmp_path: Path, settings: Settings) -> None:
    settings.DATA, settings.VIGIL_KEYS = tmp_path / "data", tmp_path / "keys"
    make_missing()
    settings.VIGIL_MAIL_FROM = "post@example.org"
    settings.MAILERS = {
        name: {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}
        for name in ("default", "outbox")
    }


def letter(*, decides: bool = False) -> Letter:
    return write_letter(
        "somebody@example.org",
        Letter.Subject.MESSAGE,
        f"Only this opens it: {LINK}",
        kind="fund",
        by=None,
        decides=decides,
        language="en",
        about=(WHO.kind, WHO.key),
        sealed=True,
    )


def administrator() -> User:
    return UserFactory(roles=[Role.ADMINISTRATOR])


def test_while_it_waits_the_database_and_its_backup_do_not_hold_it() -> None:
    assert letter(decides=True).state == State.WAITING
    backup = io.StringIO()
    call_command("dumpdata", "trust", "fund", stdout=backup)
    told = everything_in_the_database() + backup.getvalue()
    if connection.vendor == "sqlite":
        told += connection.connection.serialize().decode("latin-1")
    assert "canary-link" not in told
    assert "Only this opens it" not in told


def test_nobody_reads_it_in_the_outbox_and_everybody_is_told_why() -> None:
    made, client = letter(decides=True), Client()
    client.force_login(administrator())
    for at in ("/desk/outbox/", f"/desk/outbox/{made.pk}/"):
        page = client.get(at).content.decode()
        assert "canary-link" not in page
    assert "The text is sealed" in page


def test_it_is_opened_when_it_is_sent_and_then_removed() -> None:
    made, by = letter(decides=True), officer()
    release_letter(made, by=by)
    assert send_waiting().sent == 1
    assert LINK in mail.outbox[0].body
    made.refresh_from_db()
    assert (made.state, made.has_text) == (State.SENT, False)
    assert list(sealed_for("letter", made.uid)) == []
    opened = Decision.objects.filter(verb="open_sealed", target_key=made.uid, actor=None)
    assert {one.after["field"] for one in opened} == {"address", "body"}


def test_it_opens_after_the_keys_of_the_vault_were_changed() -> None:
    letter()
    rotate_keys(by=administrator(), why="yearly")
    assert send_waiting().sent == 1
    assert LINK in mail.outbox[0].body


def test_it_never_goes_once_the_key_is_destroyed_and_that_is_decided() -> None:
    made = letter()
    own_keys.destroy_key(WHO, by=None, why="removed")
    done = send_waiting()
    assert (done.dropped, done.sent, done.failed, done.unsure) == (1, 0, 0, 0)
    assert mail.outbox == []
    made.refresh_from_db()
    assert (made.state, made.has_text, made.to_digest) == (State.DISCARDED, False, "")
    assert list(sealed_for("letter", made.uid)) == []
    (told,) = Decision.objects.filter(verb="discard_letter", target_key=made.uid)
    assert told.why == "the key it was sealed under was destroyed"
    assert send_waiting().dropped == 0


def test_what_a_person_decided_meanwhile_stands_before_it_is_dropped() -> None:
    made = letter()
    claimed = sending._claim(made.pk)
    assert claimed is not None
    own_keys.destroy_key(WHO, by=None, why="removed")
    Letter.objects.filter(pk=made.pk).update(state=State.SENT, sent_at=timezone.now())
    sending._drop(claimed)
    made.refresh_from_db()
    assert made.state == State.SENT
    assert not Decision.objects.filter(verb="discard_letter").exists()


def test_without_the_key_on_this_machine_it_fails_and_waits_for_a_person() -> None:
    made = letter()
    keys.destroy_subject_key(
        OwnKey.objects.get(subject_key=WHO.key).recipient
    )  # the row says that it is elsewhere
    assert send_waiting().failed == 1
    made.refresh_from_db()
    assert (made.state, made.trouble, made.has_text) == (State.FAILED, "unreadable", True)


@pytest.mark.parametrize("instead", ["none", "others"])
def test_where_the_keys_are_not_those_of_the_database_every_letter_waits(
    instead: str, settings: Settings
) -> None:
    made = letter()
    right = Path(settings.VIGIL_KEYS)
    kept = right.rename(right.with_name("kept"))
    if instead == "others":
        make_missing()
    with pytest.raises(NotPossible, match="Copy identity"):
        send_waiting()
    made.refresh_from_db()
    assert made.state == State.RELEASED
    shutil.rmtree(right, ignore_errors=True)
    kept.rename(right)
    assert send_waiting().sent == 1


def test_a_text_that_was_removed_is_not_sent_anew() -> None:
    made, by = letter(decides=True), officer()
    Letter.objects.filter(pk=made.pk).update(state=State.FAILED, released_by=by)
    assert remove_old_texts(0) == 1
    made.refresh_from_db()
    assert not made.has_text
    assert list(sealed_for("letter", made.uid)) == []
    with pytest.raises(NotPossible, match="Write it anew"):
        release_letter(made, by=by)


@pytest.mark.parametrize("way", ["discarded", "forgotten"])
def test_one_that_does_not_go_leaves_nothing(way: str) -> None:
    made = letter(decides=True)
    if way == "discarded":
        discard_letter(made, by=officer(), why="no")
    else:
        forget_letters(*WHO, why="asked")
    made.refresh_from_db()
    assert (made.state, made.has_text) == (State.DISCARDED, False)
    assert list(sealed_for("letter", made.uid)) == []


def test_for_whom_the_key_is_gone_none_is_written() -> None:
    own_keys.destroy_key(WHO, by=None, why="removed")
    with pytest.raises(own_keys.KeyDestroyed):
        letter()
    assert not Letter.objects.exists()


def test_the_database_refuses_a_sealed_letter_with_a_text_in_the_open() -> None:
    made = letter()
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.filter(pk=made.pk).update(body="again")
