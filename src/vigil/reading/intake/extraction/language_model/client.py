"""Asks a model over the OpenAI-compatible protocol: plain HTTP, bounded, one address only."""

import os
import time
from collections.abc import Callable
from typing import Any

import msgspec
from msgspec import Struct

from vigil.reading.intake.extraction.language_model.answer import schema
from vigil.reading.intake.extraction.language_model.endpoint import Endpoint
from vigil.reading.intake.extraction.language_model.errors import (
    ModelSettingsError,
    NoAnswerError,
)
from vigil.reading.intake.extraction.language_model.settings import ModelSettings
from vigil.reading.intake.extraction.language_model.tokens import tokens_at_least
from vigil.reading.intake.fetching import FailedError, Limits, RefusedError
from vigil.reading.intake.fetching.request import HttpAnswer, send_request

ANSWER_SIZE = 1024 * 1024
"""Bytes of an answer. One of the form that is asked for has some ten thousand."""

FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0
"""Seconds before the first repetition, doubled each time, and at most."""

_LATER = frozenset({408, 429, 500, 502, 503, 504})
"""What may pass: a server that loads its weights answers 503."""

_IN_TIME = "in time"


class Usage(Struct, frozen=True):
    """Tokens, as the server counts them."""

    prompt_tokens: int = 0
    completion_tokens: int = 0


class _Message(Struct, frozen=True):
    content: str | None = None
    refusal: str | None = None


class _Choice(Struct, frozen=True):
    message: _Message
    finish_reason: str | None = None


class _Reply(Struct, frozen=True):
    choices: list[_Choice]
    usage: Usage | None = None


class Completion(Struct, frozen=True):
    """What a model wrote, and what it cost. `usage` is None where the server does not say."""

    content: str
    usage: Usage | None


class ModelClient:
    """Asks one model. `sleep` is there for tests."""

    def __init__(
        self,
        settings: ModelSettings,
        endpoint: Endpoint,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._settings = settings
        self._endpoint = endpoint
        self._sleep = sleep
        self._key = _key(settings)
        self._limits = Limits(
            connect=min(10.0, settings.timeout),
            read=settings.timeout,
            total=settings.timeout,
            size=ANSWER_SIZE,
        )

    def body(self, content: str) -> bytes:
        """Return the request for a prompt: always the same bytes for the same prompt."""
        settings = self._settings
        asked: dict[str, Any] = {
            "model": settings.model,
            # One message: some templates know no system role, and drop or refuse it.
            "messages": [{"role": "user", "content": content}],
            "temperature": 0,
            "seed": settings.seed,
            "max_tokens": settings.answer_tokens,
            "stream": False,
            # In this shape alone llama.cpp holds the answer to it; `guided_json` is ignored.
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "accounts", "strict": True, "schema": schema()},
            },
        }
        if settings.server == "llama.cpp":
            asked["cache_prompt"] = False  # else the same question has other answers
        return msgspec.json.encode(asked)

    def ask(self, content: str, body: bytes) -> Completion:
        """Ask, and repeat what may pass, with longer waits. Raises NoAnswerError."""
        for attempt in range(self._settings.retries + 1):
            try:
                return self._completion(content, self._send(body))
            except _LaterError as error:
                if attempt == self._settings.retries:
                    raise NoAnswerError(error.kind, error.reason) from error
                self._sleep(min(LONGEST_WAIT, max(error.wait, FIRST_WAIT * 2**attempt)))
        raise AssertionError("unreachable")

    def _send(self, body: bytes) -> HttpAnswer:
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        try:
            target = self._endpoint.guard.check(self._endpoint.url)
            answer = send_request(target, headers, self._limits, body)
        except RefusedError as error:
            large = "large" in error.reason
            raise NoAnswerError("too_large" if large else "refused", error.reason) from error
        except FailedError as error:
            slow = _IN_TIME in error.reason or error.reason.startswith("no whole answer")
            raise _LaterError("timeout" if slow else "unavailable", error.reason) from error
        if answer.status in _LATER:
            raise _LaterError("unavailable", f"HTTP {answer.status}", _asked_wait(answer))
        if 300 <= answer.status < 400:
            raise NoAnswerError("redirect", f"HTTP {answer.status}: redirects are not followed")
        if answer.status != 200:
            raise NoAnswerError("refused", f"HTTP {answer.status} {answer.reason}".strip())
        return answer

    def _completion(self, content: str, answer: HttpAnswer) -> Completion:
        try:
            reply = msgspec.json.decode(answer.content, type=_Reply)
        except msgspec.ValidationError as error:
            raise NoAnswerError("wrong_schema", f"no chat completion: {error}") from error
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise NoAnswerError("not_json", "what the server sent is no JSON") from error
        if not reply.choices:
            raise NoAnswerError("wrong_schema", "the server sent no choice")
        choice, usage = reply.choices[0], reply.usage
        if usage and usage.prompt_tokens and usage.prompt_tokens < tokens_at_least(content):
            raise NoAnswerError(
                "prompt_cut",
                f"the server read {usage.prompt_tokens:,} tokens of at least "
                f"{tokens_at_least(content):,}: raise its context, or lower `context`",
            )
        if choice.finish_reason == "length":
            raise NoAnswerError("cut_off")
        if choice.finish_reason != "stop":
            raise NoAnswerError("unfinished", f"finish_reason: {str(choice.finish_reason)[:40]}")
        if choice.message.refusal or choice.message.content is None:
            raise NoAnswerError("unfinished", "the model declined to answer")
        return Completion(choice.message.content, usage)


class _LaterError(NoAnswerError):
    """It may work later; `wait` is the least time in seconds that the server asks for."""

    def __init__(self, kind: Any, reason: str, wait: float = 0.0) -> None:
        super().__init__(kind, reason)
        self.wait = wait


def _asked_wait(answer: HttpAnswer) -> float:
    value = answer.header("retry-after")
    return float(value) if value.isascii() and value.isdigit() else 0.0


def _key(settings: ModelSettings) -> str:
    if not settings.api_key_env:
        return ""
    key = os.environ.get(settings.api_key_env, "")
    if not key:
        raise ModelSettingsError(f"`api_key_env`: {settings.api_key_env} is not set")
    if not key.isascii() or not key.isprintable() or " " in key:
        raise ModelSettingsError(f"`api_key_env`: what {settings.api_key_env} holds is no key")
    return key
