"""Review the values of a compiled case. It is verified once two people confirmed each of them."""

from collections.abc import Collection, Mapping
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.casefile.cases.changes import verb
from vigil.casefile.cases.decisions import record_on_case
from vigil.casefile.cases.locks import locked
from vigil.casefile.disclosure.names_in_notes import require_no_withheld_name
from vigil.casefile.house_rules.queries import require_verifier
from vigil.casefile.models import Case, CaseReview, Finding, Stage
from vigil.casefile.verification.queries import (
    confirms_all,
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
    value and nobody calls one wrong, the case is verified here. `seen` is the `digest_of` the
    values that they saw. Raises NotAllowed, NotPossible (not compiled; changed since it was seen;
    no such value or finding; a note with a withheld name), NeedsSecondPerson (the other seems to
    be the same person).
    """
    case = locked(case)
    require(by, VERIFY, case)
    require_verifier(case, by)
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
    require_no_withheld_name(case, note, "note")
    mine = {key for key, finding in given.items() if finding == Finding.CONFIRMED}
    for other in case.reviews.exclude(by=by).select_related("by"):
        if any(other.findings.get(key) == Finding.CONFIRMED for key in mine):
            require_two_people(other.by, by)
    return _written(case, given, confirms_all(values, given), by, note)


def forget_findings(
    case: Case, corrected: Collection[str], *, by: User, was_confirmed: bool
) -> None:
    """Take away what people found on corrected values and texts. All other findings stay.

    `was_confirmed` says whether the case was verified here before `by` corrected it.
    """
    values = values_to_check(case)
    for review in case.reviews.all():
        review.findings = {k: found for k, found in review.findings.items() if k not in corrected}
        review.confirmed = confirms_all(values, review.findings)
        review.save(update_fields=["findings", "confirmed"])
    _record_if_changed(case, was_confirmed, by)


def ask_again(case: Case, key: str, *, by: User) -> None:
    """Take away the confirmations of a value, because a source was added that contradicts it."""
    before = is_confirmed(case)
    for review in case.reviews.all():
        if review.findings.get(key) == Finding.CONFIRMED:
            del review.findings[key]
            review.confirmed = False
            review.save(update_fields=["findings", "confirmed"])
    _record_if_changed(case, before, by)


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
    _record_if_changed(case, before, by)
    return review


def _record_if_changed(case: Case, before: bool, by: User) -> None:
    if is_confirmed(case) != before:
        name = "unconfirm_case" if before else "confirm_case"
        was, now = {"verified_here": before}, {"verified_here": not before}
        record_on_case(name, case, by=by, before=was, after=now)


LOG: Final = LogWords(
    verbs={
        "confirm_case": pgettext_lazy("decision", "verify a compiled case as the second person"),
        "review_case": pgettext_lazy("decision", "check the values of a compiled case"),
        "unconfirm_case": pgettext_lazy("decision", "take back that a compiled case is verified"),
    },
    parts={
        "confirmed": pgettext_lazy("decision", "right"),
        "unsure": pgettext_lazy("decision", "not sure"),
        "verified_here": pgettext_lazy("decision", "verified here"),
        "wrong": pgettext_lazy("decision", "wrong"),
    },
)
