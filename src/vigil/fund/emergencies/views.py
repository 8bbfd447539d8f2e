"""Emergency requests at the desk: the list, a new one, and one with its votes."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import (
    READ_AND_ACT,
    Act,
    Data,
    ScreenState,
    act_named,
    forms_of,
    found_or_404,
    perform,
)
from vigil.fund.access.rules import WORK
from vigil.fund.emergencies import forms as emergency_forms
from vigil.fund.emergencies.verbs import deciding
from vigil.fund.models import EmergencyRequest, EmergencyWord, Party
from vigil.fund.overview import queries
from vigil.fund.overview.forms import CodeFilter
from vigil.fund.overview.listing import NextAct, list_page, of_code
from vigil.fund.parties import queries as party_queries
from vigil.fund.parties.forms import desk as desk_forms
from vigil.fund.payments.queries import OpenedTerms
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import User


@room_view(WORK)
@require_safe
def listed(request: HttpRequest) -> HttpResponseBase:
    """List the emergency requests: undecided ones first, soonest deadline first."""
    filters = CodeFilter(request.GET)
    rows = queries.emergencies_for(person(request))
    rows = of_code(rows, filters.code_asked, {"F": "party__number"})
    found = list_page(request, rows, EmergencyRequest.State.choices)
    listed: list[EmergencyRequest] = list(found.page.object_list)
    mine = set(
        EmergencyWord.objects.filter(request__in=listed, by=person(request)).values_list(
            "request", flat=True
        )
    )
    context = {
        "filters": filters,
        "states": found.states,
        "page": found.page,
        "rows": [(row, _next_act(row, voted=row.pk in mine)) for row in listed],
        "needs": EmergencyRequest.NEEDS,
    }
    return render(request, "fund/emergencies/emergencies.html", context)


def _next_act(row: EmergencyRequest, *, voted: bool) -> NextAct:
    at = reverse("desk_fund:emergency", args=[row.uid])
    if row.state == EmergencyRequest.State.WAITING:
        if voted:
            return NextAct(gettext("Waits for a second person"))
        return NextAct(gettext("Vote on the request"), at)
    if row.is_untold:
        return NextAct(gettext("Release the answer"), at)
    return NextAct("")


@room_view(WORK)
@require_http_methods(READ_AND_ACT)
def new(request: HttpRequest) -> HttpResponseBase:
    """Enter a request for somebody who reached an officer."""

    def show(screen: ScreenState) -> HttpResponseBase:
        form = screen.forms.get("new") or NEW_EMERGENCY.blank("new", None, person(request))
        return render(request, "fund/emergencies/new.html", {"form": form}, status=screen.status)

    if request.method != "POST":
        return show(ScreenState())
    back = reverse("desk_fund:emergencies")
    return perform(request, None, "new", NEW_EMERGENCY, show=show, back=back)


def _request_help(_item: None, data: Data, by: User) -> EmergencyRequest:
    return deciding.request_help(
        _whom(data, by),
        data["needs"],
        data["amount"],
        data["currency"],
        data["what"],
        by=by,
        language=get_language() or "en",
    )


def _whom(data: Data, by: User) -> Party | dict[str, str]:
    """Return the party of the number that was typed, or what is kept of a new one."""
    if data["code"]:
        number = int("".join(c for c in data["code"] if c.isdecimal()))
        party = party_queries.visible_to(by).filter(number=number, removed_at=None).first()
        if party is None:
            raise NotPossible(gettext("There is nobody of this number."))
        return party
    if not data["name"].strip():
        raise NotPossible(
            gettext("Say who needs help: a name, or the number of who is kept already.")
        )
    return {name: data[name] for name in emergency_forms.EmergencyForm.PARTY}


NEW_EMERGENCY: Final = Act[None](
    form=emergency_forms.EmergencyForm,
    verb=_request_help,
    next=lambda _item, made: reverse("desk_fund:emergency", args=[made.uid]),
)


@room_view(WORK)
@require_http_methods(READ_AND_ACT)
def emergency(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show an emergency request, open what happened, and vote on it."""
    found: EmergencyRequest = found_or_404(queries.emergencies_for(person(request)), uid=uid)
    show = partial(_show, request, found)
    if request.method != "POST":
        return show(ScreenState())
    address = reverse("desk_fund:emergency", args=[uid])
    return act_named(request, found, ACTS, show=show, back=address)


def _set_amount(emergency: EmergencyRequest, data: Data, by: User) -> None:
    language = get_language() or "en"
    deciding.set_amount(emergency, data["amount"], data["currency"], by=by, language=language)


def _open_terms(emergency: EmergencyRequest, _data: Data, by: User) -> dict[str, Any]:
    terms = deciding.open_terms(emergency, by=by)
    return {"terms": OpenedTerms(emergency.uid, terms, by)}


ACTS: Final[Mapping[str, Act[EmergencyRequest]]] = {
    "open": Act(
        form=desk_forms.ReasonForm,
        verb=lambda emergency, data, by: {
            "what": deciding.open_what(emergency, by=by, why=data["why"])
        },
    ),
    "open_words": Act(
        form=desk_forms.ReasonForm,
        verb=lambda emergency, data, by: {
            "words": deciding.open_words(emergency, by=by, why=data["why"])
        },
    ),
    "amount": Act(form=emergency_forms.AmountForm, verb=_set_amount, done=_("The amount is set.")),
    "terms": Act(form=desk_forms.EmptyForm, verb=_open_terms, recent=True),
    "word": Act(
        form=emergency_forms.EmergencyDecisionForm,
        verb=lambda emergency, data, by: deciding.give_word(
            emergency, data["yes"], data["why"], by=by, seen=data["seen"]
        ),
        done=_("Your word is kept."),
        recent=True,
    ),
    "release": Act(
        form=desk_forms.EmptyForm,
        verb=lambda emergency, _data, by: deciding.release_answer(emergency, by=by),
        done=_("They are told."),
    ),
}
"""What an officer does with an emergency request. Whoever approves money proves who they are."""


def _show(request: HttpRequest, found: EmergencyRequest, screen: ScreenState) -> HttpResponseBase:
    by = person(request)
    rows = EmergencyRequest.objects.select_related("party", "by", "letter", "told_by")
    found = rows.get(pk=found.pk)
    said = list(found.words.select_related("by"))
    mine = any(word.by_id == by.pk for word in said)
    waits = found.state == EmergencyRequest.State.WAITING
    forms = forms_of(ACTS, found, by, screen)
    if terms := screen.revealed.get("terms"):
        forms["word"].initial["seen"] = terms.seen
    context = {
        "emergency": found,
        "party": found.party,
        "needs": [str(EmergencyRequest.NEEDS[need]) for need in found.needs],
        "forms": forms,
        "terms": terms,
        "screen": screen,
        "words": said,
        "mine": mine,
        "waits": waits,
        "sets_amount": waits and not said,
        "sees_words": mine or not waits,
        "grant": getattr(found, "grant", None),
        "how_to_tell": "" if waits else deciding.how_to_tell(found),
        "decisions": queries.decisions_on(deciding.KIND, found.uid),
    }
    return render(request, "fund/emergencies/emergency.html", context, status=screen.status)
