"""The kinds of a case, from values of a coding."""

from vigil.casefile.house_rules.kinds import all_kinds, kinds_of


def test_the_kinds_are_read_from_people_and_from_the_attack() -> None:
    girl = {"gender": "female", "age": {"low": 15, "high": 17}, "outcome": "killed"}
    reporter = {"outcome": "killed", "target_category": "journalist"}
    found = kinds_of({"case": {"contract_or_reward": "yes"}, "victims": [girl, reporter]})
    whole = {"several_killed", "women", "children", "contract", "target_category:journalist"}
    assert found == whole
    assert found <= set(all_kinds())


def test_an_empty_coding_is_of_no_kind_and_reports_may_tell_of_several_killed() -> None:
    assert not kinds_of({"case": {}, "victims": [{"age": None}]})
    assert kinds_of({}, killed=3) == {"several_killed"}
