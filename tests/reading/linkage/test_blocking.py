from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from reading.linkage.samples import account, report
from reading.linkage.worlds import wordy_world
from vigil.reading.linkage.blocking import (
    BLOCK,
    NEIGHBOURS,
    RARE,
    abroad,
    block_pairs,
    candidates,
    neighbours,
    pairs_in,
    pairs_of,
    rows_of,
    windows,
)
from vigil.reading.linkage.linking import batch_of
from vigil.reading.linkage.profile_columns import UNDATED


def pairs(found: np.ndarray) -> set[tuple[int, int]]:
    one, two = rows_of(found)
    return set(zip(one.tolist(), two.tolist(), strict=True))


def blocks(keys: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    offsets = np.concatenate([[0], np.cumsum([len(own) for own in keys])]).astype(np.int64)
    return offsets, np.array([key for own in keys for key in own], dtype=np.int64)


@given(st.lists(st.lists(st.integers(0, 9), unique=True, max_size=3), max_size=30))
def test_those_who_share_a_key_meet_once(keys: list[list[int]]) -> None:
    expected = {(a, b) for a, b in combinations(range(len(keys)), 2) if set(keys[a]) & set(keys[b])}
    found = block_pairs(*blocks(keys))
    assert pairs(found) == expected
    assert len(found) == len(expected)


def test_a_crowded_key_brings_none_together() -> None:
    assert len(block_pairs(*blocks([[1]] * BLOCK))) == BLOCK * (BLOCK - 1) // 2
    assert len(block_pairs(*blocks([[1]] * (BLOCK + 1)))) == 0


def test_a_pair_is_the_same_from_both_sides() -> None:
    one, two = np.array([3, 9]), np.array([7, 2])
    assert pairs_of(one, two).tolist() == pairs_of(two, one).tolist()
    assert pairs(pairs_of(one, two)) == {(3, 7), (2, 9)}


def test_a_window_is_a_month_and_those_beside_it() -> None:
    month = np.array([5, 3, 4, 9, UNDATED, 5], dtype=np.int32)
    found = {
        tuple(sorted(rows[asked].tolist())): sorted(rows.tolist()) for rows, asked in windows(month)
    }
    assert found == {(1,): [1, 2], (2,): [0, 1, 2, 5], (0, 5): [0, 2, 5], (3,): [3], (4,): [4]}


@pytest.mark.parametrize("size", [NEIGHBOURS, 3 * NEIGHBOURS, RARE])
def test_of_equally_near_rows_the_first_are_taken(size: int) -> None:
    alike = csr_matrix(np.full((size, 1), 9_000, dtype=np.int16))
    one, two = neighbours(alike, np.arange(size))
    first = set(range(NEIGHBOURS + 1))
    for row in range(size):
        assert set(two[one == row].tolist()) == (first & set(range(size))) - {row}


def test_the_order_of_accounts_changes_no_candidate() -> None:
    accounts, reports = wordy_world(60)
    batch = batch_of(accounts, reports)
    found = pairs(candidates(batch))
    assert found
    turned = batch_of(accounts[::-1], reports)
    assert pairs(candidates(turned)) == found


def test_accounts_in_other_languages_are_met_however_alike_those_of_ones_own_are() -> None:
    languages = [*(["es"] * (2 * NEIGHBOURS + 1)), "", "fr"]
    names = [f"r{number:02d}" for number in range(len(languages))]
    reports = {
        name: report(name, "Shots at Bozdarevik, Karlomin.", language=language)
        for name, language in zip(names, languages, strict=True)
    }
    reports["r42"] = report("r42", "Shots at Bozdarevik.", language="fr")
    batch = batch_of([account(name) for name in names], reports)
    assert pairs(pairs_in(abroad(batch, "name_sounds"))) == {(row, 42) for row in range(41)}


def test_in_one_language_there_is_nobody_abroad() -> None:
    reports = {name: report(name, "Shots at Bozdarevik.") for name in ("a", "b")}
    assert not len(abroad(batch_of([account("a"), account("b")], reports), "name_sounds"))
