"""Withdrawing a name reaches files and letters."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from factories import UserFactory
from files.carriers import jpeg
from vigil.programme.registrations.letters import REGISTRATION
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Letter, Role, Upload, User, Withdrawal
from vigil.trust.outbox.verbs.letters import ACCOUNT, write_letter
from vigil.trust.outbox.verbs.sending import send_waiting
from vigil.trust.requests.verbs import receive_request
from vigil.trust.uploads.verbs.files import read_copy, take_in
from vigil.trust.vault.keys import IDENTITY, make_missing
from vigil.trust.vault.verbs.sealing import sealed_for
from vigil.trust.withdrawals.verbs import find, withdraw

pytestmark = pytest.mark.django_db
NAME, ADDRESS = "Casilda Ríos", "casilda@hermanas.example"
LOCAL_MEMORY = {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path / "data"
    settings.VIGIL_KEYS = tmp_path / "keys"
    make_missing()


@pytest.fixture
def by() -> User:
    return UserFactory(roles=[Role.ADJUDICATOR])


def held(names: list[str], by: User) -> dict[tuple[str, str, str], bool]:
    return {
        (keeper.room, one.kind, one.key): one.ticked
        for keeper, holdings in find(names, by=by)
        for one in holdings
    }


def take(names: list[str], by: User) -> Withdrawal:
    return withdraw(names, by=by, why="the family asked", chosen=list(held(names, by)))


def test_file_is_found_by_its_description_and_its_subject(by: User) -> None:
    upload = take_in(jpeg(), "case", "V-7200", by=by, what=f"{NAME} at the door")
    other = take_in(jpeg(), "case", "V-7201", by=by, what="the road")
    found = held([NAME], by)
    assert found == {("uploads", "upload", upload.uid): False}
    assert held(["V-7201"], by) == {("uploads", "upload", other.uid): False}


def test_withdrawn_file_is_removed_for_good(by: User) -> None:
    upload = take_in(jpeg(), "case", "V-7200", by=by, what=NAME, keep_original=True)
    withdrawal = take([NAME], by)
    upload.refresh_from_db()
    assert (upload.state, upload.what) == (Upload.State.REMOVED, "")
    assert list(sealed_for("upload", upload.uid)) == []
    with pytest.raises(NotPossible):
        read_copy(upload, by=by)
    assert NAME not in str(withdrawal.receipts)


def test_sealed_letters_about_a_registration_are_found_by_text(by: User) -> None:
    said, other = (
        write_letter(
            ADDRESS,
            Letter.Subject.MESSAGE,
            f"In memory of {name}.",
            kind=REGISTRATION,
            by=None,
            decides=False,
        )
        for name in (NAME, "somebody else")
    )
    assert held([NAME], by) == {("outbox", "letter", said.uid): True}
    take([NAME], by)
    said.refresh_from_db()
    assert not said.has_text
    assert held(["somebody else"], by) == {("outbox", "letter", other.uid): True}


def test_where_sealed_letters_cannot_be_opened_any_may_say_a_name(
    by: User, settings: Settings
) -> None:
    written = write_letter(
        ADDRESS, Letter.Subject.MESSAGE, "Hello", kind=REGISTRATION, by=None, decides=False
    )
    (settings.VIGIL_KEYS / IDENTITY).unlink()
    assert held([NAME], by) == {("outbox", "letter", written.uid): True}


def test_letters_are_found_by_text_and_by_address_and_emptied(by: User) -> None:
    said = write_letter(
        "other@example.org", Letter.Subject.ANSWER, f"About {NAME}.", kind="a", by=by, decides=True
    )
    sent_to = write_letter(
        ADDRESS, Letter.Subject.ANSWER, "Dear you.", kind="a", by=by, decides=True
    )
    found = held([NAME, ADDRESS.upper()], by)
    assert found == {("outbox", "letter", one.uid): True for one in (said, sent_to)}
    take([NAME, ADDRESS], by)
    for letter in (said, sent_to):
        letter.refresh_from_db()
        assert (letter.state, letter.body) == (Letter.State.DISCARDED, "")
        assert list(sealed_for("letter", letter.uid)) == []


def test_letter_that_went_out_cannot_be_called_back(by: User, settings: Settings) -> None:
    settings.MAILERS = {"default": LOCAL_MEMORY, "outbox": LOCAL_MEMORY}
    settings.VIGIL_MAIL_FROM = "post@example.org"
    letter = write_letter(
        ADDRESS, Letter.Subject.ANSWER, f"About {NAME}.", kind="a", by=by, decides=False
    )
    send_waiting()
    take_in(jpeg(), "case", "V-7200", by=by, what=NAME)
    withdrawal = withdraw(
        [NAME], by=by, why="asked", chosen=[key for key in held([NAME], by) if "upload" in key]
    )
    (receipt,) = (r for r in withdrawal.receipts if r["room"] == "outbox")
    assert "called back" in receipt["still"][0]
    letter.refresh_from_db()
    assert letter.state == Letter.State.SENT
    again = withdraw([NAME], by=by, why="asked", chosen=[("outbox", "letter", letter.uid)])
    (receipt,) = (r for r in again.receipts if r["room"] == "outbox")
    assert "called back" in receipt["done"][0]["did"]


def test_letter_that_lets_a_colleague_in_is_shown_to_nobody_who_looks_for_its_words(
    by: User,
) -> None:
    secret = "Open https://vigil.example/account/password/reset/key/1-secret/"
    colleague = UserFactory()
    write_letter(colleague, Letter.Subject.ACCOUNT, secret, kind=ACCOUNT, by=None, decides=False)
    shown = [one.label for _, holdings in find(["vigil.example"], by=by) for one in holdings]
    assert shown == []


def test_papers_are_found_however_the_name_is_written(by: User) -> None:
    said = "The family of CASÍLDA  Rios asks."
    upload = take_in(jpeg(), "case", "V-7200", by=by, what=said)
    letter = write_letter(ADDRESS, Letter.Subject.ANSWER, said, kind="a", by=by, decides=True)
    request = receive_request("case", "V-7200", "removal", said)
    assert set(held(["casilda ríos"], by)) == {
        ("uploads", "upload", upload.uid),
        ("outbox", "letter", letter.uid),
        ("trust", "request", str(request.pk)),
    }
