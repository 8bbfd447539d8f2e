"""Publishing at the desk, and what everybody reads: pages, JSON, files."""

import json
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from fund.factories import officer
from fund.published_grants import a_person, granted, several
from fund.releases.verbs.test_releasing import result_of
from vigil.fund.models import FundRelease
from vigil.fund.parties.verbs import registering, who_may_know
from vigil.fund.releases import iati
from vigil.fund.releases import verbs as releases
from vigil.fund.releases.queries import published_release
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Decision, Level, User
from vigil.trust.vault import keys

pytestmark = pytest.mark.django_db
FILES = ("/fund/data/iati.xml", "/fund/data/360giving.json")


def signed_in(user: User | None = None) -> Client:
    client = Client()
    client.force_login(user or officer())
    return client


def page(at: str = "/fund/results/") -> str:
    answer = Client().get(at)
    assert answer.status_code == 200
    assert not answer.cookies
    return answer.content.decode()


def test_before_anything_is_published_the_page_says_so_and_there_is_no_file() -> None:
    several(6)
    assert "Nothing was published yet." in page()
    assert [Client().get(at).status_code for at in FILES] == [404, 404]
    assert json.loads(page("/fund/results.json"))["regions"] == {}


def test_everybody_reads_numbers_from_five_on_and_who_wants_to_be_named() -> None:
    several(6, paid=300_00)
    several(4, country="KEN")
    grant = granted(Level.OPEN, name="Radio del Río", title="A radio that warns")
    a_person(name="Ximena Canaria", title="A fellowship on rivers")
    result = result_of(grant, "Forty families left in time.")
    releases.make_release(by=officer(), statements=[result.uid])
    told = page()
    for said in ("Americas", "Radio del Río", "A fellowship on rivers", "Forty families", "$"):
        assert said in told or said == "$"
    assert "Africa" not in told
    assert "Ximena" not in told
    assert json.loads(page("/fund/results.json")) | {"day": ""} == {
        "release": 1,
        "day": "",
        "least": 5,
        "counted": 6,
        "regions": {"019": 6},
        "themes": {},
        "people": {},
        "communities": {},
        "outcomes": {},
        "listed": 2,
    }


@pytest.mark.parametrize("language", ["es", "ar", "fr", "pt"])
def test_the_page_is_there_in_every_language(language: str) -> None:
    several(5)
    releases.make_release(by=officer())
    assert Client().get(f"/{language}/fund/results/").status_code == 200


def test_a_kept_copy_of_a_file_is_asked_for_again() -> None:
    several(5)
    releases.make_release(by=officer())
    first = Client().get(FILES[0])
    again = Client().get(FILES[0], headers={"If-None-Match": first["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)
    assert first["Cache-Control"] == "no-cache"


def test_who_is_hidden_is_on_no_page_from_then_on() -> None:
    by = officer()
    several(5)
    grant = granted(Level.OPEN, name="Radio Quetzal", title="Quetzal on air", by=by)
    releases.make_release(by=by)
    registering.set_level(grant.party, Level.HIDDEN, by=by)
    assert [at for at in ("/fund/results/", *FILES) if "Quetzal" in page(at)] == []


def test_an_officer_sees_what_is_held_back_and_publishes_after_looking() -> None:
    client = signed_in()
    several(3)
    granted(Level.OPEN, title="On air")
    told = client.get("/desk/fund/releases/make/").content.decode()
    assert "fewer than five that nobody knows" in told
    assert "3,000.00" in told
    assert "On air" in told
    refused = client.post("/desk/fund/releases/make/", {})
    assert (refused.status_code, FundRelease.objects.count()) == (422, 0)
    assert "Look at it first" in refused.content.decode()
    assert client.post("/desk/fund/releases/make/", {"sure": "on"}).status_code == 302
    shown = client.get("/desk/fund/releases/1/").content.decode()
    assert FundRelease.objects.get().files["iati.xml"] in shown


@pytest.mark.parametrize("said", ["", "XI-VIGIL", "Hermanas", "NO-BRC-9712/77882"])
def test_without_an_identifier_there_is_no_iati_file_and_everything_else(
    said: str, settings: Settings
) -> None:
    settings.VIGIL_PUBLISHER_ID = said
    client = signed_in()
    several(5)
    granted(Level.OPEN, title="On air")
    told = client.get("/desk/fund/releases/make/").content.decode()
    assert "The IATI file is not published" in told
    assert "VIGIL_PUBLISHER_ID" in told
    assert client.post("/desk/fund/releases/make/", {"sure": "on"}).status_code == 302
    assert set(FundRelease.objects.get().files) == {"360giving.json"}
    assert "The IATI file is not published" in client.get("/desk/fund/releases/1/").content.decode()
    iati_at, giving_at = FILES
    refused = Client().get(iati_at)
    assert (refused.status_code, "VIGIL" in refused.content.decode()) == (404, False)
    assert "On air" in Client().get(giving_at).content.decode()
    results = Client().get("/fund/results/").content.decode()
    assert "On air" in results
    assert (iati_at in results, giving_at in results) == (False, True)
    settings.VIGIL_PUBLISHER_ID = "NO-BRC-971277882"
    assert "NO-BRC-971277882" in Client().get(iati_at).content.decode()
    assert "IATI file is not" not in client.get("/desk/fund/releases/make/").content.decode()


def test_an_identifier_is_never_made_up(settings: Settings) -> None:
    settings.VIGIL_PUBLISHER_ID = ""
    several(5)
    granted(Level.OPEN, title="On air")
    release = releases.make_release(by=officer())
    with pytest.raises(NotPossible, match="VIGIL_PUBLISHER_ID"):
        iati.activities(published_release(release))
    made = json.loads(releases.files_of(release)["360giving.json"])
    assert "identifier" not in made["publisher"]
    assert {one["id"].split("-")[1] for one in made["grants"]} == {"unregistered"}


def test_words_are_opened_with_a_reason_and_published_if_they_are_chosen() -> None:
    client = signed_in()
    first, second = granted(Level.OPEN, title="One"), granted(Level.OPEN, title="Two")
    mine, _other = result_of(first, "It warned."), result_of(second, "It sang.")
    assert "It warned." not in client.get("/desk/fund/releases/make/").content.decode()
    assert client.post("/desk/fund/releases/make/read/", {"why": ""}).status_code == 422
    told = client.post("/desk/fund/releases/make/read/", {"why": "To choose"}).content.decode()
    assert "It warned." in told
    assert "It sang." in told
    assert Decision.objects.filter(verb="open_sealed", why="To choose").count() == 2
    sent: dict[str, Any] = {"sure": "on", "statements": [mine.uid]}
    assert client.post("/desk/fund/releases/make/", sent).status_code == 302
    assert "It warned." in page()
    assert "It sang." not in page()


def test_an_officer_with_an_interest_sees_no_grant_of_it_by_itself() -> None:
    by = officer()
    grant = granted(Level.OPEN, title="On air")
    result_of(grant, "It warned.")
    who_may_know.say_conflict(grant.party, by, by=by)
    client = signed_in(by)
    assert "On air" not in client.get("/desk/fund/releases/make/").content.decode()
    read = client.post("/desk/fund/releases/make/read/", {"why": "To choose"})
    assert "It warned." not in read.content.decode()


def test_words_that_cannot_be_opened_are_said_and_not_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    several(6)
    result_of(granted(Level.OPEN, name="Radio", title="A radio"), "It warned.")

    def away(_recipient: str) -> None:
        raise NotPossible("The key is not on this machine")

    monkeypatch.setattr(keys, "subject_key", away)
    answer = signed_in().post("/desk/fund/releases/make/read/", {"why": "To choose"})
    assert answer.status_code == 409
    assert "The key is not on this machine" in answer.content.decode()
