"""Models trained on invented reports, once for all tests of this folder."""

import pytest

from invented_reports import invented, wires
from vigil.reading.intake.extraction.learned.build_models import (
    Lesson,
    MeasuredLesson,
    build,
    learn,
)
from vigil.reading.intake.extraction.learned.extractor import LearnedExtractor
from vigil.reading.intake.extraction.learned.model_files import Models
from vigil.reading.intake.extraction.people import People
from vigil.reading.intake.extraction.place_names import PlaceNames
from vigil.reading.intake.gazetteer import Gazetteer


@pytest.fixture(scope="session")
def people() -> People:
    """Return what finds persons."""
    return People(Gazetteer.load())


@pytest.fixture(scope="session")
def places() -> PlaceNames:
    """Return what finds places."""
    return PlaceNames(Gazetteer.load())


@pytest.fixture(scope="session")
def learnt(people: People, places: PlaceNames) -> list[MeasuredLesson]:
    """Return invented reports in numbers: ninety in two languages, sixty-six wires in capitals."""
    lessons = [Lesson("invented", i.report, i.label) for i in invented(1, 90)]
    lessons += [Lesson("wires", report, label) for report, label in wires(1, 66)]
    return learn(lessons, people, places)


@pytest.fixture(scope="session")
def models(learnt: list[MeasuredLesson], people: People, places: PlaceNames) -> Models:
    """Return the models that these reports teach."""
    return build(learnt, people, places)


@pytest.fixture(scope="session")
def extractor(models: Models) -> LearnedExtractor:
    """Return an extractor that has learnt from invented reports alone."""
    return LearnedExtractor(Gazetteer.load(), models)
