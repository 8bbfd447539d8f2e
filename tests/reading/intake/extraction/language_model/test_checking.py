"""What passes of an answer: values whose words stand in the report, and nothing else."""

import json
from typing import Any

import pytest

from reading.intake.extraction.language_model.model_server import (
    account,
    answered,
    quoted,
    victim,
)
from vigil.reading.intake.extraction.date_and_place import Scene
from vigil.reading.intake.extraction.findings import find_in_report
from vigil.reading.intake.extraction.language_model.answer import Answer, read_answer
from vigil.reading.intake.extraction.language_model.checking import Checked, checked
from vigil.reading.intake.extraction.language_model.prompt import prompt_of
from vigil.reading.intake.extraction.language_model.settings import ModelSettings
from vigil.reading.intake.extraction.people import People
from vigil.reading.intake.extraction.place_names import PlaceNames
from vigil.reading.intake.gazetteer import Gazetteer
from vigil.reading.records import Account, Count, Report

GAZETTEER = Gazetteer.load()
SETTINGS = ModelSettings(endpoint="http://127.0.0.1/v1", model="m", allow=[], context=16_384)
REPORT = Report(
    id="r",
    title="Regidora asesinada en Celaya",
    text=(
        "La regidora Elena Marroquín, de 38 años, fue asesinada a balazos el lunes en Celaya. "
        "También murieron dos escoltas. Tres mujeres resultaron heridas. "
        "El fiscal Tomás Arriaga, de 43 años, dijo que no hay detenidos. "
        "Su hijo no fue asesinado, aclaró la familia."
    ),
    language="es",
    published="2024-05-08",
)
KILLED = quoted("killing", "fue asesinada a balazos")
ELENA = quoted("Elena Marroquín", "La regidora Elena Marroquín")


def check(*accounts: dict[str, Any]) -> Checked:
    answer: Answer = read_answer(json.dumps(answered(*accounts)))
    reading = find_in_report(REPORT, People(GAZETTEER))
    prompt = prompt_of(REPORT, SETTINGS)
    return checked(answer, prompt, reading, Scene(reading, PlaceNames(GAZETTEER)), 0.5)


def one(*accounts: dict[str, Any]) -> Account:
    [account] = check(*accounts).accounts
    return account


def test_values_come_with_the_words_that_state_them() -> None:
    read = one(
        account(
            KILLED,
            victim(
                name=ELENA,
                age=quoted(38, "de 38 años"),
                occupation=quoted("regidora", "La regidora Elena"),
                outcome=quoted("killed", "fue asesinada"),
            ),
            victim(count=quoted(2, "murieron dos escoltas"), outcome=quoted("killed", "murieron")),
            killed=quoted(2, "murieron dos escoltas"),
            injured=quoted(3, "Tres mujeres resultaron heridas"),
            date=quoted("2024-05-06", "el lunes"),
            place=quoted("Celaya", "el lunes en Celaya"),
            method=quoted("firearm", "a balazos"),
        )
    )
    named, group = read.victims
    assert (named.name, named.age, named.outcome) == ("Elena Marroquín", 38, "killed")
    assert named.target_category == "politician_official"
    assert (group.name, group.count, group.outcome) == (None, 2, "killed")
    assert (read.event, read.method, read.date.value) == ("killing", "firearm", "2024-05-06")
    assert (read.place.name, read.place.admin1, read.place.country) == (
        *("Celaya", "Guanajuato", "MEX"),
    )
    assert read.killed == Count(low=2, best=2, high=2)
    assert read.injured == Count(low=3, best=3, high=3)
    told = {e.field for e in read.evidence}
    assert {"/event", "/date", "/place", "/method", "/victims/0/age", "/victims/1"} <= told
    for evidence in read.evidence:
        part = REPORT.title if evidence.in_ == "title" else REPORT.text
        assert part[evidence.start : evidence.end] == evidence.text


FALSE: list[tuple[str, dict[str, Any], str]] = [
    ("invented words", {"name": quoted("Otto Brandt", "Otto Brandt fue")}, "quote_not_in_text"),
    ("one letter off", {"name": quoted("Elena Marroquin", "Elena Marroquin")}, "quote_not_in_text"),
    ("blanks put right", {"name": quoted("Elena", "regidora  Elena")}, "quote_not_in_text"),
    ("another's words", {"name": quoted("Otto Brandt", "La regidora")}, "value_not_in_quote"),
    ("half a word", {"name": quoted("Mar", "Elena Marroquín")}, "value_not_in_quote"),
    ("no name", {"name": quoted("asesinada", "fue asesinada")}, "words_do_not_say_so"),
    ("who speaks", {"name": quoted("Tomás Arriaga", "El fiscal Tomás Arriaga")}, "another_role"),
]


@pytest.mark.parametrize(("what", "given", "why"), FALSE, ids=[w for w, _, _ in FALSE])
def test_whom_the_words_do_not_call_a_victim_is_none(
    what: str, given: dict[str, Any], why: str
) -> None:
    found = check(account(KILLED, victim(outcome=quoted("killed", "asesinada"), **given)))
    assert found.accounts == []
    assert found.dropped == {why: 1, "nobody_attacked": 1}


WRONG: list[tuple[str, Any, str]] = [
    ("age", quoted(34, "de 43 años"), "value_not_in_quote"),
    ("age", quoted(83, "de 38 años"), "value_not_in_quote"),
    ("age", quoted(8, "de 38 años"), "value_not_in_quote"),
    ("age", quoted(38, "de treinta y ocho años"), "quote_not_in_text"),
    ("gender", quoted("male", "La regidora"), "words_do_not_say_so"),
    ("gender", quoted("other", "La regidora"), "not_a_choice"),
    ("occupation", quoted("Elena", "La regidora Elena"), "words_do_not_say_so"),
    ("outcome", quoted("injured", "fue asesinada"), "words_do_not_say_so"),
    ("outcome", quoted("dead", "fue asesinada"), "not_a_choice"),
]


@pytest.mark.parametrize(("field", "given", "why"), WRONG)
def test_a_value_that_its_quotation_does_not_state_is_dropped(
    field: str, given: Any, why: str
) -> None:
    found = check(account(KILLED, victim(name=ELENA, **{field: given})))
    [read] = found.accounts
    assert getattr(read.victims[0], field) in (None, "unknown")
    assert found.dropped == {why: 1}


OF_THE_ATTACK: list[tuple[str, Any, str]] = [
    ("date", quoted("2024-05-07", "el lunes"), "words_do_not_say_so"),
    ("date", quoted("2024-05-06", "en Celaya"), "words_do_not_say_so"),
    ("place", quoted("Toluca", "en Celaya"), "value_not_in_quote"),
    ("place", quoted("el lunes", "el lunes en Celaya"), "words_do_not_say_so"),
    ("killed", quoted(0, "murieron dos escoltas"), "value_not_in_quote"),
    ("killed", quoted(20, "murieron dos escoltas"), "value_not_in_quote"),
    ("killed", quoted(3, "Tres mujeres resultaron heridas"), "value_not_in_quote"),
    ("method", quoted("poison", "a balazos"), "words_do_not_say_so"),
    ("method", quoted("sniper", "a balazos"), "not_a_choice"),
    ("method", quoted("firearm", "a tiros"), "quote_not_in_text"),
]


@pytest.mark.parametrize(("field", "given", "why"), OF_THE_ATTACK)
def test_the_same_for_day_place_and_method(field: str, given: Any, why: str) -> None:
    found = check(account(KILLED, victim(name=ELENA), **{field: given}))
    [read] = found.accounts
    assert f"/{field}" not in {e.field for e in read.evidence}
    assert found.dropped == {why: 1}


NO_ATTACK = [
    (quoted("killing", "dijo que no hay detenidos"), "no_attack_told"),
    (quoted("killing", "no fue asesinado"), "no_attack_told"),
    (quoted("killing", "fue envenenada"), "quote_not_in_text"),
    (quoted("massacre", "fue asesinada a balazos"), "not_a_choice"),
]


@pytest.mark.parametrize(("event", "why"), NO_ATTACK)
def test_an_attack_needs_words_that_tell_one(event: dict[str, Any], why: str) -> None:
    found = check(account(event, victim(name=ELENA)))
    assert found.accounts == []
    assert found.dropped == {why: 1}


def test_the_same_attack_and_the_same_person_count_once() -> None:
    twice = account(KILLED, victim(name=ELENA), victim(name=quoted("Elena", "Elena Marroquín")))
    found = check(twice, twice)
    assert len(found.accounts) == 1
    assert len(found.accounts[0].victims) == 1
    assert found.dropped["twice"] == 3
