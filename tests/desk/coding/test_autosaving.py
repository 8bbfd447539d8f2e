"""A draft is saved field by field while it is typed."""

import pytest
from django.test import Client

from desk.coding.test_views import COMPLETE, changed, coded, sent
from desk.conftest import signed_in
from vigil.casefile.cases.verbs.opening import open_case
from vigil.casefile.models import Case, Coding
from vigil.trust.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(candidate: Case, coder: User) -> str:
    case = open_case(candidate, by=coder)
    return f"/desk/cases/{case.pk}/coding/draft/"


def test_only_the_named_fields_are_saved(at_desk: Client, address: str) -> None:
    data = sent(changed(method="blade"), names=["method", "note"], note="a thought", revision="0")
    said = at_desk.post(address, {**data, "window": "one"}).json()
    assert said == {"revision": 1, "conflicts": {}, "elsewhere": {}, "problems": {}}
    kept = Coding.objects.get()
    assert (kept.values["case"]["method"], kept.note) == ("blade", "a thought")
    assert "contract_or_reward" not in kept.values["case"]
    emptied = at_desk.post(address, {"names": "method", "revision": "0", "window": "one"}).json()
    assert emptied["revision"] == 2
    assert "method" not in Coding.objects.get().values["case"]


def test_what_the_codebook_refuses_is_said_at_once(at_desk: Client, address: str) -> None:
    typed = changed(date_of_attack="9 January 1990", method="blade")
    said = at_desk.post(address, sent(typed, names=["date_of_attack", "method"], revision="0"))
    assert list(said.json()["problems"]) == ["date_of_attack"]


def test_two_windows_merge_and_the_same_field_is_a_conflict(at_desk: Client, address: str) -> None:
    def send(window: str, *names: str, **case: str) -> tuple[int, dict[str, dict[str, str]]]:
        data = sent(changed(**case), names=names, revision="0", window=window)
        answer = at_desk.post(address, data)
        return answer.status_code, answer.json()

    assert send("one", "method", method="blade")[0] == 200
    status, said = send("two", "event", event="attempt")
    assert (status, list(said["elsewhere"])) == (200, ["method"])
    assert send("one", "method", method="other")[0] == 200
    status, said = send("two", "method", method="poison")
    assert (status, said["conflicts"]) == (409, {"method": "Method"})
    assert Coding.objects.get().values["case"]["method"] == "other"


def test_names_that_the_form_does_not_have_change_nothing(at_desk: Client, address: str) -> None:
    made_up = ["999999999/age", "x/age", "no_field", "-1/age"]
    said = at_desk.post(address, sent(COMPLETE, names=made_up, revision="9" * 400)).json()
    assert said["revision"] == 0


def test_what_is_handed_in_is_saved_no_more(at_desk: Client, address: str) -> None:
    case = Case.objects.get()
    assert coded(at_desk, case, COMPLETE) == 302
    late = at_desk.post(address, sent(changed(method="blade"), names="method", revision="0"))
    assert late.status_code == 409
    assert "handed in already" in late.json()["problem"]
    assert Coding.objects.get().values["case"]["method"] == "firearm"


def test_a_page_asks_who_is_signed_in(at_desk: Client, coder: User, address: str) -> None:
    said = at_desk.get(address).json()
    assert (said["user"], said["revision"], said["handed_in"]) == (coder.pk, 0, False)
    assert len(said["token"]) == 64
    assert Client().get(address).status_code == 302


def test_quotes_are_kept_with_their_words(at_desk: Client, adjudicator: User, address: str) -> None:
    data = sent(COMPLETE, names=["method", "0/age"], revision="0", window="one")
    data |= {"case-method--words": "six  SHOTS"}
    data |= {"p0-age--confidence": "low", "p0-age--words": "elderly"}
    data |= {"p0-gender--empty": "unclear", "case-weapons--empty": "not_reported"}
    data["names"] += ["0/gender", "weapons"]
    at_desk.post(address, data)
    details = Coding.objects.get().details
    assert "words" in details["method"]  # the report has <six> shots
    assert details["0/age"] == {"confidence": "low", "words": "elderly"}
    assert details["weapons"] == {"empty": "not_reported"}
    assert "0/gender" not in details  # it has a value
    data["case-method--words"] = "shot dead on Tuesday"
    at_desk.post(address, data)
    [quote] = Coding.objects.get().details["method"]["quotes"]
    assert quote["exact"] == "shot dead on Tuesday"

    refused = at_desk.post(
        address.removesuffix("draft/"), sent(COMPLETE, do="submit", **{"p0-age--words": "ninety"})
    )
    assert refused.status_code == 422
    assert "no report of this case has the words “ninety”" in refused.content.decode()
    assert signed_in(adjudicator).get(address).json()["revision"] == 0
