"""What came from grantees, at the desk: the list, and the messages of one party."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from django.core.paginator import Paginator
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import (
    READ_AND_ACT,
    Act,
    Data,
    ScreenState,
    act_named,
    found_or_404,
)
from vigil.files import Kind
from vigil.fund.access.rules import WORK
from vigil.fund.extensions import verbs as extensions
from vigil.fund.messages import forms, opening, queries, verbs
from vigil.fund.messages.queries import FromGrantee
from vigil.fund.models import ApplicationFile, ExtensionRequest, Message, Party
from vigil.fund.parties import queries as party_queries
from vigil.fund.parties.forms.desk import ReasonForm
from vigil.fund.parties.letters import how_to_notify
from vigil.trust.models import User
from vigil.trust.uploads.downloads import download

PAGE: Final = 50
MOST_SHOWN: Final = 100
"""Messages of one party on its page."""


@room_view(WORK)
@require_safe
def listed(request: HttpRequest) -> HttpResponseBase:
    """List what came from grantees and waits, the oldest first."""
    page = Paginator(queries.waiting_for(person(request)), PAGE).get_page(request.GET.get("page"))
    return render(request, "fund/messages/waiting.html", {"page": page})


@room_view(WORK)
@require_http_methods(READ_AND_ACT)
def thread(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show the messages and requests of a party, closed until a reason is given, and answer."""
    rows = party_queries.visible_to(person(request)).filter(removed_at=None)
    found: Party = found_or_404(rows, uid=uid)
    show = partial(_show, request, found)
    if request.method != "POST":
        return show(ScreenState())
    back = reverse("desk_fund:thread", args=[uid])
    return act_named(request, found, ACTS, show=show, back=back)


def _open_waiting(party: Party, data: Data, by: User) -> dict[str, Any]:
    return {"texts": opening.open_waiting(party, by=by, why=data["why"])}


def _open_one(party: Party, data: Data, by: User) -> dict[str, Any]:
    row = _one(party.messages.all(), data["of"])
    return {"texts": opening.open_message(row, by=by, why=data["why"])}


def _open_file(party: Party, data: Data, by: User) -> HttpResponseBase:
    """Return a file as a download with a neutral name; the opening is recorded."""
    row: ApplicationFile = _one(queries.files_from(party), data["of"])
    content, kind = verbs.open_file(row, by=by, why=data["why"]), Kind(row.kind)
    return download(content, kind.media_type, f"file-{row.pk}{kind.suffix}")


def _write(party: Party, data: Data, by: User) -> str:
    verbs.write(party, data["text"], by=by)
    return how_to_notify(party, verbs.write_news_once(party, by=by))


def _answered(party: Party, data: Data, by: User) -> Message:
    return verbs.answer(_one(party.messages.filter(by=None), data["of"]), by=by)


def _grant(party: Party, data: Data, by: User) -> ExtensionRequest:
    row = _extension(party, data["of"])
    return extensions.grant_request(row, by=by, why=data["why"], answer=data["answer"])


def _refuse(party: Party, data: Data, by: User) -> ExtensionRequest:
    return extensions.refuse_request(_extension(party, data["of"]), data["answer"], by=by)


def _extension(party: Party, uid: str) -> ExtensionRequest:
    rows = ExtensionRequest.objects.filter(grant__party=party).select_related("grant__party")
    row: ExtensionRequest = _one(rows, uid)
    return row


def _one(rows: Any, uid: str) -> Any:
    row = rows.filter(uid=uid).first()
    if row is None:
        raise Http404
    return row


ACTS: Final[Mapping[str, Act[Party]]] = {
    "open_waiting": Act(form=ReasonForm, verb=_open_waiting),
    "open_one": Act(
        form=forms.OpenMessageForm,
        verb=_open_one,
        form_arguments=lambda party, _by: {"thread": list(queries.thread_of(party)[:MOST_SHOWN])},
    ),
    "open_file": Act(form=forms.OpenFileForm, verb=_open_file),
    "write": Act(
        form=forms.WriteForm, verb=_write, done=str, next=lambda party, _said: _thread_of(party)
    ),
    "answered": Act(form=forms.RowForm, verb=_answered, done=_("Marked as answered.")),
    "grant_time": Act(
        form=forms.GrantExtensionForm,
        verb=_grant,
        done=_("More time is granted. Offer the agreement anew on the page of the grant."),
    ),
    "refuse_time": Act(
        form=forms.RefuseExtensionForm, verb=_refuse, done=_("The request is refused.")
    ),
}
"""What an officer does with what a party sent."""


def _thread_of(party: Party) -> str:
    return reverse("desk_fund:thread", args=[party.uid])


def _show(request: HttpRequest, party: Party, screen: ScreenState) -> HttpResponseBase:
    by = person(request)
    texts = screen.revealed.get("texts", {})
    messages = list(queries.thread_of(party)[:MOST_SHOWN])
    waiting = [_shown(one, texts, screen) for one in queries.waiting_of(party)]
    above = {one["item"].of for one in waiting}  # what is open there need not stand twice
    context = {
        "party": party,
        "screen": screen,
        "waiting": waiting,
        "thread": [
            (one, None if (of := f"message-{one.uid}") in above else texts.get(of))
            for one in messages
        ],
        "files": [(one, _row_form("open_file", one.uid, screen)) for one in _files(party)],
        "forms": {
            name: screen.forms.get(name) or ACTS[name].blank(name, party, by)
            for name in ("open_waiting", "open_one", "write")
        },
    }
    return render(request, "fund/messages/thread.html", context, status=screen.status)


def _files(party: Party) -> list[ApplicationFile]:
    return [one for one in queries.files_from(party).order_by("-pk") if not one.seconds]


def _shown(one: FromGrantee, texts: opening.OpenedTexts, screen: ScreenState) -> dict[str, Any]:
    return {
        "item": one,
        "texts": texts.get(one.of),
        "kind": one.of.partition("-")[0],
        "forms": {
            name: _row_form(name, one.row.uid, screen)
            for name in ("answered", "grant_time", "refuse_time")
        },
    }


def _row_form(name: str, uid: str, screen: ScreenState) -> BaseForm:
    """Return the form of an act on one row: as it was sent for this row, or blank."""
    sent = screen.forms.get(name)
    if sent is not None and sent.data.get("of") == uid:
        return sent
    return ACTS[name].form(auto_id=f"{name}-{uid}-%s", initial={"of": uid})
