"""Invent attacks: who, where, when, how, and what is known of it. Pure, and the same each time."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from vigil.site.demonstration.rooms.world import days_before, invented, years_before

SEED: Final = 23
NEAR_TODAY: Final = (0, 1, 3, 6, 10, 16)
"""In how many days the first cases have their anniversary, so that there is one every day."""
YEARS: Final = 6
METHODS: Final = ("firearm",) * 7 + ("explosive", "blade", "vehicle", "fire", "unknown")
LINKS: Final = ("credibly_alleged",) * 5 + ("established_in_court",) * 2 + ("suspected",) * 2
JUSTICE: Final = ("complete",) * 4 + ("partial", "proceedings_open", "full_justice")
SERVED: Final = ("silence", "control", "revenge", "gain", "unclear")
PLACES: Final = ("home", "workplace", "vehicle_road", "street", "commerce_leisure", "nature")
SIGNS: Final = ("payment", "go_between", "surveillance", "strangers", "manner")
WHY: Final = {
    "expression": "stand_taken",
    "political": "stand_taken",
    "economic": "stand_taken",
    "justice": "duty",
    "organised_crime": "refusal_to_pay",
    "transport": "refusal_to_pay",
}


@dataclass(frozen=True)
class InventedReport:
    """A page that does not exist, on a host that cannot exist."""

    url: str
    title: str
    outlet: str
    published: str
    language: str


@dataclass(frozen=True)
class InventedCase:
    """One attack: the values of a coding, and the pages that report it."""

    values: dict[str, Any]
    reports: Sequence[InventedReport]


def invent_cases(count: int, today: date) -> list[InventedCase]:
    """Return attacks; those with an anniversary about today come first."""
    draw = random.Random(SEED)  # noqa: S311 (nothing is kept secret by it)
    names = _names(draw)
    days = (_day(number, today, draw) for number in range(count))  # drawn one by one, as needed
    return [_case(number, day, today, names, draw) for number, day in enumerate(days)]


def _day(number: int, today: date, draw: random.Random) -> date:
    years = 1 + draw.randrange(YEARS)
    ago = 20 + int(draw.random() ** 1.4 * 365 * YEARS)  # of late more is known
    if number < len(NEAR_TODAY):
        return years_before(days_before(today, -NEAR_TODAY[number]), years)
    return days_before(today, ago)


def _names(draw: random.Random) -> list[tuple[str, str]]:
    """Return names with a gender, each once, in a drawn order."""
    told = invented("record")
    women = [(f"{one} {last}", "female") for one in told["female"] for last in told["surnames"]]
    men = [(f"{one} {last}", "male") for one in told["male"] for last in told["surnames"]]
    draw.shuffle(women)
    draw.shuffle(men)
    # Nobody else has the first name of somebody of whom there is a story.
    heroes = {one["name"].split()[0] for one in told["heroes"]}
    drawn = [one for three in zip(men[::2], women, men[1::2], strict=False) for one in three]
    return [one for one in drawn if one[0].split()[0] not in heroes]


def _case(
    number: int, day: date, today: date, names: list[tuple[str, str]], draw: random.Random
) -> InventedCase:
    told = invented("record")
    town = draw.choice(told["towns"])
    work, target, motive = draw.choice(told["work"])
    hero = told["heroes"][number] if number < len(told["heroes"]) else None
    if hero:
        town, (work, target, motive) = told["towns"][hero["town"]], told["work"][hero["work"]]
    attempt = number >= len(NEAR_TODAY) and draw.random() < 0.12
    link = draw.choice(LINKS)
    case: dict[str, Any] = {
        "event": "attempt" if attempt else "killing",
        "date_of_attack": _exactly(day, draw if number >= len(NEAR_TODAY) else None),
        "place": {**town, "precision": "town"},
        "place_type": draw.choice(PLACES),
        "method": draw.choice(METHODS),
        "motive": motive,
        "why_targeted": WHY[motive],
        "served": draw.choice(SERVED),
        "specific_target": "yes",
        "specific_target_evidence": "Two reports say that the attackers had asked for this person.",
        "contract_or_reward": draw.choice(("yes", "unclear", "unclear")),
        "organised_crime_link": link,
        "organised_crime_basis": told["basis"][link],
        **_justice(link, min(day.year + 1, today.year), draw),
    }
    if case["contract_or_reward"] == "yes":
        case["contract_or_reward_evidence"] = "A report says that half was paid in advance."
        case["contract_signs"] = sorted(draw.sample(SIGNS, 2))
    victims = [_victim(names.pop(0), work, target, attempt, draw)]
    if hero:
        victims[0] |= {"names": [hero["name"]], "gender": hero["gender"]}
        victims[0] |= {"age": {"low": hero["age"], "high": hero["age"]}}
    elif draw.random() < 0.15:
        beside = _victim(names.pop(0), "relative", "family_of_target", attempt, draw)
        victims.append({**beside, "role": "killed_beside_target"})
        if attempt:
            victims[-1] |= {"outcome": "injured", "role": "caught_in_crossfire"}
    values = {"case": case, "victims": victims}
    return InventedCase(values, _reports(number, day, work, town["name"], draw))


def _exactly(day: date, draw: random.Random | None) -> dict[str, str]:
    """Return a day as EDTF; now and then only its month is known."""
    if draw is not None and draw.random() < 0.08:
        return {"value": f"{day:%Y-%m}", "precision": "month"}
    return {"value": day.isoformat(), "precision": "day"}


def _justice(link: str, year: int, draw: random.Random) -> dict[str, Any]:
    """Return how far justice has come, by a source of this year."""
    impunity = "full_justice" if link == "established_in_court" else draw.choice(JUSTICE)
    as_of = {"value": str(year), "precision": "year"}
    return {
        "impunity": impunity,
        "impunity_as_of": as_of,
        "judicial_as_of": as_of,
        "judicial_outcome": invented("record")["justice"][impunity],
    }


def _victim(
    name: tuple[str, str], work: str, target: str, attempt: bool, draw: random.Random
) -> dict[str, Any]:
    age = draw.randrange(24, 71)
    return {
        "names": [name[0]],
        "age": {"low": age, "high": age},
        "gender": name[1],
        "occupation": work,
        "target_category": target,
        "outcome": draw.choice(("injured", "unhurt")) if attempt else "killed",
        "role": "target",
    }


def _reports(
    number: int, day: date, work: str, town: str, draw: random.Random
) -> list[InventedReport]:
    told = invented("record")
    return [
        InventedReport(
            url=f"https://{one['host']}.example/{day:%Y/%m}/{number + 1}",
            title=told["headline"][one["language"]].format(work=work.capitalize(), town=town),
            outlet=one["name"],
            published=days_before(day, -1 - place).isoformat(),
            language=one["language"],
        )
        for place, one in enumerate(draw.sample(told["outlets"], 3))
    ]
