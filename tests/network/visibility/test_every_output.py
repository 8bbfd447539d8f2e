"""A mark is planted in each field that somebody may not see, and looked for in every output."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from files.carriers import jpeg
from network.factories import SIGNS, MemberFactory, agree, full, manager
from network.outputs import (
    AMONG_MEMBERS,
    AT_THE_DESK,
    EVERYBODY,
    LANGUAGES,
    WITH_QUERIES,
    client_of,
    outputs,
)
from vigil.network.members.verbs.portraits import set_portrait
from vigil.network.models import Listing, Member, Status
from vigil.network.own_page.data_export import own_data
from vigil.network.profiles.fields import FIELDS, Audience
from vigil.trust.models import User

pytestmark = pytest.mark.django_db

MARK = "zqx7"
OTHERS = [name for name in FIELDS if name not in ("name", "pseudonym")]
LOOKING = {
    Audience.PUBLIC: (*EVERYBODY, *WITH_QUERIES),
    Audience.MEMBERS: AMONG_MEMBERS,
    Audience.STAFF: AT_THE_DESK,
}


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path / "data"


def viewer(audience: Audience) -> User | None:
    return {
        Audience.PUBLIC: lambda: None,
        Audience.MEMBERS: lambda: MemberFactory(name="Somebody Looking").user,
        Audience.STAFF: manager,
    }[audience]()


def signs(name: str) -> list[str]:
    # What was searched for stands in the form, which is not read.
    return SIGNS[name](MARK)


def found_of(
    member: Member,
    audience: Audience,
    names: Iterable[str],
    languages: Sequence[str] = LANGUAGES,
) -> dict[str, list[str]]:
    """Return the addresses at which some fields are told to somebody of an audience."""
    looked = list(outputs(LOOKING[audience], member, viewer(audience), languages))
    return {
        name: [at for at, text in looked if any(sign in text for sign in signs(name))]
        for name in names
    }


WITHOUT_PREFIX = LANGUAGES[:1]
IN_ALL = pytest.param(
    LANGUAGES, marks=pytest.mark.tail("the same pages in English, here; all languages below")
)


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("audience", list(LOOKING))
@pytest.mark.parametrize("languages", [WITHOUT_PREFIX, IN_ALL], ids=["English", "all languages"])
def test_a_field_is_nowhere_where_it_may_not_be_seen(
    name: str, audience: Audience, languages: Sequence[str]
) -> None:
    member = agree(full(MARK), Audience.PUBLIC)
    narrower = Audience(audience - 1)
    agree(member, narrower, name)
    if name == "region":
        agree(member, narrower, "country")  # whose region everybody knows
    member.refresh_from_db()
    assert found_of(member, audience, [name], languages) == {name: []}


TOGETHER = [name for name in OTHERS if name != "region"]  # beside a country it is not told
ALONE = pytest.mark.tail("all fields that are open together, here")


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(TOGETHER, id="together"),
        pytest.param(["region"], id="region"),
        *(pytest.param([name], id=name, marks=ALONE) for name in TOGETHER),
    ],
)
@pytest.mark.parametrize("audience", list(LOOKING))
def test_the_same_field_is_found_where_it_may_be_seen(names: list[str], audience: Audience) -> None:
    """What finds no field that is open would find none that is hidden."""
    member = agree(full(MARK), Audience.NOBODY)
    agree(member, audience, "name", *names)
    member.refresh_from_db()
    told = found_of(member, audience, set(names) - {"pseudonym"})
    assert all(told.values()), told


@pytest.mark.parametrize("audience", [Audience.PUBLIC, Audience.MEMBERS])
@pytest.mark.parametrize(
    "away",
    [{"listing": Listing.UNLISTED}, {"status": Status.PAUSED}, {"withdrawals": [3]}],
    ids=["unlisted", "pausing", "withdrawn"],
)
def test_of_who_is_not_listed_nothing_is_told(audience: Audience, away: dict[str, object]) -> None:
    member = agree(full(MARK, **away), Audience.PUBLIC)
    assert found_of(member, audience, FIELDS) == {name: [] for name in FIELDS}


@pytest.mark.parametrize("audience", [Audience.PUBLIC, Audience.MEMBERS])
def test_beside_another_name_the_name_is_nowhere(audience: Audience) -> None:
    member = agree(full(MARK, listing=Listing.PSEUDONYM), Audience.PUBLIC)
    told = found_of(member, audience, ("name", "portrait", "links", "pseudonym"))
    assert told.pop("pseudonym")
    assert not any(told.values()), told
    texts = " ".join(text for _at, text in outputs(LOOKING[audience], member, viewer(audience)))
    assert member.uid not in texts
    assert str(member.user) not in texts


def test_staff_are_told_the_name_to_administer_and_nothing_else() -> None:
    member = full(MARK)
    told = found_of(member, Audience.STAFF, FIELDS)
    assert told.pop("name")
    assert not any(told.values()), told


def test_a_portrait_is_a_file_of_its_own_and_asks_too() -> None:
    member = agree(MemberFactory(), Audience.PUBLIC, "name")
    uid = set_portrait(member, jpeg(), by=member.user).uid
    at = f"/network/portraits/{uid}/"
    stranger, among = client_of(None), client_of(MemberFactory().user)
    staff, own = client_of(manager()), client_of(member.user)
    answers = {
        Audience.NOBODY: (404, 404, 404, 200),
        Audience.STAFF: (404, 404, 200, 200),
        Audience.MEMBERS: (404, 200, 200, 200),
        Audience.PUBLIC: (200, 200, 200, 200),
    }
    for allowed, expected in answers.items():
        agree(member, allowed, "portrait")
        asked = tuple(c.get(at).status_code for c in (stranger, among, staff, own))
        assert asked == expected, allowed
    response = stranger.get(at)
    assert "no-store" in response["Cache-Control"]
    assert "sandbox" in response["Content-Security-Policy"]


def test_own_data_tells_of_nobody_else() -> None:
    full(MARK)
    other = MemberFactory(name="Somebody Else")
    told = json.dumps(own_data(other, by=other.user), ensure_ascii=False)
    assert not any(sign in told for name in FIELDS for sign in signs(name))


def test_pages_of_members_are_in_no_cache_and_in_no_index() -> None:
    member = agree(full(MARK), Audience.MEMBERS)
    response = client_of(MemberFactory().user).get(f"/network/members/{member.handle}/")
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response.content.decode()
