"""The one thing that stands at the top of a party's own page, and what each of its pages holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vigil.fund.agreements.models import Agreement
from vigil.fund.models import ExtensionRequest, Grant, Party, Report
from vigil.fund.own_pages.amounts import GrantOnPage
from vigil.fund.own_pages.queries import reports_of
from vigil.fund.parties.models.party import PARTY
from vigil.fund.parties.verbs import sealing
from vigil.fund.payments.verbs.approval_terms import ACCOUNT

NEW_FOR: Final = timedelta(days=14)
"""So long an answer to a request for more time is called new."""


@dataclass(frozen=True)
class NextStep:
    """One thing that is due or new: a sentence, the page to go to, and what its link says."""

    text: str
    page: str
    link: str


@dataclass(frozen=True)
class PageLink:
    """A page below the own page, with its state in a few words."""

    page: str
    title: str
    state: str = ""
    is_new: bool = False


@dataclass(frozen=True)
class OwnPageState:
    """What the start of the own page shows of all its pages."""

    agreements: Sequence[Agreement]
    grants: Sequence[GrantOnPage]
    reports: Sequence[Report]
    unread: int
    has_account: bool
    open_grants: Sequence[Grant]


def state_of(
    party: Party, grants: Sequence[GrantOnPage], open_grants: Sequence[Grant]
) -> OwnPageState:
    """Return what stands on all pages of a party, without opening anything."""
    rows = Agreement.objects.filter(grant__in=[one.grant for one in grants])
    return OwnPageState(
        list(rows.exclude(state=Agreement.State.REPLACED).order_by("-offered_at")),
        grants,
        list(reports_of(party)),
        party.messages.filter(read_at=None).exclude(by=None).count(),
        sealing.is_kept(PARTY, party.uid, ACCOUNT),
        open_grants,
    )


def next_step(state: OwnPageState) -> NextStep | None:
    """Return the one thing that is due or new, the most important first; None if nothing is."""
    for find in (_agreement, _message, _payment, _account, _extension, _report):
        if (found := find(state)) is not None:
            return found
    return None


def pages_of(state: OwnPageState) -> list[PageLink]:
    """Return the pages below the own page that there is something on."""
    pages = []
    if state.grants:
        pages.append(_agreed_page(state))
        pages.append(PageLink("fund:mine_dates", _("Amounts and dates"), _sent(state)))
    if state.open_grants or state.reports:
        pages.append(PageLink("fund:mine_due", _("What is due"), _due(state)))
    words = ngettext("%(n)d new message", "%(n)d new messages", state.unread) % {"n": state.unread}
    pages.append(
        PageLink(
            "fund:mine_messages", _("Messages"), words if state.unread else "", bool(state.unread)
        )
    )
    if state.open_grants:
        pages.append(PageLink("fund:mine_happened", _("Tell us that something happened")))
        pages.append(PageLink("fund:mine_changed", _("Tell us what changed")))
    if state.grants:
        account = _("Entered") if state.has_account else _("Not entered yet")
        pages.append(PageLink("fund:mine_account", _("Where the money goes"), account))
    pages.append(PageLink("fund:mine_settings", _("How we reach you, and your link")))
    return pages


def _agreement(state: OwnPageState) -> NextStep | None:
    if not any(one.state == Agreement.State.OFFERED for one in state.agreements):
        return None
    text = _("There is an agreement for you to read.")
    return NextStep(text, "fund:mine_agreed", _("Read what was agreed"))


def _message(state: OwnPageState) -> NextStep | None:
    if not state.unread:
        return None
    text = ngettext(
        "There is a new message for you.", "There are %(n)d new messages for you.", state.unread
    )
    return NextStep(text % {"n": state.unread}, "fund:mine_messages", _("Read your messages"))


def _payment(state: OwnPageState) -> NextStep | None:
    for grant in state.grants:
        for part in grant.parts:
            if part.payment and part.asks_whether_it_arrived and part.missing is None:
                day = date_format(part.payment.paid_on, "DATE_FORMAT")
                text = _("Money was sent on %(day)s. Did it arrive?") % {"day": day}
                return NextStep(text, "fund:mine_dates", _("Tell us whether it arrived"))
    return None


def _account(state: OwnPageState) -> NextStep | None:
    accepted = any(one.state == Agreement.State.ACCEPTED for one in state.agreements)
    if state.has_account or not (accepted and state.open_grants):
        return None
    text = _("We do not know yet where to send the money.")
    return NextStep(text, "fund:mine_account", _("Say where the money goes"))


def _extension(state: OwnPageState) -> NextStep | None:
    since = timezone.now() - NEW_FOR
    answered = (ExtensionRequest.State.GRANTED, ExtensionRequest.State.REFUSED)
    for grant in state.grants:
        for one in grant.extensions[:1]:
            if one.state in answered and one.answered_at and one.answered_at > since:
                text = _("You asked for more time. There is an answer.")
                return NextStep(text, "fund:mine_dates", _("See the answer"))
    return None


def _report(state: OwnPageState) -> NextStep | None:
    due = [one for one in state.reports if not one.is_unsafe]  # type: ignore[attr-defined]
    if not due:
        return None
    day = date_format(due[0].due_on, "DATE_FORMAT")
    if due[0].due_on < timezone.localdate():
        text = _("Your report was due by %(day)s. Write it when it is safe.") % {"day": day}
    else:
        text = _("Your report is due by %(day)s.") % {"day": day}
    return NextStep(text, "fund:mine_due", _("See what is due"))


def _agreed_page(state: OwnPageState) -> PageLink:
    newest = next(iter(state.agreements), None)
    words = "" if newest is None else agreement_state(newest)
    new = newest is not None and newest.state == Agreement.State.OFFERED
    return PageLink("fund:mine_agreed", _("What was agreed"), words, new)


def agreement_state(agreement: Agreement) -> str:
    """Return the state of an agreement in words for the grantee."""
    day = date_format(agreement.answered_at or agreement.offered_at, "DATE_FORMAT")
    said = {
        Agreement.State.OFFERED: _("It waits for your answer."),
        Agreement.State.ACCEPTED: _("Accepted on %(day)s."),
        Agreement.State.DECLINED: _("You said no on %(day)s."),
        Agreement.State.REPLACED: _("It was replaced by a newer one."),
    }[Agreement.State(agreement.state)]
    return said % {"day": day} if "%" in said else said


def _sent(state: OwnPageState) -> str:
    parts = [part for grant in state.grants for part in grant.parts]
    sent = sum(part.payment is not None for part in parts)
    return _("%(sent)d of %(all)d parts sent") % {"sent": sent, "all": len(parts)}


def _due(state: OwnPageState) -> str:
    n = len(state.reports)
    return ngettext("%(n)d report", "%(n)d reports", n) % {"n": n} if n else _("Nothing is due now")
