"""The shipped model in languages of which it has seen no labelled report, on texts written here."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from vigil.reading.intake.screening import Screener
from vigil.reading.records import Report

DATA = Path(__file__).parent / "data"
TEXTS = [
    pytest.param(language, text, id=f"{language}-{text['name']}")
    for language in ("ar", "fr", "it", "ru")
    for text in tomllib.loads((DATA / f"{language}.toml").read_text(encoding="utf-8"))["text"]
]


@pytest.fixture(scope="module")
def screener() -> Screener:
    return Screener.load()


@pytest.mark.parametrize(("language", "text"), TEXTS)
def test_a_killing_is_told_from_what_sounds_like_one(
    screener: Screener, language: str, text: dict[str, Any]
) -> None:
    (answer,) = screener.screen([Report(id="r", text=text["text"], language=language)])
    assert answer.report_kind == text.get("kind", "other")
    assert answer.relevant == ("kind" in text)


@pytest.mark.parametrize("language", ["ar", "fr", "it", "ru"])
def test_the_first_stage_keeps_every_killing(screener: Screener, language: str) -> None:
    texts = tomllib.loads((DATA / f"{language}.toml").read_text(encoding="utf-8"))["text"]
    told = [text["text"] for text in texts if "kind" in text]
    assert all(screener.passes(Report(id="r", text=text, language=language)) for text in told)
