"""What the private links of contributors are for, and whose each is."""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from vigil.programme.contributors.verbs.consenting import ASKABLE, ASKED
from vigil.programme.contributors.verbs.groups import PERSON
from vigil.programme.contributors.visibility import CONTRIBUTION, NAME
from vigil.programme.events.verbs.events import MANAGE
from vigil.programme.models import Contribution, GroupPerson
from vigil.trust.decisions.subjects import Subject
from vigil.trust.models import PrivateLink
from vigil.trust.private_links.purposes import LinkPurpose

ROUTE: Final = "programme:own_contribution"


@dataclass(frozen=True)
class LinkedPart:
    """Whose part in a session a private link opens: a contributor's, or one person's of a group."""

    part: Contribution
    person: GroupPerson | None = None

    @property
    def can_be_named(self) -> bool:
        """Whether they can agree here to be named: under a plain name that was not taken away."""
        part = self.part
        return bool(self.person is None and part.name and not part.withdrawn)

    @property
    def is_whole_group(self) -> bool:
        """Whether it stands for several people, each of whom agrees for themself."""
        return self.person is None and self.part.group_people.exists()

    @property
    def has_name_shown(self) -> bool:
        """Whether there is a name that they can have taken away."""
        part = self.part
        return self.person is None and bool(part.name or part.member_id) and not part.withdrawn

    @property
    def uses(self) -> tuple[str, ...]:
        """About which uses they are asked, in order; a group as a whole about none."""
        if self.is_whole_group:
            return ()
        return ASKABLE if self.can_be_named else ASKED


def contribution_about(subject: Subject) -> Contribution | None:
    """Return the contributor of a subject; None where it is gone."""
    rows = Contribution.objects.select_related("session__event")
    return rows.filter(uid=subject.key).first()


def person_about(subject: Subject) -> GroupPerson | None:
    """Return the person of a group of a subject; None where they are gone."""
    rows = GroupPerson.objects.select_related("contribution__session__event")
    return rows.filter(uid=subject.key).first()


def linked_part(link: PrivateLink) -> LinkedPart | None:
    """Return whose part a private link opens; None where it is gone."""
    subject = Subject(link.subject_kind, link.subject_key)
    if subject.kind == PERSON:
        person = person_about(subject)
        return LinkedPart(person.contribution, person) if person else None
    part = contribution_about(subject)
    return LinkedPart(part) if part else None


PURPOSES: Final = (
    LinkPurpose(
        code=CONTRIBUTION,
        kind=CONTRIBUTION,
        label=_("a contributor’s own page"),
        permission=MANAGE,
        page=ROUTE,
        uses=(NAME, *ASKED),
        about=contribution_about,
    ),
    LinkPurpose(
        code=PERSON,
        kind=PERSON,
        label=_("the page of one person of a group"),
        permission=MANAGE,
        page=ROUTE,
        uses=ASKED,
        about=person_about,
    ),
)
