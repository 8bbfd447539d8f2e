"""Start an application: from the public page of a call, or from the party’s own page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.fund.access.doors import APPLICATION_FORM
from vigil.fund.applications.verbs.saving_drafts import KIND, State
from vigil.fund.calls import verbs as calls
from vigil.fund.calls import versions
from vigil.fund.models import Application, Call, Nomination, Party
from vigil.fund.parties import locking
from vigil.fund.parties.verbs import own_page_links, registering
from vigil.fund.parties.verbs.own_page_links import token_of
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.numbering import next_number
from vigil.trust.decisions.verbs import record
from vigil.trust.public_forms.doors import require_open
from vigil.trust.public_forms.tickets import Ticket, require_ready, spend
from vigil.trust.rooms.log_words import LogWords


@dataclass(frozen=True)
class StartedApplication:
    """A new application, and the token of the link to it. The token is not stored."""

    application: Application
    token: str


def begin(
    call: Call, who: Mapping[str, Any], *, ticket: Ticket, language: str
) -> StartedApplication:
    """Start an application to an open call, and register the applicant.

    `who` holds values for `registering.take_in`; the level is hidden unless they chose another.
    Sending the same form twice makes one application. Raises NotPossible if the call is not open or
    `who` is invalid; DoorClosed, StaleTicket, TooSoon, Full.
    """
    token = token_of(ticket, call.slug)
    if (before := _begun(token, call)) is not None:
        return StartedApplication(before, token)
    _require_open(call)
    if call.access != Call.Access.OPEN:
        raise NotPossible(_("Only whom we invite applies here: by the link that they were given."))
    require_open(APPLICATION_FORM)
    require_ready(ticket)
    registering.compute_digests(who)
    try:
        return StartedApplication(_begin(call, who, ticket, token, language), token)
    except NotPossible:
        # The same form, sent twice at once: the other one was first.
        if (other := _begun(token, call)) is not None:
            return StartedApplication(other, token)
        raise


@transaction.atomic
def begin_own(party: Party, call: Call, *, language: str) -> Application:
    """Start an application of a known party, or return the one it has started.

    Raises NotPossible if the call is not open, or is by invitation and they are not invited;
    DoorClosed.
    """
    call = calls.locked(call)  # before the party: see `parties.locking`
    party = locking.locked(party)
    mine = party.applications.filter(call=call).exclude(state=State.WITHDRAWN).first()
    if mine is not None:
        return mine
    require_open(APPLICATION_FORM)
    _require_open(call)
    if call.access != Call.Access.OPEN and not invited_to(party).filter(pk=call.pk).exists():
        raise NotPossible(_("Only whom we invite applies here: by the link that they were given."))
    return _create(call, party, language)


def invited_to(party: Party) -> QuerySet[Call]:
    """Return the published calls to which a party was invited."""
    asked = party.nominations.filter(state=Nomination.State.CONTACTED).exclude(call=None)
    return Call.objects.filter(pk__in=asked.values("call"), state=Call.State.PUBLISHED)


def _begun(token: str, call: Call) -> Application | None:
    party = own_page_links.party_of_token(token)
    return party.applications.filter(call=call).first() if party is not None else None


@transaction.atomic
def _begin(
    call: Call, who: Mapping[str, Any], ticket: Ticket, token: str, language: str
) -> Application:
    spend(ticket)
    values = {"level": "hidden", "language": language, **who}
    party = registering.take_in(by=None, **values)
    own_page_links.new_link(party, by=None, token=token)
    return _create(call, party, language)


def _create(call: Call, party: Party, language: str) -> Application:
    call = calls.locked(call)
    calls.freeze_form_and_rubric(call)
    row = Application.objects.create(
        number=next_number(Application),
        call=call,
        party=party,
        language=language[:12],
        currency=call.currency,
        form_version=versions.freeze_version(call),
    )
    record("begin_application", KIND, row.uid, by=None, after={"call": call.slug})
    return row


def _require_open(call: Call) -> None:
    if not calls.is_open(call):
        raise NotPossible(_("This call is not open: nothing can be begun now."))


LOG: Final = LogWords(
    verbs={
        "begin_application": pgettext_lazy("decision", "begin an application"),
    },
)
