"""The second stage: what it weighs, and how the judgements are kept in files."""

from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.reading.intake.extraction.learned.build_models import MeasuredLesson
from vigil.reading.intake.extraction.learned.classifiers import (
    MOST,
    MOST_TELLINGS,
    OTHER,
    Classifiers,
    FirstStageScores,
    SecondStage,
    SecondStages,
    Thresholds,
    attacks,
    classify,
    clip,
    killing_inputs,
    likely_tellings,
    load_judges,
    log_odds,
    save_judges,
    text_scale,
    version_of,
    with_likely,
)
from vigil.reading.intake.extraction.learned.feature_vectors import ROLES, CandidateVector, Role
from vigil.reading.intake.extraction.learned.linear import Buckets, ModelFileError, buckets
from vigil.reading.intake.extraction.learned.model_files import Models

MARGINS = st.floats(-40, 40)


def said(
    text: float = 0.0, tellings: list[float] | None = None, **roles: list[float]
) -> FirstStageScores:
    margins: dict[Role, list[float]] = {role: roles.get(role, []) for role in ROLES}
    return FirstStageScores(False, text, tellings or [], margins)


# -- numbers ---------------------------------------------------------------------------------


@given(st.floats(0, 1))
def test_log_odds_are_finite(probability: float) -> None:
    assert abs(log_odds(probability)) < 14
    assert SecondStage([1.0, 0.0]).probability([log_odds(probability)]) == pytest.approx(
        probability, abs=1e-5
    )


@given(st.floats(allow_nan=False))
def test_no_judgement_is_surer_than_most(margin: float) -> None:
    assert -MOST <= clip(margin) <= MOST


@given(st.lists(MARGINS, min_size=3, max_size=3))
def test_a_second_stage_gives_probabilities(weights: list[float]) -> None:
    assert 0 <= SecondStage(weights).probability([1.0, -1.0]) <= 1


def test_a_second_stage_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        SecondStage([1.0, 2.0, 0.0]).probability([1.0])


def test_long_reports_weigh_like_short_ones() -> None:
    short, long = buckets("ab"), buckets(map(str, range(500)))
    assert text_scale(short) ** 2 * len(short) == pytest.approx(text_scale(long) ** 2 * len(long))
    assert np.isfinite(text_scale(buckets([])))


# -- what is weighed -------------------------------------------------------------------------


@given(MARGINS, st.lists(MARGINS, max_size=4), st.lists(MARGINS, max_size=4))
def test_what_decides_of_a_killing_is_always_as_long(
    text: float, tellings: list[float], victims: list[float]
) -> None:
    inputs = killing_inputs(said(text, tellings, victim=victims))
    assert len(inputs) == len(killing_inputs(said()))
    assert all(abs(i) <= max(MOST, abs(text)) for i in inputs)


@given(st.lists(MARGINS, min_size=1, max_size=4), st.integers(0, 3))
def test_a_surer_telling_never_speaks_against_a_killing(tellings: list[float], at: int) -> None:
    surer = [m + (n == at % len(tellings)) for n, m in enumerate(tellings)]
    pairs = zip(killing_inputs(said(0, surer)), killing_inputs(said(0, tellings)), strict=True)
    assert all(more >= less - 1e-9 for more, less in pairs)


def test_the_finding_of_the_rules_is_weighed() -> None:
    without, ruled = killing_inputs(said()), killing_inputs(said()._replace(ruled=True))
    assert sum(a != b for a, b in zip(without, ruled, strict=True)) == 1
    assert sum(ruled) > sum(without)


@given(st.lists(st.floats(0, 1), max_size=6))
def test_the_likeliest_telling_always_counts(chances: list[float]) -> None:
    likely = likely_tellings(chances)
    assert likely == sorted(likely)
    assert bool(likely) == bool(chances)
    if chances:
        assert chances.index(max(chances)) in likely


def candidate(own: Buckets, *beside: Buckets) -> CandidateVector:
    return CandidateVector(own, None, None, (0,), beside, (0.0, 0.0))


def test_a_candidate_is_seen_beside_the_tellings_that_likely_count() -> None:
    own, near, far = buckets("o"), buckets("n"), buckets("f")
    one = candidate(own, near, far)
    assert set(with_likely(one, [3.0, -3.0])) == {*own, *near}
    assert set(with_likely(one, [3.0, 3.0])) == {*own, *near, *far}
    assert set(with_likely(one, [-9.0, -3.0])) == {*own, *far}  # the best there is
    assert set(with_likely(candidate(own), [])) == set(own)


# -- what was learnt of invented reports -----------------------------------------------------


def test_probabilities_for_every_telling_and_candidate(
    models: Models, learnt: list[MeasuredLesson]
) -> None:
    for item in learnt[:9]:
        measured = item.measured
        found = classify(
            models.judges,
            measured.ruled,
            measured.text,
            measured.tellings,
            measured.candidates,
            measured.kind,
        )
        assert len(found.tellings) == len(measured.tellings)
        assert {r: len(c) for r, c in found.roles.items()} == {
            r: len(c) for r, c in measured.candidates.items()
        }
        chances = [found.killing, *found.tellings, *(p for c in found.roles.values() for p in c)]
        assert all(0 <= p <= 1 for p in chances)


def test_a_kind_of_text_without_a_second_stage_of_its_own_uses_the_other(models: Models) -> None:
    judges = models.judges
    assert judges.second("xx") == judges.seconds[OTHER]
    assert judges.second("capitals") == judges.seconds["capitals"]


def test_one_telling_is_one_attack(models: Models, learnt: list[MeasuredLesson]) -> None:
    told = [i.measured for i in learnt if len(i.measured.settings) == 1]
    assert told
    for measured in told[:5]:
        assert attacks(models.judges, measured.settings, [0.9], measured.kind) == [[0]]


def test_an_attack_is_told_by_the_tellings_that_likely_count(
    models: Models, learnt: list[MeasuredLesson]
) -> None:
    two = next(i.measured for i in learnt if len(i.measured.settings) == 2)
    assert attacks(models.judges, two.settings, [0.9, 0.01], two.kind) == [[0]]
    assert attacks(models.judges, two.settings, [0.01, 0.02], two.kind) == [[1]]


# -- files -----------------------------------------------------------------------------------


@pytest.fixture
def folder(models: Models, tmp_path: Path) -> Path:
    """Return a folder with judgements in it."""
    save_judges(models.judges, tmp_path / "m")
    return tmp_path / "m"


def test_judgements_are_the_same_from_their_files(models: Models, folder: Path) -> None:
    one, read = models.judges, load_judges(folder)
    assert read.seconds == one.seconds
    assert read.version == one.version
    assert version_of(read.firsts, read.seconds) == version_of(one.firsts, one.seconds)


def test_the_same_judgements_are_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    save_judges(load_judges(folder), tmp_path / "again")
    assert _bytes(tmp_path / "again") == _bytes(folder)


def _bytes(folder: Path) -> dict[str, bytes]:
    files = (p for p in folder.rglob("*") if p.is_file())
    return {str(p.relative_to(folder)): p.read_bytes() for p in files}


def test_a_file_for_each_judgement_of_the_first_stages(models: Models, folder: Path) -> None:
    names = {"text", "telling", "apart", *ROLES}
    files = {f"{kind}/{name}.npz" for kind in models.judges.firsts for name in names}
    assert set(_bytes(folder)) == {*files, "judges.json", "victims.npz"}


NAMES = ["other/text.npz", "other/apart.npz", "capitals/weapon.npz", "judges.json"]


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_or_broken_file_is_named(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"\x00broken")
    with pytest.raises(ModelFileError, match=name):
        load_judges(folder)
    (folder / name).unlink()
    with pytest.raises(ModelFileError, match=name):
        load_judges(folder)


def test_a_first_stage_in_another_folder_is_refused(folder: Path) -> None:
    path = folder / "judges.json"
    held = msgspec.json.decode(path.read_bytes())
    held["firsts"].append("../elsewhere")
    path.write_bytes(msgspec.json.encode(held))
    with pytest.raises(ModelFileError, match="other roles"):
        load_judges(folder)


def test_judgements_made_for_other_roles_are_refused(models: Models, folder: Path) -> None:
    path = folder / "judges.json"
    held = msgspec.json.decode(path.read_bytes())
    for kept in held["seconds"].values():
        kept["roles"].pop("weapon")
    path.write_bytes(msgspec.json.encode(held))
    with pytest.raises(ModelFileError, match="other roles"):
        load_judges(folder)


def test_judgements_for_no_other_texts_are_refused(models: Models, tmp_path: Path) -> None:
    only = {"en": models.judges.seconds[OTHER]}
    save_judges(replace(models.judges, seconds=only), tmp_path)
    with pytest.raises(ModelFileError, match=r"judges\.json"):
        load_judges(tmp_path)


def test_a_judgement_is_never_changed_in_place(models: Models) -> None:
    second = models.judges.seconds[OTHER].killing
    with pytest.raises(AttributeError):
        second.enough = Thresholds()  # type: ignore[misc]


def test_a_version_changes_with_any_weight_or_threshold(models: Models) -> None:
    firsts, seconds = models.judges.firsts, models.judges.seconds
    version = version_of(firsts, seconds)
    first = firsts[OTHER]
    text = first._replace(text=replace(first.text, constant=first.text.constant + 1))
    assert version_of({**firsts, OTHER: text}, seconds) != version
    roles = {**first.roles, "weapon": replace(first.roles["weapon"], threshold=0.9)}
    assert version_of({**firsts, OTHER: first._replace(roles=roles)}, seconds) != version
    second = seconds[OTHER]
    sterner = SecondStage(second.killing.weights, Thresholds(0.99, 0.99))
    other = SecondStages(sterner, second.several, second.roles)
    assert version_of(firsts, {**seconds, OTHER: other}) != version
    assert isinstance(models.judges, Classifiers)


def test_the_likeliest_tellings_are_compared_and_no_more_than_can_be() -> None:
    chances = [0.5, 0.9] * MOST_TELLINGS
    assert likely_tellings(chances) == [*range(1, 2 * MOST_TELLINGS, 2)]
    assert likely_tellings([0.1, 0.6, 0.5]) == [1, 2]
