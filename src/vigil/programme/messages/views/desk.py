"""The desk's screens of messages: the queue, and one message with what can be done with it."""

from collections import Counter
from typing import Any, Final

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from vigil.desk.decisions.labels import reason_label, verb_label
from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import Act, Data, ScreenState, perform
from vigil.network.profiles.fields import Audience
from vigil.network.visibility.queries import visible_name
from vigil.programme.events.form_fields import no_colon
from vigil.programme.events.queries.public import PUBLIC
from vigil.programme.messages.forms import (
    DecisionForm,
    MessageFilter,
    TranscriptForm,
    TranslationForm,
)
from vigil.programme.messages.named_people import names_its_sender
from vigil.programme.messages.verbs.asking_about_names import ask_about_name, was_asked
from vigil.programme.messages.verbs.common import MESSAGE, subject_of
from vigil.programme.messages.verbs.moderating import (
    refuse_message,
    set_transcript,
    set_translation,
    show_message,
)
from vigil.programme.messages.verbs.withdrawing import withdraw_message
from vigil.programme.models import Event, Message
from vigil.trust.consent.verbs import consents_of
from vigil.trust.models import Decision, Upload, User
from vigil.trust.uploads.downloads import download_copy
from vigil.trust.uploads.verbs.files import read_copy

MODERATE = "programme.moderate"
PAGE = 50
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
        "open_events": Event.objects.filter(takes_messages=True, state__in=PUBLIC),
        "counts": [(one, one.label, counts[one]) for one in State if counts[one]],
    }
    return render(request, "programme/messages/desk/messages.html", context)


@room_view(MODERATE)
@require_safe
def message(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show one message with all that is to be known before it is shown."""
    return _show(request, get_object_or_404(Message, pk=pk), ScreenState())


# What is done with a message


def _show_it(message: Message, data: Data, by: User) -> object:
    return show_message(message, by=by, **data)


def _ask(message: Message, data: Data, by: User) -> object:
    return ask_about_name(message, by=by)


def _refuse(message: Message, data: Data, by: User) -> object:
    return refuse_message(message, by=by, why=data["why"])


def _remove(message: Message, data: Data, by: User) -> object:
    return withdraw_message(message, by=by, why=data["why"])


def _set_transcript(message: Message, data: Data, by: User) -> object:
    return set_transcript(message, data["text"], by=by)


def _set_translation(message: Message, data: Data, by: User) -> object:
    return set_translation(message, by=by, **data)


def _kept_transcript(message: Message) -> dict[str, str]:
    return {"text": message.text}


def _language_first(message: Message, by: User) -> dict[str, Any]:
    return {"first": [(get_language() or "en").split("-")[0]], "label_suffix": ""}


SHOW: Final = Act[Message](form=DecisionForm, verb=_show_it, done=_("Shown."))
ASK: Final = Act[Message](form=Form, verb=_ask, done=_("The letter is in the outbox."))
REFUSE: Final = Act[Message](form=DecisionForm, verb=_refuse, done=_("Not shown."))
REMOVE: Final = Act[Message](form=DecisionForm, verb=_remove, done=_("Removed for good."))
TRANSCRIPT: Final = Act[Message](
    form=TranscriptForm,
    form_arguments=no_colon,
    initial=_kept_transcript,
    verb=_set_transcript,
    done=_("Kept."),
)
TRANSLATION: Final = Act[Message](
    form=TranslationForm, form_arguments=_language_first, verb=_set_translation, done=_("Kept.")
)


@room_view(MODERATE)
@require_POST
def show(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show a message to everybody."""
    return _perform(request, pk, "show", SHOW)


@room_view(MODERATE)
@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Ask the member by letter about their own name in the message."""
    return _perform(request, pk, "ask", ASK)


@room_view(MODERATE)
@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Keep a message from being shown."""
    return _perform(request, pk, "refuse", REFUSE)


@room_view(MODERATE)
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Remove a message for good, because who sent it, or is in it, asked for that."""
    return _perform(request, pk, "remove", REMOVE)


@room_view(MODERATE)
@require_POST
def transcript(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Write down what is said in a recording."""
    return _perform(request, pk, "transcript", TRANSCRIPT)


@room_view(MODERATE)
@require_POST
def translation(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Write down what a message says in another language."""
    return _perform(request, pk, "translation", TRANSLATION)


def _perform(request: HttpRequest, pk: int, name: str, act: Act[Message]) -> HttpResponseBase:
    found = get_object_or_404(Message, pk=pk)

    def show(state: ScreenState) -> HttpResponseBase:
        found.refresh_from_db()
        return _show(request, found, state)

    back = reverse("desk_programme:message", args=[pk])
    return perform(request, found, name, act, show=show, back=back)


# The screen of one message


def _show(request: HttpRequest, found: Message, state: ScreenState) -> HttpResponseBase:
    by = person(request)
    decided = next((form for form in state.forms.values() if "why" in form.fields), None)
    problems = [error for form in state.forms.values() for error in form.non_field_errors()]
    context: dict[str, Any] = {
        "one": found,
        "by": by,
        "member_name": visible_name(found.member, Audience.STAFF),
        "shown_as": visible_name(found.member, Audience.PUBLIC) if found.named else "",
        "names_themself": names_its_sender(found),
        "was_asked": was_asked(found),
        "consents": consents_of(subject_of(found)),
        "decisions": [_described(one, found) for one in _decisions(found)],
        "document": _document(found),
        "upload": Upload.objects.filter(uid=found.media).first() if found.media else None,
        "transcript": TRANSCRIPT.blank("transcript", found, by),
        "translation": TRANSLATION.blank("translation", found, by),
        "problem": " ".join(map(str, problems)),
        "why": decided["why"].value() if decided else "",
        **state.forms,
    }
    return render(request, "programme/messages/desk/message.html", context, status=state.status)


def _document(found: Message) -> Upload | None:
    """Return the document that shows the consent to a message, if there is one."""
    shown = [one.evidence for one in consents_of(subject_of(found)) if one.evidence]
    return Upload.objects.filter(uid__in=shown, state=Upload.State.KEPT).first()


@room_view(MODERATE)
@require_safe
def document(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give a moderator the document that shows the consent to a message."""
    upload = _document(get_object_or_404(Message, pk=pk))
    if upload is None:
        raise Http404
    return download_copy(upload, read_copy(upload, by=None))


def _decisions(found: Message) -> QuerySet[Decision]:
    rows = Decision.objects.filter(target_kind=MESSAGE, target_key=found.uid)
    return rows.select_related("actor").order_by("pk")


def _described(decision: Decision, found: Message) -> dict[str, Any]:
    """Say what was decided, and by whom; the member's own account is not told to staff."""
    by_the_member = decision.actor_id is not None and decision.actor_id == found.member.user_id
    actor = (
        gettext("the member") if by_the_member else decision.actor or gettext("the installation")
    )
    return {
        "at": decision.at,
        "what": verb_label(decision.verb),
        "why": reason_label(decision.why),
        "actor": actor,
    }
