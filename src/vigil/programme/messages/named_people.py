"""Find names in messages: that of the sender, and those of people who are not public."""

from collections.abc import Iterable

from vigil.network.models import Listing, Member
from vigil.programme.models import Message
from vigil.publication.policy.names_in_texts import require_no_hidden_names
from vigil.trust.withdrawals.names_in_texts import says


def names_its_sender(message: Message) -> bool:
    """Return whether a message contains its sender's name, though it is shown without it."""
    texts = [message.text, message.link, *(one.text for one in message.translations.all())]
    return texts_name_member(texts, message.member, named=message.named)


def require_others_public(message: Message, *texts: str) -> None:
    """Check that a message names nobody but its sender whom the public record does not show.

    Its member decides on their own name. Raises NotPossible.
    """
    require_no_hidden_names(*(text.replace(message.member.name, "") for text in texts))


def texts_name_member(texts: Iterable[str], member: Member, *, named: bool) -> bool:
    """Return whether texts contain a member's name, or a part of it, that is not shown with them.

    `named`: they are shown as the member's.
    """
    if named and member.listing == Listing.NAME:
        return False
    return says(texts, [member.name, *member.name.split()])
