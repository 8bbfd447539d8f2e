"""Messages with the officers: what they wrote is opened one at a time, and not shown again."""

from collections.abc import Mapping
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from vigil.fund.messages import verbs as messages
from vigil.fund.models import Party
from vigil.fund.own_pages import queries
from vigil.fund.own_pages.behind_link import (
    FILES_AT_ONCE,
    Answer,
    OwnAct,
    PageOutcome,
    not_accepted,
    not_found,
    own_page,
    refused_files,
    sent_files,
    shown,
    skipped_files,
    text_or_digests,
)
from vigil.fund.own_pages.forms import MessageForm
from vigil.fund.own_pages.resubmission import uid_from_ticket
from vigil.trust.access.errors import NotPossible
from vigil.trust.public_forms.anonymous_pages import ticket_of

MOST_SHOWN: Final = 30
"""Messages on the page; older ones stay with the officers."""


def _show(request: HttpRequest, party: Party, token: str, told: PageOutcome) -> HttpResponse:
    context = {
        "messages_of": [
            (one, queries.receipt_number(one.uid))
            for one in queries.messages_of(party)[:MOST_SHOWN]
        ],
        "form": told.forms.get("write") or MessageForm(),
    }
    return shown(request, "messages.html", token, told, context)


def _write(request: HttpRequest, party: Party, token: str) -> Answer:
    form = MessageForm(request.POST)
    if not form.is_valid():
        return not_accepted("write", form, troubles=skipped_files(request))
    text, files, ticket = form.cleaned_data["text"], sent_files(request), ticket_of(request)
    skipped = skipped_files(request)
    if skipped and not text.strip() and not files:
        return not_accepted("write", form, troubles=skipped)
    try:
        made = messages.write_own(
            party,
            text,
            files,
            uid_from_ticket(ticket, party, "message", *text_or_digests(text, files)),
            identify=lambda content: uid_from_ticket(ticket, party, "in message", content),
        )
    except NotPossible as error:
        return not_accepted("write", form, error)
    troubles = refused_files(made.refused) + skipped
    if not troubles:
        return redirect("fund:mine_messages", token)
    done = _("What you wrote was received and is safe with us. Not everything came with it:")
    return not_accepted(
        "write",
        form,
        done=done if made.message else "",
        troubles=troubles,
        ticket=request.POST["ticket"],
    )


def _read(request: HttpRequest, party: Party, token: str) -> Answer:
    row = party.messages.exclude(by=None).filter(uid=request.POST.get("of", "")).first()
    if row is None:
        return not_found(request)
    return PageOutcome(message=messages.read_own(row), opened=row.uid)


ACTS: Final[Mapping[str, OwnAct]] = {"write": _write, "read": _read}
messages_page = own_page(_show, ACTS, FILES_AT_ONCE)
"""Read what the officers wrote, and write to them."""
