"""Keep each step of a long measurement, so that a run that broke off goes on where it was."""

import json
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any


class KeptSteps:
    """The steps of one run. `of` says what is measured: steps of anything else are not used."""

    def __init__(self, folder: Path, of: Mapping[str, Any]) -> None:
        """Open the folder of a run. Raises RuntimeError if it has steps of another."""
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        about, wanted = folder / "about.json", json.dumps(of, sort_keys=True)
        if about.exists() and about.read_text() != wanted:
            raise RuntimeError(
                f"{folder} has steps of another run ({about.read_text()}), not of {wanted}. Name "
                "another folder, or remove this one."
            )
        about.write_text(wanted)

    def has(self, name: str) -> bool:
        """Say whether a step is done."""
        return self._file(name).exists()

    def step(self, name: str, do: Callable[[], Any]) -> Any:
        """Do a step, unless it is done, and return its result. Progress goes to stderr."""
        file = self._file(name)
        if file.exists():
            return json.loads(file.read_text())
        say(f"{name} ...")
        began = time.perf_counter()
        result = do()
        part = file.with_suffix(".part")
        part.write_text(json.dumps(result))
        part.rename(file)
        say(f"{name}: {time.perf_counter() - began:.0f} s")
        return result

    def _file(self, name: str) -> Path:
        return self.folder / f"{name.replace(' ', '-')}.json"


def say(words: str) -> None:
    """Write progress, with the time of day."""
    print(f"{time.strftime('%H:%M:%S')}  {words}", file=sys.stderr, flush=True)
