"""Who may send, moderate and withdraw members' messages."""

from collections.abc import Mapping
from typing import Final

from rules import Predicate, predicate  # type: ignore[attr-defined]

from vigil.network.models import Member, Status
from vigil.programme.models import Message
from vigil.trust.access.rules import has_role
from vigil.trust.models import Role, User
from vigil.trust.rooms.subjects import SubjectKind


@predicate(name="takes_part_as_a_member")
def takes_part_as_a_member(user: object, event: object = None) -> bool:
    """Return whether the user signs in as a member who takes part."""
    if not isinstance(user, User) or not user.is_active:
        return False
    return Member.objects.filter(user=user, status=Status.ACTIVE).exists()


@predicate(name="sent_the_message")
def sent_the_message(user: object, message: object = None) -> bool:
    """Return whether this message is of the member as whom the user signs in."""
    if not isinstance(user, User) or not user.is_active or not isinstance(message, Message):
        return False
    return message.member.user_id == user.pk


@predicate(name="is_entered_by_a_host")
def is_entered_by_a_host(user: object, subject: object = None) -> bool:
    """Return whether a host entered this message for its member."""
    if isinstance(subject, Message):
        return subject.entered_by_id is not None
    key = getattr(subject, "key", "")
    return Message.objects.filter(uid=key, entered_by__isnull=False).exists()


@predicate(name="sends_the_film")
def sends_the_film(user: object, message: object = None) -> bool:
    """Return whether this message is of the active member as whom the user signs in."""
    return sent_the_message.test(user, message) and takes_part_as_a_member.test(user, None)


@predicate(name="sent_or_sends_the_message")
def sent_or_sends_the_message(user: object, subject: object = None) -> bool:
    """Return whether a message is the user's own, or will be: its file is uploaded before it."""
    message = Message.objects.filter(uid=getattr(subject, "key", "")).first()
    if message is None:
        return takes_part_as_a_member.test(user, None)
    return sent_the_message.test(user, message)


# Whoever manages members may let one leave, with all they sent.
TAKE_AWAY_MESSAGES = has_role(Role.PROGRAMME_HOST, Role.EDITOR, Role.ADMINISTRATOR)

HOSTS = has_role(Role.PROGRAMME_HOST)
PERMISSIONS: Final[Mapping[str, Predicate]] = {
    # Read what members send to an event, and decide whether it is shown.
    "programme.moderate": has_role(Role.PROGRAMME_HOST, Role.EDITOR),
    "programme.send_message": takes_part_as_a_member,
    # Send the film of a message of which the words are here.
    "programme.send_film": sends_the_film | HOSTS & is_entered_by_a_host,
    # Enter for a member what came by mail or by hand.
    "programme.enter_message": HOSTS,
    "programme.withdraw_message": sent_the_message | TAKE_AWAY_MESSAGES,
}
SUBJECTS: Final = (
    SubjectKind(
        kind="message",
        spoken_for_by=sent_or_sends_the_message | HOSTS & is_entered_by_a_host,
        taken_away_by=sent_or_sends_the_message | TAKE_AWAY_MESSAGES,
    ),
)
