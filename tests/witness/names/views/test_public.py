"""Pages of names: what they show, to whom they lead, and what they refuse."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from pages import flat
from site_menu import whole_menu
from vigil.language.markdown_pages import markdown_to_html
from vigil.witness.names.about_text import DOCUMENT, TEMPLATE
from vigil.witness.names.verbs.admitting import exclude
from vigil.witness.names.views import public as views
from vigil.witness.stories.verbs.withdrawing import withdraw_story
from witness.people_factories import AMALIA, editor, killed, row_of
from witness.story_factories import a_profile, published

pytestmark = pytest.mark.django_db
NAMED_CHILD: dict[str, Any] = {"age_low": 12, "age_high": 12, "agreed_until": date.max}


def page(at: str) -> str:
    answer = Client().get(at)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-cache"
    return answer.content.decode()


def test_the_list_leads_to_each_name_and_to_what_can_be_taken_along() -> None:
    victim = killed()
    said = page("/names/")
    assert AMALIA in said
    assert f"/people/{row_of(victim).handle}/" in said
    assert 'href="/names/roll.pdf"' in said
    assert 'href="/names/anniversaries.ics"' in said


def test_one_list_of_people_is_in_the_menu_and_leads_to_the_names(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole_menu(monkeypatch)
    killed()
    answer = Client().get("/people/?q=amalia&category=journalist")
    assert (answer.status_code, answer["Location"]) == (301, "/cases/people/?q=amalia")
    for at in ("/cases/people/", "/names/"):
        [menu, *_again] = re.findall(r'<nav class="rooms.*?</nav>', page(at), re.S)
        assert re.findall(r'href="(\S+)"\s+aria-current="page"', menu) == ["/cases/people/"]
        assert '"/names/"' not in menu
    assert '<a href="/names/">Names to remember</a>' in page("/cases/people/")


def test_the_list_is_paged_with_its_filter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "ON_A_PAGE", 1)
    killed("Amalia One", "2019-01-01")
    killed("Amalia Two", "2018-01-01")
    first = page("/names/?q=amalia")
    assert "Amalia One" in first
    assert "Amalia Two" not in first
    assert "?q=amalia&amp;page=2" in first
    assert "Amalia Two" in page("/names/?q=amalia&page=2")


def test_a_value_that_is_not_understood_is_said_beside_its_field() -> None:
    killed()
    said = page("/names/?year=soon&q=amalia")
    assert "errorlist" in said
    assert AMALIA in said


def test_a_longer_list_than_a_roll_holds_offers_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "MOST", 1)
    killed("One")
    killed("Two")
    assert "roll.pdf" not in page("/names/")


def test_a_day_shows_who_died_on_it_and_how_long_ago() -> None:
    killed("Then", "2019-03-07")
    killed("Another Day", "2019-03-08")
    killed("That Very Day", "2026-03-07")
    said = page("/names/today/?day=2026-03-07")
    assert "Then" in said
    assert "7 years ago" in said
    assert "Another Day" not in said
    assert "That Very Day" not in said
    assert "?day=2026-03-06" in said
    assert "?day=2026-03-08" in said


def test_without_a_choice_it_is_today() -> None:
    today = timezone.localdate()
    killed("Then", date(2004, today.month, today.day).isoformat())
    assert "Then" in page("/names/today/")


def test_a_leap_day_is_remembered_in_common_years_too() -> None:
    killed("Leap", "2020-02-29")
    said = page("/names/today/?day=2027-02-28")
    assert "Leap" in said
    assert "no 29 February" in said
    assert "Leap" not in page("/names/today/?day=2028-02-28")


@pytest.mark.parametrize("day", ["soon", "2026-02-30", "0001-01-01", "9999-12-31"])
def test_a_day_that_is_none_is_said_and_today_shown(day: str) -> None:
    said = page(f"/names/today/?day={day}")
    assert "errorlist" in said
    assert (timezone.localdate() + timedelta(1)).isoformat() in said


def test_a_name_leads_to_the_page_of_the_person() -> None:
    handle = row_of(killed()).handle
    answer = Client().get(f"/names/{handle}/")
    assert (answer.status_code, answer["Location"]) == (301, f"/people/{handle}/")


def test_the_page_of_a_child_leads_to_the_record_and_shows_the_card() -> None:
    victim = killed(public_id="V-7001", also=["Amália Rios"], **NAMED_CHILD)
    at = f"/names/{row_of(victim).handle}/"
    said = page(at)
    assert "have no page of their own" in said
    assert 'href="/cases/V-7001/"' in said
    assert "Amália Rios" in said
    assert f'<meta property="og:image" content="http://testserver{at}card.png">' in said
    card = Client().get(f"{at}card.png")
    assert card.content.startswith(b"\x89PNG")
    assert card["Cache-Control"] == "no-cache"


def test_an_excluded_name_keeps_its_page_and_loses_its_card_and_words() -> None:
    victim = killed()
    at = f"/names/{row_of(victim).handle}/"
    tag = Client().get(f"{at}card.png")["ETag"]
    exclude(row_of(victim), by=editor(), why="The family asked")
    said = page(f"/people/{row_of(victim).handle}/")
    assert AMALIA in said
    assert "card.png" not in said
    assert "share/" not in said
    assert Client().get(f"{at}share/").status_code == 404
    assert Client().get(f"{at}card.png", headers={"If-None-Match": tag}).status_code == 404
    assert AMALIA not in page("/names/today/?day=2026-03-07")


def test_who_waits_has_no_page_of_remembrance() -> None:
    victim = killed(target_category="reported_criminal_link")
    for end in ("", "share/", "card.png"):
        assert Client().get(f"/names/{row_of(victim).handle}/{end}").status_code == 404


def test_the_rule_is_shown_as_the_document_has_it() -> None:
    document = DOCUMENT.read_text(encoding="utf-8")
    assert flat(TEMPLATE.read_text(encoding="utf-8")) == flat(markdown_to_html(document)), (
        "run: python -m vigil.witness.names.about_text; python checks/layout.py"
    )
    assert "within or between criminal groups" in page("/names/about/")


def test_stories_of_the_case_stand_on_the_page_of_a_name() -> None:
    by, victim = editor(), killed(**NAMED_CHILD)
    at = f"/names/{row_of(victim).handle}/"
    story = published(a_profile(by, victim), by)
    assert f'href="/stories/{story.public_id}/"' in page(at)
    withdraw_story(story, by=by, why="asked")
    assert f'href="/stories/{story.public_id}/"' not in page(at)
