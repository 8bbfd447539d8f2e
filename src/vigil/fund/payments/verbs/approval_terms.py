"""What an approval binds: payee, account, amount, currency, tranche, and how the money travels.

An approver opens these terms and sends back a digest of what they saw. The digest is made with the
party's key, reveals nothing, and is destroyed with the party. Any change of the terms voids the
approval, and a payment checks again that it matches.
"""

import hmac
import json
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.fund.models import Approval, EmergencyRequest, EmergencyWord, Grant, Party, Tranche
from vigil.fund.parties.verbs import sealing
from vigil.fund.payments.models import PaymentWay
from vigil.trust.access.errors import NeedsSecondPerson, NotPossible
from vigil.trust.decisions.verbs import record
from vigil.trust.models import Decision, User
from vigil.trust.people.duplicate_accounts import seeming_one
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.vault.verbs.own_keys import digest_under

PARTY: Final = "party"
ACCOUNT: Final = "bank"
BOUND_PARTY_FIELDS: Final = (ACCOUNT, "name")
"""Fields of a party that an approval binds."""
UNPAID: Final = (Tranche.State.PLANNED, Tranche.State.APPROVED)
INTERMEDIARY: Final = "intermediary"
"""The field of a tranche that names who carries its money."""
VOID_DECISION: Final = "void_approvals"
REGISTER_DECISION: Final = "take_in_party"
"""The decision by which a party was registered."""
LINK_DECISION: Final = "make_party_link"
"""The decision by which somebody made the link to a party's own page."""
SLIP_DECISION: Final = "hand_over_key"
"""The decision by which somebody saw a key that leads to it."""


@dataclass(frozen=True)
class PaymentTerms:
    """Payee, account and amount of a payment; `plan` names the tranche or request.

    `intermediary` is who carries the money, where it is not paid by bank.
    """

    party: Party
    payee: str
    account: str
    minor: int
    currency: str
    plan: tuple[object, ...]
    way: str = PaymentWay.BANK
    intermediary: str = field(default="", kw_only=True)

    @property
    def way_label(self) -> str:
        """Return how the money travels, in words."""
        return str(PaymentWay(self.way).label)

    def seen_by(self, user: User) -> str:
        """Return the digest by which this user's approval names these terms."""
        bound = [self.payee, self.account, self.minor, self.currency, self.plan, user.pk]
        if self.way != PaymentWay.BANK:
            bound += [self.way, self.intermediary]
        return digest_under(self.party.subject, json.dumps(bound))

    def were_seen(self, row: Approval | EmergencyWord) -> bool:
        """Say whether an approval was given for exactly these terms."""
        return hmac.compare_digest(row.terms, self.seen_by(row.by))


def open_terms(of: Tranche | EmergencyRequest, *, by: User, why: str) -> PaymentTerms:
    """Open the terms for an approver or payer, and record it.

    The calling verb checks the permission.
    """
    party = _party(of)
    account, payee = (
        sealing.read(party, PARTY, party.uid, f, by=by, why=why) for f in BOUND_PARTY_FIELDS
    )
    carrier = ""
    if _has_intermediary(of):
        carrier = sealing.read(party, "tranche", of.uid, INTERMEDIARY, by=by, why=why)
    return terms_of(of, payee, account, carrier)


def terms_for_system(of: Tranche | EmergencyRequest, *, why: str) -> PaymentTerms:
    """Return the present terms, to compare approvals with; nobody sees them."""
    party = _party(of)
    account, payee = (
        sealing.read_to_act(party, PARTY, party.uid, f, why=why) for f in BOUND_PARTY_FIELDS
    )
    carrier = ""
    if _has_intermediary(of):
        carrier = sealing.read_to_act(party, "tranche", of.uid, INTERMEDIARY, why=why)
    return terms_of(of, payee, account, carrier)


def terms_of(
    of: Tranche | EmergencyRequest, payee: str, account: str, intermediary: str = ""
) -> PaymentTerms:
    """Return the terms of a tranche or request, with the opened texts."""
    party = _party(of)
    if isinstance(of, EmergencyRequest):
        return PaymentTerms(party, payee, account, of.minor, of.currency, ("emergency", of.uid))
    shares = sorted(of.shares.values_list("donor", "minor"))
    plan: tuple[object, ...] = ("tranche", of.uid, str(of.due_on or ""), of.needs_report, shares)
    if of.report is not None:
        plan += (of.report.uid,)
    minor = sum(share for _donor, share in shares)
    return PaymentTerms(
        party,
        payee,
        account,
        minor,
        of.grant.currency,
        plan,
        of.way,
        intermediary=intermediary,
    )


def require_seen(terms: PaymentTerms, seen: str, by: User) -> None:
    """Raise NotPossible unless the user saw the terms as they are now."""
    if not seen:
        raise NotPossible(_("Open payee and account first: you approve what they show."))
    if not hmac.compare_digest(seen.encode(), terms.seen_by(by).encode()):
        raise NotPossible(
            _(
                "The payee, account or amount has changed since you opened them. "
                "Open them again and check them."
            )
        )


def account_changed(party: Party) -> Decision | None:
    """Return the decision that entered the present account, or None."""
    rows = Decision.objects.filter(target_kind=PARTY, target_key=party.uid, verb="seal")
    return rows.filter(after__field=ACCOUNT).select_related("actor").order_by("-pk").first()


def entered_account(party: Party, user: User) -> bool:
    """Say whether this user entered the present account, or seems to be who did.

    Whoever made a link to the party's page, or changed the address to which it is sent, counts as
    well: they could have opened it.
    """
    changed = account_changed(party)
    if changed is None:
        return False
    if changed.actor is not None:
        return bool(seeming_one(user, [changed.actor.pk]))
    could_enter = makers_of_links(party, before=changed) | _who_moved_contact(party, changed)
    return bool(seeming_one(user, could_enter))


def makers_of_links(party: Party, before: Decision | None = None) -> set[int]:
    """Return the users (keys) who made a link or key to a party's page, before a decision."""
    made = Decision.objects.filter(target_kind=PARTY, target_key=party.uid)
    made = made.filter(verb__in=(LINK_DECISION, SLIP_DECISION))
    if before is not None:
        made = made.filter(pk__lt=before.pk)
    by = made.exclude(actor=None).values_list("actor", flat=True)
    return {pk for pk in by if pk is not None}


def _who_moved_contact(party: Party, before: Decision) -> set[int]:
    """Return the officers (keys) who changed where a party is written to, before a decision.

    The contact with which it was registered is no change.
    """
    rows = Decision.objects.filter(target_kind=PARTY, target_key=party.uid, pk__lt=before.pk)
    registered = rows.filter(verb=REGISTER_DECISION).order_by("pk").first()
    changed = rows.filter(verb="seal", after__field="contact").exclude(actor=None)
    if registered is not None:
        changed = changed.filter(pk__gt=registered.pk)
    return {pk for pk in changed.values_list("actor", flat=True) if pk is not None}


def require_not_entered_by(party: Party, by: User) -> None:
    """Raise NeedsSecondPerson if the user entered the account."""
    if entered_account(party, by):
        raise NeedsSecondPerson(
            _(
                "You, or somebody with your browser or mailbox, entered the account of this payee, "
                "made the link by which it was entered, or changed where that link is sent. Two "
                "other people have to approve the payment."
            )
        )


def require_way_not_asked_by(tranche: Tranche, by: User) -> None:
    """Raise NeedsSecondPerson if the user asked that the tranche is not paid by bank."""
    if tranche.way_asked_by_id and seeming_one(by, [tranche.way_asked_by_id]):
        raise NeedsSecondPerson(
            _(
                "You, or somebody with your browser or mailbox, asked for this way of payment. Two "
                "other people have to approve it."
            )
        )


def void(tranche: Tranche, *, by: User | None, fields: list[str]) -> None:
    """Void the approvals of an unpaid tranche, because its terms changed.

    `fields` are the changed fields of the party, or "tranche". Tranche and grant are locked.
    """
    number = tranche.approvals.all().delete()[0]
    if not number:
        return
    tranche.state = Tranche.State.PLANNED
    tranche.save(update_fields=["state"])
    record(
        VOID_DECISION,
        "grant",
        tranche.grant.uid,
        by=by,
        before={"approvals": number},
        after={"tranche": tranche.number, "fields": fields},
    )


def void_changed(party: Party, fields: list[str], *, by: User | None) -> None:
    """Void approvals of a party's unpaid tranches that no longer match its account or name.

    The party is locked, and `fields` of it were written.
    """
    approved = Approval.objects.filter(tranche__grant__party=party, tranche__state__in=UNPAID)
    grants = Grant.objects.select_for_update().filter(pk__in=approved.values("tranche__grant"))
    for grant in grants.order_by("pk"):
        for tranche in grant.tranches.select_for_update().filter(state__in=UNPAID):
            rows = list(tranche.approvals.select_related("by"))
            tranche.grant, grant.party = grant, party
            terms = terms_for_system(tranche, why="to check what was approved") if rows else None
            if terms is not None and not all(terms.were_seen(row) for row in rows):
                void(tranche, by=by, fields=fields)


def _has_intermediary(of: Tranche | EmergencyRequest) -> bool:
    return isinstance(of, Tranche) and of.way == PaymentWay.INTERMEDIARY


def _party(of: Tranche | EmergencyRequest) -> Party:
    return of.party if isinstance(of, EmergencyRequest) else of.grant.party


LOG: Final = LogWords(
    verbs={
        "make_party_link": pgettext_lazy("decision", "make the link to somebody’s own page"),
        "void_approvals": pgettext_lazy("decision", "void the approvals of a payment"),
    },
    parts={
        "approvals": pgettext_lazy("decision", "approvals"),
    },
    reasons={
        "to check what was approved": pgettext_lazy("decision", "to check what was approved"),
    },
)
