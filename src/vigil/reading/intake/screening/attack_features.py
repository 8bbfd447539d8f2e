"""What the rules of extraction read of attacks in the opening of a report, as numbers.

Words that stand beside each other say less than who did what to whom. The rules find killings
told of somebody in any outlet, where learnt words lean on the outlets they were learnt from:
average precision on sources that taught nothing rises with them (docs/build/screening.md).
"""

from functools import cache
from math import log1p

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from vigil.reading.intake.extraction.attack_mentions import AttackMention
from vigil.reading.intake.extraction.findings import ReportFindings, find_in_report
from vigil.reading.intake.extraction.people import People
from vigil.reading.intake.extraction.victim_gathering import VictimGathering
from vigil.reading.intake.extraction.victims import Victim
from vigil.reading.intake.gazetteer import Gazetteer
from vigil.reading.records import Report

OPENING = 3_000
"""Characters of a text that are read: news tells a killing early, and time grows with the text."""

LEAD = 300
"""Characters of a text that count as its lead."""

ATTACK_FEATURES = (
    "attack", "killing", "killings", "plain_killing", "plain_killings", "injury", "attempt",
    "victim", "victim_killed", "victim_named", "victim_named_killed", "victim_age",
    "victim_calling", "in_title", "in_lead", "killing_in_lead", "words", "counting_words",
    "other_words", "doer", "firearm", "nobody",
)  # fmt: skip
"""Names of the numbers, in their order. Counts are log(1 + n), all others 0 or 1."""


def attack_features(report: Report) -> NDArray[np.float32]:
    """Return what the rules read of attacks in the title and opening of a report."""
    opening = replace(report, text=report.text[:OPENING])
    findings = find_in_report(opening, _people(), only_attacks=True)
    if not findings.hits:
        return np.array([name == "nobody" for name in ATTACK_FEATURES], dtype=np.float32)
    gathering = VictimGathering(findings)
    told, stated = gathering.attack_mentions()
    victims = gathering.by_rules
    values = {
        **_of_attacks(findings, told, stated),
        **_of_victims(victims),
        "nobody": gathering.of_nobody(),
    }
    return np.array([values[name] for name in ATTACK_FEATURES], dtype=np.float32)


@cache
def _people() -> People:
    return People(Gazetteer.load())


def _of_attacks(
    findings: ReportFindings, told: list[AttackMention], stated: list[AttackMention]
) -> dict[str, float]:
    killings = [hit for hit in stated if hit.outcome == "killed"]
    plain = [hit for hit in killings if not hit.trigger.weak]
    lead = [hit for hit in stated if hit.sentence.part == "title" or hit.start < LEAD]
    return {
        "attack": bool(stated),
        "killing": bool(killings),
        "killings": log1p(len(killings)),
        "plain_killing": bool(plain),
        "plain_killings": log1p(len(plain)),
        "injury": any(hit.outcome == "injured" for hit in stated),
        "attempt": any(hit.event != "killing" for hit in stated),
        "in_title": any(hit.sentence.part == "title" for hit in stated),
        "in_lead": bool(lead),
        "killing_in_lead": any(hit.outcome == "killed" for hit in lead),
        "words": log1p(len(findings.hits)),
        "counting_words": log1p(len(told)),
        "other_words": log1p(len(findings.hits) - len(stated)),
        "doer": any(hit.doers for hit in stated),
        "firearm": any(hit.trigger.method == "firearm" for hit in stated),
    }


def _of_victims(victims: list[Victim]) -> dict[str, float]:
    killed = [victim for victim in victims if victim.outcome == "killed"]
    return {
        "victim": bool(victims),
        "victim_killed": bool(killed),
        "victim_named": any(victim.name for victim in victims),
        "victim_named_killed": any(victim.name for victim in killed),
        "victim_age": any(victim.age for victim in victims),
        "victim_calling": any(victim.occupation for victim in victims),
    }
