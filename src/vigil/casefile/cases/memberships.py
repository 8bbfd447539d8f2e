"""Which accounts are in a case: read, place and keep them."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import ProtectedError

from vigil.casefile.models import Account, Case, CaseAccount, MembershipBasis, Stage


def drop_candidates(cases: Sequence[int]) -> set[int]:
    """Delete candidates that hold no accounts any more; return the keys of those that stay.

    A candidate stays if a decision of people leads to it: another case was merged into it, or was
    compared with it. A case that was split from one that goes loses its link to it. Call inside a
    transaction that locked the candidates.
    """
    try:
        _delete(cases)
    except ProtectedError:
        if len(cases) == 1:
            return set(cases)
        return set().union(*(drop_candidates([case]) for case in cases))
    return set()


@transaction.atomic
def _delete(cases: Sequence[int]) -> None:
    Case.objects.filter(split_from__in=cases).update(split_from=None)
    Case.objects.filter(pk__in=cases).delete()


def account_keys(case: Case) -> list[str]:
    """Return the keys of the accounts in the case, sorted. Suggestions are left out."""
    rows = case.memberships.filter(suggested=False).values_list("account__key", flat=True)
    return sorted(rows)


def keep_accounts_for_people(case: Case) -> None:
    """Mark the accounts in a case as placed by a person, so that the machine does not move them."""
    case.memberships.filter(suggested=False, basis=MembershipBasis.MACHINE).update(
        basis=MembershipBasis.PERSON
    )


def place_accounts(keys: Sequence[str], case: Case) -> None:
    """Put accounts into a case. In a candidate (after an undo) the machine may move them again."""
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
