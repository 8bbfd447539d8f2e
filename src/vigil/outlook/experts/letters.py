"""Write letters to experts: that something is waiting, and until when. Never what it is."""

from datetime import datetime
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from vigil.outlook.models import Round, Seat
from vigil.outlook.panels.deadlines import moment_text
from vigil.outlook.panels.preconditions import SEAT
from vigil.trust.models import Letter
from vigil.trust.outbox.verbs.letters import write_letter

KIND: Final = "panel"


def write_invitation(seat: Seat) -> Letter:
    """Write an invitation to an expert. Raises NotPossible (no letter reaches their address)."""
    with override(_language(seat)):
        body = _(
            "Hello,\n\nsomebody asks for your judgement. Sign in to read what it is about, and to "
            "say whether you take part. You need not answer this letter."
        )
    return _write(seat, Letter.Subject.MESSAGE, body)


def write_opened(seat: Seat, row: Round) -> Letter:
    """Write to an expert that a round is open. Raises NotPossible."""
    with override(_language(seat)):
        body = _(
            "Hello,\n\nsomething waits for your answer until %(when)s. Sign in to see it. You "
            "need not answer this letter."
        ) % {"when": moment_text(row.closes_at, seat.zone or seat.panel.zone)}
    return _write(seat, Letter.Subject.MESSAGE, body)


def write_reminder(seat: Seat, until: datetime) -> Letter:
    """Remind an expert that an answer is due, with its deadline. Raises NotPossible."""
    with override(_language(seat)):
        body = _(
            "Hello,\n\nsomething still waits for your answer until %(when)s. Sign in to see it. "
            "What you have saved is kept, and counts once you have handed it in. You need not "
            "answer this letter.\n\nYou want no more of these reminders? Sign in, and stop them on "
            "the first page."
        ) % {"when": moment_text(until, seat.zone or seat.panel.zone)}
    return _write(seat, Letter.Subject.REMINDER, body)


def _language(seat: Seat) -> str:
    known = dict(settings.LANGUAGES)
    wanted = (seat.language, seat.panel.language)
    return next((one for one in wanted if one in known), settings.LANGUAGE_CODE)


def _write(seat: Seat, subject: Letter.Subject, body: str) -> Letter:
    return write_letter(
        seat.user,
        subject,
        body,
        kind=KIND,
        by=None,
        decides=False,
        language=_language(seat),
        about=(SEAT, seat.uid),
    )
