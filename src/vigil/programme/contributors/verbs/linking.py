"""Make a private link for a contributor, or for one person of a group, and hand it over."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import override

from vigil.programme.contributors.links import ROUTE, LinkedPart
from vigil.programme.contributors.verbs.consenting import subject_of
from vigil.programme.events.verbs.public_changes import verb
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import PrivateLink, User
from vigil.trust.outbox.site_address import in_letters
from vigil.trust.private_links.verbs.links import (
    links_of,
    make_private_link,
    send_private_link,
    show_private_link,
)


@verb
def make_link(
    whose: LinkedPart, *, by: User, held_by: str = "self", language: str = "", address: str = ""
) -> str:
    """Make a link to somebody's own page: send it to an address, or return the link.

    Pressed twice, it leads to the same link: one that whoever asks made before, and that nobody
    has used. Returns "" where a letter brings it. Raises NotAllowed, NotPossible (a group as a
    whole; as `make_private_link` and `send_private_link`).
    """
    if whose.is_whole_group:
        raise NotPossible(_("This stands for several people. Make a link for each of them."))
    subject = subject_of(whose.part, whose.person)
    called = str(whose.person) if whose.person else ""
    link = _unused(links_of(subject), by, held_by, language)
    if link is None:
        link = make_private_link(
            subject.key,
            subject.kind,
            held_by=held_by,
            by=by,
            language=language,
            called=called if whose.person and whose.person.called else "",
        )
    if address.strip():
        send_private_link(link, address=address, by=by)
        return ""
    return address_to_hand_over(link, by=by)


def address_to_hand_over(link: PrivateLink, *, by: User) -> str:
    """Return the link to somebody's own page, in its language, for whoever made it.

    Raises NotAllowed, NotPossible (as `show_private_link`; our own address is not known).
    """
    token = show_private_link(link, by=by)
    with override(link.language):
        return in_letters(ROUTE, token)


def _unused(
    links: Iterable[PrivateLink], by: User, held_by: str, language: str
) -> PrivateLink | None:
    """Return a link that somebody made before and nobody has, or had reason to save."""
    for link in links:
        wanted = (link.made_by_id, link.held_by, link.language) == (by.pk, held_by, language)
        if wanted and link.is_open and not link.address_digest and link.used_first is None:
            return link
    return None
