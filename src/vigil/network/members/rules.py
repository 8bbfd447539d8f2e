"""Who may do what with members. What is not listed is refused.

Members decide for themselves. Managers add, invite and pause members and see their names. They see
other fields only if the member allows it.
"""

from collections.abc import Mapping
from typing import Final

from rules import Predicate, predicate  # type: ignore[attr-defined]

from vigil.network.models import Member, Status
from vigil.network.profiles.fields import KIND
from vigil.trust.access.rules import has_role
from vigil.trust.models import Role, User
from vigil.trust.rooms.subjects import SubjectKind

MANAGERS = (Role.ADMINISTRATOR, Role.PROGRAMME_HOST)


@predicate(name="is_the_member")
def is_the_member(user: object, member: object = None) -> bool:
    """Return whether the user signs in as this member."""
    return (
        isinstance(user, User)
        and user.is_active
        and isinstance(member, Member)
        and member.status != Status.LEFT
        and member.user_id == user.pk
    )


@predicate(name="is_the_member_of_the_subject")
def is_the_member_of_the_subject(user: object, subject: object = None) -> bool:
    """Return whether the user signs in as the member that a subject of `trust` names."""
    if not isinstance(user, User):
        return False
    own = Member.objects.filter(user=user, uid=getattr(subject, "key", "")).first()
    return is_the_member.test(user, own)


manages = has_role(*MANAGERS)

PERMISSIONS: Final[Mapping[str, Predicate]] = {
    "network.manage_members": manages,
    "network.edit_member": is_the_member | manages,
    "network.speak_for_member": is_the_member,
    "network.import_members": manages,
}
"""Permission -> who holds it."""
SUBJECTS: Final = (
    SubjectKind(
        kind=KIND,
        spoken_for_by=is_the_member_of_the_subject,
        # Whoever manages may make less of a member visible, and never more.
        taken_away_by=is_the_member_of_the_subject | manages,
    ),
)
