import numpy as np
import pytest

from vigil.reading.linkage.lists.agreement_levels import FIELDS, LEVELS
from vigil.reading.linkage.lists.weights import learn, numbered, read_stated, stated, stated_weights


def test_agreement_speaks_for_and_difference_against() -> None:
    shares = stated_weights(1000).shares
    for field, levels in LEVELS.items():
        assert shares[field][0] > 0 > shares[field][len(levels) - 1]
        assert list(shares[field]) == sorted(shares[field], reverse=True)


def test_stated_shares_are_shares() -> None:
    for field in FIELDS:
        assert stated().m[field].sum() == pytest.approx(1, abs=0.001)
        assert stated().u[field].sum() == pytest.approx(1, abs=0.001)


def test_without_pairs_the_stated_weights_stand() -> None:
    learnt = learn(numbered([]), numbered([]), 10, 10)
    for field, shares in stated_weights(10).shares.items():
        assert learnt.shares[field] == pytest.approx(shares, abs=0.01)


def test_many_pairs_outweigh_what_is_stated() -> None:
    same = {"name": "same", "day": "next", "place": "same"}
    other = {"name": "differs", "day": "far", "place": "other_region"}
    learnt = learn(numbered([same] * 900), numbered([other] * 9000), 1000, 1000)
    day = learnt.shares["day"]
    assert day[LEVELS["day"].index("next")] > day[LEVELS["day"].index("same")]


def test_a_field_that_says_nothing_adds_nothing() -> None:
    weights = stated_weights(100)
    silent, alone = weights.log_odds(numbered([{}, {"gender": "same"}]))
    assert silent == pytest.approx(weights.prior)
    assert alone - silent == pytest.approx(weights.shares["gender"][0])
    assert np.isfinite(weights.log_odds(numbered([{"name": "differs"}]))).all()


def test_a_missing_level_is_named() -> None:
    text = "[stated]\nsure_m=1\nsure_u=1\nshare_found=0.3\n" + "".join(
        f"[{field}]\nm = {{ same = 1 }}\nu = {{ same = 1 }}\n" for field in FIELDS
    )
    with pytest.raises(ValueError, match=r"name\.m: levels differ in: alike"):
        read_stated(text)
