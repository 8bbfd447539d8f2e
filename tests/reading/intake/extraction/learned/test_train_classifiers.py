"""Training teaches what the labels say, the same each time, and says when they teach nothing."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invented_reports import invented, wires
from vigil.reading.intake.extraction.learned.build_models import Lesson, MeasuredLesson, learn
from vigil.reading.intake.extraction.learned.classifiers import (
    OTHER,
    Classifiers,
    ReportProbabilities,
    Thresholds,
    classify,
    save_judges,
)
from vigil.reading.intake.extraction.learned.feature_vectors import ReportVectors
from vigil.reading.intake.extraction.learned.fitting import TooFewExamplesError
from vigil.reading.intake.extraction.learned.model_files import Models
from vigil.reading.intake.extraction.learned.train_classifiers import ENOUGH_REPORTS, train
from vigil.reading.intake.extraction.learned.train_thresholds import best_threshold
from vigil.reading.intake.extraction.people import People
from vigil.reading.intake.extraction.place_names import PlaceNames


@pytest.fixture(scope="module")
def unseen(people: People, places: PlaceNames) -> list[ReportVectors]:
    """Return reports that no model has seen."""
    lessons = [Lesson("more", i.report, i.label) for i in invented(2, 45)]
    lessons += [Lesson("wires", report, label) for report, label in wires(2, 18)]
    return [item.measured for item in learn(lessons, people, places)]


def judged(judges: Classifiers, report: ReportVectors) -> ReportProbabilities:
    return classify(
        judges, report.ruled, report.text, report.tellings, report.candidates, report.kind
    )


def test_the_one_who_was_killed_is_the_victim_and_the_one_arrested_is_not(
    models: Models, unseen: list[ReportVectors]
) -> None:
    told = [r for r in unseen if r.killing]
    assert len(told) > 30
    for report in told:
        enough = models.judges.second(report.kind).roles["victim"].enough
        chances = judged(models.judges, report).roles["victim"]
        for chance, one in zip(chances, report.candidates["victim"], strict=True):
            assert (chance >= enough.first) == one.right


def test_who_is_a_victim_is_learnt_from_the_labels(
    learnt: list[MeasuredLesson], unseen: list[ReportVectors]
) -> None:
    # The same reports, labelled by somebody who notes the accused and witnesses as victims.
    contrary = train([_contrary(i.measured) for i in learnt])
    told = [r for r in unseen if r.killing and r.kind == "en"]
    right = [
        (chance < 0.5) == one.right
        for report in told
        for chance, one in zip(
            judged(contrary, report).roles["victim"], report.candidates["victim"], strict=True
        )
    ]
    assert sum(right) > 0.9 * len(right)


def _contrary(report: ReportVectors) -> ReportVectors:
    victims = [
        j._replace(right=None if j.right is None else not j.right, fill=None)
        for j in report.candidates["victim"]
    ]
    return report._replace(candidates={**report.candidates, "victim": victims})


def test_what_is_told_of_long_ago_is_no_killing(
    models: Models, unseen: list[ReportVectors]
) -> None:
    for report in unseen:
        enough = models.judges.second(report.kind).killing.enough
        assert (judged(models.judges, report).killing >= enough.first) == report.killing


@pytest.fixture(scope="module")
def fewer(learnt: list[MeasuredLesson]) -> Classifiers:
    """Return what some of the reports teach."""
    return train([i.measured for i in learnt[:60]])


def test_training_again_gives_the_same_bytes(
    fewer: Classifiers, learnt: list[MeasuredLesson], tmp_path: Path
) -> None:
    save_judges(fewer, tmp_path / "one")
    save_judges(train([i.measured for i in learnt[:60]]), tmp_path / "two")
    files = sorted(p.relative_to(tmp_path / "one") for p in (tmp_path / "one").rglob("*.*"))
    assert len(files) > 5
    for file in files:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_a_kind_of_text_with_enough_labels_has_a_second_stage_of_its_own(
    models: Models, learnt: list[MeasuredLesson]
) -> None:
    kinds = {i.measured.kind for i in learnt}
    assert kinds == {"en", "es", "capitals"}
    enough = {
        k
        for k in kinds
        if sum(i.measured.teaches_victims for i in learnt if i.measured.kind == k) >= ENOUGH_REPORTS
    }
    assert enough == {"en", "capitals"}
    assert set(models.judges.seconds) == {OTHER, *enough}


def test_only_texts_in_capitals_are_eager_to_tell_attacks_apart(models: Models) -> None:
    seconds = models.judges.seconds
    assert seconds["en"].several == seconds[OTHER].several
    assert seconds["capitals"].several.enough.first < seconds[OTHER].several.enough.first


def test_a_version_names_what_was_learnt(models: Models, fewer: Classifiers) -> None:
    assert fewer.version
    assert fewer.version != models.judges.version


@pytest.mark.parametrize("killing", [True, False])
def test_reports_of_one_kind_teach_nothing(learnt: list[MeasuredLesson], *, killing: bool) -> None:
    with pytest.raises(TooFewExamplesError):
        train([i.measured for i in learnt if i.measured.killing is killing])


def test_no_reports_teach_nothing() -> None:
    with pytest.raises(TooFewExamplesError):
        train([])


# -- thresholds ------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=40))
def test_a_threshold_is_a_probability_and_its_f1_is_that_at_it(
    judged: list[tuple[float, bool]],
) -> None:
    chances, answers = [c for c, _ in judged], [a for _, a in judged]
    found = best_threshold(chances, answers)
    assert 0.05 <= found.first == found.further <= 0.95
    if not any(answers):
        assert found == Thresholds()
        return
    taken = [c >= found.first for c in chances]
    hits = sum(t and a for t, a in zip(taken, answers, strict=True))
    assert found.f1 == pytest.approx(2 * hits / (sum(taken) + sum(answers)), abs=1e-4)


def test_of_thresholds_alike_the_lowest_is_taken() -> None:
    found = best_threshold([0.1] * 9 + [0.9] * 9, [False] * 9 + [True] * 9)
    assert 0.1 < found.first < 0.3
    assert found.f1 == 1.0
