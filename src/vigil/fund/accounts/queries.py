"""Whether the account of a party was confirmed, and who may still confirm it."""

import json
from typing import Final

from django.utils.translation import gettext as _

from vigil.fund.models import AccountConfirmation, Party
from vigil.fund.parties.models.party import PARTY
from vigil.fund.parties.verbs import sealing
from vigil.fund.payments.verbs.approval_terms import ACCOUNT, BOUND_PARTY_FIELDS
from vigil.trust.models import Decision
from vigil.trust.vault.verbs.own_keys import digest_under

CONFIRM_DECISION: Final = "confirm_account"


def digest_of(party: Party, payee: str, account: str) -> str:
    """Return the digest by which a confirmation names payee and account."""
    return digest_under(party.subject, json.dumps(["account", payee, account]))


def is_kept(party: Party) -> bool:
    """Say whether an account is kept, without opening it."""
    return sealing.is_kept(PARTY, party.uid, ACCOUNT)


def newest(party: Party) -> AccountConfirmation | None:
    """Return the newest confirmation of a party's account; it may be of an older account."""
    return party.account_confirmations.select_related("by").first()


def is_confirmed(party: Party) -> bool:
    """Say whether the present account was confirmed. No text is opened for it."""
    return newest(party) is not None and is_kept(party) and _is_of_present(party)


def _is_of_present(party: Party) -> bool:
    """Say whether payee and account were confirmed after both were entered."""
    rows = Decision.objects.filter(target_kind=PARTY, target_key=party.uid)
    sealed = rows.filter(verb="seal", after__field__in=BOUND_PARTY_FIELDS).order_by("-pk").first()
    confirmed = rows.filter(verb=CONFIRM_DECISION).order_by("-pk").first()
    return confirmed is not None and (sealed is None or sealed.pk < confirmed.pk)


def covers(party: Party, payee: str, account: str) -> bool:
    """Say whether the newest confirmation was given for exactly this payee and account."""
    row = newest(party)
    return row is not None and row.terms == digest_of(party, payee, account)


def missing(party: Party) -> list[str]:
    """Return what is missing until the account is confirmed, one sentence each."""
    if not is_kept(party):
        return [
            _("No account is kept. The grantee enters it on their page, or an officer with them.")
        ]
    row = newest(party)
    if row is not None and _is_of_present(party):
        return []
    if row is None:
        return [
            _(
                "The account is not confirmed. An officer who did not enter it asks the payee over "
                "a second channel."
            )
        ]
    return [
        _(
            "Payee or account changed after the account was confirmed. An officer who did not "
            "enter it confirms it again."
        )
    ]
