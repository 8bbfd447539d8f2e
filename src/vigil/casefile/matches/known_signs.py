"""What is stored that connects a case with others: doubts of linking, reports, and names."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from vigil.casefile.matches.shared_names import SharedName, cases_sharing_a_name
from vigil.casefile.models import Account, Case, CaseAccount, CaseDoubt, CaseMatch, Stage


@dataclass
class KnownSigns:
    """What may show that other cases are the same as one; each is read from the database once.

    Cases that were merged, rejected or decided to be different are left out. A rejected case has
    no signs.
    """

    case: Case

    @cached_property
    def apart(self) -> set[int]:
        """The keys of the cases decided to be different (and of this one, if there are any)."""
        said = CaseMatch.objects.filter(revoked_at=None, other__isnull=False)
        pairs = said.filter(Q(case=self.case) | Q(other=self.case))
        return {pk for pair in pairs.values_list("case", "other") for pk in pair}

    @cached_property
    def doubted(self) -> list[tuple[Case, CaseDoubt]]:
        """The cases that the linking left in doubt with this one, the most likely first."""
        rows = CaseDoubt.objects.filter(Q(case=self.case) | Q(other=self.case))
        doubts = {
            row.other_id if row.case_id == self.case.pk else row.case_id: row
            for row in rows.order_by("-probability", "pk")
        }
        return [(other, doubts[other.pk]) for other in self._those_among(doubts)]

    @cached_property
    def sharing_a_report(self) -> list[Case]:
        """The cases with an account of a report that has one in this case.

        The report tells of two attacks, or of one twice.
        """
        here = Account.objects.filter(membership__case=self.case, superseded=False)
        held = CaseAccount.objects.filter(
            account__report__in=here.values("report"), account__superseded=False
        )
        keys = held.exclude(case=self.case).order_by("case").values_list("case", flat=True)
        return self._those_among(dict.fromkeys(keys))

    @cached_property
    def sharing_a_name(self) -> list[tuple[Case, SharedName]]:
        """The cases that a victim's name connects with this one, and how."""
        names = cases_sharing_a_name(self.case)
        return [(other, names[other.pk]) for other in self._those_among(sorted(names))]

    def _those_among(self, keys: Iterable[int]) -> list[Case]:
        """Return the cases of these keys, in their order, that may be the same as this one."""
        if self.case.stage == Stage.REJECTED:
            return []
        alive = Case.objects.filter(superseded_by=None).exclude(stage=Stage.REJECTED)
        found = alive.in_bulk([key for key in keys if key not in self.apart])
        return [found[key] for key in keys if key in found]
