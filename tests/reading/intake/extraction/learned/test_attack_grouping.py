"""Which tellings are of one attack: what is compared, and how the heaps are put together."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.reading.intake.extraction.date_and_place import Scene
from vigil.reading.intake.extraction.findings import find_in_report
from vigil.reading.intake.extraction.learned.attack_grouping import (
    MOST,
    MentionSetting,
    group_mentions,
    pair_features,
    pairs_of,
    setting,
    several_inputs,
    summary,
)
from vigil.reading.intake.extraction.learned.linear import buckets
from vigil.reading.intake.extraction.people import People
from vigil.reading.intake.extraction.place_names import PlaceNames
from vigil.reading.intake.gazetteer import Gazetteer
from vigil.reading.records import Report

PEOPLE = People(Gazetteer.load())
PLACES = PlaceNames(Gazetteer.load())


def settings_in(text: str, language: str = "en") -> list[MentionSetting]:
    told = find_in_report(
        Report(id="r", text=text, language=language, published="2024-05-08"), PEOPLE
    )
    scene = Scene(told, PLACES)
    return [setting(told, scene, hit) for hit in told.hits]


def features(text: str, *, language: str = "en") -> set[int]:
    """The features of a text's only pair of tellings."""
    [pair] = pairs_of(settings_in(text, language)).values()
    return set(pair)


def has(feature: str, among: set[int]) -> bool:
    return among.issuperset(buckets([f"pair|{feature}"]).tolist())


def test_the_setting_of_a_telling() -> None:
    [one] = settings_in("Two policemen killed the lawyer Ana Balbero on Monday in Tulsa.")
    assert one.names == ("Ana Balbero",)
    assert one.heads == ("lawyer",)
    assert one.doers == ("policemen",)
    assert one.days == ("2024-05-06",)
    assert one.town is not None
    assert one.town.name == "Tulsa"
    assert (one.another, one.other) == (False, False)


TOLD = "Ana Balbero was shot dead on Monday in Tulsa. "
PAIRS = [
    (TOLD + "Luis Corfuz was stabbed to death on Friday in Dayton.", "names:different"),
    (TOLD + "Luis Corfuz was stabbed to death on Friday in Dayton.", "towns:different"),
    (TOLD + "Luis Corfuz was stabbed to death on Friday in Dayton.", "days:3"),
    (TOLD + "Luis Corfuz was stabbed to death on Friday in Dayton.", "when-where:3:different"),
    (TOLD + "Luis Corfuz was stabbed to death on Friday in Dayton.", "method:0"),
    (TOLD + "Ana Balbero was murdered by gunmen on Monday in Tulsa.", "names:same"),
    (TOLD + "Ana Balbero was murdered by gunmen on Monday in Tulsa.", "towns:same"),
    (TOLD + "Ana Balbero was murdered by gunmen on Monday in Tulsa.", "days:0"),
    (TOLD + "Pedro Balbero was murdered by gunmen.", "names:related"),
    (TOLD + "Two men were murdered by gunmen.", "names:one named"),
    (TOLD + "In another attack, Luis Corfuz was shot dead.", "another:1"),
    (TOLD + "Meanwhile, Luis Corfuz was shot dead.", "other:01:1"),
]


@pytest.mark.parametrize(("text", "feature"), PAIRS)
def test_what_two_tellings_have_in_common(text: str, feature: str) -> None:
    assert has(feature, features(text))


def test_how_far_two_tellings_stand_apart() -> None:
    quiet = "The council met. " * 9
    assert has("away:1", features(TOLD + "Luis Corfuz was shot dead."))
    assert has("away:6", features(TOLD + quiet + "Luis Corfuz was shot dead."))


def test_a_pair_is_compared_in_the_order_of_the_text() -> None:
    told = settings_in(
        TOLD + "In another attack, Luis Corfuz was shot dead. Two men were murdered."
    )
    pairs = pairs_of(told)
    assert len(told) == 3
    assert set(pairs) == set(combinations(range(len(told)), 2))
    assert np.array_equal(pairs[0, 1], pair_features(told[0], told[1]))
    assert not np.array_equal(pairs[0, 1], pair_features(told[1], told[0]))


def test_a_summary_counts_what_differs() -> None:
    alone = summary(settings_in(TOLD))
    twice = summary(settings_in(TOLD + "In another attack, Luis Corfuz died, shot dead in Dayton."))
    assert len(alone) == len(twice)
    assert alone[1:] == [0.0] * (len(alone) - 1)
    assert sum(twice) > sum(alone)
    assert len(summary([])) == len(alone)


@given(st.lists(st.floats(-99, 99), max_size=6))
def test_margins_are_kept_within_bounds(margins: list[float]) -> None:
    highest, mean, *told = several_inputs(margins, [1.0, 0.0])
    assert -3 <= mean <= highest <= 3 or highest == pytest.approx(mean)
    assert told == [1.0, 0.0]


# -- heaps -----------------------------------------------------------------------------------


@st.composite
def apart(draw: st.DrawFn) -> tuple[int, dict[tuple[int, int], float]]:
    count = draw(st.integers(2, 9))
    margins = st.floats(-9, 9)
    return count, {pair: draw(margins) for pair in combinations(range(count), 2)}


@given(apart())
def test_heaps_hold_every_telling_once_and_are_neither_one_nor_many(
    given_: tuple[int, dict[tuple[int, int], float]],
) -> None:
    count, margins = given_
    found = group_mentions(count, margins)
    assert sorted(n for heap in found for n in heap) == list(range(count))
    assert 2 <= len(found) <= MOST
    assert found == sorted(found)
    assert all(heap == sorted(heap) for heap in found)
    assert found == group_mentions(count, margins)


@given(apart())
def test_more_than_two_heaps_are_all_likelier_apart_than_not(
    given_: tuple[int, dict[tuple[int, int], float]],
) -> None:
    count, margins = given_
    found = group_mentions(count, margins)
    if len(found) > 2:
        for one, other in combinations(found, 2):
            between = [margins[min(i, j), max(i, j)] for i in one for j in other]
            assert sum(between) >= -1e-9


def margins_of(*planted: list[int]) -> tuple[int, dict[tuple[int, int], float]]:
    """Margins by which tellings of one planted heap are together and others apart."""
    heap_of = {n: number for number, heap in enumerate(planted) for n in heap}
    pairs = combinations(sorted(heap_of), 2)
    return len(heap_of), {(i, j): 2.0 if heap_of[i] != heap_of[j] else -2.0 for i, j in pairs}


@pytest.mark.parametrize(
    "planted",
    [
        [[0], [1]],
        [[0, 1, 2], [3]],
        [[0, 3], [1, 2]],
        [[0, 2], [1, 4], [3, 5]],
        [[0], [1], [2, 3], [4]],
    ],
)
def test_planted_heaps_are_found(planted: list[list[int]]) -> None:
    assert group_mentions(*margins_of(*planted)) == planted


def test_no_chain_of_neighbours_joins_what_is_apart() -> None:
    # 0-1-2-3 are each a little together with the next; 0 and 3 are far apart.
    near = {(0, 1): -1.0, (1, 2): -0.2, (2, 3): -1.0}
    far = {(0, 2): 3.0, (1, 3): 3.0, (0, 3): 5.0}
    assert group_mentions(4, {**near, **far}) == [[0, 1], [2, 3]]


def test_more_attacks_than_most_are_a_statistic() -> None:
    assert len(group_mentions(*margins_of(*([n] for n in range(MOST + 3))))) == MOST
