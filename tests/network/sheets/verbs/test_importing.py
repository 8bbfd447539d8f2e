"""Taking in sheets of members: seen first, in one go, twice without a change."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from factories import UserFactory
from network.factories import MemberFactory, agree, manager, not_yet_in
from network.sheets_of_members import many, row, written
from vigil.network.models import Listing, Member, MemberSheet
from vigil.network.profiles.fields import Audience
from vigil.network.sheets.verbs import importing
from vigil.network.sheets.verbs.importing import (
    apply,
    begin_import,
    drop,
    drop_old,
    key_digest,
    plan,
    plan_of,
)
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Consent, Decision, Sealed, User
from vigil.trust.outbox.verbs.letters import address_digest

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(db: None) -> User:
    return manager()


def taken_in(content: bytes, by: User) -> MemberSheet:
    sheet = begin_import(content, by=by)
    return apply(sheet, by=by, seen=plan_of(sheet, by=by).digest)


def rows_of_members() -> list[dict[str, Any]]:
    return list(Member.objects.order_by("pk").values())


@pytest.mark.parametrize(
    ("length", "damaged"),
    [(200, 10), pytest.param(2000, 50, marks=pytest.mark.tail("a tenth of these rows daily"))],
)
def test_rows_of_which_some_are_broken(by: User, length: int, damaged: int) -> None:
    rows, broken = many(length, damaged)
    whole = length - damaged
    content = written(rows, delimiter=";", encoding="utf-8-sig")
    planned = plan(content, by=by)
    assert not Member.objects.exists()
    named = {r.read.number: [p.field for p in r.read.problems] for r in planned.of("broken")}
    assert named == {number: [field] for number, field in broken.items()}
    sheet = taken_in(content, by)
    counts = dict.fromkeys(("new", "changed", "unchanged", "left"), 0) | {"broken": damaged}
    assert sheet.counts == counts | {"new": whole}
    assert Member.objects.count() == whole
    missing = {key_digest(rows[number - 2]["key"]) for number in broken}
    assert not Member.objects.filter(import_key__in=missing).exists()
    before = rows_of_members()
    again = taken_in(content, by)
    assert again.counts == counts | {"unchanged": whole}
    assert rows_of_members() == before


def test_a_row_comes_in_whole_and_unseen(by: User) -> None:
    taken_in(written([row(1)]), by)
    member = Member.objects.get()
    assert (member.name, member.country, member.region) == ("Member Numbered 1", "MEX", "013")
    assert member.languages == ["es", "pt"]
    assert member.markets == ["cocaine", "extortion"]
    assert [(link.label, link.url) for link in member.links.all()] == [
        ("Site", "https://members.example/1")
    ]
    assert member.biographies.get().language == "en"
    assert (member.listing, member.audiences) == (Listing.UNLISTED, {})
    assert not Consent.objects.exists()
    assert member.address_digest == address_digest("member1@network.example")
    assert member.import_key == key_digest("m-1")


def test_nothing_is_half_written(by: User, monkeypatch: pytest.MonkeyPatch) -> None:
    not_yet_in("member0@network.example", name="Member Numbered 0")
    sheet = begin_import(written([row(n) for n in range(4)]), by=by)
    seen = plan_of(sheet, by=by).digest
    written_before = Decision.objects.count()

    def fail(*_args: Any, **_kwargs: Any) -> None:
        assert Member.objects.count() == 4, "the new ones are written by now"
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(importing, "_change", fail)
        with pytest.raises(RuntimeError):
            apply(sheet, by=by, seen=seen)
    assert Member.objects.count() == 1
    assert Decision.objects.count() == written_before
    assert apply(sheet, by=by, seen=seen).counts["new"] == 3


def test_rows_lie_in_the_vault_until_they_are_taken_in(by: User) -> None:
    content = written([row(1, name="Casilda Orduña")])
    sheet = begin_import(content, by=by)
    sealed = Sealed.objects.get(subject_kind="member_sheet")
    assert b"Casilda" not in bytes(sealed.ciphertext)
    stored = str(list(MemberSheet.objects.values())) + str(list(Decision.objects.values()))
    assert "Casilda" not in stored
    apply(sheet, by=by, seen=plan_of(sheet, by=by).digest)
    assert not Sealed.objects.filter(subject_kind="member_sheet").exists()


def test_a_file_sent_twice_is_one_sheet(by: User) -> None:
    content = written([row(1)])
    assert begin_import(content, by=by) == begin_import(content, by=by)


def test_what_would_change_is_told_by_row_and_field(by: User) -> None:
    taken_in(written([row(1), row(2)]), by)
    member = Member.objects.get(import_key=key_digest("m-1"))
    changed = row(1, role="Judge", country="Colombia", email="new@network.example")
    (one,) = plan(written([changed, row(2)]), by=by).of("changed")
    assert one.member == member
    assert {d.field: (d.old, d.new) for d in one.differences} == {
        # What stands there staff may not see: nobody agreed to it.
        "role": (None, "Judge"),
        "country": (None, "COL"),
        "region": (None, "005"),
        "email": (None, "new@network.example"),
    }
    agree(member, Audience.STAFF, "role")
    (one,) = plan(written([changed]), by=by).of("changed")
    assert ("Lawyer", "Judge") in [(d.old, d.new) for d in one.differences]
    taken_in(written([changed]), by)
    member.refresh_from_db()
    assert (member.role, member.country) == ("Judge", "COL")
    assert member.address_digest == address_digest("new@network.example")


def test_an_empty_cell_changes_nothing(by: User) -> None:
    taken_in(written([row(1)]), by)
    before = rows_of_members()
    nothing = {name: "" for name in row(1) if name not in ("key", "name")}
    assert taken_in(written([row(1, **nothing)]), by).counts["unchanged"] == 1
    assert rows_of_members() == before


def test_a_row_is_known_by_its_address_too_and_then_by_its_key(by: User) -> None:
    member = not_yet_in("member1@network.example", name="Member Numbered 1")
    (one,) = plan(written([row(1)]), by=by).of("changed")
    assert one.member == member
    taken_in(written([row(1)]), by)
    member.refresh_from_db()
    assert member.import_key == key_digest("m-1")
    assert Member.objects.count() == 1


def test_who_signs_in_keeps_their_page_themself(by: User) -> None:
    user = UserFactory(email="member1@network.example")
    MemberFactory(user=user, name="My Own Words")
    before = rows_of_members()
    assert taken_in(written([row(1)]), by).counts["left"] == 1
    assert rows_of_members() == before


def test_a_row_of_two_members_is_broken(by: User) -> None:
    taken_in(written([row(1), row(2)]), by)
    (bad,) = plan(written([row(1, email="member2@network.example")]), by=by).of("broken")
    assert [problem.field for problem in bad.read.problems] == ["key"]


def test_what_is_not_what_was_seen_is_not_done(by: User) -> None:
    sheet = begin_import(written([row(1), row(2)]), by=by)
    seen = plan_of(sheet, by=by).digest
    taken_in(written([row(2)]), by)
    with pytest.raises(NotPossible, match="Review them again"):
        apply(sheet, by=by, seen=seen)
    assert Member.objects.count() == 1


def test_a_sheet_is_closed_once(by: User) -> None:
    sheet = begin_import(written([row(1)]), by=by)
    drop(sheet, by=by)
    for act in (lambda: drop(sheet, by=by), lambda: plan_of(sheet, by=by)):
        with pytest.raises(NotPossible):
            act()
    with pytest.raises(NotPossible):
        apply(sheet, by=by, seen="")
    assert not Member.objects.exists()
    assert not Sealed.objects.exists()


def test_what_waits_too_long_is_dropped(by: User) -> None:
    begin_import(written([row(1)]), by=by)
    MemberSheet.objects.update(sent_at=timezone.now() - timedelta(days=8))
    assert drop_old() == 1
    assert not Sealed.objects.exists()


def test_only_managers_take_in() -> None:
    for somebody in (UserFactory(), MemberFactory().user):
        with pytest.raises(NotAllowed):
            plan(written([row(1)]), by=somebody)
        with pytest.raises(NotAllowed):
            begin_import(written([row(1)]), by=somebody)
    assert not MemberSheet.objects.exists()
