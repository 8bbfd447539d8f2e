"""Who may do what with the programme. What is not listed is refused."""

from rules import add_perm, predicate  # type: ignore[attr-defined]

from vigil.network.models import Member, Status
from vigil.programme.models import Message
from vigil.trust.models import Role, User
from vigil.trust.rules import has_role, let_open, let_speak_for, let_take_away

HOSTS = (Role.PROGRAMME_HOST,)

# Events, sessions, who takes part in them, and everything else that the programme shows.
add_perm("programme.manage", has_role(*HOSTS))

# Who registered: their names and addresses are sealed, and each opening is recorded.
add_perm("programme.see_registrations", has_role(*HOSTS))
let_open("registration", *HOSTS)
let_open("stream", *HOSTS)

# What members send to an event, and whether it is shown.
add_perm("programme.moderate", has_role(*HOSTS, Role.EDITOR))


@predicate(name="takes_part_as_a_member")
def takes_part_as_a_member(user: object, event: object = None) -> bool:
    """Say whether the user signs in as a member who takes part."""
    if not isinstance(user, User) or not user.is_active:
        return False
    return Member.objects.filter(user=user, status=Status.ACTIVE).exists()


@predicate(name="sent_the_message")
def sent_the_message(user: object, message: object = None) -> bool:
    """Say whether this message is of the member as whom the user signs in."""
    if not isinstance(user, User) or not user.is_active or not isinstance(message, Message):
        return False
    return message.member.user_id == user.pk


@predicate(name="sent_or_sends_the_message")
def sent_or_sends_the_message(user: object, subject: object = None) -> bool:
    """Say whether a message of this uid is the user's own, or is to be: a file comes before it."""
    message = Message.objects.filter(uid=getattr(subject, "key", "")).first()
    if message is None:
        return takes_part_as_a_member.test(user, None)
    return sent_the_message.test(user, message)


# Whoever manages members may let one leave, with all they sent.
TAKE_AWAY_MESSAGES = has_role(*HOSTS, Role.EDITOR, Role.ADMINISTRATOR)
add_perm("programme.send_message", takes_part_as_a_member)
add_perm("programme.withdraw_message", sent_the_message | TAKE_AWAY_MESSAGES)
let_speak_for("message", sent_or_sends_the_message)
let_take_away("message", sent_or_sends_the_message | TAKE_AWAY_MESSAGES)

# What contributors agree to, and the files of recordings and of the run of show: the host side.
for _kind in ("contribution", "recording", "run_item"):
    let_speak_for(_kind, has_role(*HOSTS))
    let_take_away(_kind, has_role(*HOSTS))
