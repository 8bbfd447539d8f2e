"""Two cases side by side: what agrees, merging them, keeping them apart."""

import pytest
from django.test import Client

from desk.conftest import make_account, make_candidate
from factories import CaseDoubtFactory
from vigil.casefile.cases.verbs.opening import open_case
from vigil.casefile.models import Case, CaseDoubt, CaseMatch, Judgement, Stage
from vigil.trust.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> tuple[Case, Case]:
    return make_candidate(), make_candidate(make_account("Eva Segunda Muestra"))


def address(pair: tuple[Case, Case]) -> str:
    return f"/desk/cases/{pair[0].pk}/compare/{pair[1].pk}/"


def sent(client: Client, pair: tuple[Case, Case], act: str) -> int:
    page = client.get(address(pair))
    version = page.context["pair"].version
    return client.post(address(pair), {"act": act, "version": version}).status_code


def test_it_shows_both_texts_and_what_agrees(at_desk: Client, pair: tuple[Case, Case]) -> None:
    page = at_desk.get(address(pair))
    verdicts = {line.label: line.verdict for line in page.context["pair"].values}
    assert verdicts["Names"] == "differ"
    assert verdicts["Place"] == "agree"
    html = page.content.decode()
    assert html.count('class="text serif"') == 2


def test_one_attack_is_merged(at_desk: Client, pair: tuple[Case, Case]) -> None:
    assert sent(at_desk, pair, "merge") == 302
    absorbed = Case.objects.exclude(superseded_by=None).get()
    assert absorbed.superseded_by is not None
    assert absorbed.superseded_by.stage == Stage.OPEN


def test_the_case_with_a_number_stays(
    at_desk: Client, coder: User, pair: tuple[Case, Case]
) -> None:
    open_case(pair[1], by=coder)
    assert sent(at_desk, pair, "merge") == 302
    assert Case.objects.get(pk=pair[0].pk).superseded_by_id == pair[1].pk


def test_two_candidates_are_kept_apart_by_judgements(
    at_desk: Client, pair: tuple[Case, Case]
) -> None:
    reasons = [["same_street", None], ["km_apart", 3]]
    CaseDoubtFactory(case=pair[0], other=pair[1], probability=0.3, reasons=reasons)
    why = at_desk.get(address(pair)).context["pair"].why
    assert (why.reasons, why.percent) == (["same street or quarter", "places 3 km apart"], 30)
    assert sent(at_desk, pair, "apart") == 302
    assert Judgement.objects.get().verdict == Judgement.Verdict.DIFFERENT
    assert not CaseDoubt.objects.exists()


def test_two_accepted_cases_are_kept_apart(
    at_desk: Client, coder: User, pair: tuple[Case, Case]
) -> None:
    for case in pair:
        open_case(case, by=coder)
    assert sent(at_desk, pair, "apart") == 302
    assert CaseMatch.objects.get().verdict == CaseMatch.Verdict.DIFFERENT


def test_what_changed_meanwhile_is_looked_at_again(
    at_desk: Client, coder: User, pair: tuple[Case, Case]
) -> None:
    version = at_desk.get(address(pair)).context["pair"].version
    open_case(pair[0], by=coder)
    answer = at_desk.post(address(pair), {"act": "merge", "version": version, "why": "Same car"})
    assert answer.status_code == 409
    assert "Same car" in answer.content.decode()


def test_a_case_is_not_compared_with_itself(at_desk: Client, pair: tuple[Case, Case]) -> None:
    assert at_desk.get(address((pair[0], pair[0]))).status_code == 404
