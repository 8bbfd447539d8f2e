"""Undo a merge, a split, a move, an assignment, or the acceptance or rejection of a candidate."""

from collections.abc import Iterable, Sequence
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.casefile.cases.changes import note_changed_case, verb
from vigil.casefile.cases.decisions import record_on_case
from vigil.casefile.cases.locks import locked, locked_both
from vigil.casefile.cases.memberships import account_keys, place_accounts
from vigil.casefile.cases.verbs.recomputing import refresh
from vigil.casefile.cases.verbs.withdrawing import keep_withdrawn, require_stays_withdrawn
from vigil.casefile.disclosure.holds import hold_if_texts_say_more
from vigil.casefile.models import (
    Account,
    Case,
    CaseAccount,
    CaseTriage,
    MembershipBasis,
    Stage,
    Visibility,
)
from vigil.casefile.withdrawal.verbs import carry_names, withdrawn_for
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import Decision, User
from vigil.trust.rooms.log_words import LogWords

UNDOABLE: Final = ("merge", "split", "move", "open", "reject", "assign")
"""Verbs of decisions on cases that `undo` can undo."""


def undoable(decision: Decision) -> bool:
    """Say whether a decision is of a kind that `undo` can undo.

    A case that never was a candidate was opened by a split: undo that.
    """
    opened_otherwise = decision.verb == "open" and decision.before.get("stage") != Stage.CANDIDATE
    on_case = decision.verb in UNDOABLE and decision.target_kind == "case"
    return on_case and not opened_otherwise


def can_undo(decision: Decision) -> bool:
    """Say whether `undo` can undo a decision, and nobody has undone it yet."""
    return undoable(decision) and not Decision.objects.filter(undoes=decision).exists()


@verb
def undo(decision: Decision, *, by: User, why: str = "") -> Decision:
    """Undo a merge, a split, a move, an assignment, or the acceptance or rejection of a candidate.

    Accounts that people moved since then stay where they are. A case that was accepted keeps its
    number in the queue, and has it again if somebody accepts it again. Raises NotAllowed,
    NotPossible (no such decision; undone already; the other case was merged into a third one
    since; somebody has coded the case, or decided otherwise on it since).
    """
    if not can_undo(decision):
        raise NotPossible(_("This cannot be taken back, or was already."))
    by_verb = {
        "merge": _undo_merge,
        "split": _undo_split,
        "move": _undo_move,
        "open": _undo_open,
        "reject": _undo_reject,
        "assign": _undo_assign,
    }
    return by_verb[decision.verb](decision, by, why)


def _undo_merge(decision: Decision, by: User, why: str) -> Decision:
    ids = [decision.before["keep"], decision.before["absorb"]]
    held = {c.pk: c for c in Case.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
    keep, absorb = locked(held[ids[0]]), held[ids[1]]
    require(by, "casefile.undo", keep)
    require(by, "casefile.undo", absorb)
    if absorb.superseded_by_id != keep.pk:
        raise NotPossible(
            _("%(absorb)s does not lead to %(keep)s any more.") % {"absorb": absorb, "keep": keep}
        )
    withdrawn = withdrawn_for(keep)
    absorb.superseded_by = None
    if keep.visibility == Visibility.WITHDRAWN and absorb.visibility == Visibility.PUBLISHED:
        # A case that was withdrawn while merged stays withdrawn: publishing takes its own decision.
        absorb.visibility = Visibility.WITHDRAWN
    absorb.save(update_fields=["superseded_by", "visibility", "updated_at"])
    keep_withdrawn(keep, absorb)
    back = _still_in(keep, decision.before["accounts"])
    with hold_if_texts_say_more(keep, by=by):
        place_accounts(back, absorb)
        refresh(keep, by=by)
    refresh(absorb, by=by)
    # Names that were withdrawn for one of them stay withdrawn in both, if their texts contain them.
    carry_names(withdrawn, keep)
    carry_names(withdrawn, absorb)
    return _record_undo(decision, keep, by, why, back)


def _undo_split(decision: Decision, by: User, why: str) -> Decision:
    case, new = _locked_cases_of(decision.before["case"], decision.before["new"])
    require(by, "casefile.undo", case)
    require(by, "casefile.undo", new)
    require_stays_withdrawn(new, case)
    keep_withdrawn(new, case)
    back = account_keys(new)
    new.memberships.update(case=case)
    new.superseded_by = case
    new.save(update_fields=["superseded_by", "updated_at"])
    note_changed_case(new.pk)
    refresh(case, by=by)
    return _record_undo(decision, case, by, why, back)


def _undo_move(decision: Decision, by: User, why: str) -> Decision:
    source: Case | None
    if Case.objects.filter(pk=decision.before["case"]).exists():
        to, source = _locked_cases_of(decision.before["to"], decision.before["case"])
        require(by, "casefile.undo", source)
    else:
        to, source = locked(Case.objects.get(pk=decision.before["to"])), None
    require(by, "casefile.undo", to)
    back = _still_in(to, [decision.before["account"]])
    if not back:
        raise NotPossible(_("The account has been moved on since."))
    if source is not None:
        require_stays_withdrawn(to, source)
        keep_withdrawn(to, source)
    withdrawn = withdrawn_for(to)
    with hold_if_texts_say_more(to, by=by):
        _put_back(back, source, suggested=bool(decision.before.get("suggested")))
        refresh(to, by=by)
    if source is not None:
        refresh(source, by=by)
        carry_names(withdrawn, source, list(Account.objects.filter(key__in=back)))
    return _record_undo(decision, to, by, why, back)


def _undo_open(decision: Decision, by: User, why: str) -> Decision:
    case = _case_of(decision)
    require(by, "casefile.open_case", case)
    gone_further = case.codings.exists() or case.adjudications.exists()
    if case.stage != Stage.OPEN or gone_further or case.superseded.exists():
        raise NotPossible(_("%(case)s has gone further since it was accepted.") % {"case": case})
    _return_to_queue(case)
    return _record_undo(decision, case, by, why, account_keys(case))


def _undo_reject(decision: Decision, by: User, why: str) -> Decision:
    case = _case_of(decision)
    require(by, "casefile.reject_case", case)
    if case.stage != Stage.REJECTED:
        raise NotPossible(_("%(case)s is not rejected any more.") % {"case": case})
    case.rejected_as, case.duplicate_of = "", None
    if decision.before["stage"] == Stage.OPEN:
        case.stage = Stage.OPEN
        case.save()
        refresh(case)
    else:
        _return_to_queue(case)
    return _record_undo(decision, case, by, why, account_keys(case))


def _undo_assign(decision: Decision, by: User, why: str) -> Decision:
    case = _case_of(decision)
    require(by, "casefile.assign_case", case)
    row = CaseTriage.objects.filter(case=case).select_related("assigned_to").first()
    now = str(row.assigned_to) if row and row.assigned_to else ""
    if row is None or now != decision.after["assigned_to"]:
        raise NotPossible(_("It was given to somebody else since."))
    before = User.objects.filter(pk=decision.before.get("assigned_key")).first()
    if before is not None and not before.has_perm("casefile.code_case", case):
        raise NotPossible(_("%(who)s may not work on this case.") % {"who": before})
    row.assigned_to = before
    row.save()
    return _record_undo(decision, case, by, why, [])


def _case_of(decision: Decision) -> Case:
    """Return the case that a decision is about, locked, by its number or its key."""
    key = decision.target_key
    named = (
        {"pk": int(key.removeprefix("case-"))} if key.startswith("case-") else {"public_id": key}
    )
    case = Case.objects.filter(**named).first()
    if case is None:
        raise NotPossible(_("This proposal is not there any more."))
    return locked(case)


def _return_to_queue(case: Case) -> None:
    """Make a case a candidate again: the machine may move its accounts, and suggests anew."""
    case.stage = Stage.CANDIDATE
    case.save()
    case.memberships.filter(suggested=True).delete()
    case.memberships.filter(basis=MembershipBasis.PERSON).update(basis=MembershipBasis.MACHINE)
    refresh(case)


def _put_back(keys: Sequence[str], source: Case | None, *, suggested: bool) -> None:
    """Put accounts back where they were: suggested for a case, in a case, or in none."""
    rows = CaseAccount.objects.filter(account__key__in=keys)
    if source is None:
        rows.delete()
    elif suggested:
        rows.update(case=source, basis=MembershipBasis.MACHINE, suggested=True)
    else:
        place_accounts(keys, source)


def _locked_cases_of(pk: int, other: int) -> tuple[Case, Case]:
    """Return the two cases of a decision, locked."""
    found = Case.objects.in_bulk([pk, other])
    if len(found) < len({pk, other}):
        raise NotPossible(_("One of the two was a proposal that is no longer there."))
    return locked_both(found[pk], found[other])


def _record_undo(
    decision: Decision, case: Case, by: User, why: str, back: Sequence[str]
) -> Decision:
    return record_on_case(
        f"undo_{decision.verb}",
        case,
        by=by,
        after={"accounts": list(back)},
        why=why,
        undoes=decision,
    )


def _still_in(case: Case, keys: Iterable[str]) -> list[str]:
    return sorted(set(keys) & set(account_keys(case)))


LOG: Final = LogWords(
    verbs={
        "undo_assign": pgettext_lazy("decision", "undo who looks after it"),
        "undo_merge": pgettext_lazy("decision", "undo a merge"),
        "undo_move": pgettext_lazy("decision", "undo a move"),
        "undo_open": pgettext_lazy("decision", "put back into the queue"),
        "undo_reject": pgettext_lazy("decision", "undo a rejection"),
        "undo_split": pgettext_lazy("decision", "undo a split"),
    },
)
