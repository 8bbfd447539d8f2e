from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reading.linkage.lists.samples import day, killing, killings, month, unlike
from vigil.reading.linkage.lists import ListedKilling, compare, stated_weights
from vigil.reading.linkage.lists.lookup import EVENT_MOST
from vigil.reading.linkage.lists.matching import match

WEIGHTS = stated_weights(1000)


def accepted(a: list[ListedKilling], b: list[ListedKilling], **how: bool) -> set[tuple[str, str]]:
    return {(pair.a, pair.b) for pair in match(a, b, **how) if pair.accepted}


@given(killings, killings)
def test_comparing_is_symmetric(a: ListedKilling, b: ListedKilling) -> None:
    one, two = compare([(a, b), (b, a)], WEIGHTS)
    assert (one.probability, one.reasons) == (two.probability, two.reasons)


@given(killings, killings, st.sampled_from(["names", "when", "age", "gender", "killed"]))
def test_what_is_missing_counts_neither_way(a: ListedKilling, b: ListedKilling, field: str) -> None:
    silent = replace(b, **{field: () if field == "names" else "" if field == "gender" else None})
    whole, without = compare([(a, b), (a, silent)], WEIGHTS)
    dates = {"day", "days", "month", "year"}
    gone = dates if field == "when" else {"name" if field == "names" else field}
    assert without.reasons == {f: told for f, told in whole.reasons.items() if f not in gone}


@given(killings)
def test_who_tells_nothing_is_as_likely_as_anybody(a: ListedKilling) -> None:
    (found,) = compare([(a, ListedKilling(id="silent"))], WEIGHTS)
    assert found.reasons == {}
    assert found.probability < 0.001


@settings(max_examples=30, deadline=None)
@given(st.lists(killings, max_size=6), st.lists(killings, max_size=6))
def test_lists_change_sides_without_another_answer(
    a: list[ListedKilling], b: list[ListedKilling]
) -> None:
    found = {(pair.a, pair.b): pair.probability for pair in match(a, b)}
    turned = {(pair.b, pair.a): pair.probability for pair in match(b, a)}
    assert found == pytest.approx(turned)


@settings(max_examples=30, deadline=None)
@given(st.lists(killings, max_size=8), st.lists(killings, max_size=8))
def test_a_row_is_in_one_accepted_pair(a: list[ListedKilling], b: list[ListedKilling]) -> None:
    pairs = accepted(a, b)
    assert len({x for x, _ in pairs}) == len({y for _, y in pairs}) == len(pairs)


def test_the_same_person_is_found_among_others() -> None:
    a = [killing("a"), *(unlike(n) for n in range(40))]
    b = [*(unlike(n) for n in range(60, 100)), killing("b", names=("Ana Torres Vega",))]
    assert accepted(a, b) == {("a", "b")}


def test_without_a_name_or_with_a_month_alone_a_row_is_not_lost() -> None:
    others = [unlike(n) for n in range(40)]
    a = [killing("a"), *others]
    assert ("a", "b") in accepted(a, [killing("b", names=())])
    assert ("a", "b") in accepted(a, [killing("b", when=month(2019, 5))])
    assert ("a", "b") in accepted(a, [killing("b", when=None)])
    assert ("a", "b") in accepted([killing("a", when=None, place="")], [killing("b", when=None)])


def test_of_two_equal_candidates_neither_is_surer_than_a_half() -> None:
    unnamed = [killing("b", names=()), killing("c", names=())]
    assert all(pair.probability <= 0.5 for pair in match([killing("a", names=())], unnamed))


def test_the_better_pairs_are_chosen_together() -> None:
    a = [killing("a1", age=(34, 34)), killing("a2", age=(52, 52), names=())]
    b = [killing("b1", age=None), killing("b2", age=(52, 52), names=())]
    assert accepted(a, b) == {("a1", "b1"), ("a2", "b2")}


def test_an_event_may_take_its_dead_where_it_is_asked() -> None:
    dead = [killing("a1"), killing("a2", names=("Luis Peña",), age=(60, 60), gender="male")]
    event = ListedKilling(
        id="e",
        when=day("2019-05-03"),
        place="Veracruz",
        admin1="Veracruz",
        country="MEX",
        killed=2,
        event=True,
    )
    assert len(accepted(dead, [event])) <= 1
    assert accepted(dead, [event], many=True) == {("a1", "e"), ("a2", "e")}
    assert all(pair.probability <= EVENT_MOST for pair in match(dead, [event], many=True))


def test_reasons_say_what_agrees() -> None:
    (found,) = compare([(killing("a"), killing("b", age=(60, 60)))], WEIGHTS)
    assert found.reasons["name"][0] == "same"
    assert found.reasons["name"][1] > 0 > found.reasons["age"][1]


def test_nothing_to_match() -> None:
    assert match([], []) == []
    assert match([killing("a")], []) == []
