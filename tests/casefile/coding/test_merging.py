"""Drafts of two windows are merged field by field; what both changed is never dropped."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from vigil.casefile.coding.merging import NOTE, PEOPLE, Draft, Window, merged

HELD = Draft({"case": {"method": "firearm"}, "victims": [{"age": 1}, {"age": 2}]}, {}, "old")


def sent(*people: dict[str, Any], note: str = "old", **case: Any) -> Draft:
    return Draft({"case": {"method": "firearm"} | case, "victims": list(people)}, {}, note)


def test_different_fields_of_two_windows_are_merged() -> None:
    saved_in = {"0/age": (3, "other"), "event": (1, "other")}
    new = sent({"age": 1}, {"age": 2}, method="blade", event="killing")
    result = merged(HELD, saved_in, new, ["method", "event"], Window(2, "here"))
    assert result.draft.values["case"] == {"method": "blade", "event": "killing"}
    assert (result.conflicts, result.elsewhere) == ((), ("0/age",))


def test_the_same_field_is_a_conflict_unless_it_was_not_touched_here() -> None:
    saved_in = {"method": (3, "other")}
    new = sent(method="blade", note="new")
    both = merged(HELD, saved_in, new, ["method", NOTE], Window(2, "here"))
    assert (both.conflicts, both.changed) == (("method",), (NOTE,))
    assert both.draft.values["case"]["method"] == "firearm"
    untouched = Window(2, "here", touched=frozenset({NOTE}))
    one = merged(HELD, saved_in, new, ["method", NOTE], untouched)
    assert (one.conflicts, one.elsewhere) == ((), ("method",))
    own = merged(HELD, {"method": (3, "here")}, new, ["method"], Window(2, "here"))
    assert own.draft.values["case"]["method"] == "blade"


def test_a_window_without_a_key_does_not_take_another_for_itself() -> None:
    assert merged(HELD, {"method": (3, "")}, sent(method="blade"), ["method"], Window(2)).conflicts


def test_details_are_part_of_a_field() -> None:
    new = Draft(HELD.values, {"method": {"confidence": "low"}}, "old")
    result = merged(HELD, {}, new, ["method"], Window(0, "here"))
    assert result.draft.details == {"method": {"confidence": "low"}}
    again = merged(result.draft, {}, HELD, ["method"], Window(0, "here"))
    assert again.draft.details == {}


def test_people_who_moved_are_one_field() -> None:
    new = sent({"age": 2})
    removed = merged(HELD, {}, new, new.names(), Window(0, "here", moved_people=True))
    assert removed.draft.people == [{"age": 2}]
    assert PEOPLE in removed.changed
    other = {"1/age": (1, "other")}
    assert merged(HELD, other, new, [], Window(0, "here", moved_people=True)).conflicts == (PEOPLE,)
    stale = merged(HELD, {PEOPLE: (1, "other")}, sent({"age": 9}), ["0/age"], Window(0, "here"))
    assert stale.conflicts == (PEOPLE,)
    assert stale.draft.people == HELD.people


names = st.sampled_from(["method", "event", "0/age", "1/age", "2/age", NOTE])
drafts = st.builds(
    lambda case, people, note: Draft({"case": case, "victims": people}, {}, note),
    st.dictionaries(st.sampled_from(["method", "event"]), st.sampled_from("xyz"), max_size=2),
    st.lists(
        st.dictionaries(st.just("age"), st.integers(0, 3), max_size=1), min_size=1, max_size=3
    ),
    st.sampled_from(["", "a", "b"]),
)
saved = st.dictionaries(names, st.tuples(st.integers(0, 3), st.sampled_from(["here", "other"])))


@given(drafts, drafts, saved, st.lists(names, unique=True), st.integers(0, 3))
def test_a_field_is_as_sent_or_as_held_and_no_change_is_lost(
    held: Draft, new: Draft, saved_in: dict[str, tuple[int, str]], asked: list[str], base: int
) -> None:
    result = merged(held, saved_in, new, asked, Window(base, "here"))
    for name in ["method", "event", "0/age", "1/age", "2/age", NOTE]:
        now = result.draft.state(name)
        assert now == (new if name in result.changed else held).state(name)
        if name in asked and new.state(name) != held.state(name):
            assert (name in result.changed) != (name in result.conflicts)
