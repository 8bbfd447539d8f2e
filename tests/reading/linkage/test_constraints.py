import random
from itertools import combinations

from vigil.reading.linkage.constraints import Constraints
from vigil.reading.linkage.records import Judgement, Verdict


def word(a: str, b: str, verdict: Verdict) -> Judgement:
    return Judgement(a=a, b=b, verdict=verdict)


def test_same_is_transitive_and_reaches_through_absent_accounts() -> None:
    people = Constraints([word("a", "absent", "same"), word("absent", "c", "same")], {})
    assert people.group("a") == people.group("c")


def test_different_follows_a_group_as_it_grows() -> None:
    people = Constraints(
        [word("a", "x", "different"), word("a", "b", "same"), word("b", "c", "same")], {}
    )
    assert people.apart(people.group("c")) == {people.group("x")}


def test_different_comes_before_same() -> None:
    people = Constraints(
        [word("a", "b", "same"), word("b", "c", "same"), word("c", "a", "different")], {}
    )
    assert people.contradictions == [("b", "c")]
    assert people.group("a") == people.group("b") != people.group("c")


def test_placement_comes_before_both() -> None:
    placed = {"a": "1", "b": "1", "c": "2"}
    people = Constraints([word("b", "a", "different"), word("b", "c", "same")], placed)
    assert people.contradictions == [("a", "b"), ("b", "c")]
    assert people.group("a") == people.group("b")
    assert people.case(people.group("c")) == "2"


def test_both_words_on_one_pair_are_a_contradiction() -> None:
    people = Constraints([word("a", "b", "same"), word("b", "a", "different")], {})
    assert people.contradictions == [("a", "b")]


def test_unsure_says_nothing() -> None:
    people = Constraints([word("a", "b", "unsure")], {})
    assert people.group("a") != people.group("b")
    assert not people.contradictions


def test_a_thousand_random_judgements_hold_or_are_listed() -> None:
    for seed in range(20):
        dice = random.Random(seed)
        keys = [f"k{n}" for n in range(120)]
        placed = {key: str(dice.randrange(8)) for key in dice.sample(keys, 30)}
        verdicts: list[Verdict] = ["same", "different", "unsure"]
        words = [word(*dice.sample(keys, 2), dice.choice(verdicts)) for _ in range(1000)]
        people = Constraints(words, placed)
        shuffled = Constraints(dice.sample(words, len(words)), dict(reversed(placed.items())))
        yielding = set(people.contradictions)
        assert people.contradictions == shuffled.contradictions
        assert [people.group(k) == people.group(keys[0]) for k in keys] == [
            shuffled.group(k) == shuffled.group(keys[0]) for k in keys
        ]
        for said in words:
            if said.verdict == "unsure" or tuple(sorted((said.a, said.b))) in yielding:
                continue
            together = people.group(said.a) == people.group(said.b)
            assert together == (said.verdict == "same")
        for one, two in combinations(sorted(placed), 2):
            together = people.group(one) == people.group(two)
            assert together == (placed[one] == placed[two])
