"""Own data: everything that is held, and nothing of anybody else."""

import json
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from files.carriers import jpeg
from network.factories import SIGNS, MemberFactory, agree, full, manager
from vigil.network.members.verbs.portraits import set_portrait
from vigil.network.models import Member
from vigil.network.own_page.data_export import own_data
from vigil.network.profiles.fields import Audience
from vigil.trust.access.errors import NotAllowed

pytestmark = pytest.mark.django_db

MARK = "zqx7"


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path / "data"


def test_everything_is_in_it() -> None:
    member = agree(full(MARK, portrait=""), Audience.MEMBERS, "name")
    agree(member, Audience.NOBODY, "name")
    set_portrait(member, jpeg(), by=member.user)
    said = own_data(Member.objects.get(pk=member.pk), by=member.user)
    text = json.dumps(said, ensure_ascii=False)
    for name in set(SIGNS) - {"portrait", "languages", "regions", "country", "region"}:
        assert any(sign in text for sign in SIGNS[name](MARK)), name
    assert said["email"] == member.user.email
    assert said["member"]["country"] == "TUV"
    assert said["files"][0]["content_base64"]
    (consent,) = said["consents"]
    assert consent["use"] == "m.name.members"
    assert consent["withdrawn_at"]
    assert {d["verb"] for d in said["decisions"]} >= {"set_portrait", "give_consent"}


def test_every_column_of_a_member_is_exported() -> None:
    member = full(MARK)
    columns = {field.name for field in Member._meta.concrete_fields}
    said = own_data(member, by=member.user)
    assert columns - set(said["member"]) == {"id", "user", "audiences"}


def test_nothing_of_another_member_is_in_it() -> None:
    agree(full("otherone"), Audience.NOBODY)
    member = MemberFactory()
    assert "otherone" not in json.dumps(own_data(member, by=member.user))


def test_nobody_takes_anothers_data() -> None:
    member = MemberFactory()
    for by in (manager(), MemberFactory().user):
        with pytest.raises(NotAllowed):
            own_data(member, by=by)
