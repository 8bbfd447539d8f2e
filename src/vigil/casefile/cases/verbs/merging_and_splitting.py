"""Which account belongs to which case: merge, split, move, and taking each of them back."""

from collections.abc import Iterable, Sequence
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.casefile.cases.changes import note_changed_case, verb
from vigil.casefile.cases.numbers import mint_case_id
from vigil.casefile.cases.verbs.opening_and_publishing import (
    account_keys,
    case_reference,
    drop_candidates,
    keep_accounts_for_people,
    locked,
    locked_both,
    record_on_case,
    require_not_rejected,
)
from vigil.casefile.cases.verbs.recomputing import refresh
from vigil.casefile.disclosure.holds import hold_if_texts_say_more
from vigil.casefile.linking.verbs.judging import judge_apart
from vigil.casefile.models import (
    Account,
    Case,
    CaseAccount,
    MembershipBasis,
    Origin,
    Stage,
    Visibility,
)
from vigil.casefile.withdrawal.verbs import carry_names, withdrawn_for
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import Decision, User
from vigil.trust.rooms.log_words import LogWords


@verb
def merge_cases(keep: Case, absorb: Case, *, by: User, why: str) -> Decision:
    """Say that two cases are one attack: `keep` keeps its id, `absorb` leads to it from now on.

    Where one of them was withdrawn, what they are together is: two people publish it. Raises
    NotAllowed, NotPossible (one case; no reason; `keep` has no id but `absorb` has; `keep` is
    public and `absorb` was withdrawn).
    """
    keep, absorb = locked_both(keep, absorb)
    require(by, "casefile.merge_cases", keep)
    require(by, "casefile.merge_cases", absorb)
    if keep.pk == absorb.pk:
        raise NotPossible(_("A case cannot be merged with itself."))
    require_not_rejected(keep, absorb)
    if absorb.public_id and not keep.public_id:
        raise NotPossible(
            _("%(case)s has a permanent id: keep that case instead.") % {"case": absorb.public_id}
        )
    _require_stays_away(absorb, keep)
    if not why.strip():
        raise NotPossible(_("Say why these are the same attack."))
    _stay_withdrawn(absorb, keep)
    moved = account_keys(absorb)
    absorb.memberships.update(case=keep)
    absorb.superseded_by = keep
    absorb.save(update_fields=["superseded_by", "updated_at"])
    note_changed_case(absorb.pk)
    keep_accounts_for_people(keep)
    if keep.stage == Stage.CANDIDATE:
        # A group that people made is theirs: left a candidate, the machine would regroup it.
        keep.public_id, keep.stage, keep.opened_at = mint_case_id(), Stage.OPEN, timezone.now()
        keep.save()
        record_on_case(
            "open", keep, by=by, before={"stage": Stage.CANDIDATE}, after={"stage": Stage.OPEN}
        )
    refresh(keep, by=by)
    return record_on_case(
        "merge",
        keep,
        by=by,
        before={"keep": keep.pk, "absorb": absorb.pk, "accounts": moved},
        after={"absorbed": case_reference(absorb)},
        why=why,
    )


def _require_stays_away(gone: Case, into: Case) -> None:
    """Raise NotPossible if what a withdrawn case holds would be public again in another."""
    if (gone.visibility, into.visibility) == (Visibility.WITHDRAWN, Visibility.PUBLISHED):
        raise NotPossible(
            _(
                "%(case)s was withdrawn from the public, and what it holds would come back with "
                "this: withdraw %(keep)s too, and publish what they are together."
            )
            % {"case": case_reference(gone), "keep": case_reference(into)}
        )


def _stay_withdrawn(gone: Case, into: Case) -> None:
    """Let what a withdrawn case holds stay withdrawn in a case that is not public yet.

    Else one person could publish there what takes two people to show again.
    """
    if (gone.visibility, into.visibility) == (Visibility.WITHDRAWN, Visibility.INTERNAL):
        into.visibility = Visibility.WITHDRAWN
        into.save(update_fields=["visibility", "updated_at"])


@verb
def split_case(case: Case, accounts: Sequence[Account], *, by: User, why: str) -> Decision:
    """Take `accounts` out of a case into a new open case; the old one keeps its id.

    The new public id is `decision.after["new"]`. Raises NotAllowed, NotPossible.
    """
    case = locked(case)
    require(by, "casefile.split_case", case)
    require_not_rejected(case)
    chosen = sorted(account.key for account in accounts)
    inside = account_keys(case)
    if not chosen or not set(chosen) <= set(inside):
        raise NotPossible(_("Choose accounts of this case."))
    if len(chosen) == len(inside):
        raise NotPossible(_("Leave at least one account in the case."))
    if not why.strip():
        raise NotPossible(_("Say why these are two attacks."))
    new = _new_case(by, split_from=case)
    with hold_if_texts_say_more(case, by=by):
        _place(chosen, new)
        keep_accounts_for_people(case)
        refresh(case, by=by)
    refresh(new, by=by)
    return record_on_case(
        "split",
        case,
        by=by,
        before={"case": case.pk, "new": new.pk, "accounts": chosen},
        after={"new": new.public_id},
        why=why,
    )


@verb
def move_account(account: Account, to: Case, *, by: User, why: str) -> Decision:
    """Put an account into another case. Raises NotAllowed, NotPossible."""
    found = CaseAccount.objects.filter(account=account).select_related("case").first()
    to, source = locked_both(to, found.case) if found else (locked(to), None)
    require(by, "casefile.move_account", to)
    if to.stage == Stage.CANDIDATE:
        raise NotPossible(_("Accept the other case first."))
    require_not_rejected(to)
    membership = CaseAccount.objects.select_for_update().filter(account=account).first()
    if (membership and membership.case_id) != (source and source.pk):
        raise NotPossible(_("The account has been moved since you opened it."))
    if source is not None:
        require(by, "casefile.move_account", source)
        if source.pk == to.pk and membership and not membership.suggested:
            raise NotPossible(_("The account is in that case already."))
        if membership and not membership.suggested:
            _require_stays_away(source, to)
            _stay_withdrawn(source, to)
    withdrawn = withdrawn_for(source) if source is not None else []
    _take_out(account, source, to, by)
    decision = record_on_case(
        "move",
        to,
        by=by,
        before={
            "account": account.key,
            "case": source.pk if source else None,
            "to": to.pk,
            "suggested": bool(membership and membership.suggested),
        },
        after={"from": case_reference(source) if source else ""},
        why=why,
    )
    refresh(to, by=by)
    carry_names(withdrawn, to, [account])
    return decision


def _take_out(account: Account, source: Case | None, to: Case, by: User) -> None:
    """Put an account into a case, out of the one in which it was."""
    if source is None or source.pk == to.pk:
        _place([account.key], to)
        return
    with hold_if_texts_say_more(source, by=by):
        _place([account.key], to)
        refresh_or_drop(source, by=by)


@verb
def confirm_suggestion(account: Account, *, by: User, why: str = "") -> Decision:
    """Accept the machine's word that an account belongs to a case that people hold."""
    membership = _suggestion(account)
    return move_account(account, membership.case, by=by, why=why or "suggestion confirmed")


@verb
def dismiss_suggestion(account: Account, *, by: User, why: str = "") -> Decision:
    """Refuse a suggestion: the account is judged not to tell of that case, and is free again.

    The next machine run proposes it elsewhere or alone.
    """
    case = locked(_suggestion(account).case)
    require(by, "casefile.judge", case)
    membership = _suggestion(account)  # once the case is held: somebody may have confirmed it
    if membership.case_id != case.pk:
        raise NotPossible(_("This suggestion has changed since you opened it."))
    membership.delete()
    judge_apart(account, case, by=by, why=why)
    refresh(case, by=by)
    return record_on_case("dismiss", case, by=by, before={"account": account.key}, why=why)


def can_undo(decision: Decision) -> bool:
    """Say whether a decision is one that `undo` takes back and has not been taken back yet."""
    undoable = decision.verb in ("merge", "split", "move") and decision.target_kind == "case"
    return undoable and not Decision.objects.filter(undoes=decision).exists()


@verb
def undo(decision: Decision, *, by: User, why: str = "") -> Decision:
    """Take a merge, split or move back. What people moved since then stays where it is.

    Raises NotAllowed, NotPossible (not undoable; undone already; the other case has since
    been merged away).
    """
    if not can_undo(decision):
        raise NotPossible(_("This cannot be taken back, or was already."))
    return {"merge": _undo_merge, "split": _undo_split, "move": _undo_move}[decision.verb](
        decision, by, why
    )


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
        # What was withdrawn while they were one stays so: publishing is a decision of its own.
        absorb.visibility = Visibility.WITHDRAWN
    absorb.save(update_fields=["superseded_by", "visibility", "updated_at"])
    _stay_withdrawn(keep, absorb)
    back = _still_in(keep, decision.before["accounts"])
    with hold_if_texts_say_more(keep, by=by):
        _place(back, absorb)
        refresh(keep, by=by)
    refresh(absorb, by=by)
    # Withdrawn for one of them while they were one, or before: each keeps what it says of it.
    carry_names(withdrawn, keep)
    carry_names(withdrawn, absorb)
    return _undone(decision, keep, by, why, back)


def _undo_split(decision: Decision, by: User, why: str) -> Decision:
    case, new = _both(decision.before["case"], decision.before["new"])
    require(by, "casefile.undo", case)
    require(by, "casefile.undo", new)
    _require_stays_away(new, case)
    _stay_withdrawn(new, case)
    back = account_keys(new)
    new.memberships.update(case=case)
    new.superseded_by = case
    new.save(update_fields=["superseded_by", "updated_at"])
    note_changed_case(new.pk)
    refresh(case, by=by)
    return _undone(decision, case, by, why, back)


def _undo_move(decision: Decision, by: User, why: str) -> Decision:
    source: Case | None
    if Case.objects.filter(pk=decision.before["case"]).exists():
        to, source = _both(decision.before["to"], decision.before["case"])
        require(by, "casefile.undo", source)
    else:
        to, source = locked(Case.objects.get(pk=decision.before["to"])), None
    require(by, "casefile.undo", to)
    back = _still_in(to, [decision.before["account"]])
    if not back:
        raise NotPossible(_("The account has been moved on since."))
    if source is not None:
        _require_stays_away(to, source)
        _stay_withdrawn(to, source)
    withdrawn = withdrawn_for(to)
    with hold_if_texts_say_more(to, by=by):
        _put_back(back, source, suggested=bool(decision.before.get("suggested")))
        refresh(to, by=by)
    if source is not None:
        refresh(source, by=by)
        carry_names(withdrawn, source, list(Account.objects.filter(key__in=back)))
    return _undone(decision, to, by, why, back)


def _put_back(keys: Sequence[str], source: Case | None, *, suggested: bool) -> None:
    """Put accounts back where they were: suggested for a case, in it, or in none."""
    rows = CaseAccount.objects.filter(account__key__in=keys)
    if source is None:
        rows.delete()
    elif suggested:
        rows.update(case=source, basis=MembershipBasis.MACHINE, suggested=True)
    else:
        _place(keys, source)


def _both(pk: int, other: int) -> tuple[Case, Case]:
    """Return two cases that a decision names, locked."""
    found = Case.objects.in_bulk([pk, other])
    if len(found) < len({pk, other}):
        raise NotPossible(_("One of the two was a proposal that is no longer there."))
    return locked_both(found[pk], found[other])


def _undone(decision: Decision, case: Case, by: User, why: str, back: Sequence[str]) -> Decision:
    return record_on_case(
        f"undo_{decision.verb}",
        case,
        by=by,
        after={"accounts": list(back)},
        why=why,
        undoes=decision,
    )


def refresh_or_drop(case: Case, *, by: User) -> None:
    """After an account left: recompute the case, or drop a candidate that holds nothing more."""
    if case.stage == Stage.CANDIDATE and not case.memberships.exists():
        drop_candidates([case.pk])
    else:
        refresh(case, by=by)


def _new_case(by: User, *, split_from: Case) -> Case:
    new = Case.objects.create(
        public_id=mint_case_id(),
        stage=Stage.OPEN,
        origin=Origin.PERSON,
        visibility=_away(split_from.visibility),
        split_from=split_from,
        opened_at=timezone.now(),
    )
    record_on_case(
        "open", new, by=by, after={"stage": Stage.OPEN, "split_from": case_reference(split_from)}
    )
    return new


def _away(visibility: str) -> str:
    """Return how what is split off is seen: withdrawn as what it comes from, else not yet."""
    return visibility if visibility == Visibility.WITHDRAWN else Visibility.INTERNAL


def _still_in(case: Case, keys: Iterable[str]) -> list[str]:
    return sorted(set(keys) & set(account_keys(case)))


def _place(keys: Sequence[str], case: Case) -> None:
    """Put accounts into a case; in a candidate (after an undo) they are the machine's again."""
    machine = case.stage == Stage.CANDIDATE
    basis = MembershipBasis.MACHINE if machine else MembershipBasis.PERSON
    for account in Account.objects.filter(key__in=keys):
        CaseAccount.objects.update_or_create(
            account=account,
            defaults={
                "case": case,
                "basis": basis,
                "suggested": False,
                "score": 1.0,
            },
        )


def _suggestion(account: Account) -> CaseAccount:
    membership = CaseAccount.objects.filter(account=account, suggested=True).first()
    if membership is None:
        raise NotPossible(_("This suggestion has changed since you opened it."))
    return membership


LOG: Final = LogWords(
    verbs={
        "dismiss": pgettext_lazy("decision", "dismiss the suggestion"),
        "merge": pgettext_lazy("decision", "merge"),
        "move": pgettext_lazy("decision", "move"),
        "open": pgettext_lazy("decision", "accept as a case"),
        "split": pgettext_lazy("decision", "split"),
        "undo_merge": pgettext_lazy("decision", "undo a merge"),
        "undo_move": pgettext_lazy("decision", "undo a move"),
        "undo_split": pgettext_lazy("decision", "undo a split"),
    },
    parts={
        "absorb": pgettext_lazy("decision", "the one that went"),
        "absorbed": pgettext_lazy("decision", "merged in"),
        "keep": pgettext_lazy("decision", "the one that stays"),
        "split_from": pgettext_lazy("decision", "split off from"),
        "suggested": pgettext_lazy("decision", "suggested"),
        "visibility": pgettext_lazy("decision", "visibility"),
    },
)
