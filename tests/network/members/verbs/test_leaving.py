"""Leaving: the whole database is searched for what was planted, and the folder of files too."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings

from extra_rooms import add_room
from factories import UserFactory
from files.carriers import jpeg
from network.factories import MemberFactory, agree, full, manager, not_yet_in
from network.invitations.test_verbs import invited
from vigil.network.invitations.verbs import accept_invitation
from vigil.network.members import data_in_other_rooms
from vigil.network.members.verbs.editing import edit_member
from vigil.network.members.verbs.leaving import leave
from vigil.network.members.verbs.portraits import set_portrait
from vigil.network.models import Member, Status
from vigil.network.profiles.fields import Audience
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Consent, Letter, Role, Sealed, Upload
from vigil.trust.outbox.verbs.letters import address_digest, write_letter
from vigil.trust.people.verbs.sign_in_links import make_one_time_link

pytestmark = pytest.mark.django_db

MARK = "zqx7planted"
ADDRESS = f"{MARK}@hermanas.example"


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA = tmp_path / "data"
    return settings.DATA


def cells() -> Iterator[tuple[str, str]]:
    """Yield every value of every table, with its place."""
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for name, value in zip(names, row, strict=True):
                    plain = bytes(value) if isinstance(value, bytes | memoryview) else str(value)
                    yield f"{table}.{name}", str(plain)


def holding(*wanted: str) -> set[str]:
    """Return the columns in which one of these words stands."""
    return {at for at, text in cells() if any(w.casefold() in text.casefold() for w in wanted)}


def settled() -> Member:
    """Make a member of whom everything is kept that can be."""
    invitee = not_yet_in(ADDRESS)
    user = accept_invitation(invited(invitee))
    Member.objects.filter(pk=invitee.pk).delete()
    member = agree(full(MARK, user=user), Audience.PUBLIC)
    edit_member(member, {"biography": {"es": f"Vida {MARK}"}}, by=user)
    set_portrait(member, jpeg(), by=user)
    Member.objects.filter(pk=member.pk).update(import_key=address_digest(MARK))
    EmailAddress.objects.create(user=user, email=ADDRESS, primary=True)
    make_one_time_link(user)
    text = f"Dear {MARK}"
    write_letter(user, Letter.Subject.MESSAGE, text, kind="x", by=None, decides=False)
    client = Client()
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "email": ADDRESS}]
    session.save()
    member.refresh_from_db()
    return member


def test_nothing_that_was_planted_is_left(
    data: Path, django_capture_on_commit_callbacks: object
) -> None:
    member = settled()
    user, uploads = member.user, [u.uid for u in Upload.objects.all()]
    digests = [member.address_digest, member.import_key, member.handle]
    before = holding(MARK)
    assert {
        "network_member.name",
        "network_biography.text",
        "network_link.url",
        "trust_user.email",
        "account_emailaddress.email",
        "trust_letter.body",
    } <= before
    assert user is not None
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        leave(member, by=user)
    assert holding(MARK) == set()
    assert holding(*filter(None, digests)) == set()
    assert not [path for uid in uploads for path in data.rglob(f"{uid}/*")]
    assert not Session.objects.exists()


def test_what_stays_is_a_row_that_tells_nobody() -> None:
    member = settled()
    user = member.user
    assert user is not None
    leave(member, by=user)
    kept = Member.objects.get(uid=member.uid)
    blank = Member(pk=kept.pk, uid=kept.uid, kind=kept.kind)
    for field in Member._meta.concrete_fields:
        if field.name not in ("handle", "status", "created_at", "changed_at", "listing"):
            assert getattr(kept, field.attname) == getattr(blank, field.attname), field.name
    assert kept.status == Status.LEFT
    user.refresh_from_db()
    assert not user.is_active
    assert not user.has_usable_password()
    assert user.email.endswith("@account.invalid")
    assert not user.letters.exclude(body="").exists()
    assert not Consent.objects.filter(withdrawn_at=None, subject_key=member.uid).exists()
    assert not Sealed.objects.filter(subject_kind="member").exists()


def test_a_manager_removes_who_asked_and_says_why_without_the_name() -> None:
    member = agree(full(MARK, name="Casilda Orduña"), Audience.PUBLIC)
    by = manager()
    with pytest.raises(NotPossible):
        leave(member, by=by)
    with pytest.raises(NotPossible):
        leave(member, by=by, why="Casilda asked")
    leave(member, by=by, why="asked in a letter")
    assert holding(MARK, "Casilda") == set()
    with pytest.raises(NotPossible):
        leave(member, by=by, why="asked again")


def test_nobody_else_removes_anybody() -> None:
    member = MemberFactory()
    for by in (MemberFactory().user, UserFactory(roles=[Role.ADJUDICATOR])):
        with pytest.raises(NotAllowed):
            leave(member, by=by, why="I want to")


def test_a_colleague_keeps_their_account() -> None:
    user = UserFactory(roles=[Role.CODER])
    member = MemberFactory(user=user)
    leave(member, by=user)
    user.refresh_from_db()
    assert user.is_active
    assert not Member.objects.filter(user=user).exists()


def test_rooms_above_are_asked_to_forget(monkeypatch: pytest.MonkeyPatch) -> None:
    forgotten: list[str] = []
    holds = data_in_other_rooms.DataOfMember(
        name="shelf",
        export=lambda member: ["a message"],
        forget=lambda member, by, why: forgotten.append(member.uid),
    )
    add_room(monkeypatch, adds=[data_in_other_rooms.HELD_OF_MEMBERS.by(holds)])
    member = MemberFactory()
    assert data_in_other_rooms.exported(member)["shelf"] == ["a message"]
    leave(member, by=member.user)
    assert forgotten == [member.uid]


def test_a_room_that_fails_undoes_the_leaving(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> None:
        raise RuntimeError("the shelf is stuck")

    holds = data_in_other_rooms.DataOfMember(name="shelf", export=str, forget=fail)
    add_room(monkeypatch, adds=[data_in_other_rooms.HELD_OF_MEMBERS.by(holds)])
    member = MemberFactory()
    with pytest.raises(RuntimeError):
        leave(member, by=member.user)
    member.refresh_from_db()
    assert (member.status, member.user.is_active) == (Status.ACTIVE, True)
