"""The queue: order, rows, filters, bulk rejection, bounded queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from casefile.people.named_people import ANA, EVA, agree, person, settled, victim
from desk.conftest import make_account, make_candidate, signed_in
from factories import CaseDoubtFactory, CaseFactory, ClaimFactory, MembershipFactory, coder
from vigil.casefile.cases.verbs.opening import open_case, reopen_case
from vigil.casefile.models import Case, MembershipBasis, Stage, Victim
from vigil.trust.models import Decision, User

pytestmark = pytest.mark.django_db
QUEUE = "/desk/"


def test_the_strongest_candidate_comes_first(at_desk: Client) -> None:
    weak, strong = make_candidate(), make_candidate(make_account("Eva Segunda Muestra"))
    Case.objects.filter(pk=weak.pk).update(worth_to_learn=0.4)
    Case.objects.filter(pk=strong.pk).update(worth_to_learn=0.9)
    html = at_desk.get(QUEUE).content.decode()
    assert html.index("Eva Segunda Muestra") < html.index("Tomás Example Prueba")


def test_a_row_says_who_where_when_how_many_and_why(at_desk: Client, candidate: Case) -> None:
    html = at_desk.get(QUEUE).content.decode()
    for said in ("Tomás Example Prueba", "2024-10-08", "Villa Inventada", "Colombia", "1 report"):
        assert said in html
    assert "“shot dead”" in html
    assert "Spanish" in html


def test_a_row_says_how_many_were_killed_and_hurt(at_desk: Client) -> None:
    account = make_account()
    for field, number, says in (("killed", 1, "shot dead"), ("injured", 2, "Two men")):
        value = {"low": number, "best": number, "high": number}
        ClaimFactory(account=account, field=field, person=None, value=value, says=says)
    case = make_candidate(account)
    assert "1 killed, 2 injured" in at_desk.get(QUEUE).content.decode()
    html = at_desk.get(f"/desk/cases/{case.pk}/").content.decode()
    assert "1 killed, 2 injured" in html
    assert "Number killed" in html


def test_a_row_names_the_opened_case_with_which_it_is_in_doubt(
    at_desk: Client, candidate: Case
) -> None:
    CaseDoubtFactory(case=candidate, other=CaseFactory(public_id="V-9001"), probability=0.25)
    CaseDoubtFactory(case=candidate, other=CaseFactory(public_id="V-9002"), probability=0.35)
    html = at_desk.get(QUEUE).content.decode()
    assert "perhaps the same as V-9002" in html
    assert "V-9001" not in html


def test_a_row_names_no_other_candidate(at_desk: Client, candidate: Case) -> None:
    CaseDoubtFactory(case=candidate, other=make_candidate(make_account("Eva Segunda Muestra")))
    assert "perhaps the same as" not in at_desk.get(QUEUE).content.decode()


def test_a_candidate_without_names_or_headline_shows_its_first_words(at_desk: Client) -> None:
    account = make_account(title="")
    account.claims.filter(field="names").delete()
    make_candidate(account)
    assert "Councillor Tomás Example Prueba, 46, was shot" in at_desk.get(QUEUE).content.decode()


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("country=COL", True),
        ("country=MEX", True),  # no candidate lies there: an impossible value shows all
        ("language=es", True),
        ("kind=followup", False),
        ("q=tomas+prueba", True),
        ("q=inventada", True),
        ("q=nobody", False),
    ],
)
def test_filters(at_desk: Client, candidate: Case, query: str, shown: bool) -> None:
    html = at_desk.get(f"{QUEUE}?{query}").content.decode()
    assert (f"/desk/cases/{candidate.pk}/" in html) is shown


def test_filters_go_with_the_links(at_desk: Client, candidate: Case) -> None:
    html = at_desk.get(f"{QUEUE}?country=COL").content.decode()
    assert f"/desk/cases/{candidate.pk}/?country=COL" in html


def test_accepting_from_the_queue_stays_in_the_queue(at_desk: Client, candidate: Case) -> None:
    response = at_desk.post(f"/desk/cases/{candidate.pk}/accept/?q=tomas", {"back": "queue"})
    assert response.headers["Location"] == "/desk/?q=tomas"
    candidate.refresh_from_db()
    assert candidate.stage == Stage.OPEN


def test_several_are_rejected_for_one_reason(at_desk: Client) -> None:
    cases = [make_candidate(make_account(f"Number {n} Muestra")) for n in range(3)]
    sent = {"case": [c.pk for c in cases[:2]], "reason": "accident", "why": "A lorry"}
    assert at_desk.post(reverse("desk:reject_several"), sent).status_code == 302
    stages = [Case.objects.get(pk=case.pk).stage for case in cases]
    assert stages == [Stage.REJECTED, Stage.REJECTED, Stage.CANDIDATE]
    assert set(Decision.objects.filter(verb="reject").values_list("why", flat=True)) == {"A lorry"}
    assert all(d.after["rejected_as"] == "accident" for d in Decision.objects.filter(verb="reject"))


def test_duplicates_name_their_case_and_another_reason_needs_words(at_desk: Client) -> None:
    there, case = CaseFactory(public_id="V-9001", stage=Stage.OPEN), make_candidate()
    address, sent = reverse("desk:reject_several"), {"case": [case.pk]}
    for wrong in (
        {"reason": "duplicate", "duplicate_of": "V-4444"},
        {"reason": "other"},
        {"reason": "boring"},
    ):
        assert at_desk.post(address, sent | wrong).status_code == 422
    done = at_desk.post(address, sent | {"reason": "duplicate", "duplicate_of": "v-9001"})
    assert done.status_code == 302
    case.refresh_from_db()
    assert case.duplicate_of == there
    html = at_desk.get(f"/desk/cases/{case.pk}/").content.decode()
    assert "Already here: a duplicate" in html
    assert "V-9001" in html


def test_a_refused_bulk_rejection_keeps_ticks_and_reason(at_desk: Client, candidate: Case) -> None:
    address = reverse("desk:reject_several")
    ticked = at_desk.post(address, {"case": [candidate.pk], "why": "A car"})
    assert ticked.status_code == 422
    assert f'value="{candidate.pk}" checked' in ticked.content.decode()
    reason = at_desk.post(address, {"reason": "accident", "why": "A car accident"})
    assert reason.status_code == 422
    assert "A car accident" in reason.content.decode()
    candidate.refresh_from_db()
    assert candidate.stage == Stage.CANDIDATE


@pytest.mark.parametrize("key", ["0", "x", str(2**70)])
def test_a_bulk_rejection_of_what_is_not_there_is_refused(at_desk: Client, key: str) -> None:
    sent = {"case": [key], "reason": "accident"}
    assert at_desk.post(reverse("desk:reject_several"), sent).status_code == 422


def test_one_that_cannot_be_rejected_does_not_stop_the_others(at_desk: Client) -> None:
    coded, candidate = CaseFactory(stage=Stage.CODED), make_candidate()
    sent = {"case": [coded.pk, candidate.pk], "reason": "accident"}
    response = at_desk.post(reverse("desk:reject_several"), sent, follow=True)
    candidate.refresh_from_db()
    assert candidate.stage == Stage.REJECTED
    assert "Only a candidate or an open case can be rejected." in response.content.decode()


def test_suggestions_and_what_waits_for_me_are_listed(
    at_desk: Client, coder: User, candidate: Case
) -> None:
    case = open_case(candidate, by=coder)
    account = make_account()
    MembershipFactory(
        case=case, account=account, basis=MembershipBasis.MACHINE, suggested=True, score=0.8
    )
    context = at_desk.get(QUEUE).context
    assert {key: count for key, _title, count, _cases in context["lists"]} == {
        "suggestions": 1,
        "coding": 1,
        "adjudication": 0,
        "verification": 0,
        "publication": 0,
        "consent": 0,
    }


def test_a_grant_for_one_country_limits_what_waits(coder: User, candidate: Case) -> None:
    open_case(candidate, by=coder)
    coder.grants.update(countries=["MEX"])
    lists = signed_in(coder).get(QUEUE).context["lists"]
    assert {key: count for key, _title, count, _cases in lists}["coding"] == 0


def test_an_auditor_sees_the_queue_and_is_offered_nothing(auditor: User, candidate: Case) -> None:
    html = signed_in(auditor).get(QUEUE).content.decode()
    assert "Tomás Example Prueba" in html
    assert "/accept/" not in html
    assert "/reject/" not in html


def test_the_number_of_queries_does_not_grow_with_the_rows(at_desk: Client) -> None:
    CaseDoubtFactory(case=make_candidate())
    at_desk.get(QUEUE)
    with CaptureQueriesContext(connection) as one:
        at_desk.get(QUEUE)
    for number in range(2):
        more = make_account(f"Other {number} Muestra"), make_account(f"Other {number} M")
        CaseDoubtFactory(case=make_candidate(*more))
    with CaptureQueriesContext(connection) as three:
        at_desk.get(QUEUE)
    assert len(three) == len(one)


def test_rejecting_several_leaves_alone_what_was_accepted_since(
    at_desk: Client, candidate: Case, coder: User
) -> None:
    other = make_candidate(make_account("Eva Segunda Muestra"))
    open_case(candidate, by=coder)
    at_desk.post("/desk/reject/", {"case": [candidate.pk, other.pk], "reason": "accident"})
    candidate.refresh_from_db()
    assert candidate.stage == Stage.OPEN


def test_rejecting_several_goes_on_after_one_out_of_reach(candidate: Case, coder: User) -> None:
    other = make_candidate(make_account("Eva Segunda Muestra"))
    Case.objects.filter(pk=other.pk).update(country="MEX")
    coder.grants.update(countries=["MEX"])
    sent = {"case": [candidate.pk, other.pk], "reason": "accident"}
    response = signed_in(coder).post("/desk/reject/", sent)
    assert response.status_code == 302
    stages = Case.objects.in_bulk([candidate.pk, other.pk])
    assert stages[candidate.pk].stage == Stage.CANDIDATE
    assert stages[other.pk].stage == Stage.REJECTED


def test_a_case_whose_agreement_ends_soon_is_listed_until_it_has_ended(at_desk: Client) -> None:
    today = timezone.localdate()
    soon, later = settled(person(ANA, "injured")), settled(person(EVA, "injured"))
    agree(victim(soon, ANA), until=today + timedelta(days=29))
    agree(victim(later, EVA), until=today + timedelta(days=31))

    def listed() -> list[Case]:
        context = at_desk.get(QUEUE).context
        [cases] = [cases for key, _title, _n, cases in context["lists"] if key == "consent"]
        return list(cases)

    assert listed() == [soon]
    Victim.objects.filter(case=soon).update(agreed_until=today - timedelta(days=1))
    assert listed() == []


def test_several_are_accepted_and_taken_back(at_desk: Client) -> None:
    cases = [make_candidate(make_account(f"Number {n} Muestra")) for n in range(3)]
    response = at_desk.post("/desk/accept/?page=2&q=x", {"case": [c.pk for c in cases[:2]]})
    assert response.headers["Location"] == "/desk/?q=x&page=2"
    numbers = dict(Case.objects.exclude(public_id=None).values_list("pk", "public_id"))
    assert set(numbers) == {c.pk for c in cases[:2]}
    assert "Undo the last act on 2 candidates" in at_desk.get(QUEUE).content.decode()
    at_desk.post("/desk/undo/")
    assert set(Case.objects.values_list("stage", flat=True)) == {Stage.CANDIDATE}
    assert "Undo the last act" not in at_desk.get(QUEUE).content.decode()
    at_desk.post("/desk/accept/", {"case": [cases[0].pk]})
    assert Case.objects.get(pk=cases[0].pk).public_id == numbers[cases[0].pk]


def test_a_bulk_rejection_is_taken_back_as_far_as_nobody_went_on(at_desk: Client) -> None:
    cases = [make_candidate(make_account(f"Number {n} Muestra")) for n in range(2)]
    at_desk.post("/desk/reject/", {"case": [c.pk for c in cases], "reason": "accident"})
    reopen_case(cases[0], by=coder(), why="A witness")
    at_desk.post("/desk/undo/")
    stages = [Case.objects.get(pk=case.pk).stage for case in cases]
    assert stages == [Stage.OPEN, Stage.CANDIDATE]
    assert Case.objects.get(pk=cases[1].pk).rejected_as == ""


def test_nothing_is_accepted_without_a_tick(at_desk: Client, candidate: Case) -> None:
    response = at_desk.post("/desk/accept/", {})
    assert response.status_code == 422
    assert "Tick the candidates first." in response.content.decode()


def test_candidates_that_may_be_the_same_are_folded_below_the_first(at_desk: Client) -> None:
    cases = [make_candidate(make_account(f"Number {n} Muestra")) for n in range(3)]
    for worth, case in zip((0.9, 0.8, 0.7), cases, strict=True):
        Case.objects.filter(pk=case.pk).update(worth_to_learn=worth)
    CaseDoubtFactory(case=cases[0], other=cases[2], probability=0.3)
    rows = at_desk.get(QUEUE).context["rows"]
    assert [row.case for row in rows] == cases[:2]
    assert [row.case for row in rows[0].alike] == [cases[2]]


def test_a_name_in_a_duplicate_finds_the_other_case(at_desk: Client) -> None:
    first, again = make_candidate(), make_candidate()
    sent = {"case": [again.pk], "reason": "duplicate", "duplicate_of": "tomás example"}
    assert at_desk.post("/desk/reject/", sent).status_code == 302
    assert Case.objects.get(pk=again.pk).duplicate_of == first
