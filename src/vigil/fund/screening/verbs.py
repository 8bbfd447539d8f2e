"""Take the checks of a party, however it came to the fund."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from vigil.fund.access.rules import WORK
from vigil.fund.models import Check, Nomination, Party
from vigil.fund.parties import locking
from vigil.fund.parties.models.party import PARTY
from vigil.fund.parties.verbs import sealing
from vigil.fund.screening import queries
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords

CHECK: Final = "check"
TEXTS: Final = ("note", "searched", "where")
Step, Found = Check.Step, Check.Found


@dataclass(frozen=True)
class Finding:
    """What a step found. `searched` and `where` belong to the check of sanctions."""

    found: str
    note: str = ""
    searched: str = ""
    where: str = ""


@transaction.atomic
def take_check(
    party: Party, step: str, finding: Finding, *, by: User, nomination: Nomination | None = None
) -> Check:
    """Record what one step of screening found. A step can be repeated: the newest counts.

    Raises NotAllowed; NotPossible if the party was removed, or a value is unknown; Unfit if a stop
    or concern has no note, or a check of sanctions does not state what was searched and where.
    """
    require(by, WORK, party)
    party = locking.locked(party)
    _require_complete(step, finding)
    alike = queries.count_alike(party) if step == Step.LINKS else None
    row = Check.objects.create(
        party=party, nomination=nomination, step=step, found=finding.found, alike=alike, by=by
    )
    for field in TEXTS:
        sealing.write(party, CHECK, row.uid, field, getattr(finding, field), by=by)
    after = {"step": step, "found": finding.found}
    record("check_party", PARTY, party.uid, by=by, after=after)
    return row


@transaction.atomic
def take_checks(
    party: Party, findings: Mapping[str, Finding], *, by: User, nomination: Nomination | None = None
) -> list[Check]:
    """Record several steps at once: all or none.

    Raises as `take_check`; Unfit names the field as "found_STEP", "note_STEP", ...
    """
    if not findings:
        raise NotPossible(_("Choose what you found for one step at least."))
    made = []
    for step, finding in findings.items():
        try:
            made.append(take_check(party, step, finding, by=by, nomination=nomination))
        except Unfit as error:
            raise Unfit(str(error), f"{error.field}_{step}") from None
    return made


def open_texts(check: Check, *, by: User, why: str) -> dict[str, str]:
    """Open the texts of a check, and record who did. Raises NotAllowed, NotPossible."""
    require(by, WORK, check)
    found = {
        field: sealing.read(check.party, CHECK, check.uid, field, by=by, why=why) for field in TEXTS
    }
    return {field: text for field, text in found.items() if text}


def _require_complete(step: str, finding: Finding) -> None:
    if step not in Step.values or finding.found not in Found.values:
        raise NotPossible(_("Choose the step, and what you found."))
    if finding.found != Found.CLEAR and not finding.note.strip():
        raise Unfit(_("Write what the concern is."), "note")
    if step != Step.SANCTIONS:
        return
    if not finding.searched.strip():
        raise Unfit(_("Write which names and spellings you searched."), "searched")
    if not finding.where.strip():
        raise Unfit(_("Write in which lists you searched."), "where")


LOG: Final = LogWords(
    verbs={
        "check_party": pgettext_lazy("decision", "check somebody in the fund"),
    },
    parts={
        "searched": gettext_lazy("What was searched"),
        "where": gettext_lazy("Where it was searched"),
    },
)
