"""Note when each listed source was collected."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from vigil.trust.models import Collection
from vigil.trust.work.models import LONGEST_TROUBLE


@dataclass
class CollectedSource:
    """What a run got from one source."""

    source: str
    reports: int = 0
    rejected: int = 0
    trouble: str = ""

    def note_rejected(self, line: int, reason: str) -> None:
        """Count something that was rejected. Without a line it may be the source as a whole.

        A reason with an address is about one page, whose address may hold a name: it is not kept.
        """
        self.rejected += 1
        if not line and "://" not in reason:
            self.trouble = reason


def note_collected(sources: Iterable[CollectedSource]) -> None:
    """Note for each source that it was collected now, and what came of it."""
    now = timezone.now()
    for one in sources:
        found = {
            "at": now,
            "reports": one.reports,
            "rejected": one.rejected,
            "trouble": one.trouble[:LONGEST_TROUBLE],
        }
        if one.reports:
            found["worked_at"] = now
        Collection.objects.update_or_create(source=one.source[:200], defaults=found)
