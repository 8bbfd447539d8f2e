"""From labelled reports to models and the card that goes with them."""

from datetime import date

import pytest

from invented_reports import invented
from vigil.reading.intake.extraction.learned.build_models import (
    Lesson,
    MeasuredLesson,
    build,
    card,
    learn,
)
from vigil.reading.intake.extraction.learned.feature_vectors import ROLES
from vigil.reading.intake.extraction.learned.fitting import TooFewExamplesError
from vigil.reading.intake.extraction.learned.labelled_reports import LabelError
from vigil.reading.intake.extraction.learned.model_files import Models
from vigil.reading.intake.extraction.people import People
from vigil.reading.intake.extraction.place_names import PlaceNames
from vigil.reading.records import Report


def test_each_report_is_measured_and_told_of(people: People, places: PlaceNames) -> None:
    told: list[int] = []
    lessons = [Lesson("a", i.report, i.label) for i in invented(3, 6)]
    learnt = learn(lessons, people, places, lambda: told.append(1))
    assert len(told) == len(learnt) == 6
    for item, lesson in zip(learnt, lessons, strict=True):
        assert item.measured.id == lesson.report.id
        assert item.measured.killing == lesson.label["about_a_killing"]
        assert item.measured.wanted["victim"] == len(lesson.label.get("victims", []))
        assert item.when_where.places == {p for p in [lesson.label.get("place")] if p is not None}


def test_a_label_in_no_form_is_refused(people: People, places: PlaceNames) -> None:
    with pytest.raises(LabelError):
        learn([Lesson("a", Report(id="r", text="x"), {"victims": []})], people, places)


def test_labels_that_teach_nothing_are_refused(people: People, places: PlaceNames) -> None:
    lessons = [Lesson("a", i.report, {"id": i.report.id}) for i in invented(3, 6)]
    with pytest.raises(TooFewExamplesError):
        build(learn(lessons, people, places), people, places)


def test_the_card_says_what_the_models_were_made_of(
    models: Models, learnt: list[MeasuredLesson]
) -> None:
    text = card(models, learnt, date(2026, 2, 3), "Texts by nobody.\n\n")
    assert text.startswith(f"# Models of the extractor {models.judges.version}\n")
    assert "Made on 2026-02-03." in text
    assert "Texts by nobody." in text
    for name in ("invented", "wires"):
        own = [i for i in learnt if i.source == name]
        killings = sum(bool(i.measured.killing) for i in own)
        victims = sum(i.measured.wanted["victim"] for i in own)
        languages = ", ".join(sorted({i.reading.language.code for i in own}))
        assert f"| {name} | {languages} | {len(own)} | {killings} | {victims} |" in text
    for kind in models.judges.seconds:
        assert f"| {kind} |" in text
    assert all(f" {role} |" in text for role in ROLES)


def test_the_card_holds_no_text_of_the_reports(
    models: Models, learnt: list[MeasuredLesson]
) -> None:
    text = card(models, learnt, date(2026, 2, 3))
    words = {w for i in invented(1, 90) for w in (i.cast.victim, i.cast.suspect, i.cast.town)}
    assert not any(word in text for word in words)
