"""Withdraw names from cases, lift their withdrawal, and follow the protection of people."""

from collections.abc import Iterable, Sequence
from typing import Final

from django.utils import timezone
from django.utils.translation import pgettext_lazy

from vigil.casefile.cases.changes import verb
from vigil.casefile.cases.decisions import case_reference, record_on_case
from vigil.casefile.cases.index_columns import people_and_texts_of, rewrite_naming_columns
from vigil.casefile.models import Account, Case, Victim, WithdrawnName
from vigil.casefile.people.name_visibility import (
    VICTIM,
    CaseTexts,
    case_with_predecessors,
    withdraw_names_while_protected,
)
from vigil.casefile.withdrawal.search import NamePhrases, cases_that_mention, victims_like
from vigil.trust.confirmations.second_person import require_two
from vigil.trust.decisions.subjects import Subject
from vigil.trust.decisions.verbs import require
from vigil.trust.models import Level, Protection, User, Withdrawal
from vigil.trust.protection.verbs import level_set
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.withdrawals.verbs import LIFT, subject_of


@verb
def withdraw_name(
    case: Case,
    names: Sequence[str],
    *,
    victim: Victim | None,
    withdrawal: Withdrawal,
    spared: Iterable[int] = (),
    namesakes: Iterable[str] = (),
) -> WithdrawnName:
    """Withdraw names from a case, so that no public text about it contains them.

    With `victim` they are the names of a person in the case, who is not named any more. Somebody
    chose to leave `namesakes` (uids of people with a similar name) and `spared` (cases whose texts
    contain such a name) as they are. Raises NotAllowed.
    """
    by, why = withdrawal.by, withdrawal.why
    require(by, "trust.withdraw")
    case = Case.objects.select_for_update().get(pk=case.pk)
    after = {"withdrawal": withdrawal.pk, "person": victim.position + 1 if victim else None}
    decision = record_on_case("withdraw_name", case, by=by, after=after, why=why)
    row = WithdrawnName.objects.create(
        case=case,
        country=case.country,
        date=case.date_earliest,
        names=_forms(names, victim),
        victim=victim is not None,
        spared=sorted(spared),
        namesakes=sorted(namesakes),
        withdrawal=withdrawal,
        decision=decision,
    )
    rewrite_naming_columns(case)
    return row


@verb
def lift_names(withdrawal: Withdrawal, *, by: User, why: str) -> list[str]:
    """Lift the names of one withdrawal. Return the numbers of the cases that withheld them.

    A name that is also withheld by another withdrawal or a protection stays withheld. Raises
    NotAllowed, NeedsSecondPerson (lifting a withdrawal takes two people).
    """
    require(by, "trust.lift_withdrawal")
    require_two(LIFT, subject_of(withdrawal))
    named = []
    for row in WithdrawnName.objects.filter(withdrawal=withdrawal, lifted_at=None):
        row.lifted_at = timezone.now()
        row.save(update_fields=["lifted_at"])
        if row.case is not None:
            record_on_case(
                "lift_name", row.case, by=by, after={"withdrawal": withdrawal.pk}, why=why
            )
            named.append(case_reference(_in_force(row.case)))
    _rewrite_cases_that_withhold()
    return sorted(set(named))


def withdrawn_for(case: Case) -> list[WithdrawnName]:
    """Return the names withdrawn for a case, and for the cases that it was merged or split from."""
    return list(WithdrawnName.objects.filter(case__in=case_with_predecessors(case), lifted_at=None))


def carry_names(
    withdrawn: Sequence[WithdrawnName], to: Case, accounts: Sequence[Account] | None = None
) -> None:
    """Copy withdrawn names of one case to another case that took over accounts from it.

    Only names that these `accounts` contain are copied; with None, names that anything in the other
    case contains. Call it after the accounts were moved.
    """
    if not withdrawn:
        return
    mine = case_with_predecessors(to)
    texts = people_and_texts_of(to)[1] if accounts is None else CaseTexts([], accounts, [])
    held = {_identity(row) for row in withdrawn_for(to)}
    new = [
        WithdrawnName(
            case=to,
            country=to.country,
            date=to.date_earliest,
            names=row.names,
            victim=row.victim,
            spared=row.spared,
            namesakes=row.namesakes,
            withdrawal_id=row.withdrawal_id,
            protection_id=row.protection_id,
            decision_id=row.decision_id,
        )
        for row in withdrawn
        if row.case_id not in mine and _identity(row) not in held and texts.holds(row)
    ]
    if new:
        WithdrawnName.objects.bulk_create(new)
        rewrite_naming_columns(to)


def _identity(row: WithdrawnName) -> tuple[int | None, int | None, tuple[str, ...]]:
    """Return what identifies a withdrawn name in every case: its reason and its names."""
    return row.withdrawal_id, row.protection_id, tuple(row.names)


@verb
def follow_subject(subject: Subject) -> None:
    """Update a case after the consent or the protection of a person in it has changed."""
    if subject.kind != VICTIM:
        return
    victim = Victim.objects.filter(uid=subject.key).select_related("case").first()
    if victim is None:
        return
    case = Case.objects.select_for_update().get(pk=victim.case_id)
    level = level_set(subject)
    held = WithdrawnName.objects.filter(
        protection__subject_kind=subject.kind,
        protection__subject_key=subject.key,
        lifted_at=None,
    )
    if level in (None, Level.OPEN):
        if held.update(lifted_at=timezone.now()):
            _rewrite_cases_that_withhold()
    elif not held.exists():
        protection = Protection.objects.get(subject_kind=subject.kind, subject_key=subject.key)
        names = _forms([], victim)
        withdraw_names_while_protected(protection, case, names)
        _rewrite_cases_that_mention(names)
    rewrite_naming_columns(case)


def _rewrite_cases_that_withhold() -> None:
    """Decide again who is named in every case that withholds a name.

    A name that was lifted for one case was also withheld in others that may be the same attack.
    """
    for case in Case.objects.select_for_update().exclude(withheld=[]).order_by("pk"):
        rewrite_naming_columns(case)


def _rewrite_cases_that_mention(names: Sequence[str]) -> None:
    """Decide again who is named in every case that may mention the person."""
    cases = {victim.case_id for victim in victims_like(names)} | set(
        cases_that_mention(NamePhrases(names))
    )
    for case in Case.objects.select_for_update().filter(pk__in=cases).order_by("pk"):
        rewrite_naming_columns(case)


def _in_force(case: Case) -> Case:
    while case.superseded_by is not None:
        case = case.superseded_by
    return case


def _forms(names: Sequence[str], victim: Victim | None) -> list[str]:
    """Return every form of a name to withhold: as given, and as in the case file."""
    own = [victim.name, *(entry.name for entry in victim.names.all())] if victim else []
    return [name for name in dict.fromkeys([*names, *own]) if name]


LOG: Final = LogWords(
    verbs={
        "lift_name": pgettext_lazy("decision", "name again"),
        "withdraw_name": pgettext_lazy("decision", "withdraw a name"),
    },
)
