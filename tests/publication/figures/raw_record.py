"""Count the shipped record a second way: from its file, with nothing of the product's code.

The rules of disclosure that bear on counting are stated here again, in a few lines.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[3] / "src/vigil/casefile/open_case_file/cases.jsonl"
OPEN = "proceedings-open-recheck-before-display"
AGES = {"under_18": (0, 17), "18_to_29": (18, 29), "30_to_44": (30, 44), "45_to_59": (45, 59)}
TO_CHECK = {"under_5": (0, 4), "5_to_9": (5, 9), "10_to_19": (10, 19)}
TO_JUDGEMENT = {"under_2": (0, 1), "2_to_4": (2, 4), "5_to_9": (5, 9)}
UNKNOWN = ("", "unknown", "unclear", "no_information", "none")
OF_PEOPLE = ("target_category", "gender", "age_group", "outcome")


@dataclass(frozen=True)
class Person:
    """A person of the file, with what may be counted of them."""

    values: Mapping[str, str]
    killed: bool
    target: bool

    def meets(self, asked: Mapping[str, str]) -> bool:
        """Say whether the person meets everything that is asked of a person."""
        return all(same(self.values[n], v) for n, v in asked.items() if n in OF_PEOPLE)


@dataclass(frozen=True)
class Line:
    """A case of the file, with what may be counted of it."""

    values: Mapping[str, str]
    day: str
    headline: bool
    people: list[Person] = field(default_factory=list)

    def meets(self, asked: Mapping[str, str]) -> bool:
        """Say whether the case meets everything that is asked of a case."""
        return all(self._meets(n, v) for n, v in asked.items() if n not in (*OF_PEOPLE, "sort"))

    def _meets(self, name: str, value: str) -> bool:
        special: dict[str, Callable[[], bool]] = {
            "headline": lambda: self.headline is (value == "on"),
            "month": lambda: self.day[:7] == value,
            "year_from": lambda: self.day[:4] >= value,
            "year_to": lambda: self.day[:4] <= value,
            "undated": lambda: not self.day,
        }
        return special[name]() if name in special else same(self.values[name], value)


def same(held: str, asked: str) -> bool:
    """Say whether a value is the one asked for. All that means unknown is one value."""
    return held == asked or (held in UNKNOWN and asked in UNKNOWN)


@dataclass(frozen=True)
class Counted:
    """What a selection of the file has."""

    cases: int
    people: int
    killed: int
    targets: int
    targets_survived: int


def count(lines: list[Line], asked: Mapping[str, str]) -> Counted:
    """Count the cases that meet a query, and the people in them who meet it."""
    found = [(line, [p for p in line.people if p.meets(asked)]) for line in lines]
    found = [(line, people) for line, people in found if people and line.meets(asked)]
    everybody = [person for _line, people in found for person in people]
    return Counted(
        cases=len(found),
        people=len(everybody),
        killed=sum(person.killed for person in everybody),
        targets=sum(person.target for person in everybody),
        targets_survived=sum(
            person.target and person.values["outcome"] in ("injured", "unhurt")
            for person in everybody
        ),
    )


def lines_of_file() -> list[Line]:
    """Read the file."""
    with FILE.open(encoding="utf-8") as lines:
        return [_line(json.loads(line)) for line in lines if line.strip()]


def _line(said: dict[str, Any]) -> Line:
    link, year = said["organised_crime_link"]["value"], int(said["date"]["value"][:4])
    courts = said["judicial"]
    unsettled = OPEN in said["sensitivity"] or said["impunity"] == "proceedings_open"
    told = unsettled or courts["text"] or said["impunity"] not in UNKNOWN
    checked = courts["as_of"] if told else None
    judged = None if unsettled else courts.get("year")
    values = {
        **{name: said.get(name) or "" for name in ("event", "method", "motive", "place_type")},
        **{name: said.get(name) or "" for name in ("why_targeted", "contract_or_reward")},
        "organised_crime_link": link,
        "country": said["place"]["country"],
        "admin1": said["place"]["admin1"] or "",
        "impunity": "proceedings_open" if unsettled else said["impunity"],
        "years_to_check": _band(checked and checked - year, TO_CHECK, "20_or_more"),
        "years_to_judgement": _band(judged and judged - year, TO_JUDGEMENT, "10_or_more"),
    }
    linked = link in ("established_in_court", "credibly_alleged")
    headline = linked and said["specific_target"] == "yes"
    return Line(values, said["date"]["value"], headline, list(_people(said["victims"])))


def _people(victims: list[dict[str, Any]]) -> Iterator[Person]:
    """Yield what is counted of each person: of minors and survivors beside the dead, little."""
    somebody_died = any(victim["outcome"] == "killed" for victim in victims)
    targets = [v for v in victims if v["role"] in ("target", "mistaken_for_target")]
    others = ("caught_in_crossfire", "killed_beside_target")
    targets = targets or [v for v in victims if v["role"] not in others]
    for victim in victims:
        minor = victim["age"] is not None and victim["age"] < 18
        named = victim["outcome"] == "killed" and not minor
        with_category = named or (not somebody_died and not minor)
        age = victim["age"] if named or minor else None
        yield Person(
            {
                "target_category": victim["target_category"] if with_category else "",
                "gender": victim["gender"] if named else "",
                "age_group": _band(age, AGES, "60_or_more"),
                "outcome": victim["outcome"],
            },
            killed=victim["outcome"] == "killed",
            target=victim in targets,
        )


def _band(number: int | None, bands: Mapping[str, tuple[int, int]], last: str) -> str:
    if number is None or number < 0:
        return ""
    return next((name for name, (a, b) in bands.items() if a <= number <= b), last)
