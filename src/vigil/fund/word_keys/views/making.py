"""The page on which a party makes a key that it can remember, and tries it once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from vigil.fund.models import Party
from vigil.fund.own_pages.behind_link import METHODS, not_found
from vigil.fund.parties.verbs.own_page_links import party_of_link
from vigil.fund.word_keys import passes, queries
from vigil.fund.word_keys.forms import KindOfKeyForm, TypedKeyForm
from vigil.fund.word_keys.hashing import TooManyTries
from vigil.fund.word_keys.typed_keys import NewKey, UnreadableKey
from vigil.fund.word_keys.verbs import making
from vigil.trust.access.errors import NotPossible
from vigil.trust.public_forms.anonymous_pages import (
    BUSY,
    CONFLICT,
    REFUSED,
    anonymous_form,
    ticket_of,
)
from vigil.trust.public_forms.tickets import new_ticket


@dataclass(frozen=True)
class KeyPage:
    """How the page is shown: status, the key that was just made, forms that were refused."""

    status: int = 200
    made: NewKey | None = None
    kind: Form | None = None
    typed: Form | None = None


@anonymous_form(0)
@require_http_methods(METHODS)
def own_key(request: HttpRequest, token: str) -> HttpResponse:
    """Make a key, show it once, and let it count when it was typed; or end it."""
    if request.method == "POST":
        ticket_of(request)  # a form of ours holds one; it need not be young
    party = party_of_link(token) or passes.party_of_pass(token, for_new_key=True)
    if party is None:
        response = not_found(request)
    else:
        act = _ACTS.get(request.POST.get("do", "")) if request.method == "POST" else None
        response = act(request, party, token) if act else _show(request, party, token)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _make(request: HttpRequest, party: Party, token: str) -> HttpResponse:
    form = KindOfKeyForm(request.POST)
    if not form.is_valid():
        return _show(request, party, token, KeyPage(REFUSED, kind=form))
    try:
        made = making.make_key(party, *form.asked())
    except NotPossible as error:
        form.add_error(None, str(error))
        return _show(request, party, token, KeyPage(_status(error), kind=form))
    return _show(request, party, token, KeyPage(made=made))


def _try(request: HttpRequest, party: Party, token: str) -> HttpResponse:
    form = TypedKeyForm(request.POST)
    if not form.is_valid():
        return _show(request, party, token, KeyPage(REFUSED, typed=form))
    kept = party_of_link(token) is not None
    try:
        making.try_key(party, form.cleaned_data["key"], _language())
    except NotPossible as error:
        form.add_error("key", str(error))
        return _show(request, party, token, KeyPage(_status(error), typed=form))
    # Every fresh address ended with the old key, this one too.
    return redirect("fund:own_key", token if kept else passes.new_pass(party))


def _end(request: HttpRequest, party: Party, token: str) -> HttpResponse:
    kept = party_of_link(token) is not None
    making.end_key(party)
    if kept:
        return redirect("fund:own_key", token)
    return render(request, "fund/own_pages/link_ended.html", {"removed": False})


_ACTS: Final[Mapping[str, Callable[[HttpRequest, Party, str], HttpResponse]]] = {
    "make": _make,
    "try": _try,
    "end": _end,
}


def _show(
    request: HttpRequest, party: Party, token: str, page: KeyPage | None = None
) -> HttpResponse:
    page = page or KeyPage()
    offered = queries.language_offered(_language())
    context: dict[str, Any] = {
        "token": token,
        "page": page,
        "told": page,
        "ticket": new_ticket(),
        "address": request.build_absolute_uri(reverse("fund:key")),
        "key": queries.key_of(party),
        "kind": page.kind
        or KindOfKeyForm(initial={"kind": f"words-{offered}" if offered else "digits"}),
        "typed": page.typed or TypedKeyForm(),
        "tries": page.made is not None or page.typed is not None,
        "new_key_alone": passes.leads_to_new_key_alone(token),
    }
    return render(request, "fund/word_keys/own_key.html", context, status=page.status)


def _status(error: NotPossible) -> int:
    if isinstance(error, TooManyTries):
        return BUSY
    return REFUSED if isinstance(error, UnreadableKey) else CONFLICT


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE
