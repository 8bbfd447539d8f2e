"""The case screen and other lists: what is shown, said and taken back."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from desk.conftest import make_account, make_candidate, signed_in
from factories import CaseDoubtFactory, CaseFactory, KnownListFactory, ListedKillingFactory
from vigil.casefile.cases.verbs.opening import open_case
from vigil.casefile.models import Case, CaseMatch, ListedKilling
from vigil.desk.matches.reasons import LEVELS as WORDS
from vigil.desk.matches.reasons import reasons_in_words
from vigil.reading.linkage.lists.agreement_levels import LEVELS
from vigil.trust.models import Decision, User

pytestmark = pytest.mark.django_db

TOMAS = "Tomás Example Prueba"


@pytest.fixture
def listed() -> ListedKilling:
    return ListedKillingFactory(
        known_list=KnownListFactory(name="Partner"),
        key="P-17",
        names=["Tomas Prueba"],
        first=date(2024, 10, 8),
        country="COL",
        place="Villa Inventada",
        url="https://partner.example/17",
    )


@pytest.fixture
def case(coder: User) -> Case:
    return open_case(make_candidate(), by=coder)


def page(client: Client, case: Case) -> str:
    return client.get(f"/desk/cases/{case.pk}/").content.decode()


def act(client: Client, case: Case, name: str, **values: Any) -> int:
    sent = {f"{name}-{key}": value for key, value in values.items()}
    return client.post(f"/desk/cases/{case.pk}/{name}/", sent).status_code


def unlike() -> Case:
    """Make a candidate that no value of another case is like."""
    account = make_account("Eva Segunda Muestra")
    account.claims.filter(field__in=["date_of_attack", "place"]).delete()
    return make_candidate(account)


def test_a_row_of_a_list_is_offered_said_and_taken_back(
    at_desk: Client, case: Case, listed: ListedKilling
) -> None:
    html = page(at_desk, case)
    assert "In other lists" in html
    assert "P-17" in html
    assert 'href="https://partner.example/17" rel="noreferrer noopener external"' in html
    assert "same day" in html
    assert act(at_desk, case, "match", listed=listed.pk, verdict="same", percent=97) == 302
    match = CaseMatch.objects.get()
    assert (match.verdict, match.probability) == ("same", 0.97)
    html = page(at_desk, case)
    assert "Perhaps <b>" not in html
    assert "compare with a list or a case" in html
    assert act(at_desk, case, "unmatch", one=match.pk) == 302
    assert not CaseMatch.objects.filter(revoked_at=None).exists()
    assert "P-17" in page(at_desk, case)


def test_what_is_said_not_to_be_the_same_is_kept_in_a_fold(
    at_desk: Client, case: Case, listed: ListedKilling
) -> None:
    act(at_desk, case, "match", listed=listed.pk, verdict="different", why="Another Tomás")
    html = page(at_desk, case)
    assert "Said not to be the same" in html
    assert "Another Tomás" in html


def test_another_case_is_offered_and_kept_apart(at_desk: Client, coder: User, case: Case) -> None:
    other = open_case(make_candidate(make_account("Tomás Prueba")), by=coder)
    assert "Perhaps the same as" in page(at_desk, case)
    assert act(at_desk, case, "match", other=other.pk, verdict="same") == 422
    assert act(at_desk, case, "match", other=other.pk, verdict="different") == 302
    assert "Perhaps the same as" not in page(at_desk, case)
    assert "Perhaps the same as" not in page(at_desk, other)


def test_cases_that_the_linking_left_in_doubt_are_shown_on_both(
    at_desk: Client, case: Case
) -> None:
    other = unlike()
    CaseDoubtFactory(case=case, other=other, probability=0.31)
    for here, there in ((case, other), (other, case)):
        html = page(at_desk, here)
        section = html[html.index("Perhaps the same as") :]
        assert f'href="/desk/cases/{there.pk}/"' in section
        assert "31%" in section
        assert "reports that are alike" in section
        # A candidate may be regrouped: nothing is said on it before it is accepted.
        assert f"/desk/cases/{here.pk}/match/" not in html
        assert f'name="merge-pick" value="{there.pk}"' in html


def test_a_doubt_outlives_accepting_and_is_answered_as_any_other(
    at_desk: Client, case: Case
) -> None:
    other = unlike()
    CaseDoubtFactory(case=case, other=other)
    said = at_desk.post(f"/desk/cases/{other.pk}/accept/", follow=True).content.decode()
    assert "It may be known already" in said
    assert act(at_desk, case, "match", other=other.pk, verdict="different", percent=31) == 302
    assert CaseMatch.objects.get().probability == 0.31
    for one in (case, other):
        assert "Perhaps the same as" not in page(at_desk, one)


def test_a_doubt_on_a_case_out_of_reach_is_refused_when_answered(coder: User, case: Case) -> None:
    other = CaseFactory(country="MEX")
    CaseDoubtFactory(case=case, other=other)
    coder.grants.update(countries=["COL"])
    client = signed_in(coder)
    assert f'href="/desk/cases/{other.pk}/"' in page(client, case)
    assert act(client, case, "match", other=other.pk, verdict="different") == 403


def test_a_candidate_shows_it_and_who_accepts_is_told(
    at_desk: Client, candidate: Case, listed: ListedKilling
) -> None:
    html = page(at_desk, candidate)
    assert "P-17" in html
    assert "act_match" not in html
    assert f"/desk/cases/{candidate.pk}/match/" not in html
    said = at_desk.post(f"/desk/cases/{candidate.pk}/accept/", follow=True).content.decode()
    assert "It may be known already" in said


def test_who_types_a_case_is_told(at_desk: Client, listed: ListedKilling) -> None:
    sent = {
        "names": TOMAS,
        "case-event": "killing",
        "case-date_of_attack-value": "2024-10-08",
        "case-place-country": "COL",
        "case-place-name": "Villa Inventada",
        "case-place-precision": "town",
    }
    html = at_desk.post("/desk/add/case/", sent, follow=True).content.decode()
    assert "It may be known already" in html
    assert "P-17" in html


def test_nothing_like_it_shows_nothing(at_desk: Client, case: Case) -> None:
    html = page(at_desk, case)
    assert "In other lists" not in html
    assert "Perhaps" not in html


@pytest.mark.parametrize(
    "sent",
    [
        {"verdict": "same"},
        {"listed": 987654, "verdict": "same"},
        {"listed": "x", "verdict": "same"},
        {"listed": 1, "verdict": "perhaps"},
    ],
)
def test_what_is_not_there_is_refused(at_desk: Client, case: Case, sent: dict[str, Any]) -> None:
    assert act(at_desk, case, "match", **sent) == 422
    assert not CaseMatch.objects.exists()


def test_an_address_that_is_no_web_address_is_no_link(
    at_desk: Client, case: Case, listed: ListedKilling
) -> None:
    ListedKilling.objects.update(url="javascript:alert(1)")
    assert "javascript:" not in page(at_desk, case)


def test_what_is_said_is_in_the_log(at_desk: Client, case: Case, listed: ListedKilling) -> None:
    act(at_desk, case, "match", listed=listed.pk, verdict="same")
    decision = Decision.objects.get(verb="match")
    assert decision.target_key == case.public_id


def test_every_level_has_its_words() -> None:
    assert {field: set(levels) for field, levels in WORDS.items()} == {
        field: set(levels) for field, levels in LEVELS.items()
    }
    assert reasons_in_words(
        {"gender": ("same", 0.1), "name": ("same", 9.0), "day": ("far", -3)}
    ) == [
        "same name",
        "another time",
    ]
