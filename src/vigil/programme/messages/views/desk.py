"""Messages at the desk: what waits to be read, showing it or not, what it says in other words."""

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages as notes
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from vigil.desk.decisions.labels import reason_label, verb_label
from vigil.desk.screens.access import person, room_view
from vigil.network.profiles.fields import Audience
from vigil.network.visibility.queries import visible_name
from vigil.programme.messages.forms import MessageFilter, TranscriptForm, TranslationForm
from vigil.programme.messages.named_people import names_themself
from vigil.programme.messages.verbs.asking_about_names import ask_about_name, was_asked
from vigil.programme.messages.verbs.messages import (
    MESSAGE,
    refuse_message,
    set_transcript,
    set_translation,
    show_message,
    subject_of,
    withdraw_message,
)
from vigil.programme.models import Message
from vigil.trust.access.errors import NotPossible
from vigil.trust.consent.verbs import consents_of
from vigil.trust.models import Decision, Upload

MODERATE = "programme.moderate"
PAGE = 50
CONFLICT, REFUSED = 409, 422
State = Message.State


@room_view(MODERATE)
@require_safe
def message_queue(request: HttpRequest) -> HttpResponseBase:
    """List the messages that wait to be read, the longest waiting first; or those in a state."""
    filters = MessageFilter(request.GET)
    state = (filters.is_valid() and filters.cleaned_data["state"]) or State.WAITING
    rows = Message.objects.select_related("event", "member").order_by("sent_at", "pk")
    if state != "all":
        rows = rows.filter(state=state)
    counts = Counter(Message.objects.order_by().values_list("state", flat=True))
    context = {
        "filters": filters,
        "state": state,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "counts": [(one, one.label, counts[one]) for one in State if counts[one]],
    }
    return render(request, "programme/messages/desk/messages.html", context)


@room_view(MODERATE)
@require_safe
def message(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show one message with all that is to be known before it is shown."""
    return _show(request, get_object_or_404(Message, pk=pk))


@room_view(MODERATE)
@require_POST
def show(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Let everybody see it."""
    meant = bool(request.POST.get("name_is_meant"))
    return _act(request, pk, partial(show_message, name_is_meant=meant), _("Shown."))


@room_view(MODERATE)
@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Write to the member that their name stands in it."""
    found = get_object_or_404(Message, pk=pk)
    try:
        ask_about_name(found, by=person(request))
    except NotPossible as error:
        return _show(request, found, CONFLICT, trouble=str(error))
    notes.success(request, _("The letter is in the outbox."))
    return redirect("desk_programme:message", pk)


@room_view(MODERATE)
@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Keep it from being shown."""
    return _act(request, pk, refuse_message, _("Not shown."))


@room_view(MODERATE)
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Remove it for good, because who sent it, or is in it, asked for that."""
    return _act(request, pk, withdraw_message, _("Removed for good."))


def _act(
    request: HttpRequest, pk: int, verb: Callable[..., Message], done: str
) -> HttpResponseBase:
    found = get_object_or_404(Message, pk=pk)
    why = request.POST.get("why", "")[:2000]
    try:
        verb(found, by=person(request), why=why)
    except NotPossible as error:
        found.refresh_from_db()
        return _show(request, found, CONFLICT, trouble=str(error), why=why)
    notes.success(request, done)
    return redirect("desk_programme:message", pk)


@room_view(MODERATE)
@require_POST
def transcript(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Write down what is said in a recording."""
    found = get_object_or_404(Message, pk=pk)
    form = TranscriptForm(request.POST, label_suffix="")
    if not form.is_valid():
        return _show(request, found, REFUSED, transcript=form)
    try:
        set_transcript(found, form.cleaned_data["text"], by=person(request))
    except NotPossible as error:
        return _show(request, found, CONFLICT, trouble=str(error), transcript=form)
    notes.success(request, _("Kept."))
    return redirect("desk_programme:message", pk)


@room_view(MODERATE)
@require_POST
def translation(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Write down what it says in another language."""
    found = get_object_or_404(Message, pk=pk)
    form = TranslationForm(request.POST)
    if not form.is_valid():
        return _show(request, found, REFUSED, translation=form)
    try:
        set_translation(found, by=person(request), **form.cleaned_data)
    except NotPossible as error:
        return _show(request, found, CONFLICT, trouble=str(error), translation=form)
    notes.success(request, _("Kept."))
    return redirect("desk_programme:message", pk)


def _show(
    request: HttpRequest,
    found: Message,
    status: int = 200,
    *,
    trouble: str = "",
    why: str = "",
    transcript: TranscriptForm | None = None,
    translation: TranslationForm | None = None,
) -> HttpResponseBase:
    languages = [(get_language() or "en").split("-")[0]]
    context: dict[str, Any] = {
        "one": found,
        "member_name": visible_name(found.member, Audience.STAFF),
        "shown_as": visible_name(found.member, Audience.PUBLIC) if found.named else "",
        "names_themself": names_themself(found),
        "was_asked": was_asked(found),
        "consents": consents_of(subject_of(found)),
        "decisions": [_told(one, found) for one in _decisions(found)],
        "upload": Upload.objects.filter(uid=found.media).first() if found.media else None,
        "transcript": transcript or TranscriptForm(initial={"text": found.text}, label_suffix=""),
        "translation": translation or TranslationForm(first=languages),
        "trouble": trouble,
        "why": why,
    }
    return render(request, "programme/messages/desk/message.html", context, status=status)


def _decisions(found: Message) -> QuerySet[Decision]:
    rows = Decision.objects.filter(target_kind=MESSAGE, target_key=found.uid)
    return rows.select_related("actor").order_by("pk")


def _told(decision: Decision, found: Message) -> dict[str, Any]:
    """Say what was decided, and by whom; the member's own account is not told to staff."""
    by_the_member = decision.actor_id is not None and decision.actor_id == found.member.user_id
    actor = _("the member") if by_the_member else decision.actor or _("the installation")
    return {
        "at": decision.at,
        "what": verb_label(decision.verb),
        "why": reason_label(decision.why),
        "actor": actor,
    }
