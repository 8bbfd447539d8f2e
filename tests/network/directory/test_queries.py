"""The directory: filters and search, over what is shown and nothing else."""

import pytest
from pytest_django import DjangoAssertNumQueries

from network.factories import MemberFactory, agree, full, not_yet_in
from vigil.network.directory import queries as directory
from vigil.network.directory.queries import DirectoryQuery, find, listed
from vigil.network.models import Listing, MemberKind, Status
from vigil.network.profiles.fields import FIELDS, Audience

pytestmark = [pytest.mark.django_db, pytest.mark.either]


def names(audience: Audience = Audience.PUBLIC, **asked: str) -> list[str]:
    return [one.name for one in find(listed(audience), DirectoryQuery(**asked))]


def public(name: str, **values: object) -> None:
    agree(MemberFactory(name=name, **values), Audience.PUBLIC)


def test_members_stand_in_the_order_of_the_names_that_are_shown() -> None:
    public("Zoila Abad")
    public("Álvaro Díaz")
    public("Aaron Aaltonen", pseudonym="Mole", listing=Listing.PSEUDONYM)
    assert names() == ["Álvaro Díaz", "Mole", "Zoila Abad"]


def test_who_may_not_be_listed_is_not() -> None:
    public("Seen Here")
    public("Not Listed", listing=Listing.UNLISTED)
    public("Is Pausing", status=Status.PAUSED)
    public("Was Withdrawn", withdrawals=[1])
    agree(MemberFactory(name="Among Members"), Audience.MEMBERS)
    MemberFactory(name="Agreed To Nothing")
    agree(not_yet_in(name="On Paper"), Audience.PUBLIC)
    assert names() == ["On Paper", "Seen Here"]
    assert names(Audience.MEMBERS) == ["Among Members", "On Paper", "Seen Here"]


@pytest.mark.parametrize(
    "typed", ["Jiménez", "jimenez", "GIMENEZ", "Jimenes", "jim", "Gimenes Ana", "ana jim"]
)
def test_a_name_is_found_in_any_spelling(typed: str) -> None:
    public("Ana Jiménez")
    public("Boris Politkowskaja")
    assert names(q=typed) == (["Ana Jiménez"])


def test_search_finds_texts_codes_and_places_by_their_words() -> None:
    public("Ana Ríos", role="Forensic anthropologist", country="MEX", region="013")
    public("Eva Luna", markets=["cocaine"])
    assert names(q="anthropologist") == names(q="mexico rios") == ["Ana Ríos"]
    assert names(q="cocaine") == ["Eva Luna"]
    assert names(q="cocaine rios") == []
    assert names(q="  ") == ["Ana Ríos", "Eva Luna"]


def test_filters() -> None:
    public("Ana", country="MEX", region="013", languages=["pt-BR"], regions=["013"])
    public("Eva", markets=["cocaine"], responses=["justice"], kind=MemberKind.ORGANISATION)
    assert names(language="pt") == names(place="MEX") == names(place="019") == ["Ana"]
    assert names(knows="019") == names(knows="013") == ["Ana"]
    assert names(market="cocaine") == names(response="justice") == ["Eva"]
    assert names(kind="organisation") == ["Eva"]
    assert names(market="cocaine", place="MEX") == []
    assert names(market="no such") == []


def test_a_country_that_is_not_shown_is_not_found_but_its_region_is() -> None:
    member = MemberFactory(name="Ana", country="MEX", region="013")
    agree(member, Audience.PUBLIC, "name", "region")
    assert names(place="MEX") == names(q="Mexico") == []
    assert names(place="013") == names(place="019") == ["Ana"]
    agree(member, Audience.NOBODY, "region")
    assert names(place="013") == []


@pytest.mark.parametrize("hidden", [name for name in FIELDS if name != "name"])
def test_no_filter_and_no_search_tells_what_is_hidden(hidden: str) -> None:
    member = agree(full("zqx7", name="Ana"), Audience.PUBLIC)
    asked = {
        "pseudonym": {"q": "Pseudonymzqx7"},
        "role": {"q": "Rolezqx7"},
        "organisation": {"q": "Organisationzqx7"},
        "languages": {"language": "haw"},
        "markets": {"market": "excisable_goods"},
        "regions": {"knows": "057"},
        "responses": {"response": "territory"},
        "country": {"place": "TUV"},
        "region": {"place": "061"},
        "biography": {"q": "Biographyzqx7"},
        "links": {"q": "Linkzqx7"},
    }.get(hidden, {"q": "2013"})
    if hidden == "country":
        agree(member, Audience.NOBODY, "country")
    elif hidden == "region":
        agree(member, Audience.NOBODY, "country", "region")
    else:
        if hidden not in ("pseudonym", "portrait", "joined_on"):
            assert names(**asked) == ["Ana"]
        agree(member, Audience.MEMBERS, hidden)
    assert names(**asked) == []


def test_the_name_behind_another_one_finds_nobody() -> None:
    public("Casilda Orduña", pseudonym="Heron", listing=Listing.PSEUDONYM)
    assert names(q="Casilda") == names(q="orduna") == []
    assert names(q="heron") == ["Heron"]


def test_filters_offer_only_what_is_shown() -> None:
    agree(full("zqx7"), Audience.MEMBERS)
    assert not any(directory.codes_in_use(listed(Audience.PUBLIC)).values())
    assert directory.codes_in_use(listed(Audience.MEMBERS))["languages"] == {"haw"}


def test_a_longer_list_takes_no_more_queries(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for n in range(6):
        public(f"Member {n}")
    with django_assert_num_queries(3):
        assert len(listed(Audience.PUBLIC)) == 6
