"""What all verbs of messages share: the subject of consents and decisions, the locked row."""

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vigil.programme.models import Message
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.subjects import Subject

MESSAGE: Final = "message"
"""The kind of subject that a message is: consents and uploads know it as (MESSAGE, uid)."""
SHOWING: Final = "message"
"""The use that is agreed to: that this very message is shown."""
USES: Final = {SHOWING: gettext_lazy("their message to be shown to everybody")}
"""What can be agreed to of a message."""
State, MessageKind = Message.State, Message.Kind


def subject_of(message: Message) -> Subject:
    """Return a message as `trust` knows it."""
    return Subject(MESSAGE, message.uid)


def locked(message: Message) -> Message:
    """Return the current row of a message, locked until the transaction ends."""
    return (
        Message.objects.select_for_update(of=("self",))
        .select_related("member", "event")
        .get(pk=message.pk)
    )


def require_not_withdrawn(message: Message) -> None:
    """Check that a message was not withdrawn. Raises NotPossible."""
    if message.state == State.WITHDRAWN:
        raise NotPossible(_("This message was withdrawn: nothing of it is kept."))
