"""A certificate of attendance: a tagged PDF (PDF/UA-1), set by Typst with our own fonts.

The name on it is what the person types at that moment. It is kept nowhere.
"""

import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from anyascii import anyascii
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from vigil.charts.cards import drawable_text, font_files, font_folders
from vigil.charts.qr_code import qr_code
from vigil.programme.certificates.attendance import length_in_words, length_of
from vigil.programme.events.words import Wording, event_words, words_of_sessions
from vigil.programme.models import EventRegistration, Registration
from vigil.programme.registrations.verbs.common import checked_name
from vigil.programme.time_zones.wall_times import span_of
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.demonstration.mark import SENTENCE, is_demonstration
from vigil.trust.organisation.queries import organisation

MEDIA_TYPE: Final = "application/pdf"
LONGEST: Final = 30
"""Seconds that setting may take, and that somebody waits for their turn."""
_SOURCES: Final = Path(__file__).resolve().parents[3]
_one_at_a_time = threading.Lock()
"""Setting takes a whole core: who asks at once waits for each other."""


class CertificateQueueFull(NotPossible):
    """Others make certificates now. Nothing is wrong: another try may succeed."""


def certificate_of(
    person: EventRegistration, rows: Sequence[Registration], name: str, *, address: str
) -> bytes:
    """Return a certificate for the sessions that somebody attended, in the language of the page.

    `address`: where its code can be checked. Raises Unfit (no name, or letters that no font here
    has), NotPossible (too long), CertificateQueueFull.
    """
    drawn = drawable_text(checked_name(name), font_files(settings.DATA))
    if not name.strip():
        raise Unfit(_("Type the name that the certificate shows."), "name")
    if not drawn:
        raise Unfit(
            _("We have no letters for this script. Type the name in Latin or Arabic letters."),
            "name",
        )
    return _set(_content(person, rows, drawn, address))


def _content(
    person: EventRegistration, rows: Sequence[Registration], name: str, address: str
) -> dict[str, Any]:
    language = (get_language() or "en").partition("-")[0]
    words = words_of_sessions(row.session for row in rows)
    unchecked = _("The name was typed by its bearer. It was not checked, and is not kept.")
    return {
        "title": _("Certificate of attendance"),
        "organisation": _drawable(organisation().name),
        "language": language,
        "direction": "rtl" if get_language_bidi() else "ltr",
        "before": _("This is to certify that"),
        "name": name,
        "between": _("attended"),
        "event": _titled(event_words(person.event).title, language),
        "sessions": [
            {**_titled(words[row.session_id].title, language), "when": _when(row)} for row in rows
        ],
        "length": _("Length in all: %(length)s") % {"length": length_in_words(length_of(rows))},
        "issued": _("Issued on %(day)s") % {"day": _day(timezone.localdate())},
        "unchecked": f"{SENTENCE} {unchecked}" if is_demonstration() else unchecked,
        "check": _("Check this certificate at:"),
        "address": address,
        "code": _svg(address),
    }


def _titled(words: Wording, language: str) -> dict[str, str]:
    own = words.language.partition("-")[0].lower()
    return {"title": _drawable(words.text), "language": own or language}


def _when(row: Registration) -> str:
    length = row.session.ends_at - row.session.starts_at
    return _drawable(f"{span_of(row.session)} · {length_in_words(length)}")


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")


def _drawable(text: str) -> str:
    """Return a text as our fonts can show it; in Latin letters where they lack one of its own."""
    return drawable_text(text, font_files(settings.DATA)) or anyascii(text)


def _svg(address: str) -> str:
    code = qr_code(address)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {code.size} {code.size}">'
        f'<path d="{code.path}"/></svg>'
    )


def _set(certificate: dict[str, Any]) -> bytes:
    """Set a certificate in a process of its own: what Typst keeps in memory ends with it."""
    folders = [str(folder) for folder in font_folders(settings.DATA)]
    if not _one_at_a_time.acquire(timeout=LONGEST):
        raise CertificateQueueFull(
            _("Many people make their certificates now. Try again in a minute.")
        )
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-s", "-B", "-m", "vigil.programme.certificates.pdf_worker"],
            input=json.dumps({"certificate": certificate, "fonts": folders}).encode(),
            # Two variables only: no key, no address of a database reaches the process.
            env={"PYTHONPATH": str(_SOURCES), "LC_ALL": "C.UTF-8"},
            capture_output=True,
            timeout=LONGEST,
            check=True,
        )
    finally:
        _one_at_a_time.release()
    return done.stdout
