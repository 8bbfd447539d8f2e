"""Decide that a case is, or is not, a row of a list; or that two cases are different."""

from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.casefile.cases.changes import verb
from vigil.casefile.cases.decisions import case_reference, record_on_case
from vigil.casefile.cases.locks import locked, locked_both, require_in_hand
from vigil.casefile.models import Case, CaseMatch, ListedKilling
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords

PERMISSION = "casefile.match_case"


@verb
def match_listed(
    case: Case,
    listed: ListedKilling,
    verdict: str,
    *,
    by: User,
    why: str = "",
    probability: float | None = None,
) -> CaseMatch:
    """Record that a case is the killing in a row of a list, or that it is not.

    An earlier decision on them is revoked. Raises NotAllowed, NotPossible (the case is a candidate,
    rejected or merged; an unknown verdict; decided already).
    """
    case = locked(case)
    require(by, PERMISSION, case)
    require_in_hand(case)
    if verdict not in CaseMatch.Verdict.values:
        raise NotPossible(_("There is no verdict called “%(verdict)s”.") % {"verdict": verdict})
    before = CaseMatch.objects.filter(case=case, listed=listed, revoked_at=None).first()
    if before is not None:
        if before.verdict == verdict:
            raise NotPossible(_("This was said already."))
        _revoke(before, by)
    match = CaseMatch.objects.create(
        case=case, listed=listed, verdict=verdict, by=by, why=why, probability=probability
    )
    recorded = {"list": listed.known_list.name, "row": listed.key, "verdict": verdict}
    earlier = {"verdict": before.verdict} if before else {}
    record_on_case("match", case, by=by, before=earlier, after=recorded, why=why)
    return match


@verb
def keep_apart(
    case: Case, other: Case, *, by: User, why: str = "", probability: float | None = None
) -> CaseMatch:
    """Record that two cases are different attacks, so that nobody is asked again.

    If they are the same attack, merge them. Raises NotAllowed, NotPossible.
    """
    case, other = locked_both(case, other)
    require(by, PERMISSION, case)
    require(by, PERMISSION, other)
    if case.pk == other.pk:
        raise NotPossible(_("Choose two different cases."))
    require_in_hand(case)
    require_in_hand(other)
    pairs = CaseMatch.objects.filter(revoked_at=None)
    if (pairs.filter(case=case, other=other) | pairs.filter(case=other, other=case)).exists():
        raise NotPossible(_("This was said already."))
    verdict = CaseMatch.Verdict.DIFFERENT
    match = CaseMatch.objects.create(
        case=case, other=other, verdict=verdict, by=by, why=why, probability=probability
    )
    record_on_case(
        "match", case, by=by, after={"other": case_reference(other), "verdict": verdict}, why=why
    )
    return match


@verb
def unmatch(match: CaseMatch, *, by: User, why: str = "") -> CaseMatch:
    """Revoke a decision on a match. Raises NotAllowed, NotPossible (revoked already)."""
    match = CaseMatch.objects.select_for_update().get(pk=match.pk)
    case = match.case
    while case.superseded_by is not None:  # decisions on a merged case go on with it
        case = case.superseded_by
    require(by, PERMISSION, locked(case))
    if match.revoked_at is not None:
        raise NotPossible(_("This was taken back already."))
    _revoke(match, by)
    recorded = {"verdict": match.verdict}
    if match.listed:
        recorded |= {"list": match.listed.known_list.name, "row": match.listed.key}
    elif match.other:
        recorded |= {"other": case_reference(match.other)}
    record_on_case("unmatch", case, by=by, before=recorded, why=why)
    return match


def _revoke(match: CaseMatch, by: User) -> None:
    match.revoked_at, match.revoked_by = timezone.now(), by
    match.save(update_fields=["revoked_at", "revoked_by"])


LOG: Final = LogWords(
    verbs={
        "match": pgettext_lazy("decision", "compare with a list or a case"),
        "unmatch": pgettext_lazy("decision", "take a comparison back"),
    },
)
