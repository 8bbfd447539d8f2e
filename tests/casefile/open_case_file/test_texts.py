"""Translations belong to one English text; names in other scripts to one person."""

import re
from collections.abc import Iterator

import pytest

from casefile.open_case_file.invented_texts import clear, take_place
from vigil.casefile.open_case_file.texts import (
    LANGUAGES,
    SCRIPTS,
    _english,
    _lines,
    _others_harmed,
    _parts,
    _texts,
    other_spellings_in_scripts,
    shipped_person,
    spellings_in_other_scripts,
    translated,
)


@pytest.fixture
def invented(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    take_place(monkeypatch)
    yield
    monkeypatch.undo()
    clear()


@pytest.mark.usefixtures("invented")
@pytest.mark.parametrize(
    ("part", "english", "says"),
    [
        ("summary", "She was shot at noon.", "Le dispararon a mediodía."),
        ("disagreements", "Her age is 41 or 42.", "Su edad es 41 o 42."),
        ("basis", "Police say so.", "Lo dice la policía."),
        ("victims.0.occupation", "Harbour inspector", "Inspectora del puerto"),
        ("coded_by_us.case.served", "She refused to sign.", "Se negó a firmar."),
        ("sources.https://news.example/1", "Inspector shot", "Disparan a una inspectora"),
        ("judicial", "Nobody was tried.", ""),
        ("basis", "Prosecutors say so.", ""),
        ("place.name", "Puerto Ejemplo", ""),
    ],
)
def test_a_text_is_translated_only_as_it_was(part: str, english: str, says: str) -> None:
    assert translated("V-0001", part, english, "es") == says
    assert translated("V-0003", part, english, "es") == ""
    assert translated("V-0001", part, english, "de") == ""


@pytest.mark.usefixtures("invented")
def test_the_same_word_is_translated_for_each_person() -> None:
    said = [translated("V-0002", f"victims.{n}.occupation", "Teacher", "es") for n in (0, 1)]
    assert said == ["Profesor", "Profesora"]


@pytest.mark.usefixtures("invented")
def test_a_person_is_found_by_any_name_and_has_the_names_in_other_scripts() -> None:
    assert spellings_in_other_scripts("V-0001", ["a rios"]) == ("أماليا ريوس",)
    assert spellings_in_other_scripts("V-0001", ["Amalia Vela"]) == ()
    assert spellings_in_other_scripts("V-0009", ["Amalia Ríos"]) == ()
    assert other_spellings_in_scripts("V-0002", ["Bruno Vela"]) == ["كارلا بيلا"]


@pytest.mark.usefixtures("invented")
def test_a_life_is_the_persons_own_or_the_summarys_of_a_single_one() -> None:
    people = {"Amalia Ríos": "V-0001", "Bruno Vela": "V-0002", "Carla Vela": "V-0002"}
    found = {name: shipped_person(case, [name]) for name, case in people.items()}
    lives = {name: (one.life, one.life_part) for name, one in found.items() if one}
    assert lives == {
        "Amalia Ríos": ("She inspected cargo.", "summary"),
        "Bruno Vela": ("He taught maths.", "victims.0.life"),
        "Carla Vela": ("", "victims.1.life"),
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_shipped_text_is_translated_and_nothing_else(language: str) -> None:
    assert set(_texts(language)) == set(_english())
    for slug, line in _english().items():
        wanted = {at for at, text in _parts(line) if text}
        said = {at for at, text in _parts(_texts(language)[slug]) if text}
        # Titles of sources stand as they are, but for our own descriptions; places in letters.
        as_they_are = {at for at in wanted if at.startswith(("sources.", "place."))}
        assert wanted - as_they_are <= said <= wanted, slug


def test_each_shipped_value_on_others_who_were_harmed_is_translated() -> None:
    claims = [line for line in _lines("claims.jsonl") if line["field"] == "others_harmed"]
    lines = _others_harmed()
    assert {(claim["case"], claim["value"]) for claim in claims} == {
        (slug, line["en"]) for slug, line in lines.items()
    }
    assert all(line[language] for line in lines.values() for language in LANGUAGES)


@pytest.mark.parametrize("language", SCRIPTS)
def test_shipped_names_are_in_the_script_of_their_language(language: str) -> None:
    people = [person for line in _texts(language).values() for person in line["victims"]]
    names = [person["name"] for person in people if person.get("name")]
    assert names
    assert [name for name in names if not re.search("[\u0600-\u06ff]", name)] == []
