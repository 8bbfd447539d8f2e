"""Which checks of a party were taken, which are valid, and what is missing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from vigil.fund.models import Check, Party, Trace
from vigil.fund.screening.rules import ALL_STEPS, Step, valid_for


@dataclass(frozen=True)
class StepState:
    """One step of a party's screening: the newest check, and what is missing (empty if nothing)."""

    step: Check.Step
    check: Check | None
    missing: str

    @property
    def label(self) -> str | Promise:
        """Return the name of the step."""
        return self.step.label

    @property
    def passed(self) -> bool:
        """Return whether the check is valid and says no stop."""
        return not self.missing

    @property
    def stopped(self) -> bool:
        """Return whether the newest check says stop."""
        return self.check is not None and self.check.found == Check.Found.STOP

    @property
    def valid_until(self) -> date | None:
        """Return the last day on which the newest check is valid."""
        if self.check is None:
            return None
        return timezone.localdate(self.check.at + valid_for(self.step))


def newest_checks(party: Party) -> dict[str, Check]:
    """Return the newest check of each step that was taken of a party."""
    return {check.step: check for check in party.checks.select_related("by")}


def states_of(party: Party, steps: Iterable[Check.Step] = ALL_STEPS) -> list[StepState]:
    """Return how each step stands today."""
    newest, wanted = newest_checks(party), list(steps)
    alike = count_alike(party) if Step.LINKS in newest and Step.LINKS in wanted else None
    return [
        StepState(step, newest.get(step), _missing(step, newest.get(step), alike))
        for step in wanted
    ]


def missing(party: Party, steps: Iterable[Check.Step] = ALL_STEPS) -> list[str]:
    """Return what is missing of the steps, one sentence each."""
    return [state.missing for state in states_of(party, steps) if state.missing]


def count_alike(party: Party) -> int:
    """Count the parties with the same name, account or contact, including hidden ones."""
    same = Q(pk__in=())
    for kind, digest in party.traces.exclude(kind=Trace.Kind.AREA).values_list("kind", "digest"):
        same |= Q(kind=kind, digest=digest)
    found = Trace.objects.filter(same).exclude(party=party)
    return found.values("party").distinct().count()


def _missing(step: Check.Step, check: Check | None, alike: int | None) -> str:
    if check is None:
        return _("Not checked yet: %(step)s.") % {"step": step.label}
    if check.found == Check.Found.STOP:
        return _("The check says stop: %(step)s.") % {"step": step.label}
    until = timezone.localdate(check.at + valid_for(step))
    if until < timezone.localdate():
        return _("The check was valid until %(day)s. Repeat it: %(step)s.") % {
            "day": until,
            "step": step.label,
        }
    if step == Step.LINKS and check.alike != alike:
        return _("Links with others were found since they were checked. Check them again.")
    return ""
