"""Answers that were paid for once, by what was asked: the same question costs nothing again."""

from pathlib import Path

import msgspec
from msgspec import Struct

from vigil.reading.intake.extraction.language_model.errors import Trouble
from vigil.reading.intake.lines import make_folder, replacing


class CachedAnswer(Struct, frozen=True, kw_only=True):
    """What a model wrote, or why it cannot be used; and the tokens that it cost."""

    content: str = ""
    trouble: Trouble | None = None
    prompt_tokens: int = 0
    answer_tokens: int = 0


class AnswerCache:
    """One small file an answer, readable by its owner alone. May be deleted at any time.

    The name is the digest of the endpoint and the whole request, which holds model, prompt,
    settings and text. A file that cannot be read counts as absent.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, key: str) -> CachedAnswer | None:
        """Return the answer to a request that was made before, or None."""
        try:
            return msgspec.json.decode(self._path(key).read_bytes(), type=CachedAnswer)
        except (OSError, msgspec.DecodeError, UnicodeDecodeError):
            return None

    def put(self, key: str, answer: CachedAnswer) -> None:
        """Keep an answer; whole or not at all, even after a power cut."""
        path = self._path(key)
        make_folder(path.parent, 0o700)
        with replacing(path) as stream:
            stream.write(msgspec.json.encode(answer) + b"\n")

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.json"
