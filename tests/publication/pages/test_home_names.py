"""The home page lists whom /names/ lists, and nobody else."""

import re

import pytest
from django.test import Client

from factories import CaseFactory, VictimFactory, publish_anew, published_together
from vigil.casefile.models import Case
from vigil.publication.pages.home_names import count_named, remembered_names

pytestmark = pytest.mark.django_db

ALLEGED = {"target_category": "reported_criminal_link"}


@published_together()
def killed(name: str, date: str = "2019-03-07", **more: str) -> Case:
    case: Case = CaseFactory(date=date, date_earliest=date or None, date_latest=date or None)
    VictimFactory(case=case, name=name, **more)
    return case


def listed() -> list[str]:
    page = Client().get("/").content.decode()
    names = page.partition('class="names"')[2].partition("</ul>")[0]
    return re.findall(r"<bdi>(.*?)</bdi>", names)


def test_who_waits_for_an_editor_is_on_neither_list() -> None:
    killed("Amalia Prueba")
    killed("Evaristo Muestra", **ALLEGED)
    assert listed() == ["Amalia Prueba"]
    names = Client().get("/names/").content.decode()
    assert "Amalia Prueba" in names
    assert "Evaristo Muestra" not in names
    assert count_named() == 1


def test_names_are_in_the_order_of_years_and_undated_ones_come_last() -> None:
    killed("Noor Later", "2021-05-01")
    killed("Ana Undated", "")
    killed("Zoe First", "1999-01-01")
    assert [(one.name, one.year) for one in remembered_names(10)] == [
        ("Zoe First", 1999),
        ("Noor Later", 2021),
        ("Ana Undated", None),
    ]
    assert [one.name for one in remembered_names(2)] == ["Zoe First", "Noor Later"]


def test_a_name_that_is_not_public_any_more_leaves_the_list() -> None:
    case = killed("Amalia Prueba")
    assert listed() == ["Amalia Prueba"]
    Case.objects.filter(pk=case.pk).update(visibility="withdrawn")
    publish_anew(Case.objects.get(pk=case.pk))
    assert listed() == []
