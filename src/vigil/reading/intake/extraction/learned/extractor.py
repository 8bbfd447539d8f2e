"""The extractor that has learnt: candidates by rules and word lists, roles by linear models."""

from functools import cache
from pathlib import Path

from vigil.reading.intake.extraction.account_builder import AccountBuilder
from vigil.reading.intake.extraction.findings import find_in_report
from vigil.reading.intake.extraction.learned.account_builder import LearnedBuilder
from vigil.reading.intake.extraction.learned.model_files import Models, load_models, shipped_models
from vigil.reading.intake.extraction.learned.place_choice import LearnedScene
from vigil.reading.intake.extraction.people import People
from vigil.reading.intake.extraction.place_names import PlaceNames
from vigil.reading.intake.extraction.planted.own_words import own_words
from vigil.reading.intake.gazetteer import Gazetteer
from vigil.reading.records import Account, Report


class LearnedExtractor:
    """Reads accounts by what labelled reports have taught, under the same rule of evidence.

    `version` names the models. In languages without labelled reports it rests on the features
    that mean the same in all of them.
    """

    def __init__(self, gazetteer: Gazetteer, models: Models) -> None:
        self._people = People(gazetteer)
        self._places = PlaceNames(gazetteer)
        self._models = models
        self.version = f"learned-{models.version}"

    @classmethod
    @cache
    def load(cls, folder: Path | None = None) -> "LearnedExtractor":
        """Return the shipped extractor, or one with the models of a folder; each once a process.

        Raises ModelFileError for a folder without models.
        """
        models = shipped_models() if folder is None else load_models(folder)
        return cls(Gazetteer.load(), models)

    def extract(self, report: Report, score: float = 1.0) -> list[Account]:
        """Return the accounts of a report, in the order of its text."""
        own = own_words(report)
        reading = find_in_report(own.report, self._people)
        if reading.hits:
            accounts = LearnedBuilder(reading, self._places, score, self._models).accounts()
        else:  # nobody to judge; an attack told without anybody is left
            scene = LearnedScene(reading, self._places, self._models.place)
            accounts = AccountBuilder(reading, scene, score).accounts()
        return own.restored(accounts)
