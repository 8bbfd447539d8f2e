"""Where reports come from: feeds, pages, files. Each is kept raw, then read."""

from vigil.reading.intake.sources.collecting import Collected, collect, collect_page
from vigil.reading.intake.sources.config import (
    Source,
    Sources,
    SourcesError,
    load_sources,
    source_of,
)

__all__ = [
    "Collected",
    "Source",
    "Sources",
    "SourcesError",
    "collect",
    "collect_page",
    "load_sources",
    "source_of",
]
