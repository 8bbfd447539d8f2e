"""The agreement of a grant, its text, and whether it is about the present plan."""

from django.utils.translation import gettext as _

from vigil.fund.agreements.terms import digest_of_plan
from vigil.fund.models import Agreement, Grant
from vigil.fund.parties.verbs import sealing
from vigil.fund.payments.verbs.approval_terms import makers_of_links
from vigil.trust.people.duplicate_accounts import seeming_one

State = Agreement.State


def agreement_for(grant: Grant) -> Agreement | None:
    """Return the newest agreement of a grant, in whatever state it is."""
    rows = grant.agreements.select_related("grant__party", "offered_by", "answered_by")
    return rows.order_by("-version").first()


def is_of_present_plan(agreement: Agreement) -> bool:
    """Say whether the agreement states the amounts and days of the present plan."""
    return agreement.terms == digest_of_plan(agreement.grant)


def was_offered_by_link_maker(agreement: Agreement) -> bool:
    """Say whether who offered an agreement made a link to the page on which it is accepted."""
    makers = makers_of_links(agreement.grant.party)
    return bool(makers and seeming_one(agreement.offered_by, makers))


def text_for_party(agreement: Agreement) -> str:
    """Return the text of an agreement for the party that it is offered to."""
    return sealing.read_to_act(
        agreement.grant.party, "agreement", agreement.uid, "text", why="to show the agreement"
    )


def missing(grant: Grant) -> list[str]:
    """Return what is missing until an agreement about the present plan is accepted."""
    row = agreement_for(grant)
    if row is None:
        return [_("No agreement was offered. An officer offers it to the grantee.")]
    if row.state == State.DECLINED:
        return [_("The grantee declined the agreement. Speak with them, and offer a new version.")]
    if not is_of_present_plan(row):
        return [
            _("The amounts or days changed after the agreement was offered. Offer a new version.")
        ]
    if row.state != State.ACCEPTED and was_offered_by_link_maker(row):
        return [
            _(
                "Who offered the agreement also made a link to the grantee’s page, and could "
                "accept it there. Another officer offers it, or it is recorded with the document."
            )
        ]
    if row.state != State.ACCEPTED:
        return [
            _(
                "The grantee has not accepted the agreement. They accept it on their page, or an "
                "officer records it with the document."
            )
        ]
    return []
