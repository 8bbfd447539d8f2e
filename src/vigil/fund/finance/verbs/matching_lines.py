"""Match lines of bank statements with payments, as a person confirms."""

from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.fund.access.rules import MANAGE_FINANCE, WORK
from vigil.fund.models import Payment, StatementLine
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords

KIND: Final = "statement_line"
State = StatementLine.State


@transaction.atomic
def match(line: StatementLine, payment: Payment, *, by: User) -> StatementLine:
    """Say that a line is a payment. Line and payment are matched once.

    Raises NotAllowed; NotPossible if either was matched meanwhile, or money went the other way.
    """
    require(by, MANAGE_FINANCE)
    require(by, WORK, payment)
    row = _locked(line)
    if row.state == State.MATCHED:
        raise NotPossible(_("This line was matched meanwhile. Look at it again."))
    payment = Payment.objects.select_for_update(of=("self",)).get(pk=payment.pk)
    if StatementLine.objects.filter(payment=payment).exists():
        raise NotPossible(_("This payment was matched meanwhile. Look at it again."))
    if (row.minor < 0) != (payment.reverses_id is None):
        raise NotPossible(
            _("The line and the payment go in different directions: one left, the other came.")
        )
    row.payment = payment
    return _set(row, State.MATCHED, by)


@transaction.atomic
def unmatch(line: StatementLine, *, by: User) -> StatementLine:
    """Open a line again that was matched, or marked as not of the fund.

    Raises NotAllowed; NotPossible if it is open.
    """
    require(by, MANAGE_FINANCE)
    row = _locked(line)
    if row.payment is not None:
        require(by, WORK, row.payment)
    if row.state == State.OPEN:
        raise NotPossible(_("This line is open already."))
    row.payment = None
    return _set(row, State.OPEN, by)


@transaction.atomic
def mark_other(line: StatementLine, *, by: User) -> StatementLine:
    """Say that a line is no payment of the fund, such as rent or a bank's fee.

    Raises NotAllowed; NotPossible if it is matched.
    """
    require(by, MANAGE_FINANCE)
    row = _locked(line)
    if row.state != State.OPEN:
        raise NotPossible(_("This line was matched meanwhile. Look at it again."))
    return _set(row, State.OTHER, by)


def _locked(line: StatementLine) -> StatementLine:
    return StatementLine.objects.select_for_update(of=("self",)).get(pk=line.pk)


def _set(row: StatementLine, state: str, by: User) -> StatementLine:
    row.state, row.matched_by, row.matched_at = state, by, timezone.now()
    row.save(update_fields=["state", "payment", "matched_by", "matched_at"])
    record("match_line", KIND, row.uid, by=by, after={"state": state})
    return row


LOG: Final = LogWords(
    verbs={
        "match_line": pgettext_lazy("decision", "match a line of a bank statement"),
    },
)
