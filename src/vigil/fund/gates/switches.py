"""Which gates are switched off now, and which were when money of a grant moved."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from vigil.fund.models import Approval, Grant, Payment, SwitchedGate


def switched_off() -> QuerySet[SwitchedGate]:
    """Return the gates that two people switched off and nobody switched on again."""
    return SwitchedGate.objects.filter(
        on_again_at=None, confirmed_by__isnull=False, gate__in=SwitchedGate.Gate.values
    )


def is_off(gate: str) -> bool:
    """Say whether a gate is switched off now. Gates without a switch never are."""
    return switched_off().filter(gate=gate).exists()


def that_touched(grant: Grant) -> list[SwitchedGate]:
    """Return the gates that were off when money of a grant was approved or paid, or are now."""
    moments: list[datetime] = [
        *Payment.objects.filter(tranche__grant=grant).values_list("at", flat=True),
        *Approval.objects.filter(tranche__grant=grant).values_list("at", flat=True),
    ]
    rows = SwitchedGate.objects.filter(confirmed_by__isnull=False)
    return list(rows.filter(_off_at(moments)).select_related("asked_by", "confirmed_by"))


def _off_at(moments: Iterable[datetime]) -> Q:
    off = Q(on_again_at=None)
    for at in moments:
        off |= Q(off_at__lte=at, on_again_at__gte=at)
    return off
