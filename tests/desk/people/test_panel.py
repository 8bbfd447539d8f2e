"""The people of a case at the desk: who is named, agreements, protection."""

import re
from typing import Any

import pytest
from django.test import Client

from casefile.people.named_people import ANA, LUIS, named, person, settled
from desk.conftest import signed_in
from factories import UserFactory
from vigil.casefile.cases.queries import version_of
from vigil.casefile.cases.verbs.merging import merge_cases
from vigil.casefile.models import Case
from vigil.trust.models import Confirmation, Consent, Level, Protection, Role, RoleGrant, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_work(adjudicator: User) -> Client:
    return signed_in(adjudicator)


def send(client: Client, case: Case, act: str, who: str, follow: bool = True, **data: Any) -> Any:
    sent = {"version": version_of(case), "person": case.victims.get(name=who).uid, **data}
    named_ = {f"{act}-{name}": value for name, value in sent.items()}
    return client.post(f"/desk/cases/{case.pk}/{act}/", named_, follow=follow)


OWN = {
    "given_by": "self",
    "given_how": "in_person",
    "given_on": "2024-05-06",
    "why": "he told Eva Coder",
}


def confirmed(client: Client) -> Client:
    """Let another adjudicator confirm what waits, on the page that lists it."""
    waiting = Confirmation.objects.get(outcome=Confirmation.Outcome.WAITING)
    second = signed_in(UserFactory(roles=[Role.ADJUDICATOR]))
    at = f"/desk/confirmations/{waiting.pk}/confirm/"
    assert client.post(at).status_code == 409
    assert at in second.get("/desk/confirmations/").content.decode()
    assert second.post(at, follow=True).status_code == 200
    return client


def test_the_panel_says_who_is_named_and_why(at_work: Client) -> None:
    case = settled(
        *(person(ANA), person(LUIS, "injured"), person("Tadeo Belmonte", "killed", 12)),
        person("Nilo Belmonte", "injured", 12),
    )
    page = at_work.get(f"/desk/cases/{case.pk}/").content.decode()
    assert "Named: killed, and nothing points to a minor." in page
    assert "Not named: not known to have been killed" in page
    assert "Not named: under 18, and no agreement" in page
    assert "Not named: under 18 and living." in page


def test_an_agreement_is_recorded_by_two_and_taken_back_by_one(at_work: Client) -> None:
    case = settled(person(LUIS, "injured"))
    page = send(at_work, case, "agree", LUIS, **OWN).content.decode()
    assert "A second person must confirm this." in page
    assert "Waiting for a second person:" in page
    assert named(case) == []
    page = confirmed(at_work).get(f"/desk/cases/{case.pk}/").content.decode()
    assert "Named: there is an agreement without an end." in page
    assert named(case) == [LUIS]
    one = Consent.objects.get().pk
    page = send(at_work, case, "end_agreement", LUIS, one=one).content.decode()
    assert "taken back on" in page
    assert named(case) == []


def test_an_agreement_until_a_day_says_so(at_work: Client) -> None:
    case = settled(person(LUIS, "injured"))
    send(at_work, case, "agree", LUIS, until="2099-05-06", **OWN)
    page = confirmed(at_work).get(f"/desk/cases/{case.pk}/").content.decode()
    assert "Named until 2099-05-06" in page


def test_what_is_wrong_stands_beside_the_person(at_work: Client) -> None:
    case = settled(person(LUIS, "injured"))
    wrong = {**OWN, "until": "2023-01-01"}
    answer = send(at_work, case, "agree", LUIS, **wrong)
    assert answer.status_code == 409
    assert "Consent cannot end before it was given." in answer.content.decode()
    assert send(at_work, case, "agree", LUIS, given_by="", given_how="").status_code == 422
    assert not Consent.objects.exists()


def test_protection_is_set_and_shown(at_work: Client) -> None:
    case = settled(person(ANA))
    page = send(at_work, case, "protect", ANA, level=Level.HIDDEN).content.decode()
    assert "Not named: protected." in page
    assert named(case) == []
    assert Protection.objects.get().level == Level.HIDDEN


def test_showing_more_waits_for_a_second_person(at_work: Client) -> None:
    case = settled(person(ANA))
    send(at_work, case, "protect", ANA, level=Level.HIDDEN)
    refused = send(at_work, case, "protect", ANA, level=Level.OPEN)
    assert "Give the reason" in refused.content.decode()
    page = send(at_work, case, "protect", ANA, level=Level.OPEN, why="her brother asks")
    assert "A second person must confirm this." in page.content.decode()
    assert named(case) == []
    confirmed(at_work)
    assert named(case) == [ANA]


def test_who_asked_takes_it_back(at_work: Client) -> None:
    case = settled(person(LUIS, "injured"))
    send(at_work, case, "agree", LUIS, **OWN)
    asked = Confirmation.objects.get()
    at = f"/desk/confirmations/{asked.pk}/refuse/"
    page = at_work.get("/desk/confirmations/").content.decode()
    assert "You asked for these" in page
    assert at_work.post(at, {}).status_code == 422
    assert at_work.post(at, {f"refuse-{asked.pk}-why": "a mistake"}).status_code == 302
    asked.refresh_from_db()
    assert (asked.outcome, named(case)) == ("refused", [])


def test_in_arabic_a_name_in_latin_letters_turns_no_sentence_around(at_work: Client) -> None:
    case = settled(person(LUIS, "injured"))
    send(at_work, case, "agree", LUIS, **OWN)
    page = at_work.get("/ar/desk/confirmations/").content.decode()
    title = page.split("<h3", 1)[1].split("</h3>", 1)[0]
    assert "dir=" not in title
    assert f"\u2068{LUIS} ({case.public_id})\u2069" in title
    assert re.search("\u2068[0-9-]{10}\u2069", title)


def test_what_changed_meanwhile_is_said_and_not_done(at_work: Client) -> None:
    case = settled(person(LUIS, "injured"))
    send(at_work, case, "agree", LUIS, **OWN)
    send(at_work, case, "protect", LUIS, level=Level.HIDDEN)
    second = signed_in(UserFactory(roles=[Role.ADJUDICATOR]))
    answer = second.post(f"/desk/confirmations/{Confirmation.objects.get().pk}/confirm/")
    assert answer.status_code == 409
    assert "Something changed since this was asked for." in answer.content.decode()
    assert "Nothing waits for you." in answer.content.decode()
    assert named(case) == []


def test_the_desk_says_how_many_acts_wait(at_work: Client) -> None:
    case = settled(person(LUIS, "injured"))
    send(at_work, case, "agree", LUIS, **OWN)
    second = signed_in(UserFactory(roles=[Role.ADJUDICATOR]))
    pages = [client.get("/desk/").content.decode() for client in (at_work, second)]
    assert ["wait to be confirmed" in page for page in pages] == [False, True]


def test_a_withdrawn_person_is_said_to_be(at_work: Client) -> None:
    case = settled(person(ANA))
    form = {"do": "withdraw", "names": ANA, "why": "asked"}
    chosen = f"casefile/victim/{case.victims.get().uid}"
    at_work.post("/desk/withdraw/", {**form, "chosen": [chosen], "seen": [chosen]})
    page = at_work.get(f"/desk/cases/{case.pk}/").content.decode()
    assert "Not named: the name was withdrawn." in page


def test_a_coder_may_hide_and_end_but_not_name(coder: User, at_work: Client) -> None:
    case, at = settled(person(LUIS, "injured"), person(ANA)), signed_in(coder)
    page = at.get(f"/desk/cases/{case.pk}/").content.decode()
    assert "Record an agreement" not in page
    assert send(at, case, "agree", LUIS, **OWN).status_code == 403
    send(at_work, case, "agree", LUIS, **OWN)
    confirmed(at_work)
    send(at, case, "end_agreement", LUIS, one=Consent.objects.get().pk)
    assert named(case) == [ANA]
    send(at, case, "protect", ANA, level=Level.HIDDEN)
    assert named(case) == []


def test_somebody_of_another_case_cannot_be_acted_on(at_work: Client) -> None:
    case, other = settled(person(ANA)), settled(person(LUIS, "injured"))
    sent = {"agree-person": other.victims.get().uid, "agree-version": version_of(case)}
    form = {**sent, "agree-given_by": "self", "agree-given_how": "paper"}
    answer = at_work.post(f"/desk/cases/{case.pk}/agree/", form)
    assert answer.status_code == 422
    assert not Consent.objects.exists()


@pytest.mark.parametrize(
    ("act", "data"),
    [("agree", OWN), ("protect", {"level": Level.HIDDEN})],
    ids=["agree", "protect"],
)
def test_of_a_candidate_nothing_is_said_that_would_be_lost_with_it(
    at_work: Client, candidate: Case, act: str, data: dict[str, Any]
) -> None:
    who = candidate.victims.get().name
    assert f'/{act}/"' not in at_work.get(f"/desk/cases/{candidate.pk}/").content.decode()
    answer = send(at_work, candidate, act, who, **data)
    assert answer.status_code == 409
    assert "Accept the case first." in answer.content.decode()
    assert not Consent.objects.exists()
    assert not Protection.objects.exists()


def test_people_of_a_merged_case_are_found_where_it_leads(
    adjudicator: User, at_work: Client
) -> None:
    case, kept = settled(person(LUIS, "injured")), settled(person(LUIS, "injured"))
    send(at_work, case, "agree", LUIS, **OWN)
    confirmed(at_work)
    merge_cases(kept, case, by=adjudicator, why="one attack")
    case.refresh_from_db()
    one = Consent.objects.get().pk
    acts = {"agree": OWN, "end_agreement": {"one": one}, "protect": {"level": Level.HIDDEN}}
    for act, data in acts.items():
        answer = send(at_work, case, act, LUIS, **data)
        assert answer.status_code == 409
        assert f"This case was merged into {kept.public_id}" in answer.content.decode()
    assert Consent.objects.get().withdrawn_at is None
    assert not Protection.objects.exists()


def test_an_adjudicator_of_another_country_shows_nobody_here(adjudicator: User) -> None:
    case = settled(person(ANA))
    adjudicator.grants.update(countries=["ITA"])
    RoleGrant.objects.create(user=adjudicator, role=Role.CODER)
    client = signed_in(adjudicator)
    assert (
        send(client, case, "protect", ANA, follow=False, level=Level.PSEUDONYM).status_code == 403
    )
    assert send(client, case, "protect", ANA, follow=False, level=Level.HIDDEN).status_code == 302
    assert Protection.objects.get().level == Level.HIDDEN
