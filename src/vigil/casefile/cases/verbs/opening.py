"""Accept a candidate as a case, reject one, take a rejected one up again."""

from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from vigil.casefile.cases.changes import verb
from vigil.casefile.cases.decisions import case_reference, record_on_case
from vigil.casefile.cases.locks import locked
from vigil.casefile.cases.memberships import account_keys, keep_accounts_for_people
from vigil.casefile.cases.numbers import mint_case_id
from vigil.casefile.cases.verbs.recomputing import refresh
from vigil.casefile.models import Case, Rejection, Stage
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords


@verb
def open_case(case: Case, *, by: User, why: str = "") -> Case:
    """Accept a candidate as a case with a permanent id. Raises NotAllowed, NotPossible.

    One that was accepted before and put back into the queue has its id again.
    """
    case = locked(case)
    require(by, "casefile.open_case", case)
    if case.stage != Stage.CANDIDATE:
        raise NotPossible(_("%(case)s is not a candidate any more.") % {"case": case})
    case.public_id = case.public_id or mint_case_id()
    case.opened_at = timezone.now()
    _set_stage(case, Stage.OPEN, "open", by=by, why=why, extra={"accounts": account_keys(case)})
    keep_accounts_for_people(case)
    refresh(case)
    return case


@verb
def reject_case(
    case: Case,
    *,
    by: User,
    reason: Rejection | None = None,
    why: str = "",
    duplicate_of: Case | None = None,
) -> Case:
    """Reject a candidate or an open case as not a case, for a reason of the list, or in words.

    `duplicate_of` is the case that a duplicate is already in. Its accounts stay with it, so the
    machine does not propose it again. Raises NotAllowed, NotPossible (no reason given; coded
    already; published; a duplicate of itself, or of a rejected case).
    """
    case = locked(case)
    require(by, "casefile.reject_case", case)
    if not (reason or why.strip()):
        raise NotPossible(_("Say why this is not a case."))
    if duplicate_of is not None and not _may_be_doubled(case, duplicate_of):
        raise NotPossible(_("Choose another case that is not rejected."))
    if case.stage not in (Stage.CANDIDATE, Stage.OPEN):
        raise NotPossible(_("Only a candidate or an open case can be rejected."))
    case.rejected_as = reason or ""
    case.duplicate_of = duplicate_of if reason == Rejection.DUPLICATE else None
    extra = {"rejected_as": case.rejected_as} if reason else {}
    if case.duplicate_of:
        extra["duplicate_of"] = case_reference(case.duplicate_of)
    _set_stage(case, Stage.REJECTED, "reject", by=by, why=why, extra=extra)
    keep_accounts_for_people(case)
    return case


@verb
def reopen_case(case: Case, *, by: User, why: str) -> Case:
    """Open a rejected case again. Raises NotAllowed, NotPossible."""
    case = locked(case)
    require(by, "casefile.open_case", case)
    if case.stage != Stage.REJECTED:
        raise NotPossible(_("Only a rejected case can be taken up again."))
    if not case.public_id:
        case.public_id = mint_case_id()
        case.opened_at = timezone.now()
    case.rejected_as, case.duplicate_of = "", None
    _set_stage(case, Stage.OPEN, "reopen", by=by, why=why)
    refresh(case)
    return case


def _may_be_doubled(case: Case, other: Case) -> bool:
    """Say whether another case, as it is now, is one that a case can be a duplicate of."""
    there = Case.objects.filter(pk=other.pk, superseded_by=None).exclude(stage=Stage.REJECTED)
    return other.pk != case.pk and there.exists()


def _set_stage(
    case: Case,
    stage: Stage,
    verb: str,
    *,
    by: User | None,
    why: str = "",
    extra: dict[str, Any] | None = None,
) -> None:
    before = {"stage": case.stage}
    case.stage = stage
    case.save()
    record_on_case(
        verb, case, by=by, before=before, after={"stage": stage, **(extra or {})}, why=why
    )


LOG: Final = LogWords(
    verbs={
        "open": pgettext_lazy("decision", "accept as a case"),
        "reject": pgettext_lazy("decision", "reject"),
        "reopen": pgettext_lazy("decision", "take up again"),
    },
    parts={
        "rejected_as": gettext_lazy("why it is not a case"),
        "duplicate_of": gettext_lazy("duplicate of"),
    },
    codes={"rejected_as": dict(Rejection.choices)},
)
