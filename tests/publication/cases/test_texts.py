"""Texts of a case in the language of the page: translated, marked, and never beyond the policy."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils.translation import override

from casefile.open_case_file.invented_texts import HARBOUR, clear, take_place
from factories import (
    AccountFactory,
    CaseFactory,
    MembershipFactory,
    ReportFactory,
    VictimFactory,
    adjudicator,
)
from publication.planted import accept
from vigil.casefile.models import Case, Origin
from vigil.publication.cases.texts import ShownText, in_its_language, occupation_text
from vigil.publication.policy.disclosure import public_spellings
from vigil.trust.withdrawals.verbs import withdraw

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def invented(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    take_place(monkeypatch)
    yield
    monkeypatch.undo()
    clear()


def harbour() -> Case:
    case = CaseFactory(
        public_id="V-0001",
        origin=Origin.COMPILED,
        place_name="Puerto Ejemplo",
        admin1="Costa",
        compiled={part: HARBOUR[part] for part in ("summary", "disagreements")},
    )
    VictimFactory(case=case, name="Amalia Ríos", occupation="Harbour inspector")
    place = {**HARBOUR["place"], "precision": "town"}
    for field, value in (
        ("place", place),
        ("place_type", "street_public"),
        ("organised_crime_link", "suspected"),
        ("organised_crime_basis", "Police say so."),
        ("judicial_outcome", "Nobody was tried."),
    ):
        accept(case, field, value, basis="compiled")
    return case


def page(at: str) -> str:
    answer = Client().get(at)
    assert answer.status_code == 200
    return answer.content.decode()


def words_of(at: str) -> str:
    """Return what a page says, without tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", page(at)).split())


def test_a_case_is_read_in_the_readers_language_and_the_original_is_a_click_away() -> None:
    harbour()
    said = page("/es/cases/V-0001/")
    for words in ("Inspeccionaba cargamentos.", "Lo dice la policía.", "Inspectora del puerto"):
        assert words in said
    assert "She inspected cargo." not in said
    assert '<span class="original" lang="en" dir="ltr">Nobody was tried.</span>' in said
    assert 'href="?texts=original"' in said
    original = page("/es/cases/V-0001/?texts=original")
    assert "She inspected cargo." in original
    assert "Inspeccionaba" not in original
    assert 'href="?"' in original
    assert "texts=original" not in page("/cases/V-0001/")


@pytest.mark.parametrize(
    ("basis", "said"),
    [
        ("compiled", "Inspectora del puerto"),
        ("confirmed", "Inspectora del puerto"),
        ("adjudicated", "Harbour inspector"),
    ],
)
def test_what_somebody_did_stays_translated_once_two_people_confirmed_it(
    basis: str, said: str
) -> None:
    with override("es"):
        assert occupation_text("V-0001", basis, 0, "Harbour inspector") == said


def test_our_description_of_a_source_is_translated() -> None:
    case = harbour()
    [source] = HARBOUR["sources"]
    report = ReportFactory(url=source["url"], title=source["title"])
    MembershipFactory(case=case, account=AccountFactory(report=report))
    assert "Disparan a una inspectora" in page("/es/cases/V-0001/")
    assert "Inspector shot" in page("/es/cases/V-0001/?texts=original")


def test_labels_take_the_gender_of_the_person() -> None:
    case = harbour()
    VictimFactory(case=case, name="Bruno Vela", gender="male", role="target")
    VictimFactory(case=case, name="Somebody", gender="unknown", role="target")
    said = words_of("/es/cases/V-0001/")
    for words in ("Asesinada", "Asesinado", "Persona asesinada"):
        assert f" {words} · Persona atacada" in said


def test_a_hidden_gender_is_in_no_label() -> None:
    case = harbour()
    VictimFactory(case=case, name="Carla Vela", gender="female", outcome="injured")
    said = words_of("/es/cases/V-0001/")
    assert "Persona herida" in said
    assert "Carla" not in said


def test_a_name_and_a_place_stand_in_the_script_of_the_page() -> None:
    harbour()
    for at in ("/ar/cases/V-0001/", "/ar/cases/"):
        said = page(at)
        assert "Amalia Ríos" in said
        assert "أماليا ريوس" in said
        assert "بويرتو إخيمبلو" in said
    assert "أماليا" not in page("/es/cases/V-0001/")


def test_cards_say_what_somebody_did_and_never_a_category() -> None:
    harbour()
    said = words_of("/es/cases/")
    assert "Inspectora del puerto" in said
    assert "periodista" not in said.lower().partition("casos encontrados")[2]


def test_a_withdrawn_name_leaves_in_every_script() -> None:
    case = harbour()
    victim = case.victims.get()
    assert public_spellings(victim) == ["Amalia Ríos", "أماليا ريوس"]
    withdraw(["Amalia Ríos"], by=adjudicator(), why="her family asked")
    victim.refresh_from_db()
    assert public_spellings(victim) == []
    for at in ("/ar/cases/V-0001/", "/ar/cases/", "/ar/names/", "/ar/names/?q=أماليا"):
        assert "ريوس" not in page(at), at


@pytest.mark.parametrize(
    ("shown", "html"),
    [
        (ShownText("<b>", "en"), "&lt;b&gt;"),
        (ShownText("نص", "ar"), '<span class="original" lang="ar" dir="rtl">نص</span>'),
        (ShownText("?", ""), '<span dir="auto">?</span>'),
        ("plain", '<span dir="auto">plain</span>'),
        (ShownText("", "ar"), ""),
    ],
)
def test_a_text_says_its_language_where_it_is_not_that_of_the_page(shown: str, html: str) -> None:
    assert in_its_language(shown) == html
