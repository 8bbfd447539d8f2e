"""A verified case near somebody of the fund: officers are asked to look again, and nobody else."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from factories import CaseFactory, UserFactory, adjudicator
from fund.factories import application, emergency, nomination, officer, party
from fund.published_grants import granted
from vigil.casefile.cases.changes import case_changes, note_changed_case
from vigil.casefile.models import Case, Stage, Victim
from vigil.fund.models import Application, Grant, Nomination, Party, Prompt
from vigil.fund.parties.verbs import removing, who_may_know
from vigil.fund.safety.verbs import case_prompts
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, Level, Role

pytestmark = pytest.mark.django_db
NEAR = {"country": "MEX", "calling": "journalist"}


def a_case(stage: str = Stage.VERIFIED, calling: str = "journalist", **values: object) -> Case:
    values = {
        "public_id": "V-7300",
        "country": "MEX",
        "admin1": "Guerrero",
        "stage": stage,
    } | values
    case = CaseFactory(**values)
    Victim.objects.create(case=case, position=0, target_category=calling, outcome="killed")
    return case


def follow(case: Case) -> None:
    """Let a verb of the case file end that touched this case."""
    with case_changes():
        note_changed_case(case.pk)


def test_officers_are_asked_about_whom_they_support_near_it() -> None:
    grantee = granted(**NEAR).party
    nominated, asks = nomination(**NEAR).party, emergency(of=party(**NEAR)).party
    applies = application(of=party(**NEAR)).party
    elsewhere = granted(country="KEN", calling="journalist").party
    other_calling = granted(country="MEX", calling="judicial").party
    follow(a_case())
    asked = set(Prompt.objects.values_list("party", flat=True))
    assert asked == {grantee.pk, nominated.pk, asks.pk, applies.pk}
    assert not asked & {elsewhere.pk, other_calling.pk}


def test_nobody_is_asked_about_what_is_over() -> None:
    Grant.objects.filter(pk=granted(**NEAR).pk).update(state=Grant.State.CLOSED)
    nomination(Nomination.State.REFUSED, **NEAR)
    application(Application.State.DRAFT, of=party(**NEAR))
    party(**NEAR)
    gone = granted(**NEAR).party
    removing.remove(gone, by=officer(), why="they asked")
    follow(a_case())
    assert not Prompt.objects.exists()


@pytest.mark.parametrize("stage", [s for s in Stage if s != Stage.VERIFIED])
def test_only_verified_cases_ask(stage: Stage) -> None:
    granted(**NEAR)
    follow(a_case(stage))
    assert not Prompt.objects.exists()


def test_the_same_area_is_nearer_and_asked_first() -> None:
    far, near = granted(**NEAR), granted(**NEAR, area="GUERRERO")
    follow(a_case())
    rows = case_prompts.open_prompts(by=officer())
    assert [(one.party, one.nearer) for one in rows] == [(near.party, True), (far.party, False)]


def test_a_case_that_changes_again_asks_once_and_an_answer_stands() -> None:
    by = officer()
    granted(**NEAR)
    case = a_case(admin1="")
    follow(case)
    prompt = case_prompts.answer_prompt(Prompt.objects.get(), by=by)
    follow(case)
    assert Prompt.objects.count() == 1
    assert not case_prompts.open_prompts(by=by).exists()
    with pytest.raises(NotPossible):
        case_prompts.answer_prompt(prompt, by=by)


def test_the_log_names_no_case_beside_a_party() -> None:
    granted(**NEAR)
    follow(a_case())
    case_prompts.answer_prompt(Prompt.objects.get(), by=officer())
    told = Decision.objects.get(verb="answer_fund_prompt")
    assert "V-7300" not in str([told.before, told.after, told.why, told.target_key])


@pytest.mark.parametrize("role", [None, *[r for r in Role if r != Role.FUND_OFFICER]])
def test_nobody_but_officers_is_asked(role: Role | None) -> None:
    granted(**NEAR)
    follow(a_case())
    user = UserFactory(roles=[role] if role else [])
    with pytest.raises(NotAllowed):
        case_prompts.open_prompts(by=user)
    with pytest.raises(NotAllowed):
        case_prompts.answer_prompt(Prompt.objects.get(), by=user)


def test_an_officer_with_an_interest_is_not_asked() -> None:
    by, grantee = officer(), granted(**NEAR).party
    follow(a_case())
    who_may_know.say_conflict(grantee, by, by=by)
    assert not case_prompts.open_prompts(by=by).exists()
    with pytest.raises(NotAllowed):
        case_prompts.answer_prompt(Prompt.objects.get(), by=by)


def test_no_page_of_the_case_tells_of_the_party() -> None:
    grantee = granted(Level.OPEN, name="Radio Quetzal", **NEAR).party
    case = a_case(visibility="published", title="An attack")
    follow(case)
    client = Client()
    client.force_login(adjudicator())
    for at in (
        f"/cases/{case.public_id}/",
        f"/api/v1/cases/{case.public_id}",
        f"/desk/cases/{case.pk}/",
    ):
        told = client.get(at).content.decode()
        assert [one for one in ("Quetzal", grantee.code) if one in told] == []


def test_a_fund_with_nobody_in_it_costs_one_query() -> None:
    case = a_case()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        case_prompts.follow_cases([case.pk])
    assert len(queries) == 1
    assert not Party.objects.exists()
