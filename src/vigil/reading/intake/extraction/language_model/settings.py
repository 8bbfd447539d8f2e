"""The settings of the reader with a language model: `[reader.llm]` in `vigil.toml`."""

import hashlib
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from vigil.reading.intake.extraction.language_model.errors import ModelSettingsError

Server = Literal["llama.cpp", "vllm", "ollama", "other"]
_Count = Annotated[int, Meta(ge=0)]
_Money = Annotated[float, Meta(ge=0)]


class ModelSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a model is asked. Prices are per million tokens; limits of 0 are none.

    `endpoint` ends where `/chat/completions` is added. `allow` names its host and port once more:
    nothing else is dialled. `api_key_env` names a variable of the environment; the key stands in
    no file. `context` is what the server gives to one request, in tokens.
    """

    endpoint: str
    model: Annotated[str, Meta(min_length=1, max_length=200)]
    allow: list[str]
    server: Server = "other"
    api_key_env: str = ""
    context: Annotated[int, Meta(ge=1024, le=1_000_000)] = 4096
    answer_tokens: Annotated[int, Meta(ge=128, le=32_768)] = 1024
    timeout: Annotated[float, Meta(gt=0, le=3600)] = 120.0
    retries: Annotated[int, Meta(ge=0, le=10)] = 3
    seed: int = 0
    max_requests: _Count = 1000
    max_tokens: _Count = 5_000_000
    max_cost: _Money = 0.0
    price_in: _Money = 0.0
    price_out: _Money = 0.0
    currency: Annotated[str, Meta(max_length=8)] = "USD"
    in_run: bool = False
    """Whether `vigil run` asks the model too."""

    def digest(self) -> str:
        """Return eight letters that differ where the answers may: not for prices and limits."""
        parts = (
            self.endpoint,
            self.model,
            self.server,
            self.context,
            self.answer_tokens,
            self.seed,
        )
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:8]

    def slug(self) -> str:
        """Return the name of the model as it stands in versions: short, and fit for a file name."""
        return (
            re.sub(r"[^A-Za-z0-9.]+", "-", self.model.rsplit("/", 1)[-1])[:24].strip("-.")
            or "model"
        )


REQUIRED = ("endpoint", "model", "allow")
"""Settings without which nothing is asked."""


class _Readers(Struct, forbid_unknown_fields=True):
    llm: ModelSettings


class _File(Struct, forbid_unknown_fields=True):
    reader: _Readers


def load_model_settings(path: Path) -> ModelSettings:
    """Read `[reader.llm]` of a file. Raises ModelSettingsError."""
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise ModelSettingsError(
            f"there is no {path}: write [reader.llm] with endpoint, model and allow into it"
            " (docs/operate/language-model.md)"
        ) from error
    except OSError as error:
        raise ModelSettingsError(f"{path}: {error.strerror}") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise ModelSettingsError(f"{path}: {error}") from error
    try:
        settings = msgspec.convert(content, _File).reader.llm
    except msgspec.ValidationError as error:
        raise ModelSettingsError(f"{path}: {_plain(content, str(error))}") from error
    if settings.answer_tokens * 2 > settings.context:
        raise ModelSettingsError(f"{path}: `answer_tokens` may be half of `context` at most")
    if settings.max_cost and not (settings.price_in or settings.price_out):
        raise ModelSettingsError(f"{path}: `max_cost` needs `price_in` and `price_out`")
    return settings


def _plain(content: dict[str, Any], said: str) -> str:
    """Return what is wrong with the settings: all that is missing, else the first slip."""
    readers = content.get("reader")
    given = readers.get("llm") if isinstance(readers, dict) else None
    if not isinstance(given, dict):
        return "it needs a table [reader.llm]"
    missing = [name for name in REQUIRED if name not in given]
    if missing:
        return f"[reader.llm] needs {', '.join(missing)} (docs/operate/language-model.md)"
    return said
