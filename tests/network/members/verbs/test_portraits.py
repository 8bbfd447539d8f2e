"""Portraits: pictures without metadata, given out while they may be seen, removed for good."""

from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from factories import UserFactory
from files.carriers import CARRIERS, jpeg, marker, pdf
from network.factories import MemberFactory, agree, manager
from vigil.network.members.verbs import portraits
from vigil.network.members.verbs.listing_and_pausing import set_listing
from vigil.network.members.verbs.portraits import portrait_for, remove_portrait, set_portrait
from vigil.network.models import Listing, Member, Status
from vigil.network.profiles.fields import Audience
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Upload

pytestmark = pytest.mark.django_db

MARK = marker(7)


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA = tmp_path / "data"
    return settings.DATA


def test_a_portrait_loses_what_tells_where_it_was_taken() -> None:
    member = agree(MemberFactory(), Audience.PUBLIC)
    upload = set_portrait(member, CARRIERS["jpeg exif gps"](MARK), by=member.user)
    found = portrait_for(upload.uid, Audience.PUBLIC, None)
    assert found is not None
    assert MARK.encode() not in found[1]


@pytest.mark.parametrize("allowed", list(Audience))
def test_it_is_given_out_to_its_audience_and_to_the_member(allowed: Audience) -> None:
    member = agree(agree(MemberFactory(), Audience.PUBLIC), allowed, "portrait")
    uid = set_portrait(member, jpeg(), by=member.user).uid
    for viewer in (Audience.STAFF, Audience.MEMBERS, Audience.PUBLIC):
        assert bool(portrait_for(uid, viewer, None)) == (allowed >= viewer)
    assert portrait_for(uid, Audience.PUBLIC, member.user)
    assert bool(portrait_for(uid, Audience.PUBLIC, UserFactory())) == (allowed == Audience.PUBLIC)


def test_it_is_gone_at_once_when_it_may_not_be_seen_any_more() -> None:
    member = agree(MemberFactory(pseudonym="Heron"), Audience.PUBLIC)
    uid = set_portrait(member, jpeg(), by=member.user).uid
    set_listing(member, Listing.PSEUDONYM, by=member.user)
    assert portrait_for(uid, Audience.PUBLIC, None) is None
    set_listing(member, Listing.NAME, by=member.user)
    assert portrait_for(uid, Audience.PUBLIC, None)
    agree(member, Audience.NOBODY, "portrait")
    assert portrait_for(uid, Audience.PUBLIC, None) is None


def test_the_one_before_is_shredded() -> None:
    member = MemberFactory()
    first = set_portrait(member, jpeg(), by=member.user)
    second = set_portrait(member, jpeg(), by=member.user)
    first.refresh_from_db()
    assert (first.state, second.state) == (Upload.State.REMOVED, Upload.State.KEPT)
    remove_portrait(member, by=member.user)
    member.refresh_from_db()
    assert member.portrait == ""
    assert not Upload.objects.filter(state=Upload.State.KEPT).exists()


def test_what_is_no_picture_is_refused_and_not_kept() -> None:
    member = MemberFactory()
    for content in (pdf(), b"GIF89a but not really", b""):
        with pytest.raises(NotPossible):
            set_portrait(member, content, by=member.user)
    assert not Upload.objects.filter(state=Upload.State.KEPT).exists()


def test_a_portrait_that_is_rebuilt_while_its_member_leaves_is_not_kept(
    data: Path, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    member = MemberFactory()
    take_in = portraits.take_in

    def meanwhile(*args: Any, **values: Any) -> Upload:
        upload = take_in(*args, **values)
        Member.objects.filter(pk=member.pk).update(status=Status.LEFT, user=None)
        return upload

    monkeypatch.setattr(portraits, "take_in", meanwhile)
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(NotPossible, match="left"):
        set_portrait(member, jpeg(), by=member.user)
    assert Upload.objects.get().state == Upload.State.REMOVED
    assert not [path for path in data.rglob("*") if path.is_file()]


def test_nobody_gives_another_a_face() -> None:
    member = MemberFactory()
    for by in (manager(), MemberFactory().user, UserFactory()):
        with pytest.raises(NotAllowed):
            set_portrait(member, jpeg(), by=by)


def test_no_uid_is_no_portrait() -> None:
    agree(MemberFactory(), Audience.PUBLIC)
    assert portrait_for("", Audience.PUBLIC, None) is None
    assert portrait_for("0" * 32, Audience.PUBLIC, None) is None
