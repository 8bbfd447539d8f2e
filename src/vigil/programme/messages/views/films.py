"""Where a member sends the film of a message: in pieces by a script, or whole if it is small."""

from collections.abc import Callable, Mapping
from typing import Final

from django.contrib import messages as notes
from django.forms import BaseForm, Form
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vigil.desk.screens.act import READ_AND_ACT
from vigil.files.limits import FILM_BYTES
from vigil.network.members.access import member_view
from vigil.network.models import Member
from vigil.programme.messages.forms import FilmForm
from vigil.programme.messages.verbs import films
from vigil.programme.messages.views.public import CONFLICT, REFUSED, user_of
from vigil.programme.models import Message
from vigil.programme.recordings.forms import DiscardUploadForm
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import ResumableUpload
from vigil.trust.resumable_uploads.protocol import Sent, answer_beginning, answer_upload
from vigil.trust.resumable_uploads.queries import progress_of

FORMS: Final[Mapping[str, type[BaseForm]]] = {
    "file": FilmForm,
    "discard": DiscardUploadForm,
    "without": Form,
}


@member_view
@require_http_methods(READ_AND_ACT)
def film(request: HttpRequest, member: Member, uid: str) -> HttpResponseBase:
    """Show how far the film of one's message is; receive a small one; go on without it."""
    message = get_object_or_404(Message.objects.select_related("event"), uid=uid, member=member)
    if request.method != "POST":
        return _show(request, message)
    act = request.POST.get("act", "file")
    sent = FORMS.get(act, FilmForm)(request.POST, request.FILES, prefix=act)
    if not sent.is_valid():
        return _show(request, message, sent if act == "file" else None, status=REFUSED)
    try:
        told = _done(request, message, act, sent)
    except NotPossible as error:
        sent.add_error(None, str(error))
        return _show(request, message, sent, str(error), CONFLICT)
    notes.success(request, told)
    if act == "discard":
        return redirect("programme:message_film", uid)
    return redirect("programme:my_messages")


def _done(request: HttpRequest, message: Message, act: str, sent: BaseForm) -> str:
    by = user_of(request)
    if act == "discard":
        films.discard_film(message, sent.cleaned_data["uid"], by=by)
        return _("The upload is discarded.")
    if act == "without":
        films.send_without_film(message, by=by)
    else:
        films.set_film(message, sent.cleaned_data["file"], by=by)
    return _("Sent. A person reads it before it is shown.")


def _show(
    request: HttpRequest,
    message: Message,
    form: BaseForm | None = None,
    trouble: str = "",
    status: int = 200,
) -> HttpResponseBase:
    context = {
        "message": message,
        "event": message.event,
        "waits": message.state == Message.State.ARRIVING,
        "forms": {"file": form if isinstance(form, FilmForm) else FilmForm(prefix="file")},
        "trouble": "" if isinstance(form, FilmForm) else trouble,
        "begin": reverse("programme:message_uploads", args=[message.uid]),
        "largest": FILM_BYTES,
        "brief": True,
        "by": request.user,
        "uploads": progress_of(films.PURPOSE, message.uid),
    }
    return render(request, "programme/messages/film.html", context, status=status)


@member_view
def uploads(request: HttpRequest, member: Member, uid: str) -> HttpResponseBase:
    """Begin to receive the film of one's message."""

    def address(upload: ResumableUpload) -> str:
        return reverse("programme:message_upload", args=[uid, upload.uid])

    return answer_beginning(_sent(request, member, uid), address)


@member_view
def upload(request: HttpRequest, member: Member, uid: str, upload: str) -> HttpResponseBase:
    """Say how far the film is, receive a piece of it, or end it."""
    return answer_upload(_sent(request, member, uid), upload)


def _sent(request: HttpRequest, member: Member, uid: str) -> Sent:
    def key() -> str:
        return get_object_or_404(Message, uid=uid, member=member).uid

    found: Callable[[], str] = key
    return Sent(request, films.PURPOSE, found, user_of(request))
