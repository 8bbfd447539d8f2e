"""Each sentence on a disagreement leads to the sources that it speaks of, or says it is unknown."""

import re

import pytest
from django.test import Client
from django.utils.html import escape

from casefile.compiled import load_first
from factories import AccountFactory, CaseFactory, MembershipFactory, OutletFactory, ReportFactory
from vigil.casefile.cases.queries import public_cases
from vigil.casefile.models import Case
from vigil.casefile.open_case_file.claims import read_claims, shipped_claims_file
from vigil.casefile.open_case_file.disagreements import shipped_disagreements
from vigil.casefile.open_case_file.verbs import shipped_cases
from vigil.publication.cases.disagreements import Disagreement
from vigil.publication.cases.page import CasePage, case_page_of
from vigil.publication.cases.queries import with_everything

pytestmark = pytest.mark.django_db


def page_of(public_id: str) -> CasePage:
    return case_page_of(with_everything(public_cases()).get(public_id=public_id))


def test_each_shipped_sentence_has_claims_or_says_that_nobody_recorded_them() -> None:
    lines = shipped_cases()
    claims = read_claims(shipped_claims_file(), lines)
    known = {(line.case, line.sentence): line for line in shipped_disagreements()}
    sentences = [(line["id"], one) for line in lines for one in line["disagreements"]]
    assert sorted(known) == sorted(sentences)
    for (case, sentence), line in known.items():
        for about in line.about:
            claimed = {
                claim.url
                for claim in claims[case].claims
                if claim.field == about.field and claim.person in (about.person, None)
            }
            assert set(about.urls) <= claimed, sentence
        assert line.partly or all(about.urls for about in line.about), sentence


def test_a_sentence_shows_who_says_what_and_leads_to_it(client: Client) -> None:
    load_first(3)
    shown = {str(one.text): one for one in page_of("V-0003").disagreements}
    days = shown["One source has Domenico Russo die after eight days, the others after twelve."]
    assert said(days) == {
        "WikiMafia": "about 11 September 1982",
        "Il Sussidiario": "15 September 1982",
        "L'Approfondimento": "15 September 1982",
        "Ultima Voce": "15 September 1982",
    }
    assert (days.value_at, days.partly) == ("", False)
    police = shown["Most sources call Domenico Russo a police officer, one a carabiniere."]
    assert (police.value_at, police.partly) == ("person-3", True)
    body = client.get("/cases/V-0003/").content.decode()
    section = body[body.index('id="disagree"') :].partition("</section>")[0]
    for one in shown.values():
        assert escape(one.text) in section
        for statement in one.statements:
            assert f'href="#source-{statement.number}"' in section
    ids = set(re.findall(r'id="([^"]+)"', body))
    assert set(re.findall(r'href="#([^"]+)"', section)) <= ids
    assert section.count("Which source says the rest was not recorded.") == 2


def said(one: Disagreement) -> dict[str, str]:
    return {statement.publisher: statement.read[0].value for statement in one.statements}


def test_nobody_who_is_not_named_is_spoken_of(client: Client) -> None:
    load_first(3)
    case = Case.objects.get(public_id="V-0003")
    case.victims.filter(position=2).update(withdrawn=True)
    left = page_of("V-0003").disagreements
    assert [str(one.text) for one in left] == [
        "Emanuela Setti Carraro's age is printed as 32; her date of birth makes it 31."
    ]
    assert [statement.publisher for statement in left[0].statements] == ["Il Sussidiario"]


# Sources that look alike


def test_sources_of_one_publisher_and_day_are_told_apart(client: Client) -> None:
    case, outlet = CaseFactory(public_id="V-7000"), OutletFactory(name="The Ejemplo Herald")
    for title, day in [
        ("Two were shot", "2019-03-08"),
        ("Mourning in the town", "2019-03-08"),
        ("The trial", "2019-04-01"),
        ("The trial", "2019-04-01"),
        ("Another day", "2019-05-01"),
    ]:
        report = ReportFactory(text="", outlet=outlet, published=day, title=title)
        MembershipFactory(case=case, account=AccountFactory(report=report))
    sources = page_of("V-7000").sources
    assert [source.apart for source in sources] == [
        "Two were shot",
        "Mourning in the town",
        "report 1 of 2",
        "report 2 of 2",
        "",
    ]
    looks = [(source.title, *source.details) for source in sources]
    assert len(set(looks)) == len(looks)
