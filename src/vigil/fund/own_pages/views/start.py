"""The start of a party's own page: what is due or new, its applications, and its other pages."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from vigil.fund.applications.verbs import starting, withdrawing
from vigil.fund.models import Application, Call, Party
from vigil.fund.own_pages import queries
from vigil.fund.own_pages.amounts import grants_on_page, told_grants
from vigil.fund.own_pages.behind_link import (
    Answer,
    OwnAct,
    PageOutcome,
    kept_link,
    leave,
    not_found,
    own_page,
    page_language,
    shown,
)
from vigil.fund.own_pages.next_step import next_step, pages_of, state_of
from vigil.fund.parties.verbs import changing_levels
from vigil.fund.word_keys import queries as word_keys
from vigil.fund.word_keys.verbs import losing
from vigil.trust.public_forms.anonymous_pages import CONFLICT, REFUSED

LINK_IS_NEW: Final = timedelta(hours=1)


def _show(request: HttpRequest, party: Party, token: str, told: PageOutcome) -> HttpResponse:
    language = page_language()
    state = state_of(party, grants_on_page(told_grants(party)), queries.open_grants(party))
    context = {
        "link": kept_link(request, token),
        "link_is_new": _is_new(party),
        "loss": word_keys.loss_notice(party),
        "next_step": next_step(state),
        "nothing_due": bool(state.grants),
        "pages": pages_of(state),
        "applications": queries.applications_of(party, language),
        "invited": queries.invitations_of(party, language),
        "emergencies": queries.emergencies_of(party),
        "receipts": queries.receipts_of(party),
        "asked_level": changing_levels.open_level_request(party),
    }
    return shown(request, "start.html", token, told, context)


def _take_back(request: HttpRequest, party: Party, token: str) -> Answer:
    application = _application(request, party)
    if application is None:
        return not_found(request)
    if request.POST.get("sure") != "on":
        return PageOutcome(REFUSED, unsure=application.uid)
    withdrawing.take_back(application)
    return PageOutcome(done=_("Taken back: what you wrote and your files are destroyed."))


def _read(request: HttpRequest, party: Party, token: str) -> Answer:
    application = _application(request, party)
    if application is None:
        return not_found(request)
    text = queries.message_of(application)
    if not text:
        return PageOutcome(CONFLICT, refused=_("There is no news yet."))
    return PageOutcome(message=text)


def _begin(request: HttpRequest, party: Party, token: str) -> Answer:
    call = Call.objects.filter(slug=request.POST.get("call", "")).first()
    if call is None:
        return not_found(request)
    application = starting.begin_own(party, call, language=page_language())
    return redirect("fund:draft", token, application.uid)


def _stop_new_key(request: HttpRequest, party: Party, token: str) -> Answer:
    losing.object_to_new_key(party)
    done = _("Stopped: no new key was made. Tell us if somebody may have pretended to be you.")
    return PageOutcome(done=done)


def _leave(request: HttpRequest, party: Party, token: str) -> Answer:
    return leave(request, token)


def _application(request: HttpRequest, party: Party) -> Application | None:
    uid = request.POST.get("application", "")
    return party.applications.select_related("call").filter(uid=uid).first()


def _is_new(party: Party) -> bool:
    """Say whether the link is new, so that the page asks to keep it."""
    made = party.link_made_at
    return made is not None and timezone.now() - made < LINK_IS_NEW


ACTS: Final[Mapping[str, OwnAct]] = {
    "take-back": _take_back,
    "read": _read,
    "begin": _begin,
    "stop-new-key": _stop_new_key,
    "leave": _leave,
}
mine = own_page(_show, ACTS)
"""Show the status of everything, and do what was asked."""
