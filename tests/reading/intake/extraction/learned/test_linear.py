"""Linear models over hashed features: answers, files, and files that are none."""

import io
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vigil.reading.intake.extraction.learned.linear import (
    BUCKETS,
    Linear,
    ModelFileError,
    buckets,
    checksums,
    load,
    save,
    shipped,
)

WEIGHTS = st.floats(-60, 60, width=16)
"""As fitting leaves them: no finer than the file keeps them."""


@given(st.lists(st.text(max_size=40)), st.lists(st.text(max_size=12), min_size=1, max_size=3))
def test_checksums_give_the_same_places(features: list[str], prefixes: list[str]) -> None:
    found = checksums(features).buckets(prefixes)
    assert found.dtype == np.int32
    assert found.tolist() == buckets(features, prefixes).tolist()


@st.composite
def models(draw: st.DrawFn) -> Linear:
    weights = draw(st.dictionaries(st.integers(0, BUCKETS - 1), WEIGHTS, max_size=8))
    index = sorted(weights)
    return Linear(
        np.array(index, dtype=np.int32),
        np.array([weights[i] for i in index], dtype=np.float32),
        draw(st.floats(-30, 30)),
        draw(st.floats(0, 1)),
    )


@contextmanager
def somewhere() -> Iterator[Path]:
    """A file of its own for each example of a property."""
    with TemporaryDirectory() as folder:
        yield Path(folder) / "model.npz"


def model(**weights: float) -> Linear:
    placed = sorted((bucket(name), weight) for name, weight in weights.items())
    return Linear(
        np.array([b for b, _ in placed], dtype=np.int32),
        np.array([w for _, w in placed], dtype=np.float32),
    )


def bucket(feature: str) -> int:
    [place] = buckets([feature])
    return int(place)


@given(st.lists(st.text()))
def test_features_have_sorted_places_each_once(features: list[str]) -> None:
    placed = buckets(features)
    assert placed.dtype == np.int32
    assert list(placed) == sorted({bucket(f) for f in features})
    assert all(0 <= p < BUCKETS for p in placed)
    assert list(buckets(reversed(features))) == list(placed)


def test_a_place_is_the_same_on_every_machine_and_in_every_version() -> None:
    # Models that are out in the world hold these numbers.
    assert [bucket(f) for f in ("", "before:killed", "victim|es|-1:a", "año")] == PLACES


PLACES = [0, 205920, 91533, 296019]


def test_half_a_character_has_a_place_too() -> None:
    assert 0 <= bucket("\ud83d") < BUCKETS


@settings(max_examples=40, deadline=None)
@given(models(), st.lists(st.integers(0, BUCKETS - 1), max_size=5))
def test_a_model_answers_alike_before_and_after_it_was_written(
    one: Linear, others: list[int]
) -> None:
    with somewhere() as path:
        save(one, path)
        read = load(path)
    features = np.unique(np.array([*one.index[:3], *others], dtype=np.int32))
    assert read.margin(features) == one.margin(features)
    assert read.accepts(features) == one.accepts(features)
    assert read.digest == one.digest


@settings(max_examples=20, deadline=None)
@given(models())
def test_the_same_numbers_are_the_same_bytes(one: Linear) -> None:
    with somewhere() as path:
        save(one, path)
        first = path.read_bytes()
        save(one, path)
        assert path.read_bytes() == first


def test_an_answer_is_the_sum_of_the_weights() -> None:
    one = model(killed=2.0, arrested=-3.0)
    assert one.margin(buckets(["killed", "arrested", "unheard of"])) == -1.0
    assert one.margin(buckets(["killed"]), scale=0.5) == 1.0
    assert one.probability(buckets([])) == 0.5
    assert one.accepts(buckets(["killed"]))
    assert not one.accepts(buckets(["arrested"]))


def test_the_surest_answers_are_still_probabilities() -> None:
    one = model(surely=1e4, never=-1e4)
    assert 0 < one.probability(buckets(["never"])) < 1e-9
    assert 1 - 1e-9 < one.probability(buckets(["surely"])) <= 1


def test_the_best_of_some_is_the_first_of_equals() -> None:
    one = model(good=1.0)
    assert one.best([buckets(["x"]), buckets(["good"]), buckets(["good", "y"])]) == 1
    assert one.best([]) is None


ONE = model(killed=2.0, arrested=-3.0)


@pytest.mark.parametrize(
    "other",
    [
        model(killed=2.0, arrested=-1.0),
        model(murdered=2.0, arrested=-3.0),
        replace(ONE, constant=0.1),
        replace(ONE, threshold=0.4),
    ],
)
def test_any_other_number_gives_another_digest(other: Linear) -> None:
    assert len(ONE.digest) == 8
    assert other.digest != ONE.digest


# -- files that are no models ----------------------------------------------------------------

NUMBERS = np.array([0.0, 0.5])


def npz(**arrays: Any) -> bytes:
    stream = io.BytesIO()
    np.savez_compressed(stream, **arrays)
    return stream.getvalue()


def npy() -> bytes:
    stream = io.BytesIO()
    np.save(stream, NUMBERS)
    return stream.getvalue()


BROKEN = {
    "empty": b"",
    "text": b"not a model\n",
    "one array": npy(),
    "an array missing": npz(index=np.array([1]), weight=np.ones(1)),
    "objects": npz(index=np.array([{}], dtype=object), weight=np.ones(1), numbers=NUMBERS),
    "names for places": npz(index=np.array(["a"]), weight=np.ones(1), numbers=NUMBERS),
    "fractions for places": npz(index=np.array([1.5]), weight=np.ones(1), numbers=NUMBERS),
    "words for weights": npz(index=np.array([1]), weight=np.array(["x"]), numbers=NUMBERS),
    "words for numbers": npz(index=np.array([1]), weight=np.ones(1), numbers=np.array(["a", "b"])),
    "more places than weights": npz(index=np.array([1, 2]), weight=np.ones(1), numbers=NUMBERS),
    "a number missing": npz(index=np.array([1]), weight=np.ones(1), numbers=NUMBERS[:1]),
    "a place too high": npz(index=np.array([BUCKETS]), weight=np.ones(1), numbers=NUMBERS),
    "a place below zero": npz(index=np.array([-1]), weight=np.ones(1), numbers=NUMBERS),
    "no list of places": npz(index=np.array(1), weight=np.array(1.0), numbers=NUMBERS),
    "a weight that is no number": npz(index=np.array([1]), weight=[np.nan], numbers=NUMBERS),
    "a threshold that is no number": npz(index=[1], weight=[1.0], numbers=[0.0, np.nan]),
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "victim.npz"
    path.write_bytes(content)
    with pytest.raises(ModelFileError, match=r"victim\.npz: "):
        load(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match=r"nowhere\.npz"):
        load(tmp_path / "nowhere.npz")


@pytest.mark.filterwarnings("ignore:Overlapped entries:UserWarning")
@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_damaged_file_is_a_model_or_is_named(data: st.DataObject) -> None:
    with somewhere() as path:
        save(model(killed=2.0, arrested=-3.0), path)
        content = bytearray(path.read_bytes())
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
        path.write_bytes(content[: data.draw(st.sampled_from([len(content), place]))])
        with suppress(ModelFileError):
            assert 0 <= load(path).probability(buckets(["killed"])) <= 1


@pytest.mark.parametrize("name", ["place", "date"])
def test_the_models_of_the_package_are_small_and_whole(name: str) -> None:
    one = shipped(name)
    assert one.index.size
    assert np.isfinite(one.weight).all()
