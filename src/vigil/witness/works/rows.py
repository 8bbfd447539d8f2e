"""Public rows of works: whether they are current, and which rows a changed case concerns."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol

from django.db.models import Q, QuerySet
from django.utils import timezone

from vigil.witness.models import Story


class PublicRow(Protocol):
    """A row that readers see. Its digest changes whenever something in it does."""

    digest: str
    changed_at: datetime


def digest_of_row(content: Any, *, ensure_ascii: bool = True) -> str:
    """Return 64 bits of SHA-256 over all that a row says: enough to tell one state from another."""
    text = json.dumps(content, sort_keys=True, default=str, ensure_ascii=ensure_ascii)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def changed_at(row: PublicRow, before: PublicRow | None) -> datetime:
    """Return when a row last changed: now, where it differs from the row that is there."""
    same = before is not None and before.digest == row.digest
    return before.changed_at if before is not None and same else timezone.now()


def stories_of_cases(pks: Iterable[int]) -> QuerySet[Story]:
    """Return the stories of these cases, and of cases that were merged into them."""
    pks = list(pks)
    return Story.objects.filter(Q(case__in=pks) | Q(case__superseded_by__in=pks))
