"""What linking promises, on invented reports."""

import random
from itertools import combinations

import pytest

from reading.linkage.samples import account, key, report
from reading.linkage.worlds import SHOOTING, small_world
from vigil.reading.linkage.linking import link
from vigil.reading.linkage.records import Judgement, Linking, Verdict


def together(linking: Linking, a: str, b: str) -> bool:
    return any({key(a), key(b)} <= set(case.accounts) for case in linking.cases)


def test_nothing_links_to_nothing() -> None:
    assert link([], {}) == Linking(cases=[], pairs=[])


def test_one_account_is_a_case_of_its_own() -> None:
    (case,) = link([account("a")], {}).cases
    assert (case.key, case.accounts, case.scores) == (key("a"), [key("a")], {key("a"): 1.0})


def test_the_same_attack_in_two_languages_and_spellings() -> None:
    accounts = [
        account("a", ["Sergio González"], "2021-05-03", "Veracruz", 41),
        account("b", ["Серхио Гонсалес"], "2021-05-03", "Veracruz", 41),
        account("c", ["Rosa Medina"], "2021-05-03", "Tijuana", 29),
    ]
    reports = {
        "a": report(
            "a",
            "El periodista Sergio González, de 41 años, fue asesinado a tiros en Veracruz.",
            "2021-05-04",
            language="es",
        ),
        "b": report(
            "b", "В Веракрусе застрелен журналист Серхио Гонсалес.", "2021-05-04", language="ru"
        ),
        "c": report("c", "Rosa Medina, 29, was shot dead in Tijuana.", "2021-05-04"),
    }
    linking = link(accounts, reports)
    assert together(linking, "a", "b")
    assert not together(linking, "a", "c")


def test_a_trial_months_later_links_by_name_and_place() -> None:
    accounts = [
        account("a", ["Pedro Lima"], "2020-03-01", "Itaguai", 50),
        account("b", ["Pedro Lyma"], "2020-03-01", "Itaguai", 50),
    ]
    reports = {
        "a": report(
            "a",
            "The councillor Pedro Lima, 50, was shot dead outside his home in Itaguai on Sunday.",
            "2020-03-02",
        ),
        "b": report(
            "b",
            "A court in Itaguai sentenced two men on Friday to 30 years for the "
            "killing of councillor Pedro Lima, 50, shot outside his home in March 2020.",
            "2021-11-12",
        ),
    }
    assert together(link(accounts, reports), "a", "b")


def test_two_named_people_are_two_attacks_however_alike_the_words() -> None:
    text = "was found shot dead beside a road on Monday; the police have no suspects and ask "
    text += "witnesses to come forward."
    accounts = [
        account("a", ["Ana Torres"], "2021-05-03", "Veracruz"),
        account("b", ["Rosa Medina"], "2021-05-03", "Veracruz"),
    ]
    reports = {
        "a": report("a", f"Ana Torres {text}", "2021-05-04"),
        "b": report("b", f"Rosa Medina {text}", "2021-05-04"),
    }
    linking = link(accounts, reports)
    assert not together(linking, "a", "b")


@pytest.mark.parametrize(
    ("one", "two", "why"),
    [
        (("2021-05-03", "Veracruz"), ("2021-05-03", "Tijuana"), "forbidden_other_place"),
        (("2021-05-03", "Veracruz"), ("2021-05-23", "Veracruz"), "forbidden_other_day"),
    ],
)
def test_far_in_place_or_day_is_forbidden_and_says_why(
    one: tuple[str, str], two: tuple[str, str], why: str
) -> None:
    words = "a man was shot dead by unknown gunmen who fled in a grey car, the police said, {}."
    accounts = [account("a", (), *one), account("b", (), *two)]
    reports = {
        "a": report("a", words.format("near the market"), one[0]),
        "b": report("b", words.format("near the harbour"), two[0]),
    }
    linking = link(accounts, reports)
    assert not together(linking, "a", "b")
    for pair in linking.pairs:
        assert pair.probability == 0
        assert why in pair.reasons


def test_order_of_the_input_does_not_matter() -> None:
    accounts, reports = small_world(60)
    verdicts: list[Verdict] = ["same", "different", "unsure"]
    dice = random.Random(3)
    words = [
        Judgement(a=key(f"r{a:04d}"), b=key(f"r{b:04d}"), verdict=dice.choice(verdicts))
        for a, b in (dice.sample(range(60), 2) for _ in range(30))
    ]
    placed = {key(f"r{n:04d}"): str(n % 3) for n in range(0, 60, 9)}
    expected = link(accounts, reports, words, placed)
    for _ in range(5):
        again = link(
            dice.sample(accounts, 60),
            dict(dice.sample(sorted(reports.items(), key=lambda r: r[0]), 60)),
            dice.sample(words, 30),
            dict(dice.sample(sorted(placed.items()), len(placed))),
        )
        assert again == expected


def test_a_thousand_judgements_hold_in_the_cases() -> None:
    accounts, reports = small_world(200)
    dice = random.Random(7)
    verdicts: list[Verdict] = ["same", "different", "different", "unsure"]
    keys = [account.key for account in accounts]
    words = [
        Judgement(a=a, b=b, verdict=dice.choice(verdicts))
        for a, b in (dice.sample(keys, 2) for _ in range(1000))
    ]
    placed = {k: str(dice.randrange(10)) for k in dice.sample(keys, 40)}
    linking = link(accounts, reports, words, placed)
    case_of = {k: case.key for case in linking.cases for k in case.accounts}
    assert sorted(case_of) == sorted(keys)
    yielding = set(linking.contradictions)
    assert yielding
    checked = 0
    for word in words:
        if word.verdict != "unsure" and tuple(sorted((word.a, word.b))) not in yielding:
            assert (case_of[word.a] == case_of[word.b]) == (word.verdict == "same")
            checked += 1
    assert checked > 100
    for one, two in combinations(placed, 2):
        assert (case_of[one] == case_of[two]) == (placed[one] == placed[two])


def test_different_wins_over_any_likeness() -> None:
    accounts, reports = small_world(2)
    accounts = [
        account("a", ["Ana Torres"], "2021-05-03", "Veracruz", 34),
        account("b", ["Ana Torres"], "2021-05-03", "Veracruz", 34),
    ]
    text = SHOOTING.format(name="Ana Torres", age=34, place="Veracruz")
    reports = {k: report(k, text, "2021-05-04") for k in "ab"}
    assert together(link(accounts, reports), "a", "b")
    apart = Judgement(a=key("b"), b=key("a"), verdict="different")
    assert not together(link(accounts, reports, [apart]), "a", "b")


def test_same_wins_over_what_the_machine_forbids() -> None:
    accounts = [
        account("a", ["Ana Torres"], "2021-05-03", "Veracruz"),
        account("b", ["Rosa Medina"], "2019-01-03", "Tijuana"),
    ]
    same = Judgement(a=key("a"), b=key("b"), verdict="same")
    linking = link(accounts, {}, [same])
    assert together(linking, "a", "b")
    assert set(linking.cases[0].scores.values()) == {1.0}


def test_an_account_is_proposed_for_the_case_people_opened() -> None:
    accounts = [account(k, ["Ana Torres"], "2021-05-03", "Veracruz", 34) for k in ("a", "b", "z")]
    text = SHOOTING.format(name="Ana Torres", age=34, place="Veracruz")
    reports = {k: report(k, text, "2021-05-04") for k in ("a", "b", "z")}
    (case,) = link(accounts, reports, placed={key("z"): "17"}).cases
    assert (case.case, case.key) == ("17", "17")
    assert case.scores[key("z")] == 1.0
    assert case.scores[key("a")] < 1.0


def test_accounts_in_two_opened_cases_never_join() -> None:
    accounts = [account(k, ["Ana Torres"], "2021-05-03", "Veracruz", 34) for k in "ab"]
    text = SHOOTING.format(name="Ana Torres", age=34, place="Veracruz")
    reports = {k: report(k, text, "2021-05-04") for k in "ab"}
    placed = {key("a"): "1", key("b"): "2"}
    same = Judgement(a=key("a"), b=key("b"), verdict="same")
    linking = link(accounts, reports, [same], placed)
    assert [case.case for case in linking.cases] == ["1", "2"]
    assert linking.contradictions == [(key("a"), key("b"))]


def test_a_key_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="two accounts have the key"):
        link([account("a"), account("a")], {})


def test_texts_without_capitals_and_empty_texts_are_linked_too() -> None:
    accounts = [account(k) for k in "abc"]
    reports = {
        "a": report("a", "GUNMEN KILLED PEDRO LIMA, MAYOR OF ITAGUAI, ON SUNDAY.", "1990-01-02"),
        "b": report("b", "PEDRO LIMA, THE MAYOR OF ITAGUAI, WAS KILLED BY GUNMEN.", "1990-01-02"),
        "c": report("c", "", ""),
    }
    linking = link(accounts, reports)
    assert not together(linking, "a", "c")
    assert together(linking, "a", "b")
