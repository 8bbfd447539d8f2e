"""Which cases two people code: drawn by number, always for some kinds."""

from vigil.casefile.house_rules.asked import Why, asked_by, is_drawn
from vigil.casefile.models import HouseRule

NUMBERS = [f"V-{number}" for number in range(2000)]


def rule(percent: int, *always: str) -> HouseRule:
    return HouseRule(percent=percent, always=list(always))


def test_without_a_rule_two_people_code_every_case() -> None:
    assert asked_by(None, "V-1", ()).twice
    assert asked_by(rule(100), "V-1", ()).why == Why.ALL


def test_the_share_is_drawn_by_number_and_a_greater_one_holds_the_smaller() -> None:
    few = {one for one in NUMBERS if is_drawn(one, 20)}
    more = {one for one in NUMBERS if is_drawn(one, 50)}
    assert 0.17 < len(few) / len(NUMBERS) < 0.23
    assert few < more
    assert few == {one for one in NUMBERS if asked_by(rule(20), one, ()).why == Why.DRAWN}
    assert not any(is_drawn(one, 0) for one in NUMBERS)


def test_a_kind_is_coded_twice_whether_drawn_or_not() -> None:
    asked = asked_by(rule(0, "women", "target_category:journalist"), "V-1", ["women", "children"])
    assert (asked.codings, asked.why, asked.kinds) == (2, Why.KIND, ("women",))
    assert asked_by(rule(0, "women"), "V-1", ["children"]).codings == 1
