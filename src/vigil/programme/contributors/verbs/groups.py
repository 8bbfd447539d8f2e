"""People of a contributor that stands for several: each agrees for themself, none is named.

Where a contributor consists of such people, what it agrees to is what all of them agree to: a
recording with it is shown only while each of them agrees.
"""

from collections.abc import Iterable
from typing import Final

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.programme.contributors.visibility import CONTRIBUTION
from vigil.programme.events.verbs.events import MANAGE
from vigil.programme.events.verbs.public_changes import note_session, verb
from vigil.programme.events.verbs.sessions import locked
from vigil.programme.models import Contribution, GroupPerson
from vigil.publication.policy.names_in_texts import require_no_hidden_names
from vigil.trust.access.errors import NotPossible
from vigil.trust.consent.verbs import consents_of
from vigil.trust.decisions.locked_rows import held
from vigil.trust.decisions.subjects import SUBJECT_CHANGED, Subject
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User
from vigil.trust.private_links.verbs.links import close_links
from vigil.trust.rooms import house
from vigil.trust.rooms.log_words import LogWords

PERSON: Final = "contributor_person"
"""The kind of subject to which the consents of one person of a group belong."""
MOST: Final = 60
"""People of one contributor."""


def subject_of_person(person: GroupPerson) -> Subject:
    """Return the subject to which the consents of a person of a group belong."""
    return Subject(PERSON, person.uid)


@verb
def add_group_people(part: Contribution, called: Iterable[str], *, by: User) -> list[GroupPerson]:
    """Add people to a contributor without a name, by a word each; "" counts them by number.

    Until they agree no recording with this contributor is shown: posted ones are held at once.
    Raises NotAllowed, NotPossible (the contributor has a name, or is a member; too many; a word
    says a name that the record does not show).
    """
    require(by, MANAGE)
    session = locked(part.session)
    part = held(part)
    if not part.unnamed:
        raise NotPossible(
            _("Only a contributor without a name can stand for several people. State who they are.")
        )
    words = [" ".join(word.split())[:80] for word in called]
    require_no_hidden_names(*words)
    there = part.group_people.count()
    if not words or there + len(words) > MOST:
        raise NotPossible(_("Add at least one person, and at most %(n)d in all.") % {"n": MOST})
    last = part.group_people.aggregate(last=Max("number"))["last"] or 0
    made = [
        GroupPerson.objects.create(contribution=part, number=number, called=word)
        for number, word in enumerate(words, last + 1)
    ]
    after = {"contribution": part.uid, "people": len(made)}
    note_session("add_group_people", session, by=by, after=after)
    house.tell(SUBJECT_CHANGED, Subject(CONTRIBUTION, part.uid))
    return made


@verb
def remove_group_person(person: GroupPerson, *, by: User) -> None:
    """Remove somebody who was entered by mistake, and revoke their link.

    Raises NotAllowed, NotPossible (they were asked, and have answered: what they said counts).
    """
    require(by, MANAGE)
    person = held(person)
    part = person.contribution
    session = locked(part.session)
    if consents_of(subject_of_person(person)).exists():
        raise NotPossible(
            _("They have answered, so their answer counts. End what they agreed to instead.")
        )
    note_session("remove_group_person", session, by=by, before={"contribution": part.uid})
    close_links(subject_of_person(person), by=by)
    person.delete()
    house.tell(SUBJECT_CHANGED, Subject(CONTRIBUTION, part.uid))


def people_of_groups(parts: Iterable[Contribution]) -> dict[str, list[GroupPerson]]:
    """Return the people of each contributor that stands for several, by the contributor's uid."""
    found: dict[str, list[GroupPerson]] = {}
    rows = GroupPerson.objects.filter(contribution__in=[part.pk for part in parts])
    for person in rows.select_related("contribution").order_by("number"):
        found.setdefault(person.contribution.uid, []).append(person)
    return found


def contribution_uid_of(subject: Subject) -> str:
    """Return the uid of the contributor whose agreements a subject is about; "" if of none."""
    if subject.kind == CONTRIBUTION:
        return subject.key
    if subject.kind != PERSON:
        return ""
    rows = GroupPerson.objects.filter(uid=subject.key)
    return rows.values_list("contribution__uid", flat=True).first() or ""


LOG: Final = LogWords(
    verbs={
        "add_group_people": pgettext_lazy("decision", "add people to a group"),
        "remove_group_person": pgettext_lazy("decision", "remove a person from a group"),
    },
    kinds={
        PERSON: pgettext_lazy("decision", "person of a group"),
    },
)
