"""What a grantee reads of amounts and days: each part, what it waits for, whether it arrived.

It is made of the plan alone. A quiet stop of payments (`holds`) is never read here: whoever forces
a grantee to show this page must not learn of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from vigil.fund.models import (
    Agreement,
    ExtensionRequest,
    Grant,
    Message,
    Party,
    Payment,
    Tranche,
)
from vigil.fund.own_pages.queries import EMERGENCY_NOT_ANSWERED
from vigil.fund.payments.money import format_amount
from vigil.trust.models import Sealed

OVER = (Grant.State.CLOSED, Grant.State.ENDED)


@dataclass(frozen=True)
class PartOnPage:
    """A part of a grant as its grantee reads it."""

    number: int
    amount: str
    state: str
    waits: Sequence[str]
    """What it waits for, in plain words."""
    payment: Payment | None
    """The payment that was sent, unless it came back."""
    sent: str
    missing: Message | None
    """That the grantee said it did not arrive, until it is answered."""

    @property
    def asks_whether_it_arrived(self) -> bool:
        """Say whether it was sent, and the grantee has not said yet that it arrived."""
        return self.payment is not None and self.payment.received_on is None


@dataclass(frozen=True)
class GrantOnPage:
    """A grant as its grantee reads it: sums, days, parts, and more time that was asked for."""

    grant: Grant
    total: str
    parts: Sequence[PartOnPage]
    extensions: Sequence[ExtensionRequest]

    @property
    def may_ask_for_time(self) -> bool:
        """Say whether more time can be asked for now."""
        waits = ExtensionRequest.State.WAITING
        runs = self.grant.state == Grant.State.ACTIVE
        return runs and all(one.state != waits for one in self.extensions)


def told_grants(party: Party) -> list[Grant]:
    """Return the grants that the party knows of, newest first.

    These are the agreed ones, and those of which an agreement was offered.
    """
    offered = Agreement.objects.filter(grant=OuterRef("pk"))
    rows = party.grants.exclude(EMERGENCY_NOT_ANSWERED)
    return list(rows.filter(~Q(state=Grant.State.DRAFT) | Exists(offered)).order_by("-number"))


def grants_on_page(grants: Sequence[Grant]) -> list[GrantOnPage]:
    """Return grants with their parts. The number of queries does not grow with them."""
    missing = Message.objects.filter(about=Message.About.NOT_ARRIVED, answered_at=None)
    payments = Payment.objects.filter(reverses=None, reversed_by=None).prefetch_related(
        Prefetch("messages", missing, to_attr="told_missing")
    )
    rows = Tranche.objects.filter(grant__in=grants).select_related("grant", "report")
    rows = rows.prefetch_related("shares", Prefetch("payments", payments, to_attr="sent"))
    tranches = list(rows.order_by("grant", "number"))
    asked = list(ExtensionRequest.objects.filter(grant__in=grants).select_related("grant"))
    conditioned = set(
        Sealed.objects.filter(
            subject_kind="tranche",
            subject_key__in=[row.uid for row in tranches],
            field="condition",
        ).values_list("subject_key", flat=True)
    )
    found = []
    for grant in grants:
        mine = [row for row in tranches if row.grant_id == grant.pk]
        live = [row for row in mine if row.state != Tranche.State.CANCELLED]
        total = sum(share.minor for row in live for share in row.shares.all())
        found.append(
            GrantOnPage(
                grant,
                format_amount(total, grant.currency),
                [_part(grant, row, row.uid in conditioned) for row in mine],
                [one for one in asked if one.grant_id == grant.pk],
            )
        )
    return found


def _part(grant: Grant, row: Tranche, conditioned: bool) -> PartOnPage:
    payment = next(iter(getattr(row, "sent", ())), None)
    minor = sum(share.minor for share in row.shares.all())
    told = next(iter(getattr(payment, "told_missing", ())), None)
    sent = format_amount(payment.sent_minor, payment.sent_currency) if payment else ""
    return PartOnPage(
        row.number,
        format_amount(minor, grant.currency),
        _state(grant, row, payment),
        [] if payment or row.state == Tranche.State.CANCELLED else _waits(grant, row, conditioned),
        payment,
        sent,
        told,
    )


def _state(grant: Grant, row: Tranche, payment: Payment | None) -> str:
    if payment is not None and payment.received_on is not None:
        return _("Arrived on %(day)s") % {"day": _day(payment.received_on)}
    if payment is not None:
        return _("Sent on %(day)s") % {"day": _day(payment.paid_on)}
    if row.state == Tranche.State.CANCELLED or grant.state in OVER:
        return _("Not paid any more")
    if row.due_on is not None:
        return _("Planned for %(day)s") % {"day": _day(row.due_on)}
    return _("Planned")


def _waits(grant: Grant, row: Tranche, conditioned: bool) -> list[str]:
    """Return what a part waits for. The same whether or not two people approved it already."""
    if grant.state in OVER:
        return []
    waits = []
    if grant.state == Grant.State.DRAFT:
        waits.append(_("It waits until you accept what was agreed."))
    if row.report is not None:
        waits.append(
            _("It waits for your report due by %(day)s.") % {"day": _day(row.report.due_on)}
        )
    elif row.needs_report:
        waits.append(_("It waits for the reports that are due before it."))
    if conditioned:
        waits.append(_("It has a condition. You find it in what was agreed."))
    return [*waits, _("Two people check each payment before it is sent. This takes some days.")]


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")
