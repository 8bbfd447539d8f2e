"""The coding form as rows: groups of people, what was accepted, and what is asked first."""

import json
import re
from typing import Any

import pytest
from django.http import QueryDict

from desk.coding.test_views import BOOK, COMPLETE, sent
from desk.conftest import make_candidate, signed_in
from factories import AccountFactory, UserFactory
from vigil.casefile.cases.verbs.opening import open_case
from vigil.casefile.coding.merging import Window
from vigil.casefile.coding.verbs.drafts import keep_draft
from vigil.casefile.models import Account, Case
from vigil.desk.coding.forms import CodingForm
from vigil.desk.coding.rows import row_groups
from vigil.desk.fields.conversion import read
from vigil.trust.models import Role, User

UNNAMED: dict[str, Any] = {"gender": "male", "outcome": "killed", "role": "caught_in_crossfire"}


def posted(values: dict[str, Any], **extra: Any) -> CodingForm:
    data = QueryDict(mutable=True)
    for name, value in sent(values, **extra).items():
        data.setlist(name, value if isinstance(value, list) else [str(value)])
    return CodingForm.sent(BOOK, data)


def marked_read(form: CodingForm) -> dict[str, str]:
    return {f"{item.name}--read": "yes" for item in form.inputs() if item.value is not None}


def test_people_without_names_who_are_coded_alike_are_one_group_of_the_form() -> None:
    named = COMPLETE["victims"][0]
    values = {"case": {}, "victims": [named, *[UNNAMED] * 3, {**UNNAMED, "gender": "female"}]}
    form = CodingForm.of(BOOK, values)
    assert [part.size for part in form.persons] == [1, 3, 1]
    three = {"low": 3, "best": 3, "high": 3}
    women = {**UNNAMED, "gender": "female"}
    assert form.values["victims"] == [named, women, {"group_size": three, **UNNAMED}]
    assert CodingForm.of(BOOK, form.draft.values).values == form.values

    more = {"p1-group": "yes", "p1-group_size-best": "5", "p1-group_size-high": "7"}
    again = posted({"case": {}, "victims": [named, UNNAMED]}, **more)
    assert again.values["victims"][1]["group_size"] == {"low": 5, "best": 5, "high": 7}
    unsized = posted({"case": {}, "victims": [named, UNNAMED]}, **{"p1-group": "yes"})
    assert [problem.name for problem in unsized.undecided()] == ["1/group_size"]
    assert "1/group_size" in unsized.needed()
    # That nobody states how many they are is an answer, and they stay a group.
    unknown = posted(
        {"case": {}, "victims": [named, UNNAMED]},
        **{"p1-group": "yes", "p1-group_size--empty": "not_reported"},
    )
    assert unknown.undecided() == []
    whole = unknown.complete
    taken_back = CodingForm.of(BOOK, whole.values, "", whole.details)
    assert [part.is_group for part in taken_back.persons] == [False, True]
    span = read(BOOK.fields["number_killed"], {"best": ["2-5"]})
    assert span == {"low": 2, "best": 2, "high": 5}


def test_a_required_value_of_the_machine_must_be_accepted_and_another_one_is_left_out() -> None:
    form = CodingForm.of(BOOK, COMPLETE)
    read = marked_read(form)
    rows = posted(COMPLETE, by_rows="yes", **read, **{"case-method--accepted": "yes"})
    undecided = {problem.name for problem in rows.undecided()}
    assert {"event", "place", "0/gender"} <= undecided
    assert "method" not in undecided
    assert "0/age" not in undecided
    assert "names" not in rows.complete.values["victims"][0]
    assert rows.complete.values["case"]["method"] == "firearm"

    plain = posted(COMPLETE, **read)
    assert plain.undecided() == []
    assert plain.complete.values == COMPLETE


def test_what_the_machine_read_is_told_from_what_the_coder_changed() -> None:
    changed = {**COMPLETE, "case": {**COMPLETE["case"], "method": "blade"}}
    form = CodingForm.of(BOOK, changed)
    form.mark_read(COMPLETE)
    read = {item.row for item in form.inputs() if item.read}
    assert "event" in read
    assert "place" in read
    assert "0/names" in read
    assert "method" not in read


def test_what_is_required_comes_open_and_the_rest_is_folded() -> None:
    form = CodingForm.of(BOOK, {"case": {"specific_target": "yes"}, "victims": []})
    happened, person, why = row_groups(form, {}, [{}])
    assert [row.item.field.id for row in happened.rows] == [
        *("event", "date_of_attack", "place", "method")
    ]
    assert person.rows[0].item.field.id == "names"
    # The evidence of a specific target is needed as soon as there is said to be one.
    evidence = next(r for r in why.rows if r.item.field.id == "specific_target_evidence")
    assert evidence.needed
    # Where reports give only the bare event, one key says so from here on: to the last question.
    bare = [(row.item.field.id, row.last_bare) for row in why.rows if row.bare]
    assert bare == [
        ("specific_target", False),
        ("contract_or_reward", False),
        ("organised_crime_link", True),
    ]
    # A killing of one person leaves them one outcome.
    items = [row.item for row in happened.rows]
    leads = {item.field.id: json.loads(item.leads) for item in items if item.leads}
    assert leads == {"event": {"killing": {"outcome": "killed"}}}
    assert "motive" in [row.item.field.id for row in why.folded]
    every = [r for group in (happened, person, why) for r in (*group.rows, *group.folded)]
    assert {row.item.field.id for row in every} == set(BOOK.fields) - {"group_size"}


@pytest.mark.django_db
def test_whoever_codes_second_sees_nothing_that_the_machine_read(
    coder: User, candidate: Case
) -> None:
    case = open_case(candidate, by=coder)
    account = case.memberships.get().account
    Account.objects.filter(pk=account.pk).update(part="text", start=1, end=5)
    other = open_case(make_candidate(AccountFactory(report=account.report)), by=coder)
    first = signed_in(coder).get(f"/desk/cases/{case.pk}/coding/").content.decode()
    assert "<mark" in first
    assert 'value="2024-10-08"' in first
    assert "This case:" in first
    keep_draft(case, CodingForm.of(BOOK, COMPLETE).draft, Window(0, ""), by=coder)
    second = signed_in(UserFactory(roles=[Role.CODER]))
    for address in (f"/desk/cases/{case.pk}/coding/", f"/desk/cases/{case.pk}/"):
        html = second.get(address).content.decode()
        assert "<mark" not in html
        assert "2024-10-08" not in html, re.findall(r".{90}2024-10-08.{60}", html)
        assert "What is accepted for now" not in html
    # A sentence says which attack of the report it is, and which other case has the report.
    blind = second.get(f"/desk/cases/{case.pk}/coding/").content.decode()
    assert "This case:" not in blind
    [words] = re.findall(r'data-passage-of="\d+"[^>]*>“<bdi>(.+?)</bdi>”', blind, re.DOTALL)
    assert words in " ".join(account.report.text.split())
    assert other.public_id in blind


@pytest.mark.django_db
def test_the_next_case_to_code_opens_after_one_is_submitted(coder: User) -> None:
    one, other = (open_case(make_candidate(), by=coder) for _number in range(2))
    client = signed_in(coder)
    for case, after in (
        (one, f"/desk/cases/{other.pk}/coding/"),
        (other, f"/desk/cases/{other.pk}/"),
    ):
        answer = client.post(f"/desk/cases/{case.pk}/coding/", sent(COMPLETE, do="submit"))
        assert answer["Location"] == after
