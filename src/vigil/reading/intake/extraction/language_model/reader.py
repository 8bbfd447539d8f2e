"""The reader that asks a language model where the offline reader is in doubt."""

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from vigil.reading.intake.extraction.date_and_place import Scene
from vigil.reading.intake.extraction.extractor import ReadsAccounts
from vigil.reading.intake.extraction.findings import find_in_report
from vigil.reading.intake.extraction.language_model.answer import read_answer
from vigil.reading.intake.extraction.language_model.budget import Budget
from vigil.reading.intake.extraction.language_model.cache import AnswerCache, CachedAnswer
from vigil.reading.intake.extraction.language_model.checking import checked
from vigil.reading.intake.extraction.language_model.client import ModelClient
from vigil.reading.intake.extraction.language_model.comparing import together
from vigil.reading.intake.extraction.language_model.doubt import doubts
from vigil.reading.intake.extraction.language_model.endpoint import endpoint_of
from vigil.reading.intake.extraction.language_model.errors import NoAnswerError, Trouble
from vigil.reading.intake.extraction.language_model.prompt import (
    PROMPT_VERSION,
    Prompt,
    prompt_of,
)
from vigil.reading.intake.extraction.language_model.settings import ModelSettings
from vigil.reading.intake.extraction.language_model.tokens import tokens_at_most
from vigil.reading.intake.extraction.people import People
from vigil.reading.intake.extraction.place_names import PlaceNames
from vigil.reading.intake.extraction.planted.own_words import own_words
from vigil.reading.intake.gazetteer import Gazetteer
from vigil.reading.records import TESTIMONY_KEY, Account, Report

FOLDER = "language-model"
"""Where in the data folder answers are kept."""

IN_A_ROW = 5
"""Reports without an answer from the server, in a row, after which no more are asked."""

_KEPT: frozenset[Trouble] = frozenset({"not_json", "wrong_schema", "cut_off", "unfinished"})
"""Answers that were paid for and would be the same again. The others may work later."""

_OF_THE_SERVER: frozenset[Trouble] = frozenset({"unavailable", "timeout", "refused", "redirect"})


class ConfidentialError(Exception):
    """A text that no language model may see."""


class LanguageModelReader:
    """Reads with the offline reader, then asks a model about what is doubtful.

    `version` names the offline reader, the model, the prompt and the settings. `tally` counts what
    happened, `budget` what it cost.
    """

    def __init__(
        self,
        offline: ReadsAccounts,
        settings: ModelSettings,
        folder: Path,
        *,
        alone: bool = False,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Take the offline reader, and the data folder for the answers.

        `alone` asks about all reports and takes the model's accounts alone, as a benchmark does.
        Raises ModelSettingsError.
        """
        self._offline = offline
        self._settings = settings
        self._endpoint = endpoint_of(settings)
        self._client = ModelClient(settings, self._endpoint, sleep)
        self._cache = AnswerCache(folder / FOLDER)
        self.alone = alone
        gazetteer = Gazetteer.load()
        self._people = People(gazetteer)
        self._places = PlaceNames(gazetteer)
        self._failed = 0
        self.budget = Budget(settings)
        self.tally: Counter[str] = Counter()
        self.name = f"llm-{settings.slug()}-p{PROMPT_VERSION}-{settings.digest()}"
        self.version = f"{offline.version}+{self.name}"

    def extract(self, report: Report, score: float = 1.0) -> list[Account]:
        """Return the accounts of a report; the model's share only where there is doubt."""
        return self.reread(report, self._offline.extract(report, score), score)

    def reread(self, report: Report, accounts: Sequence[Account], score: float) -> list[Account]:
        """Return accounts that were read offline, with what the model adds or reads otherwise.

        Raises ConfidentialError for what was told in confidence.
        """
        refuse_confidential(report)
        reasons = doubts(accounts, score)
        self.tally.update(f"doubt_{reason}" for reason in reasons)
        if not reasons and not self.alone:
            return list(accounts)
        self.tally["doubtful"] += 1
        try:
            read = self._read(report, score)
        except NoAnswerError as error:
            self.tally[f"failed_{error.kind}"] += 1
            return [] if self.alone else list(accounts)
        if self.alone:
            return read
        both = together(accounts, read, self.name)
        self.tally["values_added"] += both.added
        self.tally["disagreements"] += both.disagreements
        return both.accounts

    def summary(self) -> dict[str, Any]:
        """Return what was asked, answered, dropped and spent, for the summary of a run."""
        return {"reader": self.name, **self.budget.summary(), **dict(sorted(self.tally.items()))}

    def _read(self, report: Report, score: float) -> list[Account]:
        """Return the model's accounts of a report, as far as its own words state them."""
        own = own_words(report)
        self.tally["passages_left_out"] += len(own.left_out)
        prompt = prompt_of(own.report, self._settings)
        if prompt.left_out:
            self.tally["texts_cut"] += 1
        answer = read_answer(self._content(prompt))
        self.tally["answered"] += 1
        reading = find_in_report(own.report, self._people)
        found = checked(answer, prompt, reading, Scene(reading, self._places), score)
        self.tally.update({f"dropped_{why}": number for why, number in found.dropped.items()})
        return own.restored(found.accounts)

    def _content(self, prompt: Prompt) -> str:
        """Return what the model writes, from the cache if it was asked before."""
        body = self._client.body(prompt.content)
        key = hashlib.sha256(self._endpoint.url.encode() + b"\n" + body).hexdigest()
        kept = self._cache.get(key)
        if kept is None:
            kept = self._asked(prompt, body)
            self._cache.put(key, kept)
        else:
            self.tally["from_cache"] += 1
        if kept.trouble is not None:
            raise NoAnswerError(kept.trouble)
        return kept.content

    def _asked(self, prompt: Prompt, body: bytes) -> CachedAnswer:
        if self._failed >= IN_A_ROW:
            raise NoAnswerError("given_up")
        expected = tokens_at_most(prompt.content)
        self.budget.reserve(expected)
        try:
            completion = self._client.ask(prompt.content, body)
            usage = completion.usage
            read, wrote = (
                (usage.prompt_tokens, usage.completion_tokens)
                if usage and usage.prompt_tokens
                else (expected, tokens_at_most(completion.content))
            )
            self.tally["usage_estimated"] += not (usage and usage.prompt_tokens)
            self._failed = 0
            self.budget.spend(read, wrote)
            kept = CachedAnswer(content=completion.content, prompt_tokens=read, answer_tokens=wrote)
            read_answer(completion.content)
        except NoAnswerError as error:
            self._failed = self._failed + 1 if error.kind in _OF_THE_SERVER else 0
            if error.kind not in _KEPT:
                raise
            if error.kind in ("cut_off", "unfinished"):
                self.budget.spend(expected, self._settings.answer_tokens)
            kept = CachedAnswer(trouble=error.kind)
        return kept


def refuse_confidential(report: Report) -> None:
    """Refuse the stand-in of a testimony: no model sees anything that was told in confidence.

    Raises ConfidentialError.
    """
    if report.id.startswith(TESTIMONY_KEY):
        raise ConfidentialError("a testimony is never sent to a language model")
