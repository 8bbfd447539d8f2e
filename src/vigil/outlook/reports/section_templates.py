"""Templates of sections for a new report: data, one file each. Pure."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "report_templates"


@dataclass(frozen=True, slots=True)
class TemplateSection:
    """A section of a template: its depth (1 or 2), its heading by language, and its part."""

    depth: int
    heading: Mapping[str, str]
    part: str = "body"

    def within(self, language: str) -> str:
        """Return the heading in a language; in English if it is not translated into it."""
        return self.heading.get(language) or self.heading["en"]


@cache
def templates() -> Mapping[str, Sequence[TemplateSection]]:
    """Return the sections of each template, by the name of the template."""
    return {path.stem: _read(path) for path in sorted(FOLDER.glob("*.toml"))}


def _read(path: Path) -> tuple[TemplateSection, ...]:
    read = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(
        TemplateSection(int(row["depth"]), row["heading"], row.get("part", "body"))
        for row in read["sections"]
    )
