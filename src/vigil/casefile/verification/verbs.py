"""Review the values of a compiled case. Two people who confirm all of them verify it."""

from collections.abc import Mapping
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.casefile.cases.changes import verb
from vigil.casefile.cases.decisions import record_on_case
from vigil.casefile.cases.locks import locked
from vigil.casefile.models import Case, CaseReview, Finding, Stage
from vigil.casefile.verification.queries import (
    digest_of,
    is_compiled,
    is_confirmed,
    values_to_check,
)
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User
from vigil.trust.people.duplicate_accounts import require_two_people
from vigil.trust.rooms.log_words import LogWords

VERIFY: Final = "casefile.verify"


@verb
def review_case(
    case: Case, findings: Mapping[str, str], *, by: User, note: str = "", seen: str = ""
) -> CaseReview:
    """Record what somebody found on the values of a compiled case; it replaces what they said.

    Values that are not in `findings` are not checked yet. Once two people have confirmed every
    value, the case is verified here. `seen` is the `digest_of` the values that they saw. Raises
    NotAllowed, NotPossible (not compiled, or corrected since; changed since it was seen; no such
    value or finding), NeedsSecondPerson (the other seems to be the same person).
    """
    case = locked(case)
    require(by, VERIFY, case)
    if case.stage != Stage.VERIFIED or not is_compiled(case):
        raise NotPossible(_("Only a case compiled from published sources is checked here."))
    values = values_to_check(case)
    if seen and seen != digest_of(values):
        raise NotPossible(_("The case has changed since you opened it. Look at it again."))
    keys = {value.key for value in values}
    given = {key: str(finding) for key, finding in findings.items() if finding}
    if not given:
        raise NotPossible(_("Say of at least one value what you found."))
    if not given.keys() <= keys or not set(given.values()) <= set(Finding.values):
        raise NotPossible(_("This case has no such value, or there is no such finding."))
    confirmed = given == dict.fromkeys(keys, Finding.CONFIRMED.value)
    if confirmed:
        for other in case.reviews.filter(confirmed=True).exclude(by=by):
            require_two_people(other.by, by)
    return _written(case, given, confirmed, by, note)


def _written(
    case: Case, findings: dict[str, str], confirmed: bool, by: User, note: str
) -> CaseReview:
    before = is_confirmed(case)
    review, _new = CaseReview.objects.update_or_create(
        case=case,
        by=by,
        defaults={
            "findings": findings,
            "note": note.strip(),
            "confirmed": confirmed,
            "at": timezone.now(),
        },
    )
    counts = {finding: list(findings.values()).count(finding) for finding in Finding.values}
    record_on_case("review_case", case, by=by, after=counts)
    if is_confirmed(case) != before:
        name = "unconfirm_case" if before else "confirm_case"
        was, now = {"verified_here": before}, {"verified_here": not before}
        record_on_case(name, case, by=by, before=was, after=now)
    return review


LOG: Final = LogWords(
    verbs={
        "confirm_case": pgettext_lazy("decision", "verify a compiled case as the second person"),
        "review_case": pgettext_lazy("decision", "check the values of a compiled case"),
        "unconfirm_case": pgettext_lazy("decision", "take back that a compiled case is verified"),
    },
    parts={
        "confirmed": pgettext_lazy("decision", "confirmed"),
        "unsure": pgettext_lazy("decision", "not sure"),
        "verified_here": pgettext_lazy("decision", "verified here"),
        "wrong": pgettext_lazy("decision", "to be corrected"),
    },
)
