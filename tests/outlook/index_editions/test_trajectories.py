"""Trajectories: which values may be compared, what changed beyond the spread, and the quarters."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.outlook.index_editions.trajectories import (
    BreakReason,
    PanelChanges,
    Quadrant,
    Value,
    criminality,
    mean,
    quadrant,
    quadrant_name,
    resilience,
    rounded,
    trajectory,
)

MARKETS = frozenset({"heroin", "cocaine"})


def value(at: float, score: float, **changes: Any) -> Value:
    """Make a value of the index over two markets."""
    facts: dict[str, Any] = {"maker": "index", "parts": MARKETS, "label": f"Index {at:.0f}"}
    return Value(at=at, value=score, **{**facts, **changes})


def test_what_is_judged_alike_is_compared() -> None:
    found = trajectory([value(2023, 6), value(2021, 5)])
    assert [v.at for v in found.values] == [2021, 2023]
    assert found.breaks == ()
    assert [(c.difference, c.beyond) for c in found.changes] == [(1, None)]


def test_other_terms_are_a_break_that_is_said() -> None:
    found = trajectory([value(2021, 5), value(2023, 6, parts=MARKETS | {"extortion"})])
    assert found.changes == ()
    assert [(b.at, b.why) for b in found.breaks] == [(2022, (BreakReason.TERMS,))]
    assert found.breaks[0].sentence == (
        "Index 2023 is made of 3 parts, Index 2021 of 2: they differ."
    )


def test_a_panel_that_asks_otherwise_than_the_one_before_is_a_break_that_is_said() -> None:
    earlier = value(2027, 6, maker="panel 1", label="Panel of 2027")
    for asked, said in (
        ({"wording"}, "Panel of 2029 asked in other words than Panel of 2027."),
        ({"bands", "wording"}, "Panel of 2029 was judged by other thresholds than Panel of 2027."),
    ):
        since = PanelChanges("panel 1", asked=frozenset(asked))
        later = value(2029, 6, maker="panel 2", label="Panel of 2029", since=since)
        found = trajectory([earlier, later])
        assert [one.why for one in found.breaks] == [(BreakReason.ASKED,)]
        assert found.breaks[0].sentence == said


def test_another_panel_is_a_break_that_is_said() -> None:
    found = trajectory([value(2023, 6), value(2026, 6, maker="panel 1", label="Panel of 2026")])
    assert found.breaks[0].why == (BreakReason.MAKER,)
    assert found.breaks[0].sentence == "Index 2023 and Panel of 2026 were judged by others."


@pytest.mark.parametrize(
    ("since", "sentence"),
    [
        (PanelChanges("panel 0"), "Panel of 2024 and Panel of 2026 were judged by others."),
        (
            PanelChanges("panel 1", versions=("1.0", "2.0")),
            "Panel of 2026 asked by version 2.0 of the list of terms, Panel of 2024 by 1.0.",
        ),
        (
            PanelChanges("panel 1", experts=(5, 1, 3)),
            "Panel of 2026 was judged by other experts than Panel of 2024: 5 stayed, 1 left, "
            "3 came.",
        ),
        (
            PanelChanges("panel 1", versions=("", "2.0"), experts=(5, 0, 3)),
            "Panel of 2026 asked by version 2.0 of the list of terms, Panel of 2024 by –. "
            "Panel of 2026 was judged by other experts than Panel of 2024: 5 stayed, 0 left, "
            "3 came.",
        ),
    ],
)
def test_a_panel_that_follows_breaks_where_it_says_so(since: PanelChanges, sentence: str) -> None:
    before = value(2024, 5, maker="panel 1", label="Panel of 2024")
    after = value(2026, 6, maker="panel 2", label="Panel of 2026", since=since)
    found = trajectory([before, after])
    assert [one.sentence for one in found.breaks] == [sentence]
    assert found.changes == ()


def test_a_panel_that_follows_with_the_same_experts_and_terms_is_one_series() -> None:
    before = value(2024, 5, maker="panel 1", spread=(4, 5.5))
    after = value(2026, 7, maker="panel 2", spread=(6, 8), since=PanelChanges("panel 1"))
    found = trajectory([before, after])
    assert found.breaks == ()
    assert [(one.difference, one.beyond) for one in found.changes] == [(2, True)]
    between = value(2025, 6)
    assert len(trajectory([before, between, after]).breaks) == 2


@pytest.mark.parametrize(
    ("earlier", "later", "beyond"),
    [
        ((4, 5), (5.5, 6), True),
        ((5.5, 6), (4, 5), True),
        ((4, 5.5), (5, 6), False),
        ((4, 5), (5, 6), False),
        (None, (5, 6), None),
    ],
)
def test_a_change_is_beyond_the_spread_where_the_spreads_lie_apart(
    earlier: Any, later: Any, beyond: bool | None
) -> None:
    found = trajectory([value(2024, 5, spread=earlier), value(2026, 5.6, spread=later)])
    assert found.changes[0].beyond is beyond


@given(st.lists(st.tuples(st.integers(2000, 2030), st.sampled_from("abc"), st.sampled_from("xy"))))
def test_of_each_pair_there_is_a_break_or_a_change(drawn: list[tuple[int, str, str]]) -> None:
    values = [
        value(at, 5, maker=maker, parts=frozenset(part), label=f"{n}")
        for n, (at, maker, part) in enumerate(drawn)
    ]
    found = trajectory(values)
    assert len(found.breaks) + len(found.changes) == max(len(values) - 1, 0)
    assert all(c.before.maker == c.after.maker for c in found.changes)
    assert all(c.before.parts == c.after.parts for c in found.changes)


def test_means_are_those_of_the_index() -> None:
    tens = [Decimal(n) for n in (4, 5, 6)]
    assert criminality(tens, [Decimal(8)]) == Decimal("6.5")
    assert resilience(tens) == 5
    assert rounded(Decimal("7.765")) == Decimal("7.77")
    with pytest.raises(ValueError, match="nothing"):
        mean([])


@pytest.mark.parametrize(
    ("criminal", "resilient", "part"),
    [
        (5.4, 5.5, Quadrant.LOW_HIGH),
        (5.4, 5.4, Quadrant.LOW_LOW),
        (5.5, 5.5, Quadrant.HIGH_HIGH),
        (5.5, 5.4, Quadrant.HIGH_LOW),
    ],
)
def test_a_value_on_the_cut_is_high(criminal: float, resilient: float, part: Quadrant) -> None:
    assert quadrant(criminal, resilient) is part
    assert quadrant_name(part) == part
