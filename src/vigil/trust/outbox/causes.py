"""Read why a mail server refused a letter from its answer. The words of the answer are not kept."""

import re
from collections.abc import Mapping
from typing import Final

from vigil.trust.outbox.models import Letter

Cause = Letter.Cause
_STATUS: Final = re.compile(r"(?<![\d.])[245]\.(?P<class>\d{1,3})\.\d{1,3}(?![\d.])")
"""An enhanced status code (RFC 3463), such as 5.1.1."""
_CLASSES: Final[Mapping[int, Letter.Cause]] = {
    1: Cause.ADDRESS,
    2: Cause.MAILBOX,
    3: Cause.SERVER,
    4: Cause.SERVER,
    5: Cause.SERVER,
    6: Cause.CONTENT,
    7: Cause.POLICY,
}
_ANSWERS: Final[Mapping[int, Letter.Cause]] = {
    551: Cause.ADDRESS,
    552: Cause.MAILBOX,
    553: Cause.ADDRESS,
}
"""Answers without such a code that say why (RFC 5321, 4.2.3). 550 and 554 may mean anything."""


def cause_of_status(status: str) -> Letter.Cause:
    """Return the class of an enhanced status code in a text."""
    found = _STATUS.search(status)
    return _CLASSES.get(int(found["class"]), Cause.UNKNOWN) if found else Cause.UNKNOWN


def cause_of_answer(code: int, text: bytes | str) -> Letter.Cause:
    """Return why a mail server refused a letter, by its answer (SMTP)."""
    said = text.decode("ascii", "replace") if isinstance(text, bytes) else text
    cause = cause_of_status(said[:200])
    return _ANSWERS.get(code, cause) if cause == Cause.UNKNOWN else cause
