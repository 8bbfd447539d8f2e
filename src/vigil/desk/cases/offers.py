"""Say when each act on a case makes sense. The verbs decide in the end."""

from collections.abc import Callable

from vigil.casefile.models import Stage, Visibility
from vigil.desk.cases.case_on_screen import CaseOnScreen


def stage(*stages: Stage) -> Callable[[CaseOnScreen], bool]:
    """Return whether a case is in force and in one of these stages."""
    return lambda shown: in_force(shown) and shown.case.stage in stages


def in_force(shown: CaseOnScreen) -> bool:
    """Return whether the case was not merged into another one."""
    return not shown.case.superseded_by_id


def not_rejected(shown: CaseOnScreen) -> bool:
    """Say whether the case is in force and was not marked as not a case."""
    return in_force(shown) and shown.case.stage != Stage.REJECTED


def accepted(shown: CaseOnScreen) -> bool:
    """Say whether somebody accepted the case."""
    return not_rejected(shown) and shown.case.stage != Stage.CANDIDATE


def has_account(shown: CaseOnScreen) -> bool:
    """Say whether the case holds an account."""
    return not_rejected(shown) and bool(shown.inside)


def has_source(shown: CaseOnScreen) -> bool:
    """Say whether the case was accepted and has a report."""
    return in_force(shown) and shown.case.stage != Stage.CANDIDATE and bool(shown.accounts)


def has_two_accounts(shown: CaseOnScreen) -> bool:
    """Say whether the case holds two accounts."""
    return not_rejected(shown) and len(shown.inside) > 1


def has_two_to_judge(shown: CaseOnScreen) -> bool:
    """Say whether there are two accounts to judge, with those suggested."""
    return in_force(shown) and len(shown.accounts) > 1


def has_people(shown: CaseOnScreen) -> bool:
    """Say whether the case has people."""
    return in_force(shown) and shown.case.victims.exists()


def has_people_to_name(shown: CaseOnScreen) -> bool:
    """Say whether the case is accepted and has people."""
    return accepted(shown) and shown.case.victims.exists()


def has_people_to_protect(shown: CaseOnScreen) -> bool:
    """Say whether the case has people, and is no candidate."""
    return has_people(shown) and shown.case.stage != Stage.CANDIDATE


def has_values(shown: CaseOnScreen) -> bool:
    """Say whether a source can be added to a value of the case."""
    return accepted(shown) and bool(shown.values_with_sources)


def can_be_published(shown: CaseOnScreen) -> bool:
    """Say whether the case is verified and not public."""
    return stage(Stage.VERIFIED)(shown) and shown.case.visibility != Visibility.PUBLISHED


def is_public(shown: CaseOnScreen) -> bool:
    """Say whether the case is public."""
    return in_force(shown) and shown.case.visibility == Visibility.PUBLISHED
