"""The pages of agreement, of gold cases, and what a coder in training sees."""

from copy import deepcopy

import pytest
from django.utils import timezone

from desk.coding.test_views import COMPLETE, sent
from desk.conftest import make_account, make_candidate, signed_in
from factories import UserFactory
from vigil.casefile.coding.verbs.adjudicating import adjudicate
from vigil.casefile.coding.verbs.drafts import draft_coding
from vigil.casefile.coding.verbs.submitting import submit_coding
from vigil.casefile.coding.verbs.verifying import verify
from vigil.casefile.models import AgreementFigures, Case, Coding, Purpose, Stage
from vigil.casefile.reliability.computing import refresh_figures
from vigil.casefile.reliability.figures import LEAST
from vigil.casefile.reliability.verbs import start_training
from vigil.trust.models import Role, User

pytestmark = pytest.mark.django_db


def many_codings(people: list[User], cases: int = LEAST) -> None:
    """Add cases that two people coded; they differ on the method of every third."""
    codings = []
    for number, case in enumerate(
        Case.objects.bulk_create(
            Case(stage=Stage.CODED, public_id=f"V-6{number:03}") for number in range(cases)
        )
    ):
        for place, person in enumerate(people):
            values = deepcopy(COMPLETE)
            values["case"]["method"] = ("firearm", "blade")[number % 2]
            if place and number % 3 == 0:
                values["case"]["method"] = "poison"
            made = Coding(case=case, coder=person, codebook_version="1.1", values=values)
            made.submitted_at = timezone.now()
            codings.append(made)
    Coding.objects.bulk_create(codings)


@pytest.fixture
def gold_case(coder: User, adjudicator: User) -> Case:
    """A verified case that two others coded."""
    case = make_candidate(make_account(), stage=Stage.OPEN, public_id="V-5001")
    people = [coder, UserFactory(roles=[Role.CODER], display_name="Ben Coder")]
    for person in people:
        submit_coding(draft_coding(case, by=person), COMPLETE, by=person)
    case.refresh_from_db()
    return verify(adjudicate(case, COMPLETE, {"method": "both say shot"}, by=adjudicator), by=coder)


def test_figures_by_field_pair_and_value(coder: User, adjudicator: User) -> None:
    client = signed_in(adjudicator)
    assert "Nothing is computed yet" in client.get("/desk/agreement/").content.decode()
    many_codings([coder, adjudicator])
    refresh_figures()
    answer = client.get("/desk/agreement/?field=method&by=pair")
    html = answer.content.decode()
    rows = {row.field: row for row in answer.context["page"].fields}
    assert rows["method"].figures[0]["alpha"] < 1
    assert rows["event"].figures[0]["reason"] == "no_variation"
    assert "all gave one value" in html
    [pair] = answer.context["parts"]
    assert pair.label == "Ana Coder – Ben Adjudicator"
    [(_group, table)] = answer.context["confusion"]
    assert (table.n, table.values) == (LEAST, ["blade", "firearm", "poison"])
    by_language = client.get("/desk/agreement/?field=nothing&by=moon")
    assert (by_language.context["field"], by_language.context["by"]) == (
        *("organised_crime_link", "pair"),
    )


def test_too_few_units_are_no_figure(coder: User, adjudicator: User) -> None:
    many_codings([coder, adjudicator], LEAST - 1)
    refresh_figures()
    html = signed_in(adjudicator).get("/desk/agreement/").content.decode()
    assert "too few to say" in html
    assert f"Under {LEAST} units" in html
    assert "(100 %). The figures below" in html


def test_a_coder_who_drifts_is_named_to_those_who_see_agreement(
    coder: User, adjudicator: User, auditor: User
) -> None:
    told = {"now": 0.5, "before": 0.9, "low": -0.6, "high": -0.2, "last": 20, "earlier": 60}
    drift = [
        {"group": "independent", "coder": coder.pk, **told},
        {"group": "independent", "field": "method", **told},
    ]
    AgreementFigures.objects.create(state="x", figures={"drift": drift, "gold": {}})
    html = signed_in(auditor).get("/desk/agreement/").content.decode()
    assert "Less agreement than before" in html
    assert "Ana Coder" in html
    assert signed_in(coder).get("/desk/agreement/").status_code == 403


def test_a_case_is_marked_gold_and_handed_to_a_coder_as_any_other(
    gold_case: Case, adjudicator: User
) -> None:
    chief = signed_in(adjudicator)
    send = {"act": "mark", "number": "v-5001", "why": "undisputed"}
    assert chief.post("/desk/agreement/gold/", {**send, "number": "V-1"}).status_code == 422
    assert chief.post("/desk/agreement/gold/", send).status_code == 302
    assert chief.post("/desk/agreement/gold/", send).status_code == 409
    new = UserFactory(roles=[Role.CODER])
    client = signed_in(new)
    page = client.get(f"/desk/cases/{gold_case.pk}/", follow=True)
    assert page.redirect_chain == [(f"/desk/cases/{gold_case.pk}/coding/", 302)]
    html = page.content.decode()
    assert "gold" not in html.lower()
    assert "both say shot" not in html
    [listed] = client.get("/desk/cases/").context["cases"]
    assert listed.stage == Stage.OPEN
    gave = client.post(
        f"/desk/cases/{gold_case.pk}/coding/", sent(COMPLETE, do="submit", prefilled="no")
    )
    assert gave.status_code == 302
    assert Coding.objects.get(coder=new).purpose == Purpose.GOLD
    assert client.get(f"/desk/cases/{gold_case.pk}/").status_code == 200
    assert client.get(f"/desk/cases/{gold_case.pk}/feedback/").status_code == 404
    assert "V-5001" in chief.get("/desk/agreement/gold/").content.decode()


def test_a_coder_in_training_sees_where_they_differ_and_why(
    gold_case: Case, adjudicator: User
) -> None:
    chief = signed_in(adjudicator)
    chief.post("/desk/agreement/gold/", {"act": "mark", "number": "V-5001", "why": "undisputed"})
    new = UserFactory(roles=[Role.CODER])
    assert chief.post("/desk/agreement/gold/", {"act": "train", "coder": new.pk}).status_code == 302
    client = signed_in(new)
    waiting = client.get("/desk/").content.decode()
    assert f"/desk/cases/{gold_case.pk}/" in waiting
    other = deepcopy(COMPLETE)
    other["case"]["method"] = "blade"
    gave = client.post(f"/desk/cases/{gold_case.pk}/coding/", sent(other, do="submit"), follow=True)
    assert gave.redirect_chain[-1][0] == f"/desk/cases/{gold_case.pk}/feedback/"
    html = gave.content.decode()
    assert [row.label for row in gave.context["differing"]] == ["Method"]
    assert "both say shot" in html
    training = new.trainings.get()
    refresh_figures()
    assert str(new) in chief.get("/desk/agreement/gold/").content.decode()
    end = {"act": "untrain", "one": training.pk}
    assert chief.post("/desk/agreement/gold/", end).status_code == 302
    assert chief.post("/desk/agreement/gold/", end).status_code == 422


def test_an_auditor_sees_gold_cases_and_changes_nothing(auditor: User, coder: User) -> None:
    client = signed_in(auditor)
    assert 'name="act"' not in client.get("/desk/agreement/gold/").content.decode()
    answer = client.post("/desk/agreement/gold/", {"act": "train", "coder": coder.pk})
    assert answer.status_code == 403
    start_training(coder, by=UserFactory(roles=[Role.ADJUDICATOR]))
    assert "Ana Coder" in client.get("/desk/agreement/gold/").content.decode()
