"""The list of the shipped cases with its progress, and the page that checks one."""

import re

import pytest
from django.test import Client
from django.utils.html import escape
from lxml import html

from casefile.compiled import load_first
from factories import adjudicator, coder
from vigil.casefile.models import Case, CaseReview, Report
from vigil.casefile.verification.queries import digest_of, values_to_check
from vigil.casefile.verification.verbs import review_case
from vigil.trust.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def cases() -> list[Case]:
    """The first three shipped cases."""
    load_first(3)
    return list(Case.objects.order_by("public_id"))


def signed_in(by: User) -> Client:
    client = Client()
    client.force_login(by)
    return client


def text(client: Client, at: str) -> str:
    page = client.get(at).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def at(case: Case) -> str:
    return f"/desk/verification/{case.pk}/"


def seen(case: Case) -> str:
    return digest_of(values_to_check(case))


def confirm(case: Case, by: User) -> None:
    review_case(case, {v.key: "confirmed" for v in values_to_check(case)}, by=by)


def test_the_list_says_how_far_the_team_is_and_leads_to_the_next_case(cases: list[Case]) -> None:
    by = coder()
    confirm(cases[0], by)
    confirm(cases[0], coder())
    confirm(cases[1], coder())
    said = text(signed_in(by), "/desk/verification/")
    assert "confirmed 1 of 3 cases, at least one person 2. You have checked 1." in said
    assert "Check V-0002" in said
    queue = text(signed_in(by), "/desk/")
    assert "not yet verified here" in queue


def test_a_case_shows_each_value_and_the_addresses_of_its_sources(cases: list[Case]) -> None:
    page = signed_in(coder()).get(at(cases[0])).content.decode()
    for value in values_to_check(cases[0]):
        assert page.count(f'name="{value.key}"') == 3, value.key
    for source in cases[0].memberships.exclude(account__report__url=""):
        assert f'href="{source.account.report.url}"'.replace("&", "&amp;") in page
    assert cases[0].compiled["summary"][0] in page


def test_sources_of_one_outlet_and_day_are_told_apart(cases: list[Case]) -> None:
    of_age = {
        membership.account.report
        for membership in cases[0].memberships.filter(account__claims__field="age")
    }
    one, two = sorted(of_age, key=lambda report: report.pk)[:2]
    assert one.outlet is not None
    assert f"{one.outlet.name} {one.published} 63" in text(signed_in(coder()), at(cases[0]))
    Report.objects.filter(pk=two.pk).update(outlet=one.outlet, published=one.published)
    said = text(signed_in(coder()), at(cases[0]))
    for report in (one, two):
        assert f"{one.outlet.name} {one.published} · {escape(report.title)} 63" in said


def test_what_no_source_states_says_why_the_compilers_coded_it_so(cases: list[Case]) -> None:
    page = signed_in(coder()).get(at(cases[0])).content.decode()
    coded = cases[0].compiled["coded_by_us"]
    why = [*coded["case"].values(), *coded["victims"][0].values()]
    assert len(why) > 3
    assert [reason for reason in why if escape(reason) not in page] == []


def test_what_somebody_found_is_saved_and_the_case_stays_for_the_rest(
    cases: list[Case],
) -> None:
    by = coder()
    sent = {
        "method": "unsure",
        "place": "confirmed",
        "note": "two say blade",
        "seen": seen(cases[0]),
    }
    answer = signed_in(by).post(at(cases[0]), sent)
    assert answer["Location"] == at(cases[0])
    assert "You still have" in text(signed_in(by), at(cases[0]))
    review = CaseReview.objects.get()
    assert (review.by, review.findings) == (by, {"method": "unsure", "place": "confirmed"})
    assert review.note == "two say blade"
    page = signed_in(by).get(at(cases[0])).content.decode()
    assert re.search(r'name="method" value="unsure"[^>]*checked', page)
    assert "two say blade" in page
    assert "two say blade" not in signed_in(coder()).get(at(cases[0])).content.decode()


def test_where_two_people_differ_both_see_it_once_both_have_said(cases: list[Case]) -> None:
    case, ana, marc = cases[0], adjudicator(), coder()
    sent = {"rest": "on", "method": "wrong", "note": "a blade, says the court"}
    signed_in(marc).post(at(case), {**sent, "seen": seen(case)})
    assert "says the court" not in text(signed_in(ana), at(case))
    assert "1 value wrong" in text(signed_in(ana), "/desk/verification/")
    confirm(case, ana)
    assert "1 value disputed" in text(signed_in(ana), "/desk/verification/")
    page = signed_in(ana).get(at(case)).content.decode()
    assert "a blade, says the court" in page
    assert f"/desk/cases/{case.pk}/take-up/#case-method-field" in page
    assert 'id="case-method-field"' in text_of_correction(ana, case)
    assert 'name="keep"' not in page
    kept = signed_in(marc).get(at(case)).content.decode()
    assert "Where findings differ" in kept
    assert 'name="keep" value="method"' in kept
    assert "Where findings differ" not in text(signed_in(coder()), at(case))
    signed_in(marc).post(at(case), {"keep": "method", "seen": seen(case)})
    assert marc.case_reviews.get().confirmed
    assert "two people" in text(signed_in(ana), "/desk/verification/")
    assert "Where findings differ" not in text(signed_in(marc), at(case))


def text_of_correction(by: User, case: Case) -> str:
    return signed_in(by).get(f"/desk/cases/{case.pk}/take-up/").content.decode()


def test_a_note_names_nobody_whom_the_case_does_not_name(cases: list[Case]) -> None:
    client, sent = signed_in(coder()), {"method": "unsure", "seen": seen(cases[0])}
    cases[0].victims.update(withdrawn=True)
    name = cases[0].victims.get().name
    answer = client.post(at(cases[0]), {**sent, "note": f"{name} was not shot"})
    assert answer.status_code == 409
    assert "Leave it out" in answer.content.decode()
    answer = client.post(at(cases[0]), {**sent, "note": "As Marc Delorme says"}, follow=True)
    assert "Your note contains Marc, Delorme" in answer.content.decode()


def test_one_tick_confirms_the_rest(cases: list[Case]) -> None:
    by = coder()
    answer = signed_in(by).post(at(cases[0]), {"rest": "on", "seen": seen(cases[0])})
    assert answer["Location"] == at(cases[1])
    assert CaseReview.objects.get().confirmed


@pytest.mark.parametrize(
    ("sent", "status", "says"),
    [
        ({"method": "unsure"}, 422, "Say what is wrong or not sure"),
        ({}, 409, "Say of at least one value"),
        ({"method": "perhaps"}, 422, "perhaps"),
        ({"rest": "on", "seen": "0" * 16}, 409, "has changed since you opened it"),
    ],
)
def test_what_is_refused_comes_back_as_it_was_typed(
    cases: list[Case], sent: dict[str, str], status: int, says: str
) -> None:
    answer = signed_in(coder()).post(at(cases[0]), {"seen": seen(cases[0]), **sent})
    assert answer.status_code == status
    assert says in answer.content.decode()
    assert not CaseReview.objects.exists()


def test_a_correction_shows_first_what_it_changes(cases: list[Case]) -> None:
    case, ana, marc = cases[0], adjudicator(), coder()
    at_form = f"/desk/cases/{case.pk}/take-up/"
    page = signed_in(ana).get(at(case)).content.decode()
    assert f"{at_form}#case-summary-field" in page
    method = case.accepted.get(field="method").pk
    assert f"/desk/cases/{case.pk}/?value={method}#act-add_source" in page
    page = signed_in(ana).get(at_form).content.decode()
    assert 'id="case-summary-field"' in page
    form = fields_of(page)
    assert form["case-method"] == ["firearm"]
    form |= {
        "case-method": ["blade"],
        "text-summary": [f"{case.compiled['summary'][1]}\n\nHe was shot by Zbigniew Obcy."],
        "why:": ["the court, https://example.org/judgment"],
    }
    assert signed_in(ana).post(at_form, form)["Location"] == f"/desk/cases/{case.pk}/"
    assert "A correction waits for a second person" in text(signed_in(marc), at(case))
    page = signed_in(marc).get(f"/desk/cases/{case.pk}/").content.decode()
    section = page[page.index('class="pending"') :].partition("</section>")[0]
    first, _folded, rest = section.partition("The whole record")
    assert first.count('class="compared differs"') == 2
    said = " ".join(re.sub(r"<[^>]+>", " ", first).split())
    assert "Before firearm After blade Why the court Source https://example.org/judgment" in said
    assert 'href="https://example.org/judgment"' in first
    assert "San Antonio Express-News" in first
    assert "he gave drug traffickers" in said
    assert "was soon to open" not in said
    assert "He was shot by Zbigniew Obcy." in said
    assert "look like names of people who are not in the case: Zbigniew, Obcy" in said
    assert "San Antonio, Texas" not in first
    assert "San Antonio" in rest


def fields_of(page: str) -> dict[str, list[str]]:
    """Return what a browser would send of the largest form of a page."""
    form = max(html.fromstring(page).forms, key=lambda form: len(form.inputs))
    found: dict[str, list[str]] = {}
    for name, value in form.form_values():
        found.setdefault(name, []).append(value)
    return {**found, "do": ["submit"]}


def test_an_adjudicator_is_led_to_the_correction(cases: list[Case]) -> None:
    leads = f"/desk/cases/{cases[0].pk}/take-up/"
    assert leads in signed_in(adjudicator()).get(at(cases[0])).content.decode()
    assert leads not in signed_in(coder()).get(at(cases[0])).content.decode()


def test_a_basis_that_bears_less_than_its_link_is_pointed_out(cases: list[Case]) -> None:
    case = cases[0]
    case.accepted.filter(field="organised_crime_link").update(value="established_in_court")
    rows = case.accepted.filter(field="organised_crime_basis")
    rows.update(value="A court convicted members of a gang.")
    objection = "The basis denies that a court found a group."
    assert objection not in text(signed_in(coder()), at(case))
    rows.update(value="A court convicted him; no group stood behind it.")
    assert objection in text(signed_in(coder()), at(case))


# What the public sees

LEFT = "Compiled from published sources, not yet verified here"


def test_public_pages_state_both_numbers(cases: list[Case]) -> None:
    public = Client()
    none = f"Cases verified here: 0. {LEFT}"
    assert "No case has been verified here yet" in text(public, "/")
    for page in ("/cases/", "/map/", "/figures/", "/about/"):
        assert none in text(public, page), page
    assert "Case V-0001 · compiled from published sources, not yet verified here" in text(
        public, "/cases/V-0001/"
    )
    for by in (coder(), coder()):
        confirm(cases[0], by)
    said = f"Cases verified here: 1. {LEFT}: 2"
    assert said in text(public, "/")
    assert said in text(public, "/cases/")
    shown = text(public, "/cases/V-0001/")
    assert "two people here checked each value" in shown
    assert "Every value confirmed by two people" in shown
    about = public.get("/api/v1/cases").json()["about"]
    assert (about["count"], about["verified_here"], about["not_yet_verified_here"]) == (3, 1, 2)
    assert public.get("/api/v1/cases/V-0001").json()["basis"] == "confirmed"
    assert public.get("/api/v1/facets").json()["about"]["verified_here"] == 1
