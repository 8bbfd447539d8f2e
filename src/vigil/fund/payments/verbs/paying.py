"""Money that leaves: approved by two who saw where it goes, paid there once, reversed.

Whatever moves the money of a grant locks the grant first, and asks then how things stand. Beside
that the database itself lets no tranche be paid twice.
"""

from datetime import date
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.fund.access.rules import WORK, WORKS_WITH_PARTY
from vigil.fund.accounts import queries as accounts
from vigil.fund.gates.switches import is_off
from vigil.fund.gates.verbs import require_open_way
from vigil.fund.grants.verbs import amending_and_closing
from vigil.fund.holds import queries as holds
from vigil.fund.models import Approval, Entry, Grant, Party, Payment, SwitchedGate, Tranche
from vigil.fund.parties import locking
from vigil.fund.parties.verbs import sealing
from vigil.fund.payments import money
from vigil.fund.payments.verbs import approval_terms, tranches
from vigil.fund.payments.verbs.approval_terms import PaymentTerms
from vigil.trust.access.errors import NeedsSecondPerson, NotPossible, Unfit
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import User
from vigil.trust.people.duplicate_accounts import require_two_people
from vigil.trust.rooms.log_words import LogWords

KIND: Final = "grant"
APPROVALS_NEEDED: Final = 2
"""How many approve a tranche."""
MAX_RATE_AGE_DAYS: Final = 31
"""How many days old the rate of a payment may be."""
State = Tranche.State


@transaction.atomic
def approve(tranche: Tranche, *, seen: str, by: User, condition_met: bool = False) -> Tranche:
    """Say that a tranche may be paid; once two people have said so, it is approved.

    `seen` is what `open_terms` gave them: they approve the payee, account and amount that they
    saw. Raises NotAllowed, NotPossible (who approved or paid it already; what is missing on the
    path; it has a condition of which nobody said that it is met; they did not open the terms, or
    the terms were changed since), NeedsSecondPerson (they, or who seems to be the same person,
    approved it already or entered the account).
    """
    require(by, WORK, tranche)
    grant, tranche = _locked(tranche)
    party = locking.locked(grant.party)
    _require_planned(tranche)
    _require_first_approval(tranche, by)
    approval_terms.require_not_entered_by(party, by)
    _require_payable(party)
    require_open_way(tranche)
    if sealing.is_kept("tranche", tranche.uid, "condition") and not condition_met:
        raise Unfit(
            _("This tranche has a condition. Open it, and say that it is met."), "condition_met"
        )
    terms = approval_terms.terms_for_system(tranche, why="to check what is approved")
    approval_terms.require_seen(terms, seen, by)
    _require_confirmed(party, terms)
    Approval.objects.create(tranche=tranche, by=by, terms=seen)
    if len(_approved(tranche, terms)) >= APPROVALS_NEEDED:
        tranche.state = State.APPROVED
        tranche.save(update_fields=["state"])
    after = {"tranche": tranche.number, "state": tranche.state}
    record("approve_tranche", KIND, grant.uid, by=by, after=after)
    return tranche


@transaction.atomic
def withdraw_approval(tranche: Tranche, *, by: User) -> Tranche:
    """Take one's own approval back, as long as nothing is paid. Raises NotAllowed, NotPossible."""
    require(by, WORK, tranche)
    grant, tranche = _locked(tranche)
    if tranche.state not in tranches.UNPAID:
        raise NotPossible(_already(tranche))
    if not tranche.approvals.filter(by=by).delete()[0]:
        raise NotPossible(_("You have not approved this tranche."))
    tranche.state = State.PLANNED
    tranche.save(update_fields=["state"])
    after = {"tranche": tranche.number, "state": tranche.state}
    record("withdraw_approval", KIND, grant.uid, by=by, after=after)
    return tranche


@transaction.atomic
def open_terms(tranche: Tranche, *, by: User) -> PaymentTerms:
    """Open to whom, to which account and how much a tranche is paid. That they looked is kept.

    Raises NotAllowed, NotPossible (paid or cancelled; the grant does not run; the party was
    removed).
    """
    require(by, WORK, tranche)
    grant, tranche = _locked(tranche)
    locking.locked(grant.party)
    if tranche.state not in tranches.UNPAID:
        raise NotPossible(_already(tranche))
    record("open_terms", KIND, grant.uid, by=by, after={"tranche": tranche.number})
    return approval_terms.open_terms(tranche, by=by, why="to approve or pay a tranche")


@transaction.atomic
def pay(
    tranche: Tranche,
    *,
    paid_on: date,
    sent_minor: int,
    sent_currency: str,
    rate: str = "1",
    rate_on: date | None = None,
    difference: str = "",
    by: User,
) -> Payment:
    """Note that an approved tranche was paid: what was sent, in which currency, at which rate.

    `rate` is how much of what was sent one of the grant's currency bought, on `rate_on` (the day
    of the payment if not named). What was sent fits the rate to one minor unit, or `difference`
    says why less was sent; it goes into the vault, as does the account, which is the one that was
    approved. Raises NotAllowed, NotPossible (not approved; approved for another payee, account or
    amount; what is missing on the path; who paid it already; the party was removed), Unfit (which
    field does not fit).
    """
    require(by, WORK, tranche)
    grant, tranche = _locked(tranche)
    party = locking.locked(grant.party)
    terms = _require_approved(tranche)
    _require_payable(party)
    require_open_way(tranche, on=paid_on)
    _require_confirmed(party, terms)
    rate, rate_on = money.read_rate(rate), rate_on or paid_on
    _check_days(grant, paid_on, rate_on)
    currency = _check_sent(grant, tranche, sent_minor, sent_currency, rate, difference)
    payment = Payment.objects.create(
        tranche=tranche,
        turn=Payment.objects.filter(tranche=tranche, reverses=None).count(),
        paid_on=paid_on,
        sent_minor=sent_minor,
        sent_currency=currency,
        rate=rate,
        rate_on=rate_on,
        by=by,
    )
    _settle(tranche, State.APPROVED, State.PAID)
    shares = dict(tranche.shares.values_list("donor", "minor"))
    tranches.enter(grant, Entry.Kind.PAY, shares, on=paid_on, by=by, payment=payment)
    sealing.write(party, "payment", payment.uid, "account", terms.account, by=by)
    sealing.write(party, "payment", payment.uid, "difference", difference, by=by)
    after = {"tranche": tranche.number, "amount": _plain(grant, tranche), "on": str(paid_on)}
    record("pay_tranche", KIND, grant.uid, by=by, after=after)
    return payment


@transaction.atomic
def reverse(payment: Payment, *, on: date, by: User, why: str = "") -> Payment:
    """Note that the money of a payment came back. The payment stays; its reversal is added.

    The tranche is planned again, and approved by nobody; of a grant that does not run any more it
    is cancelled, and its money given back. Raises NotAllowed, NotPossible (a reversal, or
    reversed already; no reason, as long as anything is kept of the party), Unfit (the day).
    """
    require(by, WORK, payment)
    grant, tranche = _locked(payment.tranche, runs=False)
    payment = Payment.objects.select_for_update(of=("self",)).get(pk=payment.pk)
    if payment.reverses_id or Payment.objects.filter(reverses=payment).exists():
        raise NotPossible(_("This payment was reversed already."))
    if not payment.paid_on <= on <= timezone.localdate():
        raise Unfit(_("Money comes back after it was paid, and not on a day to come."), "on")
    if not grant.party.is_removed and not why.strip():
        raise Unfit(_("Say why. It is kept encrypted, with the grant."), "why")
    undone = Payment.objects.create(
        tranche=tranche,
        turn=payment.turn,
        paid_on=on,
        sent_minor=payment.sent_minor,
        sent_currency=payment.sent_currency,
        rate=payment.rate,
        rate_on=payment.rate_on,
        by=by,
        reverses=payment,
    )
    _settle(tranche, State.PAID, State.PLANNED)
    tranche.approvals.all().delete()
    shares = {e.donor_id: -e.minor for e in payment.entries.all()}
    tranches.enter(grant, Entry.Kind.REVERSE, shares, on=on, by=by, payment=undone)
    if grant.state != Grant.State.ACTIVE:
        amending_and_closing.give_back(grant, [tranche], by=by)
    if not grant.party.is_removed:
        sealing.write(grant.party, "payment", undone.uid, "why", why, by=by)
    after = {"tranche": tranche.number, "amount": _plain(grant, tranche), "on": str(on)}
    record("reverse_payment", KIND, grant.uid, by=by, after=after)
    return undone


def approved_by(tranche: Tranche) -> list[User]:
    """Return whose approval of a tranche counts: who may still work with the party today."""
    rows = tranche.approvals.select_related("by")
    return [row.by for row in rows if WORKS_WITH_PARTY.test(row.by, tranche)]


def _approved(tranche: Tranche, terms: PaymentTerms) -> list[Approval]:
    """Return the approvals that count: of these terms, by people who may still work with them."""
    rows = tranche.approvals.select_related("by")
    return [row for row in rows if WORKS_WITH_PARTY.test(row.by, tranche) and terms.were_seen(row)]


def _locked(tranche: Tranche, *, runs: bool = True) -> tuple[Grant, Tranche]:
    """Return grant and tranche as they stand, locked, the grant first."""
    grant = (tranches.running if runs else tranches.locked)(tranche.grant)
    row = grant.tranches.select_for_update().get(pk=tranche.pk)
    row.grant = grant
    return grant, row


def _settle(tranche: Tranche, before: str, after: str) -> None:
    """Change a state only from the one that was seen: whoever comes second is told so."""
    rows = Tranche.objects.filter(pk=tranche.pk, state=before)
    if not rows.update(state=after):
        tranche.refresh_from_db()
        raise NotPossible(_already(tranche))
    tranche.state = after


def _require_planned(tranche: Tranche) -> None:
    if tranche.state != State.PLANNED:
        raise NotPossible(_already(tranche))


def _require_first_approval(tranche: Tranche, by: User) -> None:
    """Raise NeedsSecondPerson where somebody approved it already, or seems to be who did."""
    for row in tranche.approvals.select_related("by"):
        if row.by_id == by.pk:
            raise NeedsSecondPerson(
                _("You approved this tranche already. Somebody else has to approve it as well.")
            )
        require_two_people(row.by, by)


def _require_approved(tranche: Tranche) -> PaymentTerms:
    """Return what two people approved, which is what would be paid now. Raises NotPossible."""
    if tranche.state in (State.PAID, State.CANCELLED):
        raise NotPossible(_already(tranche))
    if tranche.state != State.APPROVED or len(approved_by(tranche)) < APPROVALS_NEEDED:
        raise NotPossible(
            _(
                "It is not paid before two people approved it who have no interest in it. "
                "Take the approval back, and let somebody else approve it."
            )
            if tranche.state == State.APPROVED
            else _("It is not paid before two people have approved it.")
        )
    terms = approval_terms.terms_for_system(tranche, why="to pay an approved tranche")
    if len(_approved(tranche, terms)) < APPROVALS_NEEDED:
        raise NotPossible(
            _(
                "The payee, account or amount is not what two people approved. "
                "Take the approvals back, then approve again."
            )
        )
    return terms


def _already(tranche: Tranche) -> str:
    """Say who was first: two people look at the same page at once."""
    if tranche.state == State.PAID:
        last = tranche.payments.filter(reverses=None).select_related("by").last()
        assert last is not None
        return _("%(who)s noted already that this tranche was paid on %(day)s.") % {
            "who": last.by,
            "day": last.paid_on,
        }
    people = ", ".join(str(row.by) for row in tranche.approvals.select_related("by"))
    if tranche.state == State.APPROVED:
        return _("This tranche is approved already, by %(who)s.") % {"who": people}
    return _("This tranche is %(state)s.") % {"state": tranche.get_state_display()}


def _require_payable(party: Party) -> None:
    """Raise NotPossible if nothing is paid to a party at present. It does not say why."""
    if holds.is_held(party):
        raise NotPossible(_("This cannot be paid at present."))


def _require_confirmed(party: Party, terms: PaymentTerms) -> None:
    """Raise NotPossible unless the confirmed account is the one that the money goes to."""
    if is_off(SwitchedGate.Gate.SECOND_CHANNEL):
        return
    if not accounts.covers(party, terms.payee, terms.account):
        raise NotPossible(
            _("Payee or account is not what was confirmed. Have another officer confirm it again.")
        )


def _check_days(grant: Grant, paid_on: date, rate_on: date) -> None:
    if paid_on > timezone.localdate():
        raise Unfit(_("It cannot have been paid on a day that is yet to come."), "paid_on")
    if grant.agreed_on and paid_on < grant.agreed_on:
        raise Unfit(
            _("The grant was agreed on %(day)s: nothing was paid before.")
            % {"day": grant.agreed_on},
            "paid_on",
        )
    if not 0 <= (paid_on - rate_on).days <= MAX_RATE_AGE_DAYS:
        raise Unfit(
            _("The rate is of the day of the payment, or of the %(n)d days before.")
            % {"n": MAX_RATE_AGE_DAYS},
            "rate_on",
        )


def _check_sent(
    grant: Grant, tranche: Tranche, sent_minor: int, sent: str, rate: str, difference: str
) -> str:
    """Hold what was sent against the rate; return its currency. Raises Unfit."""
    try:
        currency = money.known_currency(sent)
    except money.NotAnAmount as error:
        raise Unfit(str(error), "sent_currency") from None
    same = currency == grant.currency
    if same and Decimal(rate) != 1:
        raise Unfit(
            _("It was sent in the currency of the grant: the rate is 1."),
            "rate",
        )
    if sent_minor <= 0:
        raise Unfit(_("What was sent is more than nothing."), "sent")
    due = money.exchanged(tranches.amount_of(tranche), grant.currency, rate, currency)
    if sent_minor > due + (0 if same else 1):  # of another currency it may be rounded up
        raise Unfit(
            _(
                "At this rate the approved amount is %(due)s; %(sent)s is more. Amend the grant, "
                "and have two people approve the new amount."
            )
            % {
                "due": money.format_amount(due, currency),
                "sent": money.format_amount(sent_minor, currency),
            },
            "sent",
        )
    if sent_minor < due - 1 and not difference.strip():
        raise Unfit(
            _(
                "At this rate the tranche comes to %(due)s, and %(sent)s was sent. Mend the "
                "amount or the rate, or say what the difference is."
            )
            % {
                "due": money.format_amount(due, currency),
                "sent": money.format_amount(sent_minor, currency),
            },
            "sent",
        )
    return currency


def _plain(grant: Grant, tranche: Tranche) -> str:
    return (
        f"{money.format_for_machines(tranches.amount_of(tranche), grant.currency)} {grant.currency}"
    )


LOG: Final = LogWords(
    verbs={
        "approve_tranche": pgettext_lazy("decision", "approve a tranche"),
        "open_terms": pgettext_lazy("decision", "open payee and account of a payment"),
        "pay_tranche": pgettext_lazy("decision", "note a payment"),
        "reverse_payment": pgettext_lazy("decision", "note that a payment came back"),
        "withdraw_approval": pgettext_lazy("decision", "take an approval back"),
    },
    reasons={
        "to approve or pay a tranche": pgettext_lazy("decision", "to approve or pay a tranche"),
        "to check what is approved": pgettext_lazy("decision", "to check what is approved"),
        "to pay an approved tranche": pgettext_lazy("decision", "to pay an approved tranche"),
    },
)
