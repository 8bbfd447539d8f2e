"""What somebody does on their own page: agree use by use, take back, have their name taken away."""

from collections.abc import Collection
from datetime import date
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.programme.contributors.links import LinkedPart, linked_part
from vigil.programme.contributors.verbs.withdrawing import withdraw_contribution
from vigil.programme.contributors.visibility import NAME
from vigil.programme.events.verbs.public_changes import record_new_wording, verb
from vigil.programme.events.verbs.sessions import locked
from vigil.trust.access.errors import NotPossible
from vigil.trust.confirmations.verbs import waiting_on
from vigil.trust.consent.verbs import GIVE, in_force
from vigil.trust.models import Confirmation, PrivateLink
from vigil.trust.private_links.verbs.agreeing import (
    agree_through_link,
    note_use,
    open_link,
    take_back_through_link,
)
from vigil.trust.private_links.verbs.links import subject_of
from vigil.trust.rooms.log_words import LogWords


@verb
def agree_on_own_page(
    link: PrivateLink, uses: Collection[str], *, until: date | None = None
) -> Confirmation | None:
    """Agree to these uses until a last day, or for good. A name waits for one of ours.

    Raises NotPossible (no use about which they are asked; as `agree_through_link`).
    """
    whose = _whose(link)
    if not set(uses) <= set(whose.uses):
        raise NotPossible(_("Choose what you agree to."))
    return agree_through_link(link, uses, until=until)


@verb
def take_back_on_own_page(link: PrivateLink, uses: Collection[str]) -> int:
    """Take back uses at once: recordings with them are held. Returns how many consents ended.

    Whoever takes back that they are named is named no more, also where the name was announced.
    Raises NotPossible (nothing chosen; the link does not work).
    """
    whose = _whose(link)
    was_named = NAME in uses and _agreed_to_be_named(link)
    ended = take_back_through_link(link, uses)
    if was_named and whose.part.announced:
        withdraw_contribution(whose.part, by=None, why="they asked for it on their private link")
    elif NAME in uses and whose.person is None:
        record_new_wording(locked(whose.part.session))
    return ended


def _agreed_to_be_named(link: PrivateLink) -> bool:
    subject = subject_of(link)
    return in_force(subject, NAME).exists() or waiting_on(GIVE, subject) is not None


@verb
def take_name_away(link: PrivateLink) -> None:
    """Name them nowhere from now on, wherever the name was announced. Raises NotPossible."""
    whose = _whose(link)
    if not whose.has_name_shown:
        raise NotPossible(_("You are not named."))
    note_use(open_link(link))
    take_back_through_link(link, [NAME])
    withdraw_contribution(whose.part, by=None, why="they asked for it on their private link")


def _whose(link: PrivateLink) -> LinkedPart:
    whose = linked_part(open_link(link))
    if whose is None:
        raise NotPossible(_("You are not entered in this session any more."))
    return whose


LOG: Final = LogWords(
    reasons={
        "they asked for it on their private link": pgettext_lazy(
            "decision", "they asked for it on their private link"
        ),
    },
)
