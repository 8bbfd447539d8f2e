"""Rows of a queue against a reading of their reports."""

import importlib.util
from pathlib import Path
from typing import Any

_PATH = Path(__file__).resolve().parents[2] / "benchmarks" / "desk_scores.py"
_SPEC = importlib.util.spec_from_file_location("desk_scores", _PATH)
assert _SPEC is not None
assert _SPEC.loader is not None
scores = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(scores)


def attack(number: int, scope: str = "in", killed: list[int] | None = None, **more: Any) -> Any:
    return {"attack": number, "scope": scope, "killed": killed, **more}


def read(*attacks: Any) -> dict[str, Any]:
    return {"kind": "attack" if attacks else "none", "attacks": list(attacks)}


READING = {
    "ana": read(attack(1, killed=[1, 1])),
    "ana-again": read(attack(1, killed=[1, 2]), attack(2)),
    "boat": read(attack(2)),
    "quarrel": read(attack(3, "out")),
    "football": read(),
    "shop": read(attack(4, killed=[2, 2])),
}


def test_each_row_is_one_thing() -> None:
    rows: list[dict[str, list[Any]]] = [
        {"ana": []},
        {"ana-again": []},
        {"quarrel": []},
        {"football": []},
        {"unknown": []},
        {"ana-again": [], "boat": []},
        {"boat": [], "shop": []},
        {"shop": [], "football": []},
    ]
    assert scores.rows_scored(rows, READING) == {
        "distinct": 3,
        "mirrors": 2,
        "outside": 1,
        "nothing": 1,
        "joins_different": 1,
        "joins_nothing": 1,
        "unread": 1,
    }


def test_a_number_is_right_within_the_range() -> None:
    rows: list[dict[str, list[Any]]] = [
        {"ana": [{"killed": {"best": 2}}], "ana-again": [{"killed": {"best": 2}}]},
        {"shop": [{"killed": None}], "boat": [{"killed": {"best": 9}}]},
    ]
    assert scores.numbers_scored(rows, READING) == {"right": 1, "silent": 1, "of": 3}


def test_who_lives_and_who_did_it_are_found_among_the_victims() -> None:
    text = "Ana Ruiz Soto was hurt; Luis Vega was arrested."
    reading = {"a": read(attack(1, lives=[["text", 0, 13]], doers=[["text", 24, 33]]))}
    ana = {"name": "Ana Ruiz", "outcome": "killed"}
    luis = {"name": None, "names": ["Luis Vega"], "outcome": "injured"}
    texts = {"a": {"title": "", "text": text}}
    found = scores.persons_scored([{"a": [{"victims": [ana, luis]}]}], reading, texts)
    assert found == {"survivors_killed": (1, 1), "doers_victims": (1, 1)}
    hurt = {"name": "Ana Ruiz", "outcome": "injured"}
    found = scores.persons_scored([{"a": [{"victims": [hurt]}]}], reading, texts)
    assert found == {"survivors_killed": (1, 0), "doers_victims": (1, 0)}


def test_agreement_of_two_readings() -> None:
    other = {**READING, "football": read(attack(5)), "quarrel": read(attack(3))}
    found = scores.agreement(READING, other)
    assert found["reports"] == 6
    assert found["one_attack_f1"] == 1.0
    assert found["killed_equal"] == 1.0
    assert found["kind_kappa"] == 0.0  # the one "none" of six is disputed: no better than chance
    assert scores.agreement(READING, READING)["kind_kappa"] == 1.0
