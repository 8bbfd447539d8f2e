"""A place in a report where words tell of an attack."""

import re
from dataclasses import dataclass, field

from vigil.reading.intake.extraction.lexicon import Trigger
from vigil.reading.intake.extraction.person_mentions import Mention
from vigil.reading.intake.extraction.sentences import Sentence
from vigil.reading.records import Event, Outcome

AGE = re.compile(r"\d{1,3}\s*-?\s*years?\s*-?\s*old\b|\b\d{1,3}\s+лет\b")


@dataclass(slots=True)
class AttackMention:
    """One telling of an attack: its words (offsets of the part), victims and doers."""

    sentence: Sentence
    number: int
    start: int
    end: int
    trigger: Trigger
    event: Event
    outcome: Outcome
    victims: list[Mention] = field(default_factory=list)
    doers: list[Mention] = field(default_factory=list)
