import zlib

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from vigil.reading.intake.forest_fitting import grow
from vigil.reading.intake.screening.lexicon import _fold_any, fold
from vigil.reading.intake.screening.lexicon_features import year_of
from vigil.reading.intake.screening.passages import BUCKETS, WIDTH, hashes, read, sentences


def test_sentences_end_at_stops_and_empty_lines() -> None:
    text = (
        "A man was shot dead last night in Alba. The police are looking for two armed men.\n\nRain"
    )
    assert sentences("", text) == [
        " a man was shot dead last night in alba ",
        " the police are looking for two armed men rain ",
    ]


def test_the_title_is_the_first_sentence() -> None:
    assert sentences("Mayor killed", "x" * 50)[0] == " mayor killed "


def test_only_sentences_with_an_anchor_are_windows() -> None:
    text = "The sun was shining over all of the city. A man was shot dead at noon in the square."
    found = read("", text, "en")
    assert len(found.windows) == len(found.concepts) == len(found.sentences) == 1
    assert "shot dead" in found.sentences[0]


def test_years_count_by_their_distance() -> None:
    assert hashes("in 1989", 2020) == hashes("in 1975", 2020) != hashes("in 2020", 2020)
    assert hashes("he was 43", 2020) == hashes("he was 51", 2020)


def test_words_and_pairs_have_their_checksums() -> None:
    mask = BUCKETS - 1
    assert hashes(" murió ayer juan ", 0) == [
        zlib.crc32(words.encode()) & mask
        for words in ("murió", "ayer", "juan", "murió ayer", "ayer juan")
    ]
    assert hashes(" ", 0) == []


def test_the_year_of_a_report() -> None:
    assert year_of("2014-01-28", "") == 2014
    assert year_of("", " bogota 4 may 89 text ") == 1989
    assert year_of("", " bogota ") == 0


@given(st.text(max_size=300), st.text(max_size=40))
def test_any_text_can_be_read(text: str, title: str) -> None:
    found = read(title, text, "en")
    assert all(0 <= b < BUCKETS for w in found.windows for b in w)
    assert all(0 <= c < WIDTH for places in found.concepts for c in places)


@given(st.text())
def test_the_fast_way_to_fold_gives_what_the_slow_one_gives(text: str) -> None:
    assert fold(text) == _fold_any(text)


def test_a_forest_tells_what_no_sum_can() -> None:
    corners = np.array([[0, 0], [0, 1], [1, 0], [1, 1]] * 20, dtype=np.float32)
    either = (corners[:, 0] != corners[:, 1]).astype(bool)
    forest = grow(corners, either, np.ones(len(corners)))
    alone = [forest.margin(c) for c in corners[:4]]
    assert [margin > 0 for margin in alone] == [False, True, True, False]
    assert np.allclose(alone, forest.margins(corners[:4]))


def test_a_forest_of_one_class_says_nothing() -> None:
    values = np.zeros((4, 2), dtype=np.float32)
    assert grow(values, np.ones(4, dtype=bool), np.ones(4)).margin(values[0]) == 0
