"""Import and use codes of a host. Each lets one person register; only digests are kept."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.programme.events.verbs.public_changes import note_session, verb
from vigil.programme.models import HostCode, Registration, Session
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.vault.digests import identifier_digest, identifier_digests

SHORTEST, LONGEST = 6, 64
"""Letters and digits of a code: a shorter one could be guessed."""
MOST = 20_000
"""Codes of one list."""


class NoSuchCode(NotPossible):
    """The code is not on the host's list of a session."""

    def __init__(self, why: str, session: Session) -> None:
        super().__init__(why)
        self.session = session


@dataclass(frozen=True)
class RejectedLine:
    """A line that was not taken, and why."""

    line: int
    why: str


@dataclass(frozen=True)
class ImportResult:
    """The result of an import: new codes, known codes, rejected lines."""

    new: int
    known: int
    broken: list[RejectedLine]


def normalise_code(code: str) -> str:
    """Return a code as it is compared: without spaces, hyphens, capitals and full-width forms."""
    plain = unicodedata.normalize("NFKC", code).casefold()
    kept = "".join(c for c in plain if not c.isspace() and unicodedata.category(c) != "Pd")
    return unicodedata.normalize("NFKC", kept)  # what was apart may belong together now


def digest_of(session: Session, code: str) -> str:
    """Return the digest of a code of a session."""
    return identifier_digest(_said(session, code), listed=True)


def digests_of(session: Session, codes: Iterable[str]) -> set[str]:
    """Return the digests of many codes of a session."""
    return set(identifier_digests((_said(session, code) for code in codes), listed=True))


def _said(session: Session, code: str) -> str:
    return f"code {session.uid} {normalise_code(code)}"


def import_codes(session: Session, text: str, *, by: User) -> ImportResult:
    """Import the codes of a host's list, one a line. Importing it again adds nothing.

    Lines that are no codes are named and left; the others are taken. Raises NotAllowed,
    NotPossible (no code at all; too many).
    """
    require(by, "programme.see_registrations", session)
    lines = text.lstrip("\ufeff").splitlines()
    if len(lines) > MOST:
        raise NotPossible(_("A list has at most %(n)d codes.") % {"n": MOST})
    broken = list(_broken(lines))
    wrong = {one.line for one in broken}
    good = [line for n, line in enumerate(lines, 1) if line.strip() and n not in wrong]
    if not good and not broken:
        raise NotPossible(_("Write the codes, one a line."))
    # Slow, so before anything is locked.
    new = _keep(session, digests_of(session, good), len(good), by=by)
    return ImportResult(new, len(good) - new, broken)


@verb
def _keep(session: Session, digests: set[str], lines: int, *, by: User) -> int:
    """Keep the digests of so many lines that are new; return how many were."""
    there = digests & set(session.codes.values_list("digest", flat=True))
    HostCode.objects.bulk_create(
        (HostCode(session=session, digest=digest) for digest in sorted(digests - there)),
        batch_size=500,
        ignore_conflicts=True,  # another import at the same time
    )
    new = len(digests - there)
    note_session("import_codes", session, by=by, after={"new": new, "known": lines - new})
    return new


def _broken(lines: list[str]) -> Iterator[RejectedLine]:
    for number, line in enumerate(lines, 1):
        code = normalise_code(line)
        if not line.strip():
            continue
        if not all(c.isalnum() or c in "._" for c in code):
            yield RejectedLine(number, _("A code is letters and digits, alone on its line."))
        elif not SHORTEST <= len(code) <= LONGEST:
            said = {"low": SHORTEST, "high": LONGEST}
            yield RejectedLine(
                number, _("A code has %(low)d to %(high)d letters and digits.") % said
            )


def find_code(session: Session, code: str) -> HostCode:
    """Return a code of the session's list, used or not. Raises NoSuchCode."""
    found = session.codes.filter(digest=digest_of(session, code)).first()
    if found is None:
        raise NoSuchCode(
            _("This code is not on the host's list for this session. Look at its spelling."),
            session,
        )
    return found


def take(code: HostCode, registration: Registration) -> bool:
    """Use a code for a registration; return whether it was free. Two at once: one gets it."""
    return bool(HostCode.objects.filter(pk=code.pk, used_by=None).update(used_by=registration))


LOG: Final = LogWords(
    verbs={
        "import_codes": pgettext_lazy("decision", "take in the host's codes"),
    },
)
