"""Lock cases before they change, and require that they are in a state that allows it."""

from django.utils.translation import gettext as _

from vigil.casefile.cases.edit_conflicts import require_unchanged
from vigil.casefile.models import Case, Stage
from vigil.trust.access.errors import NotPossible


def locked(case: Case) -> Case:
    """Return the current state of a case, locked until the transaction ends.

    Raises NotPossible if the case is gone (a candidate that the machine has regrouped), was
    merged into another, or has changed since the user saw it (`only_if_unchanged`).
    """
    # Ordered by key: in the default order PostgreSQL may walk the whole index of dates.
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
    """Return two cases as `locked` does, locked in the order of their keys to avoid deadlocks."""
    first, second = sorted((case, other), key=lambda c: c.pk)
    held = {first.pk: locked(first), second.pk: locked(second)}
    return held[case.pk], held[other.pk]


def require_in_hand(case: Case) -> None:
    """Raise NotPossible if the case is a candidate, or was rejected as not a case."""
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
