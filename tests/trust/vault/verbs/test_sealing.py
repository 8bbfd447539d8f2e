"""The vault: what the database holds of a sealed value, and what opening one takes."""

import shutil
from pathlib import Path

import pyrage
import pytest
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from factories import UserFactory
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.decisions.subjects import Subject
from vigil.trust.models import Decision, Role, Sealed, User
from vigil.trust.vault import keys
from vigil.trust.vault.keys import make_missing
from vigil.trust.vault.verbs.sealing import (
    BLOCK,
    open_many_to_act,
    open_sealed,
    retire_keys,
    rotate_keys,
    seal,
    seal_many,
    sealed_for,
    shred,
)

pytestmark = pytest.mark.django_db

PLAIN = "Write to Casilda, +52 55 1234 5678, casilda@hermanas.test"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.VIGIL_KEYS = tmp_path / "keys"
    make_missing()
    return tmp_path / "keys"


@pytest.fixture
def opener() -> User:
    return UserFactory(roles=[Role.ADJUDICATOR])


@pytest.fixture
def administrator() -> User:
    return UserFactory(roles=[Role.ADMINISTRATOR])


def test_what_was_sealed_opens_again(opener: User) -> None:
    sealed = seal("request", "1", "contact", PLAIN, by=None)
    assert open_sealed(sealed, by=opener, why="answering it") == PLAIN


@hypothesis_settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(text=st.text(st.characters()), field=st.text("abc_", min_size=1, max_size=20))
def test_any_text_comes_back_unchanged(text: str, field: str, opener: User) -> None:
    sealed = seal("request", "any", field, text, by=None)
    assert open_sealed(Sealed.objects.get(pk=sealed.pk), by=opener, why="test") == text


@pytest.mark.parametrize("text", ["", "x", "x" * 200, "x" * 300])
def test_what_is_encrypted_is_padded_to_whole_blocks(text: str) -> None:
    sealed = seal("request", "size", "contact", text, by=None)
    assert len(pyrage.decrypt(bytes(sealed.ciphertext), keys.identities())) % BLOCK == 0


def test_no_part_of_the_text_is_in_the_database(opener: User) -> None:
    sealed = seal("request", "1", "contact", PLAIN, by=None)
    open_sealed(sealed, by=opener, why="answering it")
    whole = _everything_in_the_database()
    assert b"contact" in whole  # so that the search would find what is there
    for size in (6, 10):
        for start in range(len(PLAIN) - size):
            part = PLAIN[start : start + size]
            assert part.encode() not in whole, part


def test_opening_is_a_decision_with_its_reason_and_without_the_text(opener: User) -> None:
    sealed = seal("request", "7", "contact", PLAIN, by=None)
    open_sealed(sealed, by=opener, why="they asked to be called")
    decision = Decision.objects.get(verb="open_sealed")
    assert (decision.target_kind, decision.target_key) == ("request", "7")
    assert (decision.actor, decision.why) == (opener, "they asked to be called")
    assert decision.after == {"field": "contact"}


def test_opening_needs_a_reason(opener: User) -> None:
    sealed = seal("request", "1", "contact", PLAIN, by=None)
    with pytest.raises(NotPossible, match="Say why"):
        open_sealed(sealed, by=opener, why="  ")
    assert not Decision.objects.filter(verb="open_sealed").exists()


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADJUDICATOR}))
def test_other_roles_do_not_open_a_request(role: Role) -> None:
    sealed = seal("request", "1", "contact", PLAIN, by=None)
    with pytest.raises(NotAllowed):
        open_sealed(sealed, by=UserFactory(roles=[role]), why="curious")


def test_a_kind_that_no_room_named_opens_to_nobody() -> None:
    sealed = seal("unheard of", "1", "contact", PLAIN, by=None)
    with pytest.raises(NotAllowed):
        open_sealed(sealed, by=UserFactory(roles=list(Role)), why="curious")


def test_a_machine_with_recipients_only_seals_and_does_not_open(folder: Path, opener: User) -> None:
    seal("request", "1", "contact", "first", by=None)
    (folder / keys.IDENTITY).unlink()
    sealed = seal("request", "2", "contact", PLAIN, by=None)
    with pytest.raises(NotPossible, match="not on this machine"):
        open_sealed(sealed, by=opener, why="answering it")
    assert not Decision.objects.filter(verb="open_sealed").exists()
    assert not (folder / keys.IDENTITY).exists()


def test_where_the_keys_are_gone_none_are_made_anew(
    folder: Path, administrator: User, opener: User
) -> None:
    sealed = seal("request", "1", "contact", PLAIN, by=None)
    kept = folder.rename(folder.parent / "not mounted")
    for act in (
        lambda: seal("request", "2", "contact", PLAIN, by=None),
        lambda: rotate_keys(by=administrator, why="yearly"),
        lambda: retire_keys(by=administrator, why="yearly"),
    ):
        with pytest.raises(NotPossible, match=r"keys of the vault are missing|not on this machine"):
            act()
    with pytest.raises(NotPossible, match="not on this machine"):
        open_sealed(sealed, by=opener, why="answering it")
    assert list(folder.glob("*.txt")) == []
    shutil.rmtree(folder, ignore_errors=True)
    kept.rename(folder)
    assert open_sealed(sealed, by=opener, why="answering it") == PLAIN


def test_a_value_that_cannot_be_sealed_anew_is_named_and_nothing_is_lost(
    folder: Path, administrator: User, opener: User
) -> None:
    good, bad = (seal("request", n, "contact", PLAIN, by=None) for n in ("1", "2"))
    Sealed.objects.filter(pk=bad.pk).update(ciphertext=b"age-encryption.org/v1 broken")
    with pytest.raises(NotPossible, match="contact of request 2"):
        rotate_keys(by=administrator, why="yearly")
    good.refresh_from_db()
    assert open_sealed(good, by=opener, why="answering it") == PLAIN


@pytest.mark.parametrize("whole", [b"whatever this is", b"5", b"null", b"[" * 100_000])
def test_what_somebody_else_sealed_to_us_is_refused_and_not_shown(
    opener: User, whole: bytes
) -> None:
    sealed = seal("request", "1", "contact", PLAIN, by=None)
    sealed.ciphertext = pyrage.encrypt(whole, keys.parsed_recipients())
    with pytest.raises(NotPossible, match="not sealed here") as error:
        open_sealed(sealed, by=opener, why="answering it")
    assert error.value.__cause__ is None
    assert error.value.__suppress_context__


def test_a_long_header_is_refused_unread(opener: User) -> None:
    # It took four minutes: each part of the header was looked at from each other part.
    sealed = seal("request", "1", "contact", PLAIN, by=None)
    begins, mark, rest = bytes(sealed.ciphertext).partition(b"-> ")
    sealed.ciphertext = begins + b"-> X25519 " * 60_000 + mark + rest
    with pytest.raises(NotPossible, match="damaged"):
        open_sealed(sealed, by=opener, why="answering it")


def test_another_installations_key_does_not_open(folder: Path, opener: User) -> None:
    sealed = seal("request", "1", "contact", PLAIN, by=None)
    (folder / keys.IDENTITY).write_text(f"{keys.x25519.Identity.generate()}\n")
    with pytest.raises(NotPossible, match="No key on this machine"):
        open_sealed(sealed, by=opener, why="answering it")


def test_a_damaged_value_is_not_opened(opener: User) -> None:
    sealed = seal("request", "1", "contact", PLAIN, by=None)
    *most, last = sealed.ciphertext
    sealed.ciphertext = bytes([*most, last ^ 1])
    with pytest.raises(NotPossible, match="damaged"):
        open_sealed(sealed, by=opener, why="answering it")


@pytest.mark.parametrize("column", ["subject_kind", "subject_key", "field"])
def test_a_value_that_was_moved_to_another_row_is_not_opened(opener: User, column: str) -> None:
    sealed = seal("request", "1", "contact", PLAIN, by=None)
    setattr(sealed, column, "request" if column == "subject_kind" else "other")
    if column == "subject_kind":
        sealed.subject_kind, sealed.subject_key = "request", "2"
    with pytest.raises(NotPossible, match="somebody else"):
        open_sealed(sealed, by=opener, why="answering it")


def test_sealing_again_replaces(opener: User) -> None:
    seal("request", "1", "contact", "old", by=None)
    sealed = seal("request", "1", "contact", "new", by=None)
    assert list(sealed_for("request", "1")) == [sealed]
    assert open_sealed(sealed, by=opener, why="test") == "new"


def test_shredding_removes_and_is_kept_as_a_fact(opener: User) -> None:
    sealed = seal("request", "1", "contact", PLAIN, by=None)
    with pytest.raises(NotPossible):
        shred(sealed, by=opener, why="")
    with pytest.raises(NotAllowed):
        shred(sealed, by=UserFactory(roles=[Role.CODER]), why="tidy")
    shred(sealed, by=opener, why="asked to forget it")
    assert not Sealed.objects.exists()
    assert Decision.objects.get(verb="shred").before == {"field": "contact"}


@pytest.mark.django_db(transaction=True)
def test_after_a_rotation_the_new_key_opens_and_the_old_is_forgotten(
    folder: Path, opener: User, administrator: User
) -> None:
    sealed = seal("request", "1", "contact", PLAIN, by=None)
    old = (folder / keys.IDENTITY).read_text()
    assert rotate_keys(by=administrator, why="yearly") == 1
    assert len(keys.identities()) == 2
    assert retire_keys(by=administrator, why="yearly") == 1
    sealed.refresh_from_db()
    assert open_sealed(sealed, by=opener, why="test") == PLAIN
    assert old.strip() not in (folder / keys.IDENTITY).read_text()
    (folder / keys.IDENTITY).write_text(old)
    with pytest.raises(NotPossible, match="No key"):
        open_sealed(sealed, by=opener, why="test")


@pytest.mark.django_db(transaction=True)
def test_what_another_machine_sealed_to_the_old_key_survives_the_rotation(
    folder: Path, opener: User, administrator: User
) -> None:
    seal("request", "1", "contact", "first", by=None)
    before = (folder / keys.RECIPIENTS).read_text()
    rotate_keys(by=administrator, why="yearly")
    after = (folder / keys.RECIPIENTS).read_text()
    (folder / keys.RECIPIENTS).write_text(before)
    late = seal("request", "2", "contact", PLAIN, by=None)
    (folder / keys.RECIPIENTS).write_text(after)
    retire_keys(by=administrator, why="yearly")
    late.refresh_from_db()
    assert open_sealed(late, by=opener, why="test") == PLAIN


def test_a_second_recipient_is_added_by_resealing(
    folder: Path, opener: User, administrator: User
) -> None:
    sealed = seal("request", "1", "contact", PLAIN, by=None)
    other = keys.x25519.Identity.generate()
    with (folder / keys.RECIPIENTS).open("a") as file:
        file.write(f"{other.to_public()}\n")
    retire_keys(by=administrator, why="a second office")
    sealed.refresh_from_db()
    (folder / keys.IDENTITY).write_text(f"{other}\n")
    assert open_sealed(sealed, by=opener, why="test") == PLAIN


def test_only_an_administrator_changes_keys(opener: User) -> None:
    for verb in (rotate_keys, retire_keys):
        with pytest.raises(NotAllowed):
            verb(by=opener, why="curious")


def _everything_in_the_database() -> bytes:
    """Return every value of every table, as bytes."""
    whole = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                whole += [
                    bytes(v) if isinstance(v, (bytes, memoryview)) else str(v).encode() for v in row
                ]
    return b"\n".join(whole)


def test_many_are_opened_at_once_and_that_is_one_decision() -> None:
    texts = {f"k{n}": f"text {n}" for n in range(1100)}
    seal_many("request", "contact", texts, by=None)
    seal("request", "k1", "other", "another field", by=None)
    seal("letter", "k1", "contact", "another kind", by=None)
    wanted = [*texts, "nobody", "k1"][1:]
    opened = open_many_to_act("request", "contact", wanted, about=Subject("batch", "7"), why="all")
    assert opened == {key: text for key, text in texts.items() if key != "k0"}
    kept = Decision.objects.get(verb="open_sealed")
    assert (kept.target_kind, kept.target_key, kept.actor) == ("batch", "7", None)
    assert (kept.after, kept.why) == ({"field": "contact", "values": 1099}, "all")


def test_many_are_not_opened_without_the_key_or_under_another_name(folder: Path) -> None:
    seal_many("request", "contact", {"a": PLAIN, "b": "B"}, by=None)
    about = Subject("batch", "7")
    moved = Sealed.objects.get(subject_key="a")
    Sealed.objects.filter(subject_key="b").update(ciphertext=moved.ciphertext)
    with pytest.raises(NotPossible, match="somebody else"):
        open_many_to_act("request", "contact", ["a", "b"], about=about, why="all")
    (folder / keys.IDENTITY).unlink()
    with pytest.raises(NotPossible, match="not on this machine"):
        open_many_to_act("request", "contact", ["a"], about=about, why="all")
    assert not Decision.objects.filter(verb="open_sealed").exists()
