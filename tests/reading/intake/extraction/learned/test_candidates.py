"""Who and what may be a victim, a doer, a group, a weapon: every place where each is named."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vigil.reading.intake.extraction.findings import ReportFindings, find_in_report
from vigil.reading.intake.extraction.learned.candidates import (
    Candidate,
    doers,
    groups,
    named_persons,
    weapons,
)
from vigil.reading.intake.extraction.people import People
from vigil.reading.intake.gazetteer import Gazetteer
from vigil.reading.records import Report

GAZETTEER = Gazetteer.load()
PEOPLE = People(GAZETTEER)

Found = dict[str, list[str]]
"""What a candidate is called, and how the report names it in each place."""


def reading(text: str, language: str = "en", **more: Any) -> ReportFindings:
    report = Report(id="r", text=text, language=language, published="2024-05-08", **more)
    return find_in_report(report, PEOPLE)


def persons(told: ReportFindings) -> list[Candidate]:
    return named_persons(told, GAZETTEER)


def found(kind: Callable[[ReportFindings], list[Candidate]], told: ReportFindings) -> Found:
    return {
        c.text: [told.slice(t.at.part, t.at.start, t.at.end) for t in c.told] for c in kind(told)
    }


# -- persons with a name ---------------------------------------------------------------------


def test_all_mentions_of_a_person_are_one_candidate() -> None:
    told = reading("Karen Salwick, 49, was shot dead. Ms. Salwick taught. Steven Corfuz fled.")
    assert found(persons, told) == {
        "Karen Salwick": ["Karen Salwick", "Salwick"],
        "Steven Corfuz": ["Steven Corfuz"],
    }


def test_a_short_form_that_comes_first_is_the_same_person() -> None:
    told = reading("Salwick was shot dead on Monday. Karen Salwick, 49, was a teacher.")
    [person] = persons(told)
    assert person.text == "Karen Salwick"
    assert [told.slice("text", t.at.start, t.at.end) for t in person.told] == [
        "Salwick",
        "Karen Salwick",
    ]


def test_mentions_in_the_title_come_last() -> None:
    told = reading("Karen Salwick was shot dead.", title="Karen Salwick is mourned")
    [person] = persons(told)
    assert [t.at.part for t in person.told] == ["text", "title"]
    assert person.first.part == "text"


def test_two_surnames_and_one_are_one_person() -> None:
    told = reading("Mataron a Luis Ortega Sanz. Ortega Sanz era juez. Lloran a Luis Ortega.", "es")
    assert list(found(persons, told)) == ["Luis Ortega Sanz"]


def test_in_capitals_a_name_needs_no_known_given_name() -> None:
    told = reading("THE JUDGE, XOCHITL QUETZALMAZ, WAS KILLED. SENATOR UZIEL WARKOMU DIED.")
    assert list(found(persons, told)) == ["XOCHITL QUETZALMAZ", "UZIEL WARKOMU"]


def test_in_capitals_initials_particles_and_hyphens_belong_to_a_name() -> None:
    told = reading("O'BRIEN MCNAMARA-ZULETA WAS SHOT. J. R. WARKOMU AND PEDRO DE LA CRUZ WERE NOT.")
    names = set(found(persons, told))
    assert names == {"O'BRIEN MCNAMARA-ZULETA", "J. R. WARKOMU", "PEDRO DE LA CRUZ"}


def test_in_capitals_english_words_and_countries_are_no_names() -> None:
    told = reading("THE CHURCH WAS BOMBED ON MONDAY IN GUATEMALA. GUNMEN WERE SEEN RUNNING AWAY.")
    assert persons(told) == []


def test_in_capitals_a_calling_before_a_name_goes_with_it() -> None:
    told = reading("GUNMEN KILLED SENATOR UZIEL WARKOMU YESTERDAY.")
    [person] = persons(told)
    mention = person.told[0].mention
    assert mention is not None
    assert mention.head_word == "senator"


# -- persons by what they are called ---------------------------------------------------------


def test_a_doer_comes_with_what_says_more_of_him() -> None:
    told = reading("Two hooded gunmen killed a man. The gunmen fled.")
    assert found(doers, told)["hooded gunmen"] == ["hooded gunmen", "gunmen"]


def test_one_and_several_of_a_kind_are_one_candidate() -> None:
    told = reading("Three gunmen came. One gunman fired.")
    assert found(doers, told) == {"gunmen": ["gunmen", "gunman"]}


def test_members_are_named_with_their_group() -> None:
    told = reading("MEMBERS OF THE NORTHERN FRONT, WHO WERE ARMED, KILLED A PEASANT.")
    assert "MEMBERS OF THE NORTHERN FRONT" in found(doers, told)


def test_in_capitals_armed_men_are_doers() -> None:
    assert found(doers, reading("ARMED MEN KILLED HIM.")) == {"ARMED MEN": ["ARMED MEN"]}


def test_a_person_with_a_name_is_no_doer_by_noun() -> None:
    told = reading("The teacher Karen Salwick was killed by a gunman.")
    assert list(found(doers, told)) == ["gunman"]


# -- groups ----------------------------------------------------------------------------------


def test_a_short_form_in_brackets_is_the_same_group() -> None:
    told = reading("The Farabundo Marti National Liberation Front (FMLN) fired. The FMLN denied.")
    names = found(groups, told)
    assert len(names) == 1
    [places] = names.values()
    assert places[1:] == ["FMLN", "FMLN"]


def test_in_capitals_only_brackets_make_a_short_form() -> None:
    told = reading("THE NORTHERN WORKERS FRONT (NWF) KILLED HIM IN THE USA. POLICE FOLLOWED.")
    names = found(groups, told)
    assert names["NORTHERN WORKERS FRONT"] == ["NORTHERN WORKERS FRONT", "NWF"]
    assert "POLICE" in names
    assert "USA" not in names


def test_a_cartel_and_its_short_form_in_spanish() -> None:
    told = reading(
        "Hombres del Cártel Jalisco Nueva Generación (CJNG) mataron a Luis Ortega.", "es"
    )
    names = found(groups, told)
    assert names["Cártel Jalisco Nueva Generación"][1:] == ["CJNG"]


def test_two_groups_are_two_candidates() -> None:
    names = found(groups, reading("The Sinaloa Cartel fought the Mara Salvatrucha (MS-13)."))
    assert list(names) == ["Sinaloa Cartel", "Mara Salvatrucha"]


# -- weapons ---------------------------------------------------------------------------------


def test_each_weapon_once_by_its_first_wording() -> None:
    told = reading("The gunmen fired rifles. A pistol and a rifle were found.")
    assert found(weapons, told) == {"rifles": ["rifles", "rifle"], "pistol": ["pistol"]}


@pytest.mark.parametrize(
    ("language", "text", "weapon"),
    [
        ("en", "He was stabbed with a knife.", "knife"),
        ("en", "HE WAS SHOT WITH A MACHINEGUN.", "MACHINEGUN"),
        ("es", "Lo mataron con un fusil AK-47.", "fusil AK-47"),
        ("pt", "Foi morto com uma faca.", "faca"),
        ("fr", "Il a été tué avec un couteau.", "couteau"),
    ],
)
def test_weapons_in_each_language(language: str, text: str, weapon: str) -> None:
    assert list(found(weapons, reading(text, language))) == [weapon]


# -- whatever is read ------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        "Karen Salwick, 49, was shot dead by two gunmen of the Northern Front (NF).",
        "JUDGE XOCHITL QUETZALMAZ WAS KILLED WITH A RIFLE BY THE F.M.L.N.",
        "(FMLN) [ELN] J. R. O'",
        "Members of the",
        "El juez Luis Ortega Sanz murió a manos de sicarios del Cártel de",
        "É. Ñ ß ŉ İ 😀 \ud83d",
    ]
)


@settings(max_examples=60, deadline=None)
@given(
    pieces=st.lists(PIECES | st.text(max_size=20), max_size=5),
    title=PIECES | st.just(""),
    language=st.sampled_from(["", "en", "es", "pt", "fr", "it"]),
    upper=st.booleans(),
)
def test_every_place_is_one_of_the_report(
    pieces: list[str], title: str, language: str, upper: bool
) -> None:
    text = " ".join(pieces)
    told = reading(text.upper() if upper else text, language, title=title)
    for kind in (persons, doers, groups, weapons):
        for candidate in kind(told):
            assert candidate.text
            assert candidate.text == " ".join(candidate.text.split())
            for place in candidate.told:
                sentence = told.sentences[place.number]
                assert sentence.part == place.at.part
                assert sentence.start <= place.at.start < place.at.end <= sentence.end
