"""The case screen: what it shows, what can be done on it, what is refused."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from desk.conftest import make_account, make_candidate, signed_in
from factories import MembershipFactory
from vigil.casefile.cases.queries import version_of
from vigil.casefile.cases.verbs.merging import merge_cases
from vigil.casefile.cases.verbs.opening import open_case
from vigil.casefile.models import (
    Account,
    Case,
    CaseRelation,
    Judgement,
    MembershipBasis,
    Stage,
)
from vigil.desk.cases.views import case as case_views
from vigil.desk.screens import labels as words
from vigil.trust.models import Decision, User

pytestmark = pytest.mark.django_db


def page(client: Client, case: Case) -> str:
    return client.get(f"/desk/cases/{case.pk}/").content.decode()


def act(client: Client, case: Case, name: str, **values: object) -> int:
    sent = {f"{name}-{key}": value for key, value in values.items()}
    return client.post(f"/desk/cases/{case.pk}/{name}/", sent).status_code


def suggest(case: Case, account: Account) -> None:
    MembershipFactory(
        case=case, account=account, basis=MembershipBasis.MACHINE, suggested=True, score=0.8
    )


def test_evidence_is_marked_in_the_text_and_named(at_desk: Client, candidate: Case) -> None:
    html = page(at_desk, candidate)
    label = words.field_label
    assert re.search(f'<mark [^>]*title="{label("age")}">46</mark>', html)
    # "shot" lies in two spans: what happened, and how.
    both = f"{label('event')}; {label('method')}|{label('method')}; {label('event')}"
    assert re.search(f'<mark [^>]*title="({both})">(<span [^>]*>)?shot(</span>)?</mark>', html)
    assert "heard &lt;six&gt; shots &amp; a shout" in html


def test_prefilled_values_point_to_the_words_that_say_so(coder: User, candidate: Case) -> None:
    open_case(candidate, by=coder)
    html = page(signed_in(coder), candidate)
    claim = candidate.memberships.get().account.claims.get(field="place")
    words = f'<a href="#e-{claim.pk}-0">“<bdi lang="es">Villa Inventada</bdi>”</a>'
    assert words in html
    assert f'id="e-{claim.pk}-0"' in html
    assert 'value="2024-10-08"' in html


def test_where_a_report_comes_from_is_said(at_desk: Client, candidate: Case) -> None:
    report = candidate.memberships.get().account.report
    html = page(at_desk, candidate)
    assert report.title in html
    assert report.outlet.name in html
    assert f'href="{report.url}" rel="noreferrer noopener external"' in html


def test_accepting_gives_the_permanent_number(at_desk: Client, candidate: Case) -> None:
    assert act(at_desk, candidate, "accept") == 302
    candidate.refresh_from_db()
    assert (candidate.stage, bool(candidate.public_id)) == (Stage.OPEN, True)


def test_rejecting_needs_a_reason_and_goes_on_to_the_next(at_desk: Client) -> None:
    first, second = make_candidate(), make_candidate(make_account("Eva Segunda Muestra"))
    Case.objects.filter(pk=first.pk).update(worth_to_learn=9)
    assert act(at_desk, first, "reject", why="An accident") == 422
    response = at_desk.post(f"/desk/cases/{first.pk}/reject/", {"reject-reason": "accident"})
    assert response.headers["Location"] == f"/desk/cases/{second.pk}/"
    first.refresh_from_db()
    assert first.stage == Stage.REJECTED
    assert act(at_desk, first, "reopen", why="It was no accident") == 302
    first.refresh_from_db()
    assert first.stage == Stage.OPEN


def test_two_people_on_one_case_notice_each_other(
    at_desk: Client, adjudicator: User, candidate: Case
) -> None:
    seen = version_of(candidate)
    open_case(candidate, by=adjudicator)
    sent = {"reject-version": seen, "reject-reason": "war"}
    sent["reject-why"] = "A long reason that took time"
    response = at_desk.post(f"/desk/cases/{candidate.pk}/reject/", sent)
    assert response.status_code == 409
    html = response.content.decode()
    assert "Ben Adjudicator changed this case since you opened it" in html
    assert "A long reason that took time" in html
    candidate.refresh_from_db()
    assert candidate.stage == Stage.OPEN
    # Having looked, they may send once more: the form carries the new state.
    sent["reject-version"] = version_of(candidate)
    assert sent["reject-version"] in html
    assert at_desk.post(f"/desk/cases/{candidate.pk}/reject/", sent).status_code == 302


def test_what_somebody_did_between_looking_and_acting_is_noticed(
    at_desk: Client, adjudicator: User, candidate: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The version is compared under the lock of the verb, not only when the form comes in."""
    around = case_views.neighbours

    def meanwhile(case: Case, candidates: bool) -> Any:
        open_case(candidate, by=adjudicator)
        return around(case, candidates)

    monkeypatch.setattr(case_views, "neighbours", meanwhile)
    sent = {"reject-version": version_of(candidate), "reject-reason": "accident"}
    response = at_desk.post(f"/desk/cases/{candidate.pk}/reject/", sent)
    assert response.status_code == 409
    assert "Ben Adjudicator changed this case since you opened it" in response.content.decode()
    candidate.refresh_from_db()
    assert candidate.stage == Stage.OPEN


def test_a_proposal_that_the_machine_regrouped_leads_back_to_the_queue(at_desk: Client) -> None:
    response = at_desk.post("/desk/cases/987654/accept/?q=x", follow=True)
    assert response.redirect_chain == [("/desk/?q=x", 302)]
    assert "This proposal has changed" in response.content.decode()


def test_merge_with_a_likely_case_and_undo(at_desk: Client) -> None:
    keep, absorb = make_candidate(), make_candidate(make_account(), key="other")
    act(at_desk, keep, "accept")
    assert f'value="{absorb.pk}"' in page(at_desk, keep)
    assert act(at_desk, keep, "merge", pick=absorb.pk, keep="this", why="Same councillor") == 302
    absorb.refresh_from_db()
    assert absorb.superseded_by_id == keep.pk
    assert keep.memberships.count() == 2
    decision = Decision.objects.get(verb="merge")
    assert act(at_desk, keep, "undo", one=decision.pk) == 302
    absorb.refresh_from_db()
    assert absorb.superseded_by_id is None
    assert "undo a merge" in page(at_desk, keep)


def test_merge_finds_the_other_by_name_and_asks_when_several_match(at_desk: Client) -> None:
    here = make_candidate()
    others = [make_candidate(make_account(f"Eva {n} Muestra")) for n in ("Primera", "Segunda")]
    Case.objects.filter(pk__in=[c.pk for c in others]).update(country="MEX")
    act(at_desk, here, "accept")
    address = f"/desk/cases/{here.pk}/merge/"
    sent = {"merge-other": "eva muestra", "merge-keep": "this", "merge-why": "One attack"}
    several = at_desk.post(address, sent)
    assert several.status_code == 422
    html = several.content.decode()
    assert "Several cases match" in html
    assert "One attack" in html
    assert at_desk.post(address, {**sent, "merge-pick": others[1].pk}).status_code == 302
    others[1].refresh_from_db()
    assert others[1].superseded_by_id == here.pk


@pytest.mark.parametrize("other", ["V-999999", "zzzz", "case-999999999999999999999", ""])
def test_merge_with_nothing_is_refused(at_desk: Client, candidate: Case, other: str) -> None:
    assert act(at_desk, candidate, "merge", other=other, keep="this", why="x") == 422


def test_split_takes_the_ticked_accounts_out(at_desk: Client) -> None:
    case = make_candidate(make_account(), make_account("Eva Segunda Muestra"))
    act(at_desk, case, "accept")
    stays, goes = [m.account for m in case.memberships.order_by("account__key")]
    assert act(at_desk, case, "split", why="Two towns") == 422
    assert act(at_desk, case, "split", chosen=[stays.pk, goes.pk], why="All") == 409
    assert act(at_desk, case, "split", chosen=[goes.pk], why="Two towns") == 302
    assert list(case.memberships.values_list("account", flat=True)) == [stays.pk]
    new = Case.objects.get(split_from=case)
    decision = Decision.objects.get(verb="split")
    assert act(at_desk, case, "undo", one=decision.pk) == 302
    new.refresh_from_db()
    assert new.superseded_by_id == case.pk


def test_moving_an_account_to_another_case(at_desk: Client) -> None:
    here = make_candidate(make_account(), make_account("Eva Segunda Muestra"))
    there = make_candidate(make_account("Eva Segunda Muestra"))
    act(at_desk, here, "accept")
    act(at_desk, there, "accept")
    there.refresh_from_db()
    account = here.memberships.order_by("account__key").last().account
    sent = {"account": account.pk, "other": there.public_id, "why": "It tells of her"}
    assert act(at_desk, here, "move", **sent) == 302
    account.membership.refresh_from_db()
    assert account.membership.case_id == there.pk


def test_suggestions_are_confirmed_or_dismissed(at_desk: Client, candidate: Case) -> None:
    act(at_desk, candidate, "accept")
    yes, no = make_account(), make_account("Eva Segunda Muestra")
    suggest(candidate, yes)
    suggest(candidate, no)
    assert "The machine suggests this report" in page(at_desk, candidate)
    assert act(at_desk, candidate, "confirm", account=yes.pk) == 302
    yes.membership.refresh_from_db()
    assert not yes.membership.suggested
    assert act(at_desk, candidate, "dismiss", account=no.pk, why="Another town") == 302
    assert candidate.memberships.count() == 2
    assert Judgement.objects.filter(verdict="different").count() == 2
    assert act(at_desk, candidate, "confirm", account=no.pk) == 422


def test_judging_two_reports_and_taking_it_back(at_desk: Client) -> None:
    case = make_candidate(make_account(), make_account("Eva Segunda Muestra"))
    a, b = case.memberships.values_list("account_id", flat=True)
    assert act(at_desk, case, "judge", a=a, b=b, verdict="unsure", why="Two dates") == 302
    judgement = Judgement.objects.get()
    assert "Two dates" in page(at_desk, case)
    assert act(at_desk, case, "judge", a=a, b=a, verdict="same") == 409
    assert act(at_desk, case, "revoke", one=judgement.pk) == 302
    judgement.refresh_from_db()
    assert judgement.revoked_at is not None


def test_relating_and_contesting(adjudicator: User) -> None:
    client = signed_in(adjudicator)
    first, second = make_candidate(), make_candidate(make_account("Eva Segunda Muestra"))
    act(client, first, "accept")
    act(client, second, "accept")
    second.refresh_from_db()
    sent = {"other": second.public_id, "kind": "same_chain"}
    assert act(client, first, "relate", **sent) == 302
    assert CaseRelation.objects.get().other_id == second.pk
    assert "same chain of killings" in page(client, second)
    assert act(client, first, "contest", contested="yes", why="The family doubts it") == 302
    first.refresh_from_db()
    assert first.contested


def test_a_decision_of_another_case_cannot_be_undone_here(at_desk: Client) -> None:
    keep, absorb, other = make_candidate(), make_candidate(), make_candidate()
    act(at_desk, keep, "accept")
    act(at_desk, keep, "merge", other=f"case-{absorb.pk}", keep="this", why="Same")
    decision = Decision.objects.get(verb="merge")
    assert act(at_desk, other, "undo", one=decision.pk) == 404


def test_the_case_links_to_its_neighbours_in_the_filtered_queue(at_desk: Client) -> None:
    cases = [make_candidate(make_account(f"Number {n} Muestra")) for n in range(3)]
    for score, case in enumerate(reversed(cases)):
        Case.objects.filter(pk=case.pk).update(worth_to_learn=10 + score)
    html = at_desk.get(f"/desk/cases/{cases[1].pk}/?country=COL").content.decode()
    assert f'href="/desk/cases/{cases[0].pk}/?country=COL" data-key="k"' in html
    assert f'href="/desk/cases/{cases[2].pk}/?country=COL" data-key="j"' in html
    assert "2 of 3 in the queue" in html


def test_an_auditor_reads_everything_and_is_offered_nothing(auditor: User, coder: User) -> None:
    case = make_candidate(make_account(), make_account())
    open_case(case, by=coder)
    suggest(case, make_account())
    html = page(signed_in(auditor), case)
    main = html[html.index("<main") :]
    assert "What is accepted for now" in main
    assert '<form method="post"' not in main


def test_a_coder_of_another_country_is_offered_nothing_and_refused(
    coder: User, candidate: Case
) -> None:
    coder.grants.update(countries=["MEX"])
    client = signed_in(coder)
    assert "/accept/" not in page(client, candidate)
    assert act(client, candidate, "accept") == 403
    candidate.refresh_from_db()
    assert candidate.stage == Stage.CANDIDATE


def test_the_number_of_queries_does_not_grow_with_the_reports(at_desk: Client) -> None:
    one = make_candidate()
    three = make_candidate(*(make_account() for _ in range(3)))
    page(at_desk, one)
    with CaptureQueriesContext(connection) as first:
        page(at_desk, one)
    with CaptureQueriesContext(connection) as second:
        page(at_desk, three)
    assert len(second) == len(first)


def test_on_a_case_that_was_merged_meanwhile_nothing_is_done_and_it_says_why(
    adjudicator: User, candidate: Case
) -> None:
    kept = open_case(make_candidate(), by=adjudicator)
    case = open_case(candidate, by=adjudicator)
    account = case.memberships.get().account
    merge_cases(kept, case, by=adjudicator, why="one attack")
    client = signed_in(adjudicator)
    assert "Take back" not in page(client, case)
    # Its report went with the merge: that alone would be called a wrong choice.
    for name, values in (("split", {"chosen": account.pk, "why": "two"}), ("contest", {})):
        sent = {f"{name}-{key}": value for key, value in values.items()}
        answer = client.post(f"/desk/cases/{case.pk}/{name}/", sent)
        assert answer.status_code == 409
        assert f"This case was merged into {kept.public_id}" in answer.content.decode()
