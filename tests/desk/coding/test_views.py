"""Coding, adjudicating, verifying and publishing by way of the screens."""

from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from desk.conftest import signed_in
from factories import UserFactory
from vigil.casefile.cases.verbs.opening import open_case
from vigil.casefile.coding.verbs.adjudicating import adjudicate
from vigil.casefile.models import AcceptedValue, Adjudication, Case, Coding, Stage, Visibility
from vigil.desk.coding.forms import CodingForm
from vigil.desk.fields.conversion import parts_of, read, write
from vigil.reading import codebook
from vigil.trust.models import Role, User

BOOK = codebook.current()
COMPLETE: dict[str, Any] = {
    "case": {
        "specific_target": "yes",
        "specific_target_evidence": "“shot dead” in the first report",
        "contract_or_reward": "unclear",
        "event": "killing",
        "date_of_attack": {"value": "2024-10-08", "precision": "day"},
        "place": {"name": "Villa Inventada", "country": "COL", "precision": "town"},
        "method": "firearm",
        "organised_crime_link": "credibly_alleged",
        "organised_crime_basis": "The prosecutor said so on 9 October 2024",
    },
    "victims": [
        {
            "names": ["Tomás Example Prueba"],
            "age": {"low": 46, "high": 46},
            "gender": "male",
            "occupation": "Councillor",
            "outcome": "killed",
            "role": "target",
            "target_category": "politician_official",
        }
    ],
}


def sent(values: dict[str, Any], **extra: Any) -> dict[str, Any]:
    """Return what a browser sends for a form that shows these values."""
    form = CodingForm.of(BOOK, values)
    data: dict[str, Any] = {"persons": len(form.persons), **extra}
    for item in form.inputs():
        for part in parts_of(item.field):
            name = f"{item.name}-{part}" if part else item.name
            data[name] = item.raw.get(part, [""] if item.field.type != "list" else [])
    return data


def coded(client: Client, case: Case, values: dict[str, Any], do: str = "submit") -> int:
    return client.post(f"/desk/cases/{case.pk}/coding/", sent(values, do=do)).status_code


def changed(**fields: Any) -> dict[str, Any]:
    return {**COMPLETE, "case": {**COMPLETE["case"], **fields}}


@pytest.fixture
def opened(candidate: Case, coder: User) -> Case:
    return open_case(candidate, by=coder)


def test_the_complete_coding_of_these_tests_is_one() -> None:
    assert BOOK.check_coding(COMPLETE, complete=True) == []


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1).map(
    lambda text: text.strip() or "x"
)


def values_of(field: codebook.Field) -> st.SearchStrategy[Any]:
    """Build values that the codebook allows for a field, from its type alone."""
    if field.type == "choice":
        return st.sampled_from(sorted(field.values))
    if field.type == "text":
        return words
    if field.type == "edtf":
        dates = [("2019-03-08", "day"), ("2019-03", "month"), ("2019", "year")]
        dates += [("2019-03-08/2019-03-10", "range"), ("2019~", "year")]
        known = [{"value": value, "precision": precision} for value, precision in dates]
        return st.sampled_from([*known, {"value": None, "precision": "unknown"}])
    if field.type == "integer" and field.range:
        return st.integers(0, 60).map(lambda age: {"low": age, "high": age + age % 2})
    if field.type == "integer":
        return st.integers(1800, 2999)
    if field.type == "count":
        numbers = st.lists(st.integers(1, 60), min_size=3, max_size=3).map(sorted)
        return numbers.map(lambda three: dict(zip(("low", "best", "high"), three, strict=True)))
    if field.type == "money":
        return st.just({"amount": 1500, "currency": "USD"})
    if field.type == "place":
        return st.fixed_dictionaries(
            {"name": words, "country": st.just("MEX"), "precision": st.just("town")},
            optional={"lat": st.just(19.5), "lon": st.just(-99.0), "geonames_id": st.just(7)},
        )
    if field.parts:
        records = {p: st.sampled_from(sorted(BOOK.parts[o].values)) for p, o in field.parts.items()}
        entry = st.fixed_dictionaries({"name": words, **records})
        return st.lists(entry, min_size=1, max_size=3)
    entries = (
        st.sampled_from(sorted(field.values))
        if field.values
        else words.map(lambda text: " ".join(text.split()))
    )
    return st.lists(entries, min_size=1, max_size=3, unique=True)


@given(st.data())
def test_what_a_form_shows_it_reads_back(data: st.DataObject) -> None:
    for field in BOOK.fields.values():
        value = data.draw(values_of(field), label=field.id)
        assert read(field, write(field, value)) == value


@given(st.data())
def test_nothing_typed_is_lost_and_nothing_typed_breaks(data: st.DataObject) -> None:
    typed = st.text(max_size=12)
    for field in BOOK.fields.values():
        raw = {part: [data.draw(typed)] for part in parts_of(field) if part not in ("was",)}
        value = read(field, raw)
        again = read(field, write(field, value))
        assert again == value
        if field.type == "text" and raw[""][0].replace("\0", "").strip():
            assert value.replace("\n", "") in raw[""][0].replace("\r\n", "").replace("\0", "") or (
                "\n" in value
            )


@pytest.mark.parametrize("was", ["", "x", "5", "null", "[1]", "[1, 2, 3]", "[" * 20_000])
def test_a_hidden_part_that_somebody_changed_breaks_nothing(was: str) -> None:
    [field] = (field for field in BOOK.fields.values() if "was" in parts_of(field))
    place = {"name": ["Puerto Ejemplo"], "lat": ["16.85"], "lon": ["-99.82"], "was": [was]}
    assert read(field, place) == {"name": "Puerto Ejemplo", "lat": 16.85, "lon": -99.82}


def test_every_field_of_the_codebook_is_in_the_form() -> None:
    form = CodingForm.of(BOOK, {})
    assert {item.field.id for item in form.inputs()} == set(BOOK.fields) - {"group_size"}
    form.add_person(is_group=True)
    assert {item.field.id for item in form.inputs()} == set(BOOK.fields)


def test_a_place_that_is_changed_loses_its_old_coordinates() -> None:
    place = BOOK.fields["place"]
    raw = write(place, {"name": "Old", "country": "MEX", "lat": 1.5, "lon": 2.5, "geonames_id": 7})
    assert read(place, {**raw, "name": ["New"]}) == {"name": "New", "country": "MEX"}
    given = {**raw, "name": ["New"], "lat": ["3.5"]}
    assert read(place, given)["lat"] == 3.5


@pytest.mark.django_db
def test_a_draft_is_kept_as_typed_even_where_it_makes_no_sense(
    at_desk: Client, coder: User, opened: Case
) -> None:
    values = changed(date_of_attack={"value": "last Tuesday", "precision": "unknown"})
    assert coded(at_desk, opened, values, do="save") == 302
    html = at_desk.get(f"/desk/cases/{opened.pk}/coding/").content.decode()
    assert 'value="last Tuesday"' in html
    assert Coding.objects.get().submitted_at is None


@pytest.mark.django_db
def test_what_the_codebook_objects_to_is_said_beside_the_field_and_kept(
    at_desk: Client, opened: Case
) -> None:
    values = changed(date_of_attack={"value": "last Tuesday", "precision": "unknown"}, method=None)
    response = at_desk.post(f"/desk/cases/{opened.pk}/coding/", sent(values, do="submit"))
    assert response.status_code == 422
    html = response.content.decode()
    assert 'value="last Tuesday"' in html
    assert 'id="case-date_of_attack-problems"' in html
    assert 'href="#case-method"' in html
    assert Coding.objects.get().submitted_at is None


@pytest.mark.django_db
def test_persons_are_added_and_removed_without_losing_what_was_typed(
    at_desk: Client, opened: Case
) -> None:
    address = f"/desk/cases/{opened.pk}/coding/"
    added = at_desk.post(address, sent(COMPLETE, do="add", note="half a thought"))
    html = added.content.decode()
    assert "Person 2" in html
    assert "half a thought" in html
    assert not Coding.objects.exists()
    two = {**COMPLETE, "victims": [*COMPLETE["victims"], {"names": ["Eva Muestra"]}]}
    removed = at_desk.post(address, sent(two, do="remove:0")).content.decode()
    assert "Eva Muestra</textarea>" in removed
    assert "Person 2" not in removed


@pytest.mark.django_db
def test_two_windows_of_one_coder_do_not_overwrite_each_other(
    at_desk: Client, opened: Case
) -> None:
    address = f"/desk/cases/{opened.pk}/coding/"
    coded(at_desk, opened, changed(method="poison"), do="save")
    data = sent(changed(method="blade"), do="save", revision="0", note="from here")
    response = at_desk.post(address, data)
    assert response.status_code == 409
    [conflict] = response.context["conflicts"]
    method = BOOK.fields["method"].values
    assert [side.lines for side in conflict.sides] == [
        (method["blade"].label(),),
        (method["poison"].label(),),
    ]
    kept = Coding.objects.get()
    assert (kept.values["case"]["method"], kept.note) == ("poison", "from here")

    # What was sent is all in the page, to be sent again with a choice.
    again: dict[str, list[str]] = {}
    for name, value in response.context["sent"]:
        again.setdefault(name, []).append(value)
    choice = {"names": "method", "revision": response.context["revision"], "do": "resolve"}
    assert at_desk.post(address, {**again, **choice, "choose-method": "there"}).status_code == 302
    assert Coding.objects.get().values["case"]["method"] == "poison"
    assert at_desk.post(address, {**again, **choice, "choose-method": "here"}).status_code == 302
    assert Coding.objects.get().values["case"]["method"] == "blade"


@pytest.mark.django_db
def test_a_coder_never_sees_the_other_coding_before_handing_in(
    at_desk: Client, adjudicator: User, opened: Case
) -> None:
    other = changed(organised_crime_basis="A phrase only the other coder wrote")
    assert coded(signed_in(adjudicator), opened, other) == 302
    html = at_desk.get(f"/desk/cases/{opened.pk}/").content.decode()
    assert "A phrase only the other coder wrote" not in html
    assert "Ben Adjudicator" in html


@pytest.mark.django_db
def test_two_codings_are_adjudicated_verified_by_another_and_published(
    at_desk: Client, coder: User, adjudicator: User, opened: Case
) -> None:
    second = signed_in(adjudicator)
    assert coded(at_desk, opened, COMPLETE) == 302
    assert coded(second, opened, changed(method="blade")) == 302
    opened.refresh_from_db()
    assert opened.stage == Stage.CODED
    address = f"/desk/cases/{opened.pk}/adjudication/"
    form = second.get(address).context["form"]
    differing = [row for row in form.rows if not row.agree]
    assert [row.name for row in differing] == ["method"]
    data: dict[str, Any] = {"agreed": "yes"}
    assert second.post(address, data).status_code == 422
    data["case-method--choice"] = str(coder.pk)
    assert second.post(address, data).status_code == 422
    refused = second.post(address, {**data, "case-event--choice": "other", "case-event": ""})
    assert refused.status_code == 422
    assert not Adjudication.objects.exists()
    data["case-method--reason"] = "Two of three reports say so"
    assert second.post(address, data).status_code == 302
    pending = Adjudication.objects.get()
    assert pending.values == COMPLETE

    verify = {"verify-one": pending.pk}
    first_again = second.post(f"/desk/cases/{opened.pk}/verify/", verify)
    assert first_again.status_code == 409
    assert "somebody else has to verify it" in first_again.content.decode()
    assert second.post(f"/desk/cases/{opened.pk}/publish/").status_code == 409
    assert at_desk.post(f"/desk/cases/{opened.pk}/verify/", verify).status_code == 302
    opened.refresh_from_db()
    assert opened.stage == Stage.VERIFIED
    accepted = AcceptedValue.objects.get(case=opened, field="method")
    assert (accepted.value, accepted.reason) == ("firearm", "Two of three reports say so")

    assert at_desk.post(f"/desk/cases/{opened.pk}/publish/").status_code == 403
    own = second.post(f"/desk/cases/{opened.pk}/publish/")
    assert own.status_code == 409
    assert "somebody else has to publish it" in own.content.decode()
    page = second.get(f"/desk/cases/{opened.pk}/")
    assert page.context["not_published_by_me"]
    assert "publish" not in page.context["may"]
    third = signed_in(UserFactory(roles=[Role.ADJUDICATOR]))
    assert "publish" in third.get(f"/desk/cases/{opened.pk}/").context["may"]
    assert third.post(f"/desk/cases/{opened.pk}/publish/").status_code == 302
    opened.refresh_from_db()
    assert opened.visibility == Visibility.PUBLISHED
    withdrawn = second.post(f"/desk/cases/{opened.pk}/withdraw/", {"withdraw-why": "An error"})
    assert withdrawn.status_code == 302


@pytest.mark.django_db
def test_a_person_whom_only_one_coder_saw_can_be_left_out(
    at_desk: Client, coder: User, adjudicator: User, opened: Case
) -> None:
    second = signed_in(adjudicator)
    bystander = {**COMPLETE["victims"][0], "names": ["Eva Muestra"], "role": "crossfire"}
    bystander["role"] = sorted(BOOK.fields["role"].values)[0]
    coded(at_desk, opened, {**COMPLETE, "victims": [*COMPLETE["victims"], bystander]})
    coded(second, opened, COMPLETE)
    address = f"/desk/cases/{opened.pk}/adjudication/"
    data: dict[str, Any] = {"agreed": "yes"}
    assert second.post(address, {**data, "leave-1": "yes"}).status_code == 422
    data |= {"leave-1": "yes", "leave-1-why": "She is named in another report only"}
    assert second.post(address, data).status_code == 302
    assert Adjudication.objects.get().values == COMPLETE


@pytest.mark.django_db
def test_a_third_value_may_be_written_with_a_reason(
    at_desk: Client, adjudicator: User, opened: Case
) -> None:
    second = signed_in(adjudicator)
    coded(at_desk, opened, COMPLETE)
    coded(second, opened, changed(method="blade"))
    address = f"/desk/cases/{opened.pk}/adjudication/"
    data = {"agreed": "yes"}
    data |= {"case-method--choice": "other", "case-method": "explosive"}
    data["case-method--reason"] = "The court says so"
    assert second.post(address, data).status_code == 302
    assert Adjudication.objects.get().values["case"]["method"] == "explosive"


@pytest.mark.django_db
def test_one_coding_is_not_compared(adjudicator: User, opened: Case) -> None:
    client = signed_in(adjudicator)
    response = client.get(f"/desk/cases/{opened.pk}/adjudication/", follow=True)
    assert "Two people code a case before it is adjudicated." in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("persons", ["", "x", "-1", "99999999999"])
def test_a_broken_number_of_persons_is_bounded(persons: str) -> None:
    form = CodingForm.sent(BOOK, QueryDict(f"persons={persons}"))
    assert 1 <= len(form.persons) <= 200


@pytest.mark.django_db
def test_a_new_coder_without_a_role_for_the_country_cannot_code(opened: Case) -> None:
    other = UserFactory(roles=[Role.CODER])
    other.grants.update(countries=["MEX"])
    assert coded(signed_in(other), opened, COMPLETE) == 403


@pytest.mark.django_db
def test_a_nul_in_what_is_sent_never_reaches_the_database(at_desk: Client, opened: Case) -> None:
    values = changed(organised_crime_basis="The prosecutor\0 said so")
    data = sent(values, do="save", note="half\0 a thought")
    assert at_desk.post(f"/desk/cases/{opened.pk}/coding/?q=%00a", data).status_code == 302
    coding = Coding.objects.get()
    assert coding.note == "half a thought"
    assert coding.values["case"]["organised_crime_basis"] == "The prosecutor said so"
    assert at_desk.get(f"/desk/cases/{opened.pk}/?q=%00a").context["asked"].values == {"q": "a"}


def test_once_a_case_is_adjudicated_nobody_begins_to_code_it(
    coder: User, adjudicator: User, opened: Case
) -> None:
    for person in (coder, UserFactory(roles=[Role.CODER])):
        assert coded(signed_in(person), opened, COMPLETE) == 302
    adjudicate(opened, COMPLETE, {}, by=adjudicator)
    late = signed_in(UserFactory(roles=[Role.CODER]))
    assert 'id="coding"' not in late.get(f"/desk/cases/{opened.pk}/").content.decode()
    for do in ("save", "submit"):
        assert coded(late, opened, COMPLETE, do=do) == 409
    assert opened.codings.count() == 2


@pytest.mark.django_db
def test_a_coding_is_withdrawn_on_the_page_of_the_case(at_desk: Client, opened: Case) -> None:
    assert coded(at_desk, opened, COMPLETE) == 302
    address = f"/desk/cases/{opened.pk}/coding/"
    assert at_desk.post(address, {"do": "withdraw", "why": "The wrong case"}).status_code == 302
    assert Coding.objects.get().submitted_at is None
    again = at_desk.post(address, {"do": "withdraw"})
    assert again.status_code == 409
    assert "This coding is a draft already." in again.content.decode()


@pytest.mark.django_db
def test_accepting_what_the_machine_read_quotes_its_words(at_desk: Client, opened: Case) -> None:
    accepted = {"case-method--accepted": "yes", "p0-age--accepted": "yes", "prefilled": "yes"}
    address = f"/desk/cases/{opened.pk}/coding/"
    assert at_desk.post(address, sent(COMPLETE, do="submit", **accepted)).status_code == 302
    details = Coding.objects.get().details
    words = {name: [quote["exact"] for quote in held["quotes"]] for name, held in details.items()}
    assert words == {"method": ["shot"], "0/age": ["46"]}
