"""The roll of names on paper: a tagged PDF (PDF/UA-1), set by Typst with our own fonts."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from anyascii import anyascii
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from vigil.charts.cards import drawable_text, font_folders
from vigil.trust.demonstration.mark import SENTENCE, is_demonstration
from vigil.trust.organisation.queries import organisation
from vigil.witness.models import Name
from vigil.witness.names.cards import available_fonts, drawable_spelling
from vigil.witness.names.entries import name_entry
from vigil.witness.names.queries.public import with_places

MEDIA_TYPE: Final = "application/pdf"
MOST: Final = 5000
"""Names on one roll: about 100 pages."""
LONGEST: Final = 60
"""Seconds that setting may take."""
_SOURCES: Final = Path(__file__).resolve().parents[3]
_one_at_a_time = threading.Lock()
"""Setting takes a whole core; readers who ask at once wait for each other."""


@dataclass(frozen=True)
class RollEntry:
    """One name on the roll, and the line below it."""

    name: str
    told: str


@dataclass(frozen=True)
class RollYear:
    """The names of a year."""

    heading: str
    names: Sequence[RollEntry]


def roll_of(names: QuerySet[Name], *, title: str, address: str) -> bytes:
    """Return names as a PDF, the oldest first, undated ones at the end. `address` is printed below.

    A name that no font here can write is written in Latin letters, and marked.
    """
    rows = with_places(names.order_by("year", "ordered_by", "pk")[:MOST])
    fonts = available_fonts()
    entries = [(row.year, _entry(row, fonts)) for row in rows.prefetch_related("spellings")]
    dated = [one for one in entries if one[0]]
    parts = _parts(dated) + _parts([one for one in entries if not one[0]])
    roll = {
        "title": title,
        "publisher": organisation().name,
        "about": _about(any(entry.name.endswith("*") for _year, entry in entries)),
        "address": address,
        "language": (get_language() or "en").partition("-")[0],
        "direction": "rtl" if get_language_bidi() else "ltr",
        "parts": [asdict(part) for part in parts],
    }
    return _set(roll)


def _parts(entries: Iterable[tuple[int | None, RollEntry]]) -> list[RollYear]:
    return [
        RollYear(str(year or _("Year not known")), [entry for _year, entry in group])
        for year, group in groupby(entries, key=lambda one: one[0])
    ]


def _entry(name: Name, fonts: tuple[Path, ...]) -> RollEntry:
    line = name_entry(name)
    told = " · ".join(part for part in (line.when_and_where, line.about) if part)
    said = drawable_text(name.name, fonts) or drawable_text(drawable_spelling(name, fonts), fonts)
    return RollEntry(
        said or f"{anyascii(name.name)} *", drawable_text(told, fonts) or anyascii(told)
    )


def _about(romanised: bool) -> str:
    said = [
        _("In the order in which they died. As of %(day)s; names may have been added or withdrawn.")
        % {"day": date_format(timezone.localdate(), "DATE_FORMAT")}
    ]
    if is_demonstration():
        said.insert(0, str(SENTENCE))
    if romanised:
        said.append(_("* Written here in Latin letters: the fonts for this script are not there."))
    return " ".join(said)


def _set(roll: dict[str, Any]) -> bytes:
    """Set the roll in a process of its own: what Typst keeps in memory ends with it."""
    folders = [str(folder) for folder in font_folders(settings.DATA)]
    with _one_at_a_time:
        done = subprocess.run(
            [sys.executable, "-P", "-s", "-B", "-m", "vigil.witness.names.roll_pdf_worker"],
            input=json.dumps({"roll": roll, "fonts": folders}).encode(),
            # Two variables only: no key, no address of a database reaches the process.
            env={"PYTHONPATH": str(_SOURCES), "LC_ALL": "C.UTF-8"},
            capture_output=True,
            timeout=LONGEST,
            check=True,
        )
    return done.stdout
