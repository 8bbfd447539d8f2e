"""Who takes part in a session, and which names an audience may see.

A member is named only as they chose to be shown (`vigil.network.visibility.queries`). A plain name
is shown only if the person consented to it, or if they or the host made it public before. Others
are shown without a name ("people affected directly"). Position and organisation can identify
somebody, so they are shown only with the name.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from vigil.network.models import Member
from vigil.network.profiles.fields import Audience
from vigil.network.visibility.queries import NOTHING_VISIBLE, VisibleMember, visible_member
from vigil.programme.models import Contribution, Event, Partner, Session
from vigil.publication.policy.names_in_texts import require_no_hidden_names
from vigil.trust.consent.verbs import holding

CONTRIBUTION: Final = "contribution"
"""The kind of subject to which a contributor's consents belong."""
NAME: Final = "name"


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody's part in a session. `name` is empty where they are not named.

    `unnamed` is then what they are called in its place, and may be empty too. `uid` is that of
    the contribution: it tells nothing of who they are.
    """

    uid: str
    role: str
    name: str = ""
    unnamed: str = ""
    position: str = ""
    affiliation: str = ""
    url: str = ""
    portrait: str = ""
    """The uid of the portrait that they let the audience see."""

    @property
    def role_label(self) -> str:
        """As what they take part, in the language of the page."""
        return str(Contribution.Role(self.role).label)

    @property
    def called(self) -> str:
        """Their name, or what they are called without one."""
        return self.name or self.unnamed or _("a person who is not named")


@dataclass(frozen=True, slots=True)
class Host:
    """Somebody who organises an event or a session, as far as an audience may know."""

    role: str
    name: str
    url: str = ""

    @property
    def role_label(self) -> str:
        """As what, in the language of the page."""
        return str(Partner.Role(self.role).label)


def people_of(session: Session, audience: Audience = Audience.PUBLIC) -> list[Participant]:
    """Return the participants of a session: moderators, then contributors, then interpreters."""
    return people_of_all([session], audience)[session.pk]


def require_public_names(session: Session, *texts: str) -> None:
    """Check that texts of a session name nobody whom the public record does not show.

    Who takes part under their name may be named there. Raises NotPossible.
    """
    named = [person.name for person in people_of(session) if person.name] if session.pk else []
    for name in named:
        texts = tuple(text.replace(name, "") for text in texts)
    require_no_hidden_names(*texts)


def people_of_all(
    sessions: Iterable[Session], audience: Audience = Audience.PUBLIC
) -> dict[int, list[Participant]]:
    """Return the participants of each session, by the session's primary key."""
    found: dict[int, list[Participant]] = {session.pk: [] for session in sessions}
    parts = list(Contribution.objects.filter(session__in=list(found)))
    members = _members([part.member_id for part in parts], audience)
    agreed = set(
        holding((part.uid for part in parts), CONTRIBUTION, NAME).values_list(
            "subject_key", flat=True
        )
    )
    for part in sorted(parts, key=_place):
        member = members.get(part.member_id or 0, NOTHING_VISIBLE)
        found[part.session_id].append(_person(part, member, part.uid in agreed))
    return found


def _members(pks: Iterable[int | None], audience: Audience) -> dict[int, VisibleMember]:
    """Return what an audience is shown of these members, by primary key."""
    wanted = {pk for pk in pks if pk}
    rows: QuerySet[Member] = (
        Member.objects.filter(pk__in=wanted) if wanted else Member.objects.none()
    )
    return {
        member.pk: visible_member(member, audience)
        for member in rows.prefetch_related("biographies", "links")
    }


def _page_of(member: VisibleMember) -> str:
    """Return the address of a member's page; empty where they have none."""
    try:
        return reverse("network:member", args=[member.handle]) if member.handle else ""
    except NoReverseMatch:
        return ""


def _place(part: Contribution) -> tuple[int, int, int]:
    return Contribution.Role.values.index(part.role), part.order, part.pk


def _person(part: Contribution, member: VisibleMember, agreed: bool) -> Participant:
    if part.withdrawn:
        return Participant(part.uid, part.role)
    based = agreed or bool(part.announced)
    if part.member_id:
        return _as_member(part, member, based)
    if part.name and based:
        return Participant(
            part.uid,
            part.role,
            name=part.name,
            position=part.position,
            affiliation=part.affiliation,
        )
    return Participant(part.uid, part.role, unnamed=part.unnamed)


def _as_member(part: Contribution, member: VisibleMember, based: bool) -> Participant:
    """Tell a member as they let themselves be shown.

    What the host wrote of them here is told only under their own name, and on a basis.
    """
    if not member.name:
        return Participant(part.uid, part.role)
    own = based and not member.pseudonymous
    return Participant(
        part.uid,
        part.role,
        name=member.name,
        position=part.position if own else "",
        affiliation=part.affiliation if own else "",
        url=_page_of(member),
        portrait=member.portrait,
    )


def hosts_of(
    event: Event, session: Session | None = None, audience: Audience = Audience.PUBLIC
) -> list[Host]:
    """Return who organises an event as a whole, or one of its sessions."""
    rows = list(Partner.objects.filter(event=event, session=session))
    members = _members([row.member_id for row in rows], audience)
    told: list[Host] = []
    for row in rows:
        member = members.get(row.member_id or 0, NOTHING_VISIBLE)
        if name := member.name if row.member_id else row.name:
            told.append(Host(row.role, name, _page_of(member)))
    return told


def partners_at_desk(event: Event) -> list[tuple[Partner, str]]:
    """Return every partner of an event and of its sessions, as staff may call them."""
    rows = list(Partner.objects.filter(event=event).select_related("session"))
    members = _members([row.member_id for row in rows], Audience.STAFF)
    return [
        (row, row.name or members.get(row.member_id or 0, NOTHING_VISIBLE).name or _("a member"))
        for row in rows
    ]
