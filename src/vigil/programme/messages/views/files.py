"""Give out the files of members' messages. Who may have one is asked anew for each request."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from vigil.desk.screens.access import room_view
from vigil.programme.messages.visibility import message_with_file
from vigil.programme.models import Message
from vigil.programme.recordings.views.files import media_response


@require_safe
def message_file(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Give the recording of a member's message to everybody, as long as the message is shown."""
    if message_with_file(uid) is None:
        raise Http404
    return media_response(request, uid, "message", restricted=False)


@room_view("programme.moderate")
@require_safe
def desk_message_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give a moderator the recording of a message, before it is shown or after."""
    message = get_object_or_404(Message, pk=pk)
    return media_response(request, message.media, "message", restricted=True)
