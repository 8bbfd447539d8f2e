"""The example reports are marked as such, agree with the open case file, and can be read."""

import json
import re
from collections import Counter
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
import pytest

from vigil.reading.records import Report

PATH = Path(__file__).parents[2] / "examples" / "reports.jsonl"
LINES = PATH.read_text(encoding="utf-8").splitlines()
REPORTS = [msgspec.json.decode(line, type=Report) for line in LINES]
IRRELEVANT = {"example-football-fr", "example-road-accident-en"}
MARK = re.compile(r"\((written for|escrita para|escrito para|escrito para o|écrit pour) Vigil\)")
TOLD = {
    "example-rio-councillor-en": ["marielle-franco-anderson-gomes-2018"],
    "example-rio-vereadora-pt": ["marielle-franco-anderson-gomes-2018"],
    "example-rio-concejala-es": ["marielle-franco-anderson-gomes-2018"],
    "example-rio-julgamento-pt": ["marielle-franco-anderson-gomes-2018"],
    "example-malta-journalist-en": ["daphne-caruana-galizia-2017"],
    "example-malte-journaliste-fr": ["daphne-caruana-galizia-2017"],
    "example-culiacan-periodista-es": ["javier-valdez-2017"],
    "example-culiacan-journalist-en": ["javier-valdez-2017"],
    "example-cartagena-fiscal-es": ["marcelo-pecci-2022"],
    "example-cartagena-promotor-pt": ["marcelo-pecci-2022"],
    "example-moramanga-foret-fr": ["henri-rakotoarisoa-2022"],
    "example-dos-periodistas-es": ["miroslava-breach-2017", "javier-valdez-2017"],
}
"""Report -> the shipped cases it tells of."""

WEEKDAYS = (
    ("monday", "lunes", "segunda-feira", "lundi"),
    ("tuesday", "martes", "terça-feira", "mardi"),
    ("wednesday", "miércoles", "quarta-feira", "mercredi"),
    ("thursday", "jueves", "quinta-feira", "jeudi"),
    ("friday", "viernes", "sexta-feira", "vendredi"),
    ("saturday", "sábado", "sábado", "samedi"),
    ("sunday", "domingo", "domingo", "dimanche"),
)

each_report = pytest.mark.parametrize("report", REPORTS, ids=[report.id for report in REPORTS])


def shipped() -> dict[str, dict[str, Any]]:
    data = files("vigil.casefile.open_case_file").joinpath("cases.jsonl").read_text("utf-8")
    return {case["id"]: case for case in map(json.loads, data.splitlines())}


def test_the_languages_and_what_is_told() -> None:
    assert Counter(report.language for report in REPORTS) == {"en": 4, "es": 4, "pt": 3, "fr": 3}
    assert len({report.id for report in REPORTS}) == len({report.url for report in REPORTS}) == 14
    assert {report.id for report in REPORTS} == set(TOLD) | IRRELEVANT


@each_report
def test_a_report_is_marked_and_of_fitting_length(report: Report) -> None:
    assert report.url.startswith("https://example.org/")
    assert MARK.search(report.outlet)
    assert date.fromisoformat(report.published)
    assert 80 <= len(report.text.split()) <= 150


@each_report
def test_people_places_and_ages_are_those_of_the_record(report: Report) -> None:
    cases = [shipped()[slug] for slug in TOLD.get(report.id, [])]
    for case in cases:
        assert case["date"]["value"] <= report.published
        for victim in case["victims"]:
            assert victim["name"] in report.text
        if case["victims"][0]["age"] is not None:
            assert str(case["victims"][0]["age"]) in report.text


@each_report
def test_a_weekday_of_the_attack_is_the_right_one(report: Report) -> None:
    days = [date.fromisoformat(shipped()[s]["date"]["value"]) for s in TOLD.get(report.id, [])]
    days.append(date.fromisoformat(report.published))
    allowed = {name for day in days for name in WEEKDAYS[day.weekday()]}
    if report.id in IRRELEVANT:
        return
    every = {name for names in WEEKDAYS for name in names}
    assert {word for word in every if word in report.text.lower()} <= allowed
