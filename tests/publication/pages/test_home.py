"""The home page: one light for each person, whom it names, and what its filter lights."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from lxml import html

from factories import CaseFactory, UserFactory, VictimFactory, publish_anew, published_together
from publication.many import text
from publication.planted import accept
from vigil.casefile.models import Case
from vigil.publication.pages import lights
from vigil.publication.pages.remembered_people import person_of_the_day
from vigil.witness.models import Life

pytestmark = pytest.mark.django_db

ALLEGED = {"target_category": "reported_criminal_link"}


@published_together()
def killed(name: str, day: str = "2019-03-07", *, more: int = 0, **values: Any) -> Case:
    on = date.fromisoformat(day) if day else None
    case: Case = CaseFactory(
        date=day, date_earliest=on, date_latest=on, country=values.pop("country", "MEX")
    )
    VictimFactory(case=case, name=name, **values)
    VictimFactory.create_batch(more, case=case, name="")
    return case


def field(address: str = "/") -> html.HtmlElement:
    [drawing] = html.document_fromstring(text(Client(), address)).xpath("//section[@id='lights']")
    return drawing


def linked(drawing: html.HtmlElement) -> list[str]:
    """Return the labels of the lights that are links."""
    return [str(link.get("aria-label")) for link in drawing.xpath(".//*[local-name()='a'][title]")]


def shapes(drawing: html.HtmlElement, kind: str) -> int:
    return len(drawing.xpath(f".//circle[@class='{kind}']"))


def test_a_light_for_each_person_and_a_link_for_each_who_is_named() -> None:
    killed("Zoe First", "1999-01-01", more=2)
    killed("Noor Later", "2021-05-01")
    killed("Ana Undated", "")
    killed("Evaristo Muestra", **ALLEGED)
    page = text(Client(), "/")
    drawing = field()
    assert "6 people killed." in page
    assert "In 1 of them, several people were killed." in " ".join(page.split())
    assert "No light counts more than another" in drawing.xpath("./div[1]")[0].text_content()
    assert shapes(drawing, "light") == 6
    names = [label.split(",")[0] for label in linked(drawing)]
    assert names == ["Zoe First", "Noor Later", "Ana Undated"]
    listed = drawing.xpath(".//ul[@class='names']//bdi/text()")
    assert listed == names
    assert "3 more people were killed, who are not named here" in " ".join(page.split())
    assert "Evaristo Muestra" not in page
    for link in drawing.xpath(".//*[local-name()='a'][title]"):
        assert Client().get(link.get("href")).status_code == 200


def test_where_no_lights_are_drawn_the_list_is_named() -> None:
    """Tor Browser's safest mode draws no SVG, and shows what no drawing shows."""
    killed("Zoe First")
    [sentence] = field().xpath(".//*[local-name()='metadata']/text()")
    assert "The list below leads to the same people" in sentence


def test_who_was_not_killed_has_no_light_and_who_is_withdrawn_loses_theirs() -> None:
    case = killed("Amalia Prueba")
    killed("Tadeo Belmonte", outcome="injured")
    assert shapes(field(), "light") == 1
    assert "In 1, nobody is recorded as killed." in " ".join(text(Client(), "/").split())
    Case.objects.filter(pk=case.pk).update(visibility="withdrawn")
    publish_anew(Case.objects.get(pk=case.pk))
    assert "Amalia Prueba" not in text(Client(), "/")
    assert "1 person" not in text(Client(), "/")


def test_a_filter_lights_those_who_meet_it_and_says_how_many() -> None:
    killed("Zoe First", target_category="journalist")
    killed("Noor Later", target_category="judicial", country="ITA")
    drawing = field("/?target_category=journalist")
    assert (shapes(drawing, "light"), shapes(drawing, "dim")) == (1, 1)
    assert [label.split(",")[0] for label in linked(drawing)] == ["Zoe First"]
    said = " ".join(drawing.xpath(".//p[@role='status']")[0].text_content().split())
    assert (
        "Lights shine for 1 of 2 people. Your selection: Category of the person: journalist."
        in said
    )
    [cases] = drawing.xpath(".//p[@role='status']/a[contains(@href, '/cases/')]/@href")
    found = text(Client(), cases)
    assert "Zoe First" in found
    assert "Noor Later" not in found
    [chosen] = drawing.xpath(".//option[@selected and @value!='']/@value")
    assert chosen == "journalist"
    assert drawing.xpath(".//select[@name='country']/option/text()")[1:] == [
        "Italy (1)",
        "Mexico (1)",
    ]


def test_an_address_without_empty_parameters() -> None:
    killed("Zoe First")
    answer = Client().get("/es/?target_category=&impunity=&country=MEX")
    assert (answer.status_code, answer["Location"]) == (302, "/es/?country=MEX")
    assert Client().get("/?target_category=")["Location"] == "/"
    assert Client().get("/?taget_category=journalist").status_code == 400


def test_years_draw_their_part_of_the_field() -> None:
    killed("Zoe First", "1999-01-01")
    killed("Noor Later", "2021-05-01")
    drawing = field("/?year_from=2021&year_to=2021")
    assert shapes(drawing, "light") == 1
    assert [label.split(",")[0] for label in linked(drawing)] == ["Noor Later"]
    assert drawing.xpath(".//p[@role='status']/a[text()='All years']/@href") == ["/#lights"]


def test_too_many_lights_are_one_drawing_and_a_list_of_years(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lights, "MOST_LINKED", 3)
    monkeypatch.setattr(lights, "MOST_DRAWN", 2)
    killed("Zoe First", "1999-01-01", more=1)
    killed("Noor Later", "2021-05-01")
    killed("Ana Third", "2021-06-01")
    drawing = field()
    [svg] = drawing.xpath(".//*[@class='lights']")
    assert svg.get("role") == "img"
    assert "Lights for 4 people" in svg.get("aria-label")
    assert not linked(drawing)
    [dots] = drawing.xpath(".//path[@class='lit-dots']/@d")
    assert dots.count("h0") == 2
    assert "Each light represents about 2 of them." in text(Client(), "/")
    years = {link.text: link.get("href") for link in drawing.xpath(".//ul[@class='stretches']//a")}
    assert years == {
        "1999": "/?year_from=1999&year_to=1999#lights",
        "2021": "/?year_from=2021&year_to=2021#lights",
    }
    assert shapes(field("/?year_from=2021&year_to=2021"), "light") == 2


def test_the_numbers_lead_to_the_cases_that_they_count() -> None:
    for n, impunity in enumerate(("", "complete", "complete", "no_information")):
        with published_together():
            case = killed(f"Zoe {n}", target_category="journalist", more=n)
            if impunity:
                accept(case, "impunity", impunity, basis="adjudicated")
                accept(case, "judicial_as_of", {"value": "2021"}, basis="adjudicated")
    document = html.document_fromstring(text(Client(), "/"))
    promised = {
        link.get("href"): int(link.get("data-cases"))
        for link in document.xpath("//main//a[@data-cases]")
    }
    assert promised["/cases/?impunity=complete"] == 2
    assert promised["/cases/?impunity=no_information"] == 2
    assert promised["/cases/?target_category=journalist&outcome=killed"] == 4
    for url, cases in promised.items():
        page = html.document_fromstring(text(Client(), url))
        [said] = page.xpath("//p[@role='status']//strong")
        assert int(re.sub(r"\D", "", said.text_content())) == cases, url


def write_life(case: Case, life: str) -> None:
    Life.objects.create(
        person=case.victims.get().uid,
        case=case,
        language="en",
        text=life,
        public_text=life,
        state=Life.State.SHOWN,
        written_by=UserFactory(),
    )


def test_the_person_of_the_day_is_whose_anniversary_it_is_else_one_by_turn() -> None:
    zoe, noor = killed("Zoe First", "1999-01-01"), killed("Noor Later", "2021-05-01")
    child = killed("Ana Young", "2001-07-01", age_low=12, age_high=12)
    alleged = killed("Evaristo Muestra", "2002-07-01", **ALLEGED)
    for case in (zoe, noor, child, alleged):
        write_life(case, "She taught and sang. Later she wrote.")
    died = person_of_the_day(date(2026, 5, 1))
    assert died is not None
    assert (died.name, died.life, died.ago) == ("Noor Later", "She taught and sang.", "5 years ago")
    days = [person_of_the_day(date(2026, 7, day)) for day in range(1, 11)]
    assert {one.name for one in days if one is not None} == {"Zoe First", "Noor Later"}
    assert days == [person_of_the_day(date(2026, 7, day)) for day in range(1, 11)]
    assert "She taught and sang." in text(Client(), "/")


def test_nobody_is_shown_whose_life_may_not_be_told() -> None:
    killed("Noor Later", "2021-05-01")
    assert person_of_the_day(date(2026, 5, 1)) is None
    case = killed("Zoe First", "1999-01-01")
    survivor = killed("Tadeo Belmonte", outcome="injured")
    write_life(case, "Tadeo Belmonte was with her.")
    assert survivor.victims.exists()
    assert person_of_the_day(date(2026, 1, 1)) is None
    assert "Tadeo Belmonte" not in text(Client(), "/")
