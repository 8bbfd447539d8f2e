"""What a run may spend on a model, and what it has spent."""

import threading
from typing import Any

from vigil.reading.intake.extraction.language_model.errors import NoAnswerError
from vigil.reading.intake.extraction.language_model.settings import ModelSettings

_MILLION = 1_000_000


class Budget:
    """Counts requests, tokens and their price. Threads may share it."""

    def __init__(self, settings: ModelSettings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self.requests = 0
        self.prompt_tokens = 0
        self.answer_tokens = 0

    @property
    def cost(self) -> float:
        """What the tokens cost, by the prices of the settings."""
        return self._price(self.prompt_tokens, self.answer_tokens)

    def reserve(self, prompt_tokens: int) -> None:
        """Count a request that is about to be made. Raises NoAnswerError when it is too much.

        The tokens of the prompt are an upper bound, and those of the answer the most that it may
        have: what is asked for never exceeds the budget.
        """
        settings = self._settings
        with self._lock:
            after = (
                self.prompt_tokens + prompt_tokens,
                self.answer_tokens + settings.answer_tokens,
            )
            over = (
                0 < settings.max_requests < self.requests + 1,
                0 < settings.max_tokens < sum(after),
                0 < settings.max_cost < self._price(*after),
            )
            if any(over):
                raise NoAnswerError("over_budget")
            self.requests += 1

    def spend(self, prompt_tokens: int, answer_tokens: int) -> None:
        """Count the tokens of an answer."""
        with self._lock:
            self.prompt_tokens += prompt_tokens
            self.answer_tokens += answer_tokens

    def words(self) -> str:
        """Return what was spent, for the line of progress."""
        tokens = self.prompt_tokens + self.answer_tokens
        spent = f"; {self.requests:,} requests, {tokens:,} tokens"
        return f"{spent}, {self.cost:,.2f} {self._settings.currency}" if self.cost else spent

    def summary(self) -> dict[str, Any]:
        """Return what was spent, for the summary of a run."""
        return {
            "requests": self.requests,
            "prompt_tokens": self.prompt_tokens,
            "answer_tokens": self.answer_tokens,
            "cost": round(self.cost, 4),
            "currency": self._settings.currency,
        }

    def _price(self, prompt_tokens: int, answer_tokens: int) -> float:
        settings = self._settings
        paid = prompt_tokens * settings.price_in + answer_tokens * settings.price_out
        return paid / _MILLION
