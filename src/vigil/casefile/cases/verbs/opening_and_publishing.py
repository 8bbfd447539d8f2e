"""Opening, rejecting, publishing and withdrawing cases."""

from collections.abc import Sequence
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from vigil.casefile.cases.changes import note_changed_case, verb
from vigil.casefile.cases.edit_conflicts import require_unchanged
from vigil.casefile.cases.numbers import mint_case_id
from vigil.casefile.cases.verbs.recomputing import refresh
from vigil.casefile.disclosure.holds import HOLD
from vigil.casefile.models import Case, CaseRelation, MembershipBasis, Stage, Visibility
from vigil.trust.access.errors import NeedsSecondPerson, NotPossible
from vigil.trust.confirmations.second_person import asker, require_two
from vigil.trust.confirmations.verbs import ask
from vigil.trust.decisions.subjects import Subject
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import Confirmation, Decision, User, Withdrawal
from vigil.trust.people.duplicate_accounts import seeming_one
from vigil.trust.rooms.acts_of_two import ActOfTwo
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.withdrawals.verbs import LIFT
from vigil.trust.withdrawals.verbs import subject_of as subject_of_withdrawal

PUBLISH: Final = "casefile.publish"
AGAIN: Final = "publish_again"
"""The act of two people that shows a withdrawn case again."""
BY_SHEET: Final = ("import_case", "import_again", "settle_sheet")
"""What an importer decides: whoever did one of these for a case does not verify it."""
SETTLING: Final = (*BY_SHEET, "verify_imported", HOLD)
"""Decisions beside adjudications by which somebody decides what a case says."""
NOT_THEMSELVES: Final = gettext_lazy(
    "You decided what this case says or holds: somebody else has to publish it."
)
SEEMS_ONE_OF_THEM: Final = gettext_lazy(
    "Your account and one that decided on this case were used in one browser, or have one mailbox. "
    "Somebody else has to publish it."
)


def locked(case: Case) -> Case:
    """Return the case as it stands now, locked until the transaction ends.

    Raises NotPossible if it is gone (a candidate that the machine has since regrouped), was
    merged into another, or is not as the person saw it (`only_if_unchanged`).
    """
    # By its key: in the usual order PostgreSQL may walk the whole index of dates to find it.
    current = Case.objects.select_for_update().order_by("pk").filter(pk=case.pk).first()
    if current is None:
        raise NotPossible(
            _("This proposal has changed since you opened it. Look at the queue again.")
        )
    if current.superseded_by_id:
        raise NotPossible(
            _("This case was merged into %(case)s.") % {"case": current.superseded_by}
        )
    require_unchanged(current)
    return current


def locked_both(case: Case, other: Case) -> tuple[Case, Case]:
    """Return two cases as `locked` does; always locked in one order, so that nobody deadlocks."""
    first, second = sorted((case, other), key=lambda c: c.pk)
    held = {first.pk: locked(first), second.pk: locked(second)}
    return held[case.pk], held[other.pk]


def require_in_hand(case: Case) -> None:
    """Raise NotPossible if nobody has accepted the case, or somebody said that it is none."""
    require_accepted(case)
    require_not_rejected(case)


def require_accepted(case: Case) -> None:
    """Raise NotPossible if the case is still a candidate, which the machine may regroup."""
    if case.stage == Stage.CANDIDATE:
        raise NotPossible(_("Accept the case first."))


def require_not_rejected(*cases: Case) -> None:
    """Raise NotPossible if one of the cases was marked as not a case."""
    for case in cases:
        if case.stage == Stage.REJECTED:
            raise NotPossible(
                _("%(case)s is marked as not a case: take it up again first.") % {"case": case}
            )


def drop_candidates(cases: Sequence[int]) -> None:
    """Delete candidates that hold nothing more. Call inside a transaction that locked them.

    They have no identity that outlives them: what was split from one stands by itself.
    """
    Case.objects.filter(split_from__in=cases).update(split_from=None)
    Case.objects.filter(pk__in=cases).delete()


def case_reference(case: Case) -> str:
    """Return the key under which decisions on this case are recorded."""
    return case.public_id or f"case-{case.pk}"


def account_keys(case: Case) -> list[str]:
    """Return the keys of the accounts in the case, sorted; suggestions are not in it."""
    rows = case.memberships.filter(suggested=False).values_list("account__key", flat=True)
    return sorted(rows)


def record_on_case(
    verb: str,
    case: Case,
    *,
    by: User | None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    why: str = "",
    undoes: Decision | None = None,
) -> Decision:
    """Record a decision on a case."""
    note_changed_case(case.pk)
    return record(
        verb,
        "case",
        case_reference(case),
        by=by,
        before=before,
        after=after,
        why=why,
        undoes=undoes,
    )


def keep_accounts_for_people(case: Case) -> None:
    """Make the accounts that the machine put into the case people's: only they move them now."""
    case.memberships.filter(suggested=False, basis=MembershipBasis.MACHINE).update(
        basis=MembershipBasis.PERSON
    )


@verb
def open_case(case: Case, *, by: User, why: str = "") -> Case:
    """Accept a candidate: give it its permanent id. Raises NotAllowed, NotPossible."""
    case = locked(case)
    require(by, "casefile.open_case", case)
    if case.stage != Stage.CANDIDATE:
        raise NotPossible(_("%(case)s is not a candidate any more.") % {"case": case})
    case.public_id = mint_case_id()
    case.opened_at = timezone.now()
    _set_stage(case, Stage.OPEN, "open", by=by, why=why, extra={"accounts": account_keys(case)})
    keep_accounts_for_people(case)
    refresh(case)
    return case


@verb
def reject_case(case: Case, *, by: User, why: str) -> Case:
    """Say that this is not a case, and why. Its accounts stay with it, so it does not return.

    Raises NotAllowed, NotPossible (no reason given; coded already; published).
    """
    case = locked(case)
    require(by, "casefile.reject_case", case)
    if not why.strip():
        raise NotPossible(_("Say why this is not a case."))
    if case.stage not in (Stage.CANDIDATE, Stage.OPEN):
        raise NotPossible(_("Only a candidate or an open case can be rejected."))
    _set_stage(case, Stage.REJECTED, "reject", by=by, why=why)
    keep_accounts_for_people(case)
    return case


@verb
def reopen_case(case: Case, *, by: User, why: str) -> Case:
    """Take a rejected case up again. Raises NotAllowed, NotPossible."""
    case = locked(case)
    require(by, "casefile.open_case", case)
    if case.stage != Stage.REJECTED:
        raise NotPossible(_("Only a rejected case can be taken up again."))
    if not case.public_id:
        case.public_id = mint_case_id()
        case.opened_at = timezone.now()
    _set_stage(case, Stage.OPEN, "reopen", by=by, why=why)
    refresh(case)
    return case


@verb
def publish_case(case: Case, *, by: User, why: str = "") -> Case:
    """Show a verified case to the public, as somebody who neither adjudicated nor verified it.

    A withdrawn case comes back by two people: see `ask_to_publish_again`. Raises NotAllowed,
    NotPossible, NeedsSecondPerson.
    """
    case = locked(case)
    require(by, PUBLISH, case)
    if case.visibility == Visibility.WITHDRAWN:
        require_two(AGAIN, subject_of(case))
    return _publish(case, by, why)


@verb
def publish_lifted(case: Case, withdrawal: Withdrawal, *, by: User, why: str) -> Case:
    """Show a case again as a part of lifting a withdrawal. Raises as `publish_case`."""
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
    _set_visibility(case, Visibility.PUBLISHED, "publish", by=by, why=why)
    return case


def unverify(case: Case) -> None:
    """Let a case whose values change be verified anew, and published anew by a third person."""
    if case.stage != Stage.VERIFIED:
        return
    case.stage = Stage.CODED
    if case.visibility == Visibility.PUBLISHED:
        case.visibility = Visibility.INTERNAL
    case.save(update_fields=["stage", "visibility", "updated_at"])


def decided_by(case: Case) -> set[int]:
    """Return who decided what a case says: who adjudicated, verified or took it in from a sheet.

    And who let a verified case name more people (`holding`). None of them publishes it, nor
    anybody who seems to be one of them.
    """
    adjudications = case.adjudications.values_list("by", "verified_by")
    people = {pk for both in adjudications for pk in both if pk is not None}
    decisions = Decision.objects.filter(
        target_kind="case", target_key=case_reference(case), verb__in=SETTLING, actor__isnull=False
    )
    return people | {pk for pk in decisions.values_list("actor", flat=True) if pk is not None}


@verb
def ask_to_publish_again(case: Case, *, by: User, why: str) -> Confirmation:
    """Ask a second person to confirm that a withdrawn case is shown again.

    Raises NotAllowed, NotPossible (not withdrawn; not verified; no reason; asked for already).
    """
    case = locked(case)
    require(by, PUBLISH, case)
    if case.visibility != Visibility.WITHDRAWN or case.stage != Stage.VERIFIED:
        raise NotPossible(_("Only a verified case that was withdrawn can be published again."))
    return ask(AGAIN, subject_of(case), by=by, why=why)


def subject_of(case: Case) -> Subject:
    """Return under what two people agree on a case."""
    return Subject("case", case_reference(case))


def _case_of(confirmation: Confirmation) -> Case | None:
    return Case.objects.filter(public_id=confirmation.subject_key).first()


def _publish_confirmed(confirmation: Confirmation, by: User) -> None:
    case = Case.objects.get(public_id=confirmation.subject_key)
    publish_case(case, by=by, why=confirmation.why)


def _seen(confirmation: Confirmation) -> object:
    case = _case_of(confirmation)
    if case is None:
        return None
    values = case.accepted.order_by("pk").values_list("field", "value")
    return [case.stage, case.visibility, case.superseded_by_id, list(values)]


PUBLISHING_AGAIN: Final = ActOfTwo(
    verb=AGAIN,
    kind="case",
    permission=PUBLISH,
    carry_out=_publish_confirmed,
    describe=lambda confirmation: _("Publish this withdrawn case again."),
    seen=_seen,
    about=_case_of,
    alone=True,
)


@verb
def withdraw_case(case: Case, *, by: User, why: str) -> Case:
    """Take a published case away from the public. Raises NotAllowed, NotPossible."""
    case = locked(case)
    require(by, "casefile.withdraw", case)
    _require_public(case)
    return _take_away(case, by, why)


@verb
def withdraw_wherever(case: Case, *, by: User, why: str) -> Case:
    """Take a case away as a part of withdrawing everywhere, in or out of a role's reach.

    One that was public and waits to be published anew is withdrawn too. Raises NotAllowed,
    NotPossible.
    """
    case = locked(case)
    require(by, "trust.withdraw")
    if not was_public_before_a_change(case):
        _require_public(case)
    return _take_away(case, by, why)


def was_public_before_a_change(case: Case) -> bool:
    """Say whether a case was public, and is not now because something in it changed."""
    shown = Decision.objects.filter(
        target_kind="case",
        target_key=case_reference(case),
        verb__in=("publish", "load_open_case_file"),
    )
    return case.visibility == Visibility.INTERNAL and shown.exists()


def _require_public(case: Case) -> None:
    if case.visibility != Visibility.PUBLISHED:
        raise NotPossible(_("This case is not public."))


def _take_away(case: Case, by: User, why: str) -> Case:
    if not why.strip():
        raise NotPossible(_("Say why the case is withdrawn."))
    _set_visibility(case, Visibility.WITHDRAWN, "withdraw", by=by, why=why)
    return case


@verb
def set_contested(case: Case, contested: bool, *, by: User, why: str) -> Case:
    """Mark or unmark a case as contested. Raises NotAllowed, NotPossible."""
    case = locked(case)
    require(by, "casefile.contest", case)
    require_in_hand(case)
    if case.contested == contested:
        raise NotPossible(_("The mark stands so already."))
    record_on_case(
        "contest" if contested else "settle",
        case,
        by=by,
        before={"contested": case.contested},
        after={"contested": contested},
        why=why,
    )
    case.contested = contested
    case.save(update_fields=["contested", "updated_at"])
    return case


@verb
def relate_cases(case: Case, other: Case, kind: str, *, by: User, why: str = "") -> CaseRelation:
    """Record that two cases hang together. Raises NotAllowed, NotPossible."""
    case, other = locked_both(case, other)
    require(by, "casefile.relate_cases", case)
    require(by, "casefile.relate_cases", other)
    if case.pk == other.pk:
        raise NotPossible(_("A case is not related to itself."))
    require_in_hand(case)
    require_in_hand(other)
    if kind not in CaseRelation.Kind.values:
        raise NotPossible(_("There is no relation called “%(kind)s”.") % {"kind": kind})
    relation, new = CaseRelation.objects.get_or_create(case=case, other=other, kind=kind)
    if not new:
        raise NotPossible(_("This relation is recorded already."))
    record_on_case(
        "relate", case, by=by, after={"kind": kind, "other": case_reference(other)}, why=why
    )
    return relation


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


def _set_visibility(
    case: Case, visibility: Visibility, verb: str, *, by: User, why: str = ""
) -> None:
    before = {"visibility": case.visibility}
    case.visibility = visibility
    case.save(update_fields=["visibility", "updated_at"])
    record_on_case(verb, case, by=by, before=before, after={"visibility": visibility}, why=why)


LOG: Final = LogWords(
    verbs={
        "contest": pgettext_lazy("decision", "mark as contested"),
        "publish": pgettext_lazy("decision", "publish"),
        "publish_again": pgettext_lazy("decision", "publish a withdrawn case again"),
        "reject": pgettext_lazy("decision", "reject"),
        "relate": pgettext_lazy("decision", "relate"),
        "reopen": pgettext_lazy("decision", "take up again"),
        "settle": pgettext_lazy("decision", "not contested any more"),
        "withdraw": pgettext_lazy("decision", "withdraw"),
    },
    kinds={
        "case": pgettext_lazy("decision", "case"),
    },
    parts={
        "contested": pgettext_lazy("decision", "contested"),
    },
    codes={
        "kind": dict(CaseRelation.Kind.choices),
        "stage": dict(Stage.choices),
        "visibility": dict(Visibility.choices),
    },
)
