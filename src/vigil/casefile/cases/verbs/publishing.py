"""Publish a verified case. A withdrawn case is published again by two people.

Withdrawing a case: see `withdrawing`. What a case may show: see `casefile.disclosure`.
"""

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from vigil.casefile.cases.changes import verb
from vigil.casefile.cases.decisions import case_reference, set_visibility
from vigil.casefile.cases.locks import locked
from vigil.casefile.disclosure.holds import HOLD
from vigil.casefile.models import Case, Stage, Visibility
from vigil.trust.access.errors import NeedsSecondPerson, NotPossible
from vigil.trust.confirmations.second_person import asker, require_two
from vigil.trust.confirmations.verbs import ask
from vigil.trust.decisions.subjects import Subject
from vigil.trust.decisions.verbs import require
from vigil.trust.models import Confirmation, Decision, User, Withdrawal
from vigil.trust.people.duplicate_accounts import seeming_one
from vigil.trust.rooms.acts_of_two import ActOfTwo
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.withdrawals.verbs import LIFT
from vigil.trust.withdrawals.verbs import subject_of as subject_of_withdrawal

PUBLISH: Final = "casefile.publish"
PUBLISH_AGAIN: Final = "publish_again"
"""The act of two people that publishes a withdrawn case again."""
SHEET_VERBS: Final = ("import_case", "import_again", "settle_sheet")
"""Decisions of an importer. Whoever made one of these for a case does not verify it."""
DECIDING_VERBS: Final = (*SHEET_VERBS, "verify_imported", "review_case", HOLD)
"""Decisions on the values of a case, beside adjudications."""
NOT_THEMSELVES: Final = gettext_lazy(
    "You decided what this case says or holds: somebody else has to publish it."
)
SEEMS_ONE_OF_THEM: Final = gettext_lazy(
    "Your account and one that decided on this case were used in one browser, or have one mailbox. "
    "Somebody else has to publish it."
)


@verb
def publish_case(case: Case, *, by: User, why: str = "") -> Case:
    """Publish a verified case, by somebody who neither adjudicated nor verified it.

    Two people publish a withdrawn case again: see `ask_to_publish_again`. Raises NotAllowed,
    NotPossible, NeedsSecondPerson.
    """
    case = locked(case)
    require(by, PUBLISH, case)
    if case.visibility == Visibility.WITHDRAWN:
        require_two(PUBLISH_AGAIN, subject_of(case))
    return _publish(case, by, why)


@verb
def publish_lifted(case: Case, withdrawal: Withdrawal, *, by: User, why: str) -> Case:
    """Publish a case again as a part of lifting a withdrawal. Raises as `publish_case`."""
    case = locked(case)
    require(by, PUBLISH, case)
    require_two(LIFT, subject_of_withdrawal(withdrawal))
    return _publish(case, by, why)


def _publish(case: Case, by: User, why: str) -> Case:
    if case.stage != Stage.VERIFIED:
        raise NotPossible(_("Only a verified case can be published."))
    if case.visibility == Visibility.PUBLISHED:
        raise NotPossible(_("This case is public already."))
    settled = decided_by(case)
    if all(seeming_one(user, settled) for user in (by, asker()) if user is not None):
        raise NeedsSecondPerson(str(NOT_THEMSELVES if by.pk in settled else SEEMS_ONE_OF_THEM))
    set_visibility(case, Visibility.PUBLISHED, "publish", by=by, why=why)
    return case


def decided_by(case: Case) -> set[int]:
    """Return the keys of the users who decided on the values of a case.

    They adjudicated it, verified it, checked its compiled values, imported it from a sheet, or
    made a change by which it would name more people (`disclosure.holds`). None of them may publish
    it, nor an account that seems to belong to one of them.
    """
    adjudications = case.adjudications.values_list("by", "verified_by")
    people = {pk for both in adjudications for pk in both if pk is not None}
    decisions = Decision.objects.filter(
        target_kind="case",
        target_key=case_reference(case),
        verb__in=DECIDING_VERBS,
        actor__isnull=False,
    )
    return people | {pk for pk in decisions.values_list("actor", flat=True) if pk is not None}


@verb
def ask_to_publish_again(case: Case, *, by: User, why: str) -> Confirmation:
    """Ask a second person to confirm that a withdrawn case is published again.

    Raises NotAllowed, NotPossible (not withdrawn; not verified; no reason; asked for already).
    """
    case = locked(case)
    require(by, PUBLISH, case)
    if case.visibility != Visibility.WITHDRAWN or case.stage != Stage.VERIFIED:
        raise NotPossible(_("Only a verified case that was withdrawn can be published again."))
    return ask(PUBLISH_AGAIN, subject_of(case), by=by, why=why)


def subject_of(case: Case) -> Subject:
    """Return the subject under which two people confirm an act on a case."""
    return Subject("case", case_reference(case))


def _case_of(confirmation: Confirmation) -> Case | None:
    return Case.objects.filter(public_id=confirmation.subject_key).first()


def _publish_confirmed(confirmation: Confirmation, by: User) -> None:
    case = Case.objects.get(public_id=confirmation.subject_key)
    publish_case(case, by=by, why=confirmation.why)


def _facts_to_confirm(confirmation: Confirmation) -> object:
    case = _case_of(confirmation)
    if case is None:
        return None
    values = case.accepted.order_by("pk").values_list("field", "value")
    return [case.stage, case.visibility, case.superseded_by_id, list(values)]


PUBLISHING_AGAIN: Final = ActOfTwo(
    verb=PUBLISH_AGAIN,
    kind="case",
    permission=PUBLISH,
    carry_out=_publish_confirmed,
    describe=lambda confirmation: _("Publish this withdrawn case again."),
    seen=_facts_to_confirm,
    about=_case_of,
    alone=True,
)


LOG: Final = LogWords(
    verbs={
        "publish": pgettext_lazy("decision", "publish"),
        "publish_again": pgettext_lazy("decision", "publish a withdrawn case again"),
    },
)
