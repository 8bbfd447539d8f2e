"""When an act on a case makes sense, so that its screen offers it. The verb decides in the end."""

from collections.abc import Callable

from vigil.casefile.models import Stage, Visibility
from vigil.desk.cases.case_on_screen import CaseOnScreen


def stage(*stages: Stage) -> Callable[[CaseOnScreen], bool]:
    """Return what asks whether a case is in one of these stages."""
    return lambda shown: in_force(shown) and shown.case.stage in stages


def in_force(shown: CaseOnScreen) -> bool:
    """Return whether the case was not merged into another one."""
    return not shown.case.superseded_by_id


def not_rejected(shown: CaseOnScreen) -> bool:
    """Return whether the case was not marked as not a case."""
    return in_force(shown) and shown.case.stage != Stage.REJECTED


def accepted(shown: CaseOnScreen) -> bool:
    """Return whether the case has a number and was not rejected."""
    return not_rejected(shown) and shown.case.stage != Stage.CANDIDATE


def has_account(shown: CaseOnScreen) -> bool:
    """Return whether the case has a report."""
    return not_rejected(shown) and bool(shown.inside)


def has_source(shown: CaseOnScreen) -> bool:
    """Return whether the case was accepted and has a report."""
    return in_force(shown) and shown.case.stage != Stage.CANDIDATE and bool(shown.accounts)


def has_two_accounts(shown: CaseOnScreen) -> bool:
    """Return whether the case can be split."""
    return not_rejected(shown) and len(shown.inside) > 1


def has_two_to_judge(shown: CaseOnScreen) -> bool:
    """Return whether two reports can be compared."""
    return in_force(shown) and len(shown.accounts) > 1


def has_people(shown: CaseOnScreen) -> bool:
    """Return whether the case has people."""
    return in_force(shown) and shown.case.victims.exists()


def has_people_to_name(shown: CaseOnScreen) -> bool:
    """Return whether somebody in the case can be named."""
    return accepted(shown) and shown.case.victims.exists()


def has_people_to_protect(shown: CaseOnScreen) -> bool:
    """Return whether somebody in the case can be protected."""
    return has_people(shown) and shown.case.stage != Stage.CANDIDATE


def can_be_published(shown: CaseOnScreen) -> bool:
    """Return whether the case is verified and not public."""
    return stage(Stage.VERIFIED)(shown) and shown.case.visibility != Visibility.PUBLISHED


def is_public(shown: CaseOnScreen) -> bool:
    """Return whether the public sees the case."""
    return in_force(shown) and shown.case.visibility == Visibility.PUBLISHED
