"""Read what the members' screens at the desk show."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from vigil.casefile.disclosure.withheld_words import words
from vigil.network.directory.queries import is_spelled
from vigil.network.members.verbs.editing import may_write
from vigil.network.models import Member, Status
from vigil.network.profiles.fields import FIELDS, Audience, audience_of
from vigil.trust.models import User


def administered_name(member: Member) -> str:
    """Return the real name of a member, for the people who manage members.

    Only for screens that require `network.manage_members`: nobody can invite or remove a member
    without a name. It is the only field that is read without the member's consent.
    """
    return member.name


def members(status: str = "", q: str = "") -> list[Member]:
    """Return members by status and name (in any spelling, or by the other name), by name."""
    rows = Member.objects.select_related("user").order_by("pk")
    rows = rows.filter(status=status) if status else rows.exclude(status=Status.LEFT)
    said = words(q)
    found = [member for member in rows if _is_called(member, said)]
    return sorted(found, key=lambda member: (words(administered_name(member)), member.pk))


def membership_state(member: Member) -> str:
    """Return the state of a member; for an invited member, whether a letter was sent.

    Reads the invitations of the member: prefetch them for lists.
    """
    if member.status != Status.INVITED:
        return str(Status(member.status).label)
    open_ones = [i for i in member.invitations.all() if not (i.used_at or i.withdrawn_at)]
    if not open_ones:
        return pgettext("member", "added, not invited")
    until = max(invitation.expires_at for invitation in open_ones)
    if until <= timezone.now():
        return _("invited; the link has expired")
    return _("invited until %(day)s") % {"day": f"{until:%Y-%m-%d}"}


def count_never_invited() -> int:
    """Count the members who were added and never invited."""
    return Member.objects.filter(status=Status.INVITED, user=None, invitations=None).count()


def counts() -> Mapping[str, int]:
    """Count the members by status."""
    rows = Member.objects.order_by().values_list("status").annotate(n=Count("pk"))
    return dict(rows)


def fields_seen_by_staff(member: Member) -> list[tuple[str, Any]]:
    """Return the fields that staff may see of a member, in the order of screens."""
    return [(name, label) for name, label in FIELDS.items() if _staff_sees(member, name)]


def fields_writable_by(member: Member, by: User) -> list[str]:
    """Return the fields that somebody may change of a member and is shown the value of."""
    return [name for name in FIELDS if may_write(by, member, name) and _staff_sees(member, name)]


def _staff_sees(member: Member, name: str) -> bool:
    return name == "name" or audience_of(member.audiences, name) >= Audience.STAFF


def _is_called(member: Member, said: list[str]) -> bool:
    if not said:
        return True
    # The other name is looked in only where staff may see it: a search must not join the two.
    texts = [administered_name(member)]
    if audience_of(member.audiences, "pseudonym") >= Audience.STAFF:
        texts.append(member.pseudonym)
    names = [word for text in texts for word in words(text)]
    return all(is_spelled(word, names) for word in said)
