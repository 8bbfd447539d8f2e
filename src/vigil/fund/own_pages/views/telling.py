"""What a grantee tells by themselves: that something happened, and what changed."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from vigil.fund.grants.verbs import accompanying
from vigil.fund.models import Accompaniment, Grant, Party
from vigil.fund.own_pages import queries
from vigil.fund.own_pages.behind_link import (
    FILES_AT_ONCE,
    Answer,
    OwnAct,
    PageOutcome,
    not_accepted,
    own_page,
    refused_files,
    sent_files,
    shown,
    skipped_files,
    text_or_digests,
)
from vigil.fund.own_pages.forms import ChangesForm, GrantForm, IncidentForm
from vigil.fund.own_pages.resubmission import uid_from_ticket
from vigil.fund.safety.verbs import plans_and_incidents
from vigil.trust.access.errors import NotPossible
from vigil.trust.public_forms.anonymous_pages import CONFLICT, REFUSED, ticket_of


def _show_happened(
    request: HttpRequest, party: Party, token: str, told: PageOutcome
) -> HttpResponse:
    grants = queries.open_grants(party)
    context = {
        "grants": grants,
        "receipts": queries.receipts_of(party, "fund:mine_happened"),
        "form": told.forms.get("incident") or IncidentForm(grants=grants, auto_id="incident-%s"),
    }
    return shown(request, "happened.html", token, told, context)


def _show_changed(
    request: HttpRequest, party: Party, token: str, told: PageOutcome
) -> HttpResponse:
    grants = queries.open_grants(party)
    context = {
        "grants": grants,
        "receipts": queries.receipts_of(party, "fund:mine_changed"),
        "form": told.forms.get("changed") or ChangesForm(grants=grants, auto_id="changed-%s"),
    }
    return shown(request, "changed.html", token, told, context)


def _incident(request: HttpRequest, party: Party, token: str) -> Answer:
    form = IncidentForm(request.POST, grants=queries.open_grants(party), auto_id="incident-%s")
    files, skipped = sent_files(request), skipped_files(request)
    ticket = ticket_of(request)

    def tell(said: dict[str, Any], grant: Grant) -> PageOutcome | None:
        parts = (said["kind"], str(said["month"]), said["reach"], said["contact"])
        what = text_or_digests(said["text"], files)
        _row, refused = plans_and_incidents.report_with_files(
            party,
            said["kind"],
            said["month"],
            said["text"],
            files,
            grant=grant,
            reach=said["reach"],
            contact=said["contact"],
            uid=uid_from_ticket(ticket, party, "incident", grant.uid, *parts, *what),
            identify=lambda content: uid_from_ticket(ticket, party, "happened", content),
        )
        troubles = refused_files(refused) + skipped
        if not troubles:
            return None
        done = _("What you wrote was received and is safe with us. Not everything came with it:")
        return not_accepted(
            "incident",
            form,
            done=done,
            troubles=troubles,
            ticket=request.POST["ticket"],
        )

    return _told(request, token, "fund:mine_happened", "incident", form, tell)


def _changed(request: HttpRequest, party: Party, token: str) -> Answer:
    form = ChangesForm(request.POST, grants=queries.open_grants(party), auto_id="changed-%s")

    def tell(said: dict[str, Any], grant: Grant) -> None:
        accompanying.add_step(
            grant,
            Accompaniment.Kind.OWN_WORDS,
            timezone.localdate(),
            said["text"],
            by=None,
            uid=uid_from_ticket(ticket_of(request), party, "changed", grant.uid, said["text"]),
        )

    return _told(request, token, "fund:mine_changed", "changed", form, tell)


def _told(
    request: HttpRequest,
    token: str,
    page: str,
    act: str,
    form: GrantForm,
    tell: Callable[[dict[str, Any], Grant], PageOutcome | None],
) -> Answer:
    """Record what a grantee tells; a form that is refused comes back as it was typed."""
    if not form.is_valid():
        return PageOutcome(REFUSED, forms={act: form}, troubles=skipped_files(request))
    grant = form.grant()
    if grant is None:
        over = _("No grant of yours is open now, so this cannot be taken here.")
        form.add_error(None, over)
        return PageOutcome(CONFLICT, forms={act: form})
    try:
        answer = tell(form.cleaned_data, grant)
    except NotPossible as error:
        return not_accepted(act, form, error)
    return answer or redirect(page, token)


HAPPENED_ACTS: Final[Mapping[str, OwnAct]] = {"incident": _incident}
CHANGED_ACTS: Final[Mapping[str, OwnAct]] = {"changed": _changed}
happened = own_page(_show_happened, HAPPENED_ACTS, FILES_AT_ONCE)
"""Tell that something happened, with files or a voice message."""
changed = own_page(_show_changed, CHANGED_ACTS)
"""Tell what changed, in one's own words."""
