"""Two codings beside the reports: only what differs, the words behind it, and nobody right."""

import re
from copy import deepcopy
from typing import Any

import pytest
from django.test import Client

from desk.coding.test_views import COMPLETE
from desk.conftest import TEXT, make_account, make_candidate, signed_in
from factories import UserFactory
from vigil.casefile.cases.verbs.publishing import publish_case
from vigil.casefile.coding.changes import accepted_now
from vigil.casefile.coding.verbs.drafts import draft_coding
from vigil.casefile.coding.verbs.submitting import submit_coding
from vigil.casefile.coding.verbs.taking_up import Why, propose_changes
from vigil.casefile.coding.verbs.verifying import verify
from vigil.casefile.models import Adjudication, Case, Stage
from vigil.casefile.releases.case_lines import case_line, with_all_rows
from vigil.casefile.releases.files import ReleaseCounts
from vigil.desk.adjudication.forms import form_of
from vigil.desk.taking_up.record import WholeRecord
from vigil.trust.models import Role, User

pytestmark = pytest.mark.django_db


def with_case(**fields: Any) -> dict[str, Any]:
    made = deepcopy(COMPLETE)
    for name, value in fields.items():
        if value is None:
            made["case"].pop(name, None)
        else:
            made["case"][name] = value
    return made


def coded_twice(
    one: dict[str, Any], other: dict[str, Any], **details: Any
) -> tuple[Case, list[User]]:
    case = make_candidate(make_account(), stage=Stage.OPEN, public_id="V-5001")
    people = [UserFactory(roles=[Role.CODER], display_name=name) for name in ("Ana", "Ben")]
    for person, values in zip(people, (one, other), strict=True):
        coding = draft_coding(case, by=person)
        submit_coding(coding, values, "", details.get(person.display_name), by=person)
    return case, people


def at(case: Case) -> str:
    return f"/desk/cases/{case.pk}/adjudication/"


@pytest.fixture
def client(adjudicator: User) -> Client:
    return signed_in(adjudicator)


def test_only_what_differs_is_shown_with_the_words_behind_each_value(client: Client) -> None:
    start = TEXT.index("motorcycle")
    quote = {"in": "text", "start": start, "end": start + 10, "exact": "motorcycle"}
    case = make_candidate(make_account(), stage=Stage.OPEN, public_id="V-5001")
    report = case.memberships.get().account.report
    people = [UserFactory(roles=[Role.CODER], display_name=name) for name in ("Ana", "Ben")]
    details = {"method": {"quotes": [{**quote, "report": report.pk}]}}
    given = [(with_case(), None), (with_case(method="vehicle"), details)]
    for person, (values, stated) in zip(people, given, strict=True):
        submit_coding(draft_coding(case, by=person), values, "", stated, by=person)
    answer = client.get(at(case))
    [(_none, _at, differing, agreed), (_first, _who, of_person, _all)] = answer.context["groups"]
    assert [row.name for row, _sides in differing] == ["method"]
    assert (of_person, len(agreed) > 5) == ([], True)
    [(_row, [(_ana, machine), (_ben, own)])] = differing
    assert [quote.words for quote in machine] == ["shot"]
    assert [quote.words for quote in own] == ["motorcycle"]
    html = answer.content.decode()
    assert f'href="#{own[0].anchor}"' in html
    assert f'id="{own[0].anchor}"' in html
    assert 'class="report"' in html


def test_the_agreed_values_are_accepted_together_and_a_difference_by_a_common_reason(
    client: Client,
) -> None:
    case, [ana, _ben] = coded_twice(with_case(), with_case(method="blade"))
    chosen = {"case-method--choice": str(ana.pk), "case-method--why": "later_report"}
    refused = client.post(at(case), chosen)
    assert refused.status_code == 422
    assert "Accept the values on which both coders agree" in refused.content.decode()
    unknown = {**chosen, "case-method--why": "because", "agreed": "yes"}
    assert client.post(at(case), unknown).status_code == 422
    more = {**chosen, "agreed": "yes", "case-method--reason": "that of 9 October"}
    assert client.post(at(case), more).status_code == 302
    made = Adjudication.objects.get()
    assert made.values == COMPLETE
    assert made.reasons == {"method": "Later report: that of 9 October"}


def test_an_agreed_value_can_be_changed(client: Client) -> None:
    case, _people = coded_twice(with_case(), with_case())
    other = {"agreed": "yes", "case-method--choice": "other", "case-method": "blade"}
    assert client.post(at(case), other).status_code == 422
    assert client.post(at(case), {**other, "case-method--reason": "misread"}).status_code == 302
    assert Adjudication.objects.get().values["case"]["method"] == "blade"


def test_nobody_may_be_right(client: Client) -> None:
    case, _people = coded_twice(
        with_case(price_paid={"amount": 500, "currency": "USD"}), with_case(method="blade")
    )
    sent = {"agreed": "yes"}
    for field in ("method", "price_paid"):
        sent |= {f"case-{field}--choice": "not_known", f"case-{field}--why": "more_sources"}
    assert client.post(at(case), sent).status_code == 302
    values = Adjudication.objects.get().values["case"]
    assert values["method"] == "unknown"
    assert "price_paid" not in values


def test_other_reasons_for_no_value_are_a_difference(client: Client) -> None:
    silent = with_case(place_type=None)
    details = {
        "Ana": {"place_type": {"empty": "not_reported"}},
        "Ben": {"place_type": {"empty": "unclear"}},
    }
    case, [ana, _ben] = coded_twice(silent, silent, **details)
    answer = client.get(at(case))
    assert [row.name for row in answer.context["form"].differing] == ["place_type"]
    assert "Not reported" in answer.content.decode()
    sent = {"agreed": "yes", "case-place_type--choice": str(ana.pk)}
    assert client.post(at(case), {**sent, "case-place_type--why": "misread"}).status_code == 302


def test_notes_of_the_coders_are_shown(client: Client) -> None:
    case, [_ana, ben] = coded_twice(with_case(), with_case())
    case.codings.filter(coder=ben).update(note="The second report has another age")
    assert "The second report has another age" in client.get(at(case)).content.decode()


def test_a_person_whom_one_coder_entered_can_be_taken_as_entered(client: Client) -> None:
    bystander = {**COMPLETE["victims"][0], "names": ["Eva Muestra"]}
    case, _people = coded_twice(
        with_case(), {**with_case(), "victims": [*COMPLETE["victims"], bystander]}
    )
    assert client.get(at(case)).context["form"].one_sided == {1}
    sent = {"agreed": "yes", "take-1": "yes"}
    assert client.post(at(case), sent).status_code == 422
    sent["leave-1-why"] = "The second report names her"
    assert client.post(at(case), sent).status_code == 302
    made = Adjudication.objects.get()
    assert [person["names"] for person in made.values["victims"]][1:] == [["Eva Muestra"]]
    assert made.reasons["1/names"] == "The second report names her"


def test_a_group_and_a_reason_for_no_value_reach_the_public_case(
    client: Client, adjudicator: User
) -> None:
    four = {"low": 3, "best": 4, "high": 5}
    group = {"group_size": four, "gender": "male", "outcome": "killed", "role": "target"}
    group["target_category"] = "local_community_member"
    one, other = with_case(), with_case(method=None, number_killed={"low": 7, "best": 7, "high": 7})
    one["victims"].append(group)
    other["victims"].append({**group, "group_size": {"low": 4, "best": 4, "high": 4}})
    stated = {"method": {"empty": "not_reported"}}
    case, [ana, ben] = coded_twice(one, other, Ben=stated)

    page = client.get(at(case))
    differing = [row.name for row in page.context["form"].differing]
    assert differing == ["method", "number_killed", "1/group_size"]
    titles = [title for _person, title, *_rows in page.context["groups"]]
    assert titles == ["The attack", COMPLETE["victims"][0]["names"][0], "Group without names"]
    chosen = {
        "agreed": "yes",
        "case-method--choice": str(ben.pk),
        "case-number_killed--choice": "not_applicable",
        "p1-group_size--choice": str(ana.pk),
        **{f"{name}--why": "left_empty" for name in ("case-method", "case-number_killed")},
        "p1-group_size--why": "more_sources",
    }
    assert client.post(at(case), chosen).status_code == 302
    made = Adjudication.objects.get()
    assert made.no_value == {"method": "not_reported", "number_killed": "not_applicable"}
    earlier = form_of(case)
    assert [row.chosen for row in earlier.differing] == [str(ben.pk), "not_applicable", str(ana.pk)]

    waiting = client.get(f"/desk/cases/{case.pk}/").content.decode()
    assert re.search(r"<dt>Number killed</dt>\s*<dd[^>]*>Does not apply", waiting)
    verify(made, by=ana)
    publish_case(case, by=UserFactory(roles=[Role.ADJUDICATOR]))
    case.refresh_from_db()
    assert (case.n_killed, case.public.n_killed, case.public.n_people) == (5, 5, 5)
    line = case_line(with_all_rows(Case.objects.filter(pk=case.pk)).get(), {})
    assert line["no_value"] == made.no_value
    assert line["victims"][1]["group_size"] == four
    counts = ReleaseCounts()
    counts.add(line)
    assert counts.people_killed == 5
    html = client.get(f"/cases/{case.public_id}/").content.decode()
    assert "4 men who are not named (reports say 3 to 5)" in html
    assert "Not reported" in html

    # A value that is found later takes the place of the reason.
    record = WholeRecord.of(case).values
    record["case"]["method"] = "firearm"
    why = {"": Why("The inquest said so.", url="https://news.example/inquest")}
    people = list(accepted_now(case).people)
    verify(propose_changes(case, record, people, why, by=adjudicator), by=ana)
    case.refresh_from_db()
    assert case.no_value == {"number_killed": "not_applicable"}
    assert case.n_killed == 5
