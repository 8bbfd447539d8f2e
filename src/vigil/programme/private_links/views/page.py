"""The page behind a contributor's private link: see, correct, agree use by use, take back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vigil.programme.contributors.links import ROUTE, LinkedPart, linked_part
from vigil.programme.contributors.verbs import correcting, own_acts
from vigil.programme.contributors.verbs.consenting import subject_of
from vigil.programme.contributors.verbs.groups import PERSON
from vigil.programme.contributors.visibility import CONTRIBUTION, NAME, people_of
from vigil.programme.events.display import displayed_sessions
from vigil.programme.events.queries.public import PUBLIC
from vigil.programme.events.words import event_words
from vigil.programme.models import Correction
from vigil.programme.private_links.forms import OWN_USES, AgreeForm, CorrectForm
from vigil.programme.private_links.recordings import are_kept_back, own_recordings
from vigil.trust.access.errors import NotPossible
from vigil.trust.confirmations.verbs import waiting_on
from vigil.trust.consent.verbs import GIVE, in_force
from vigil.trust.models import PrivateLink
from vigil.trust.private_links.pages import behind_private_link, link_is_gone
from vigil.trust.private_links.tokens import token_of
from vigil.trust.public_forms.anonymous_pages import REFUSED, FormAnswer, render_form

DONE: Final[Mapping[str, str | Promise]] = {
    "agreed": _("Recorded. You can withdraw it here at any time."),
    "asked": _("Recorded. One of us confirms your name before readers see it."),
    "back": _("Withdrawn. Recordings that need this agreement are no longer shown."),
    "unnamed": _("Your name is removed from every page here."),
    "proposed": _("Thank you. The hosts read it and answer on this page."),
}
"""What the page says once something is done, by the code in its address."""


@dataclass(frozen=True)
class UseOnPage:
    """One use, whether somebody agrees to it, until when, and whether it waits for us."""

    use: str
    words: str
    agreed: bool
    until: date | None
    waits: bool


@dataclass
class _Answer:
    """What came of a form: where to go, or the form as it was typed."""

    done: str = ""
    forms: Mapping[str, BaseForm] | None = None
    refused: str = ""


@behind_private_link(CONTRIBUTION, PERSON)
def own_contribution(request: HttpRequest, link: PrivateLink) -> HttpResponse:
    """Show somebody their part in a session, and do what they ask for."""
    whose = linked_part(link)
    if whose is None:
        return link_is_gone(request)
    if request.method != "POST":
        return _page(request, link, whose, _Answer(done=request.GET.get("done", "")), 200)
    act = ACTS.get(request.POST.get("act", ""))
    answer = act(request, link, whose) if act else _Answer(refused=gettext("Choose what to do."))
    if answer.done:
        address = reverse(ROUTE, args=[token_of(link)])
        return redirect(f"{address}?done={answer.done}")
    return _page(request, link, whose, answer, REFUSED)


def _agree(request: HttpRequest, link: PrivateLink, whose: LinkedPart) -> _Answer:
    form = AgreeForm(list(whose.uses), request.POST)
    if not form.is_valid():
        return _Answer(forms={"agree": form})
    said = form.cleaned_data
    try:
        asked = own_acts.agree_on_own_page(link, said["uses"], until=said["until"])
    except NotPossible as error:
        form.add_error(None, str(error))
        return _Answer(forms={"agree": form})
    return _Answer(done="asked" if asked else "agreed")


def _take_back(request: HttpRequest, link: PrivateLink, whose: LinkedPart) -> _Answer:
    use = request.POST.get("use", "")
    uses = {"all": list(link.uses)}.get(use, [use] if use in link.uses else [])
    try:
        own_acts.take_back_on_own_page(link, uses)
    except NotPossible as error:
        return _Answer(refused=str(error))
    return _Answer(done="back")


def _take_name_away(request: HttpRequest, link: PrivateLink, whose: LinkedPart) -> _Answer:
    try:
        own_acts.take_name_away(link)
    except NotPossible as error:
        return _Answer(refused=str(error))
    return _Answer(done="unnamed")


def _correct(request: HttpRequest, link: PrivateLink, whose: LinkedPart) -> _Answer:
    form = CorrectForm(whose, request.POST)
    if not form.is_valid():
        return _Answer(forms={"correct": form})
    try:
        correcting.propose_corrections(link, form.corrections())
    except NotPossible as error:
        form.add_error(None, str(error))
        return _Answer(forms={"correct": form})
    return _Answer(done="proposed")


ACTS: Final[Mapping[str, Callable[[HttpRequest, PrivateLink, LinkedPart], _Answer]]] = {
    "agree": _agree,
    "back": _take_back,
    "unname": _take_name_away,
    "correct": _correct,
}


def _page(
    request: HttpRequest, link: PrivateLink, whose: LinkedPart, answer: _Answer, status: int
) -> HttpResponse:
    uses = _uses(whose)
    forms = answer.forms or {}
    session = whose.part.session
    token = token_of(link)
    context: dict[str, Any] = {
        "whose": whose,
        "part": whose.part,
        "session": session,
        "session_told": displayed_sessions([session])[0],
        "event_title": event_words(session.event).title,
        "is_public": session.state in PUBLIC and session.event.state in PUBLIC,
        "shown_as": next(one for one in people_of(session) if one.uid == whose.part.uid),
        "recordings": own_recordings(whose, token),
        "kept_back": are_kept_back(whose),
        "uses": uses,
        "agrees": any(one.agreed or one.waits for one in uses),
        "agree": forms.get("agree") or _blank(uses),
        "correct": forms.get("correct") or CorrectForm(whose),
        "corrections": Correction.objects.filter(link=link),
        "refused": answer.refused,
        "works_until": link.expires_at,
        "action": reverse(ROUTE, args=[token]),
    }
    told = FormAnswer(status=status, done=str(DONE.get(answer.done, "")))
    return render_form(request, "programme/private_links/own_contribution.html", context, told)


def _blank(uses: list[UseOnPage]) -> AgreeForm | None:
    """Return a form for what is not agreed to yet; None where everything is."""
    open_uses = [one.use for one in uses if not one.agreed and not one.waits]
    return AgreeForm(open_uses) if open_uses else None


def _uses(whose: LinkedPart) -> list[UseOnPage]:
    subject = subject_of(whose.part, whose.person)
    waits = waiting_on(GIVE, subject) is not None
    found = []
    for use in whose.uses:
        ends = list(in_force(subject, use).values_list("until", flat=True))
        last = None if None in ends else max(filter(None, ends), default=None)
        found.append(
            UseOnPage(
                use,
                str(OWN_USES[use]),
                agreed=bool(ends),
                until=last,
                waits=use == NAME and waits and not ends,
            )
        )
    return found
