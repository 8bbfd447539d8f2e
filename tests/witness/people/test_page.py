"""The page of a person: who has one, what it says first, and what it never says."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from lxml import html

from factories import VictimFactory, adjudicator, publish_anew
from publication.planted import MINOR, SECRET, SURVIVOR, accept, plant
from vigil.casefile.cases.verbs.withdrawing import withdraw_case
from vigil.casefile.models import Victim
from vigil.trust.withdrawals.verbs import withdraw
from vigil.witness.models import Name
from vigil.witness.names.verbs.admitting import exclude
from vigil.witness.people.addresses import handle_of
from witness.people_factories import AMALIA, editor, killed, row_of
from witness.story_factories import a_profile, published

pytestmark = pytest.mark.django_db
NOBODY = "/people/aaaaaaaaaaaa/"


def page(at: str) -> str:
    answer = Client().get(at)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-cache"
    return answer.content.decode()


def at(victim: Victim, language: str = "") -> str:
    return f"{language}/people/{handle_of(victim.uid)}/"


def test_a_page_leads_from_the_person_to_the_case_and_its_proof() -> None:
    victim = killed(public_id="V-7001", also=["Amália Rios"], occupation="Harbour inspector")
    accept(victim.case, "why_targeted", "duty")
    publish_anew(victim.case)
    said = page(at(victim))
    for words in (AMALIA, "Harbour inspector", "Aged 41", "7 March 2019", "Amália Rios"):
        assert words in said
    assert "journalist" not in said.lower(), "never a category"
    for link in ("/cases/V-7001/#known", "/cases/V-7001/#known-why_targeted"):
        assert f'href="{link}"' in said
    assert 'id="known-why_targeted"' in page("/cases/V-7001/")
    assert f'href="{at(victim)}"' in page("/cases/V-7001/")
    assert f'href="{at(victim)}anniversary.ics"' in said


def test_a_citation_has_one_full_stop_and_paper_nothing_to_press() -> None:
    tree = html.document_fromstring(page(at(killed("Ana Prueba Jr."))))
    said = " ".join(tree.text_content().split())
    assert "Vigil: Ana Prueba Jr. Case V-" in said
    for unprinted in tree.find_class("no-print"):
        unprinted.drop_tree()
    printed = tree.get_element_by_id("content").text_content()
    for words in ("Add to your calendar", "A card to share", "BibTeX", "Tell us of an error"):
        assert words in said
        assert words not in printed


def test_the_light_of_a_person_is_where_the_front_page_has_it() -> None:
    her, him = killed(gender="female"), killed("Bruno Vela", "2011-05-02", gender="male")
    survivor = VictimFactory(case=her.case, name="Tadeo Rios", outcome="injured")
    front, [light] = page("/"), re.findall(r'<circle cx="(\d+)" cy="(\d+)"', page(at(her)))
    assert survivor.name not in page(at(her))
    [(x, y)] = re.findall(
        rf'href="{at(her)}"\s+aria-label.*?cx="([\d.]+)" cy="([\d.]+)"', front, re.S
    )
    assert [int(number) for number in light] == pytest.approx([float(x) / 2, float(y) / 2], abs=0.6)
    assert re.search(r'href="/#lights">.*Her light, among 2<', page(at(her)), re.S)
    assert "His light, among 2<" in page(at(him))
    withdraw_case(him.case, by=adjudicator(), why="asked")
    assert "#lights" not in page(at(her)), "there is no other"


def test_why_the_target_was_attacked_is_not_said_of_whoever_was_beside() -> None:
    victim = killed(public_id="V-7001")
    beside = VictimFactory(
        case=victim.case, name="Bruno Calasso", outcome="killed", role="killed_beside_target"
    )
    accept(victim.case, "why_targeted", "duty")
    accept(victim.case, "contract_or_reward", "yes")
    publish_anew(victim.case)
    assert "#known-why_targeted" in page(at(victim))
    assert "#known-why_targeted" not in page(at(beside))
    assert "#known-contract_or_reward" in page(at(beside))


def test_a_page_says_its_address_in_every_language() -> None:
    victim = killed()
    said = page(at(victim, "/es"))
    address = f"http://testserver/es/people/{handle_of(victim.uid)}/"
    assert f'<link rel="canonical" href="{address}">' in said
    assert f'hreflang="ar" href="http://testserver/ar{at(victim)}"' in said
    assert f'<meta property="og:title" content="{AMALIA}">' in said
    assert at(victim) in Client().get("/sitemap-people-1.xml").content.decode()


@pytest.mark.parametrize(
    "values",
    [
        {"outcome": "injured"},
        {"outcome": "injured", "agreed_until": date.max},
        {"age_low": 12, "age_high": 12},
        {"age_low": 12, "age_high": 12, "agreed_until": date.max},
        {"withdrawn": True},
        {"name": ""},
    ],
)
def test_nobody_else_has_a_page_and_nothing_says_they_are_there(
    values: dict[str, Any],
) -> None:
    victim = killed(public_id="V-7001", **values)
    answer = Client().get(at(victim))
    nobody = Client().get(NOBODY)
    assert answer.status_code == nobody.status_code == 404
    own = answer.content.decode().replace(at(victim), NOBODY)
    assert own == nobody.content.decode()
    assert "/people/" not in page("/cases/V-7001/")
    assert Client().get(f"{at(victim)}anniversary.ics").status_code == 404
    assert at(victim) not in Client().get("/sitemap-people-1.xml").content.decode()


def test_a_withdrawn_person_and_a_withdrawn_case_leave_at_once() -> None:
    first, second = killed(), killed("Bruno Vela")
    for victim in (first, second):
        assert AMALIA in page(at(victim)) or "Bruno" in page(at(victim))
    withdraw([AMALIA], by=adjudicator(), why="her family asked")
    withdraw_case(second.case, by=adjudicator(), why="asked")
    assert [Client().get(at(one)).status_code for one in (first, second)] == [404, 404]


def test_whom_the_policy_protects_is_on_no_page_of_somebody_killed_beside_them() -> None:
    case = plant(public_id="V-7001")
    [name] = Name.objects.all()
    for language in ("", "/es", "/ar"):
        said = page(f"{language}/people/{name.handle}/")
        assert not [word for word in (*SECRET, MINOR, SURVIVOR) if word.lower() in said.lower()]
    said = page(f"/people/{name.handle}/")
    assert "1 other person was killed, who is not named here." in said
    assert "1 person survived." in said
    assert "We do not name survivors." in said
    assert str(case.public_id) in said


def test_others_of_the_attack_who_are_named_have_their_pages_beside() -> None:
    victim = killed()
    other = VictimFactory(case=victim.case, name="Bruno Vela", role="killed_beside_target")
    assert f'href="{at(other)}"' in page(at(victim))
    assert f'href="{at(victim)}"' in page(at(other))


def test_who_is_excluded_or_waits_has_a_page_without_remembrance() -> None:
    excluded = killed()
    exclude(row_of(excluded), by=editor(), why="The family asked")
    waits = killed("Bruno Vela", target_category="reported_criminal_link")
    for victim in (excluded, waits):
        said = page(at(victim))
        assert "Remembered on" not in said
        assert "card.png" not in said
        assert Client().get(f"{at(victim)}anniversary.ics").status_code == 404


def test_the_calendar_of_a_person_is_of_their_day_alone() -> None:
    victim = killed()
    killed("Bruno Vela")
    said = Client().get(f"{at(victim)}anniversary.ics").content.decode()
    assert said.count("BEGIN:VEVENT") == 1
    assert "Bruno" not in said


def test_a_story_leads_to_the_person_and_back() -> None:
    by, victim = editor(), killed()
    other = VictimFactory(case=victim.case, name="Bruno Vela")
    story = published(a_profile(by, victim), by)
    assert f'href="/stories/{story.public_id}/"' in page(at(victim))
    beside = page(f"/ar/cases/{victim.case.public_id}/")
    assert re.search(
        rf'href="/ar/stories/{story.public_id}/"><span class="original" lang="en" dir="ltr">',
        beside,
    )
    assert f'href="/stories/{story.public_id}/"' not in page(at(other))
    assert f'href="{at(victim)}"' in page(f"/stories/{story.public_id}/")


def test_a_person_asks_as_often_however_many_others_there_are(
    django_assert_max_num_queries: Any,
) -> None:
    victim = killed()
    page(at(victim))
    for number in range(6):
        VictimFactory(case=victim.case, name=f"Somebody {number}")
    page(at(victim))
    with django_assert_max_num_queries(60):
        page(at(victim))
