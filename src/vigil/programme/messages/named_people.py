"""Whether a message says the name of the member who sent it, though it is not shown under it."""

from collections.abc import Iterable

from vigil.network.models import Listing, Member
from vigil.programme.models import Message
from vigil.publication.policy.names_in_texts import require_no_hidden_names
from vigil.trust.withdrawals.names_in_texts import says


def names_its_sender(message: Message) -> bool:
    """Say whether the words of a message hold a name of its member that is not shown with it."""
    texts = [message.text, message.link, *(one.text for one in message.translations.all())]
    return texts_name_member(texts, message.member, named=message.named)


def require_others_public(message: Message, *texts: str) -> None:
    """Let words of a message pass that name nobody else whom the record does not show.

    Its member decides on their own name. Raises NotPossible.
    """
    require_no_hidden_names(*(text.replace(message.member.name, "") for text in texts))


def texts_name_member(texts: Iterable[str], member: Member, *, named: bool) -> bool:
    """Say whether texts hold the name of a member, or a part of it, that is not shown with them.

    `named`: they are shown as the member's.
    """
    if named and member.listing == Listing.NAME:
        return False
    return says(texts, [member.name, *member.name.split()])
