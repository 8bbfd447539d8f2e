"""Public pages of messages: all of an event, one, sending, and withdrawing one's own."""

from django.contrib import messages as notes
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vigil.files.limits import FILM_BYTES
from vigil.network.members.access import member_view
from vigil.network.models import Member
from vigil.programme.events.queries.public import PUBLIC, event_by_slug
from vigil.programme.messages.forms import MessageForm
from vigil.programme.messages.verbs.sending import send_message
from vigil.programme.messages.verbs.withdrawing import withdraw_message
from vigil.programme.messages.visibility import displayed_message, languages_of, messages_of_event
from vigil.programme.models import Event, Message
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User

GONE, CONFLICT, REFUSED = 410, 409, 422
ON_A_PAGE = 40


@cache_control(no_cache=True)
@require_safe
def message_wall(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the messages to an event, or those in one language."""
    event = event_by_slug(slug)
    everything = messages_of_event(event)
    if not (event.takes_messages or everything):
        raise Http404
    languages = languages_of(everything)
    asked = request.GET.get("language", "")
    chosen = asked if asked in dict(languages) else ""
    told = [one for one in everything if not chosen or chosen in one.languages]
    context = {
        "event": event,
        "page": Paginator(told, ON_A_PAGE).get_page(request.GET.get("page")),
        "total": len(everything),
        "languages": languages,
        "chosen": chosen,
    }
    return render(request, "programme/messages/messages.html", context)


@cache_control(no_cache=True)
@require_safe
def one_message(request: HttpRequest, slug: str, uid: str) -> HttpResponse:
    """Show one message, with its card to share. Of one that is gone, only that it is."""
    event = event_by_slug(slug)
    told = displayed_message(event, uid)
    if told is None:
        require_gone(event, uid)
        return render(request, "programme/messages/gone.html", {"event": event}, status=GONE)
    return render(request, "programme/messages/message.html", {"event": event, "one": told})


def require_gone(event: Event, uid: str) -> None:
    """Raise Http404 unless there was a message of this name that somebody decided on."""
    rows = Message.objects.filter(event=event, uid=uid)
    unread = (Message.State.WAITING, Message.State.ARRIVING)
    if not rows.exclude(state__in=unread).exists():
        raise Http404


@member_view
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, member: Member, slug: str) -> HttpResponseBase:
    """Show the form, or send what was written. What is refused is shown again as it was."""
    event = event_by_slug(slug)
    require(user_of(request), "programme.send_message", event)
    if not event.takes_messages:
        raise Http404
    if request.method != "POST":
        return _form(request, event, MessageForm(member=member))
    form = MessageForm(request.POST, request.FILES, member=member)
    if not form.is_valid():
        return _form(request, event, form, REFUSED)
    try:
        said = {**form.cleaned_data, "named": bool(form.cleaned_data["named"])}
        if said["film_follows"]:
            said["file"] = None
        sent = send_message(event, by=user_of(request), **said)
    except NotPossible as error:
        form.add_error(None, str(error))
        return _form(request, event, form, REFUSED)
    if sent.state == Message.State.ARRIVING:
        return redirect("programme:message_film", sent.uid)
    notes.success(request, _("Sent. A person reads it before it is shown."))
    return redirect("programme:my_messages")


def user_of(request: HttpRequest) -> User:
    """Return who is signed in. Only for views behind `member_view`."""
    assert isinstance(request.user, User)
    return request.user


def _form(request: HttpRequest, event: Event, form: MessageForm, status: int = 200) -> HttpResponse:
    context = {
        "event": event,
        "form": form,
        "again": bool(request.FILES),
        "largest": FILM_BYTES,
    }
    return render(request, "programme/messages/send.html", context, status=status)


@member_view
@require_safe
def mine(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Show the messages a member sent, which they can withdraw."""
    return _mine(request, member)


def _mine(
    request: HttpRequest, member: Member, trouble: str = "", status: int = 200
) -> HttpResponseBase:
    rows = Message.objects.filter(member=member).select_related("event", "entered_by")
    open_events = Event.objects.filter(takes_messages=True, state__in=PUBLIC)
    context = {"rows": rows, "trouble": trouble, "open_events": open_events}
    return render(request, "programme/messages/mine.html", context, status=status)


@member_view
@require_POST
def withdraw(request: HttpRequest, member: Member, uid: str) -> HttpResponseBase:
    """Withdraw one's own message: its text and file are removed at once."""
    found = get_object_or_404(Message, uid=uid, member=member)
    try:
        withdraw_message(found, by=user_of(request))
    except NotPossible as error:
        return _mine(request, member, str(error), CONFLICT)
    notes.success(request, _("Taken back. Nothing of it is kept."))
    return redirect("programme:my_messages")
