"""Which gates are switched off now, and which were when money of a grant moved."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Final

from django.db.models import Q, QuerySet, prefetch_related_objects

from vigil.fund.models import Grant, SwitchedGate

_READ: Final[ContextVar[frozenset[str] | None]] = ContextVar("switches read once", default=None)
"""The gates that are off, while a page reads them once."""


def switched_off() -> QuerySet[SwitchedGate]:
    """Return the gates that two people switched off and nobody switched on again."""
    return SwitchedGate.objects.filter(
        on_again_at=None, confirmed_by__isnull=False, gate__in=SwitchedGate.Gate.values
    )


@contextmanager
def read_once() -> Iterator[None]:
    """Read the switches once for everything inside: for pages, never for verbs."""
    token = _READ.set(frozenset(switched_off().values_list("gate", flat=True)))
    try:
        yield
    finally:
        _READ.reset(token)


def is_off(gate: str) -> bool:
    """Say whether a gate is switched off now. Gates without a switch never are."""
    if (read := _READ.get()) is not None:
        return gate in read
    return switched_off().filter(gate=gate).exists()


def that_touched(grant: Grant) -> list[SwitchedGate]:
    """Return the gates that were off when money of a grant was approved or paid, or are now."""
    prefetch_related_objects([grant], "tranches__payments", "tranches__approvals")
    moments: list[datetime] = []
    for tranche in grant.tranches.all():
        moments += [payment.at for payment in tranche.payments.all()]
        moments += [approval.at for approval in tranche.approvals.all()]
    rows = SwitchedGate.objects.filter(confirmed_by__isnull=False)
    return list(rows.filter(_off_at(moments)).select_related("asked_by", "confirmed_by"))


def _off_at(moments: Iterable[datetime]) -> Q:
    off = Q(on_again_at=None)
    for at in moments:
        off |= Q(off_at__lte=at, on_again_at__gte=at)
    return off
