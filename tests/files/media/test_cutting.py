"""Which parts go when some are asked for, and when what is left is played."""

import itertools
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.files.media.cutting import MARGIN, MediaSurvey, spans, time_after_cuts

TEN = MediaSurvey(Fraction(0), Fraction(10), tuple(Fraction(n) for n in range(0, 10, 2)))
SOUND = MediaSurvey(Fraction(5), Fraction(15))


def test_a_video_ends_what_goes_at_a_full_picture() -> None:
    assert spans(TEN, [(1, 3)]) == [(Fraction(3, 4), Fraction(4))]
    assert spans(TEN, [(1, 3.9)]) == [(Fraction(3, 4), Fraction(6))]
    assert spans(TEN, [(7, 9)]) == [(Fraction(27, 4), Fraction(10))]


def test_sound_goes_with_a_margin_and_counts_from_its_beginning() -> None:
    assert spans(SOUND, [(1, 2)]) == [(1 - MARGIN, 2 + MARGIN)]
    assert spans(SOUND, [(0, 99)]) == [(Fraction(0), Fraction(10))]


def test_parts_that_touch_are_one() -> None:
    assert spans(TEN, [(5, 5.5), (1, 3), (3.9, 4.1)]) == [(Fraction(3, 4), Fraction(6))]


@pytest.mark.parametrize("part", [(-1, 2), (3, 3), (4, 3), (10.5, 11)])
def test_a_part_that_is_none_is_refused(part: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match=r"from|after"):
        spans(TEN, [part])


SPAN = st.tuples(st.floats(0, 90), st.floats(0.5, 10)).map(lambda one: (one[0], one[0] + one[1]))


@given(st.lists(SPAN, max_size=5))
def test_what_was_asked_for_is_always_gone(parts: list[tuple[float, float]]) -> None:
    survey = MediaSurvey(Fraction(0), Fraction(100), tuple(Fraction(n) for n in range(0, 100, 7)))
    gone = spans(survey, parts)
    for begin, end in parts:
        assert any(first <= begin and min(end, 100) <= last for first, last in gone)
    assert all(first[1] < second[0] for first, second in itertools.pairwise(gone))


@given(st.lists(SPAN, max_size=5), SPAN)
def test_what_stays_moves_up_by_what_went_before(
    parts: list[tuple[float, float]], one: tuple[float, float]
) -> None:
    gone = spans(MediaSurvey(Fraction(0), Fraction(120)), parts)
    now = time_after_cuts(gone, *one)
    before = sum(float(min(Fraction(one[0]), e) - min(Fraction(one[0]), b)) for b, e in gone)
    if any(one[0] < e and b < one[1] for b, e in gone):
        assert now is None
    else:
        assert now is not None
        assert now[0] == pytest.approx(one[0] - before)
        assert now[1] - now[0] == pytest.approx(one[1] - one[0])
