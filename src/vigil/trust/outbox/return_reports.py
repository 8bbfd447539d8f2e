"""Read reports of mail servers that a letter was not delivered (RFC 3464), written by strangers.

Of a report only the id of the letter and the class of the reason are kept: it also quotes the
address, and often the letter.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from typing import Final

from vigil.trust.outbox.causes import cause_of_status
from vigil.trust.outbox.models import Letter

LARGEST: Final = 1024 * 1024
"""Bytes of a report that are read. What it says of the letter stands before the letter itself."""
MOST_PARTS: Final = 50
_UID: Final = re.compile(r"<([0-9a-f]{32})@[^<>@\s]+>")
"""The Message-ID of a letter of ours."""
_REPORT: Final = "message/delivery-status"
_QUOTED: Final = ("message/rfc822", "text/rfc822-headers")


@dataclass(frozen=True)
class ReturnReport:
    """What a report says: of which letter it may be, and why that came back.

    `uids` are the ids that it names, the quoted letter's first. `final` is whether the mail server
    has given up; else it goes on trying.
    """

    uids: tuple[str, ...]
    final: bool
    cause: Letter.Cause


def read_return_report(content: bytes) -> ReturnReport | None:
    """Read a report; None if this is no report on the delivery of a letter of ours."""
    try:
        message = message_from_bytes(content[:LARGEST])
        parts = list(_parts(message))
    except (RecursionError, ValueError, LookupError):  # what no mail server writes
        return None
    recipients = [one for part in parts if _kind(part) == _REPORT for one in _blocks(part)]
    failed = [one for one in recipients if _field(one, "Action").casefold() == "failed"]
    uids = dict.fromkeys([*_quoted_ids(parts), *_answered_ids(message)])
    if not recipients or not uids:
        return None
    status = _field(failed[0], "Status") if failed else ""
    return ReturnReport(tuple(uids), bool(failed), cause_of_status(status))


def _parts(message: Message) -> Iterator[Message]:
    """Yield a message and its parts, but not what a report is made of or quotes."""
    waiting, seen = [message], 0
    while waiting and seen < MOST_PARTS:
        part, seen = waiting.pop(0), seen + 1
        yield part
        if part.get_content_maintype() == "multipart":
            waiting += _blocks(part)


def _kind(part: Message) -> str:
    return part.get_content_type()


def _blocks(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []


def _field(block: Message, name: str) -> str:
    return str(block.get(name, "")).strip()


def _quoted_ids(parts: list[Message]) -> Iterator[str]:
    """Yield the id of the letter that a report quotes, whole or by its header."""
    for part in parts:
        if _kind(part) not in _QUOTED:
            continue
        for block in _blocks(part):
            yield from _UID.findall(_field(block, "Message-ID"))
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes):
            yield from _UID.findall(_field(message_from_bytes(payload), "Message-ID"))


def _answered_ids(message: Message) -> Iterator[str]:
    """Yield the ids of the letters that a message says it answers."""
    for name in ("In-Reply-To", "References", "X-Failed-Message-ID"):
        yield from _UID.findall(_field(message, name)[:2000])
