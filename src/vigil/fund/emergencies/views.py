"""Emergencies at the desk: what waits for two people, taking one in, saying a word."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vigil.desk.screens.access import person, room_view
from vigil.fund.access.rules import WORK
from vigil.fund.emergencies.verbs import deciding
from vigil.fund.grants.queries import OpenedTerms
from vigil.fund.models import EmergencyRequest, Party
from vigil.fund.overview import queries
from vigil.fund.overview.acts import (
    CONFLICT,
    READING_WRITING,
    REFUSED,
    Act,
    Told,
    acted,
    forms_of,
    found_or_404,
)
from vigil.fund.parties import queries as party_queries
from vigil.fund.parties.forms import desk as desk_forms
from vigil.fund.payments.money import NotAnAmount
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import User
from vigil.trust.sessions.recent_sign_in import require_recent

PAGE = 50
PAYING = frozenset({"terms", "word"})
"""Acts by which money is approved: whoever does one proves who they are, as on a grant."""


@room_view(WORK)
@require_safe
def listed(request: HttpRequest) -> HttpResponseBase:
    """List the emergencies: what waits first, and of that what is to be decided soonest."""
    rows = queries.emergencies_for(person(request))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "needs": EmergencyRequest.NEEDS}
    return render(request, "fund/emergencies/emergencies.html", context)


@room_view(WORK)
@require_http_methods(READING_WRITING)
def new(request: HttpRequest) -> HttpResponseBase:
    """Take an emergency in for somebody who reached an officer."""
    by = person(request)
    form = desk_forms.EmergencyForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = REFUSED
        if form.is_valid():
            try:
                made = _taken_in(form, by)
            except NotAnAmount as error:
                form.add_error("amount", str(error))
            except NotPossible as error:
                form.add_error(None, str(error))
                status = CONFLICT
            else:
                return redirect("desk_fund:emergency", made.uid)
    return render(request, "fund/emergencies/new.html", {"form": form}, status=status)


def _taken_in(form: desk_forms.EmergencyForm, by: User) -> EmergencyRequest:
    said = form.cleaned_data
    whom: Party | dict[str, str] = form.party()
    if form.number is not None:
        kept = party_queries.visible_to(by).filter(number=form.number, removed_at=None).first()
        if kept is None:
            raise NotPossible(_("There is nobody of this number."))
        whom = kept
    elif not said["name"].strip():
        raise NotPossible(_("Say who needs help: a name, or the number of who is kept already."))
    return deciding.request_help(
        whom,
        said["needs"],
        said["amount"],
        said["currency"],
        said["what"],
        by=by,
        language=get_language() or "en",
    )


@room_view(WORK)
@require_http_methods(READING_WRITING)
def emergency(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show an emergency, open what happened, and say a word."""
    by = person(request)
    found: EmergencyRequest = found_or_404(queries.emergencies_for(by), uid=uid)
    acts = _acts(found, by)

    def show(told: Told) -> HttpResponseBase:
        return _show(request, found, acts, told)

    if request.method != "POST":
        return show(Told())
    if request.POST.get("act") in PAYING:
        require_recent(request)
    return acted(request, acts, show, reverse("desk_fund:emergency", args=[uid]))


def _acts(found: EmergencyRequest, by: User) -> dict[str, Act]:
    def opened(said: dict[str, Any]) -> dict[str, Any]:
        return {"what": deciding.open_what(found, by=by, why=said["why"])}

    def words(said: dict[str, Any]) -> dict[str, Any]:
        return {"words": deciding.open_words(found, by=by, why=said["why"])}

    def amount(said: dict[str, Any]) -> None:
        language = get_language() or "en"
        deciding.set_amount(found, said["amount"], said["currency"], by=by, language=language)

    def terms(_said: dict[str, Any]) -> dict[str, Any]:
        shown = deciding.open_terms(found, by=by)
        return {"terms": OpenedTerms(found.uid, shown, by)}

    def word(said: dict[str, Any]) -> None:
        deciding.give_word(found, said["yes"], said["why"], by=by, seen=said["seen"])

    def release(said: dict[str, Any]) -> None:
        deciding.release_answer(found, by=by)

    return {
        "open": Act(desk_forms.ReasonForm, opened),
        "open_words": Act(desk_forms.ReasonForm, words),
        "amount": Act(desk_forms.AmountForm, amount, _("The amount is set.")),
        "terms": Act(desk_forms.EmptyForm, terms),
        "word": Act(desk_forms.EmergencyDecisionForm, word, _("Your word is kept.")),
        "release": Act(desk_forms.EmptyForm, release, _("They are told.")),
    }


def _show(
    request: HttpRequest, found: EmergencyRequest, acts: dict[str, Act], told: Told
) -> HttpResponseBase:
    by = person(request)
    rows = EmergencyRequest.objects.select_related("party", "by", "letter", "told_by")
    found = rows.get(pk=found.pk)
    said = list(found.words.select_related("by"))
    mine = any(word.by_id == by.pk for word in said)
    waits = found.state == EmergencyRequest.State.WAITING
    terms = told.opened.get("terms")
    context = {
        "emergency": found,
        "party": found.party,
        "needs": [str(EmergencyRequest.NEEDS[need]) for need in found.needs],
        "forms": forms_of(acts, told, {"word": {"seen": terms.seen}} if terms else {}),
        "terms": terms,
        "told": told,
        "words": said,
        "mine": mine,
        "waits": waits,
        "sets_amount": waits and not said,
        "sees_words": mine or not waits,
        "grant": getattr(found, "grant", None),
        "how_to_tell": "" if waits else deciding.how_to_tell(found),
        "decisions": queries.decisions_on(deciding.KIND, found.uid),
    }
    return render(request, "fund/emergencies/emergency.html", context, status=told.status)
