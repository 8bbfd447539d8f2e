"""From a report to its accounts."""

from functools import cache
from typing import Protocol

from vigil.reading.intake.extraction.account_builder import AccountBuilder
from vigil.reading.intake.extraction.date_and_place import Scene
from vigil.reading.intake.extraction.findings import find_in_report
from vigil.reading.intake.extraction.people import People
from vigil.reading.intake.extraction.place_names import PlaceNames
from vigil.reading.intake.extraction.planted.own_words import own_words
from vigil.reading.intake.gazetteer import Gazetteer
from vigil.reading.records import Account, Report

VERSION = "rules-3"


class ReadsAccounts(Protocol):
    """What an extractor must do to take the place of the one shipped."""

    version: str

    def extract(self, report: Report, score: float = 1.0) -> list[Account]:
        """Return the accounts of a report; `score` is the screening's and is passed on."""
        ...


class RuleExtractor:
    """Patterns and lexicons alone, for the seven languages of LANGUAGES. No model, no network.

    It says only what words of the report say, and names those words; what it cannot read
    stays at its default. `version` names the rules a value was read with.
    """

    version: str = VERSION

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._people = People(gazetteer)
        self._places = PlaceNames(gazetteer)

    @classmethod
    @cache
    def load(cls) -> "RuleExtractor":
        """Return the shipped extractor; one a process."""
        return cls(Gazetteer.load())

    def extract(self, report: Report, score: float = 1.0) -> list[Account]:
        """Return the accounts of a report, in the order of its text."""
        own = own_words(report)
        reading = find_in_report(own.report, self._people)
        accounts = AccountBuilder(reading, Scene(reading, self._places), score).accounts()
        return own.restored(accounts)
