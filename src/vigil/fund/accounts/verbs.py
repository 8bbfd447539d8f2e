"""Enter the account of a payee, and confirm it over a second channel.

The person who entered an account, or seems to be the same person, never confirms it.
"""

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from vigil.fund.access.rules import WORK
from vigil.fund.accounts import queries
from vigil.fund.models import AccountConfirmation, Party
from vigil.fund.parties import locking
from vigil.fund.parties.models.party import PARTY
from vigil.fund.parties.verbs import registering, sealing
from vigil.fund.payments.verbs import approval_terms
from vigil.trust.access.errors import NeedsSecondPerson, NotPossible, Unfit
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import User
from vigil.trust.people.duplicate_accounts import seeming_one
from vigil.trust.rooms.log_words import LogWords

KIND: Final = "account_confirmation"
Channel = AccountConfirmation.Channel


def enter_own(party: Party, account: str) -> Party:
    """Keep the account that a party entered on its own page; it is unconfirmed from then on.

    Approvals of unpaid money become void if it changed. Raises NotPossible if the party was
    removed; Unfit if it is empty.
    """
    if not account.strip():
        raise Unfit(_("Write the account to which the money goes."), "account")
    return registering.say_own(party, bank=account)


@transaction.atomic
def open_account(party: Party, *, by: User) -> tuple[str, str]:
    """Return payee and account for an officer who confirms them; the opening is recorded.

    Raises NotAllowed, NotPossible (no account is kept, or the party was removed).
    """
    require(by, WORK, party)
    party = _with_account(party)
    why = "to confirm the account"
    account, payee = (
        sealing.read(party, PARTY, party.uid, field, by=by, why=why)
        for field in approval_terms.BOUND_PARTY_FIELDS
    )
    return payee, account


@transaction.atomic
def confirm(party: Party, channel: str, note: str, *, by: User) -> AccountConfirmation:
    """Record that the payee confirmed the account over a second channel.

    `note` says whom the officer asked and what was read back; it is sealed. Any later change of
    payee or account ends the confirmation. Raises NotAllowed; NotPossible if no account is kept or
    it is confirmed already; NeedsSecondPerson if `by` entered it, seems to be who did, made the
    link by which it was entered, or changed the address to which it was sent; Unfit without a
    known channel or a note.
    """
    require(by, WORK, party)
    party = _with_account(party)
    if channel not in Channel.values or channel == Channel.OWN_PAGE:
        raise Unfit(_("Choose how you asked the payee."), "channel")
    if not note.strip():
        raise Unfit(_("Write whom you asked, and what they read back to you."), "note")
    if approval_terms.entered_account(party, by):
        raise NeedsSecondPerson(
            _(
                "You, or somebody with your browser or mailbox, entered this account, made the "
                "link by which it was entered, or changed where that link is sent. Another officer "
                "confirms it."
            )
        )
    return _confirmed(party, channel, note, by)


@transaction.atomic
def confirm_own(party: Party) -> AccountConfirmation:
    """Record that the payee confirmed, on their own page, the account that an officer entered.

    Raises NotPossible if no account is kept, the payee entered it themself, or the officer who
    entered it also made a link to that page: another officer confirms it then.
    """
    party = _with_account(party)
    changed = approval_terms.account_changed(party)
    if changed is None or changed.actor is None:
        raise NotPossible(_("You entered this account. The fund asks you about it another way."))
    makers = approval_terms.makers_of_links(party)
    if makers and seeming_one(changed.actor, makers):
        raise NotPossible(_("This cannot be confirmed here. The fund asks you another way."))
    return _confirmed(party, Channel.OWN_PAGE, "", None)


def _with_account(party: Party) -> Party:
    party = locking.locked(party)
    if not sealing.is_kept(PARTY, party.uid, approval_terms.ACCOUNT):
        raise NotPossible(_("No account is kept. Enter it first."))
    return party


def _confirmed(party: Party, channel: str, note: str, by: User | None) -> AccountConfirmation:
    if queries.is_confirmed(party):
        raise NotPossible(_("This account is confirmed already."))
    account, payee = (
        sealing.read_to_act(party, PARTY, party.uid, field, why="to confirm the account")
        for field in approval_terms.BOUND_PARTY_FIELDS
    )
    terms = queries.digest_of(party, payee, account)
    row = AccountConfirmation.objects.create(party=party, channel=channel, terms=terms, by=by)
    sealing.write(party, KIND, row.uid, "note", note, by=by)
    after = {"channel": channel}
    record(queries.CONFIRM_DECISION, PARTY, party.uid, by=by, after=after)
    return row


LOG: Final = LogWords(
    verbs={
        queries.CONFIRM_DECISION: pgettext_lazy("decision", "confirm the account of a payee"),
    },
    kinds={
        KIND: pgettext_lazy("decision", "confirmation of an account"),
    },
    parts={
        "channel": gettext_lazy("How they were asked"),
    },
    reasons={
        "to confirm the account": pgettext_lazy("decision", "to confirm the account"),
    },
)
