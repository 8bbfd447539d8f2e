"""Notify higher rooms when a member changes their name, or goes by another one.

Higher rooms keep statements about a member under the old name. They are notified in the transaction
of the change, so that the old and the new name never describe the same thing.
"""

from dataclasses import dataclass
from typing import Final

from vigil.network.models import Listing, Member
from vigil.network.profiles.fields import Audience, subject_of, use_of
from vigil.network.visibility.queries import visible_name
from vigil.trust.models import Consent
from vigil.trust.rooms import house
from vigil.trust.rooms.events import Event
from vigil.trust.withdrawals.names_in_texts import plain


@dataclass(frozen=True, slots=True)
class MemberName:
    """The name that a member uses, whether it is a pseudonym, and the name the public sees."""

    name: str
    pseudonymous: bool
    told: str

    def is_of_somebody_else(self, before: "MemberName") -> bool:
        """Return whether people who knew the former name would not recognise this one.

        A longer or shorter form of a name is the same name. A pseudonym never is.
        """
        if self.pseudonymous != before.pseudonymous:
            return True
        mine, theirs = plain(self.name), plain(before.name)
        return mine not in theirs and theirs not in mine


NAME_CHANGED: Final = Event[Member, MemberName, MemberName]("a member is named otherwise")
"""Told with the member and how they went before and go after, once they go by another name, or
everybody is not told any more what they were told."""


def naming_of(member: Member) -> MemberName:
    """Return the name that a member uses."""
    other = member.listing == Listing.PSEUDONYM
    name = member.pseudonym if other else member.name
    return MemberName(name, other, visible_name(member, Audience.PUBLIC))


def announce(member: Member, before: MemberName) -> None:
    """Notify higher rooms if a member's name differs from the name before the change.

    `member` is the row as it is now.
    """
    after = naming_of(member)
    if after.is_of_somebody_else(before) or (
        before.told and plain(before.told) != plain(after.told)
    ):
        house.tell(NAME_CHANGED, member, before, after)


def was_public(member: Member, naming: MemberName) -> bool:
    """Return whether the public may have known a member by a name, now or earlier."""
    use = use_of("pseudonym" if naming.pseudonymous else "name", Audience.PUBLIC)
    kind, key = subject_of(member.uid)
    return Consent.objects.filter(subject_kind=kind, subject_key=key, use=use).exists()
