"""What private links are for: rooms state it, and add it to `PURPOSES`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db.models import Model
from django.utils.functional import Promise

from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.subjects import Subject
from vigil.trust.rooms import house
from vigil.trust.rooms.points import Point

LIFETIME: Final = timedelta(days=730)
"""How long a link works, from when it was made or sent last. It must outlive what is agreed to on
it, since the same link takes that back."""


@dataclass(frozen=True, kw_only=True)
class LinkPurpose:
    """What the private links of one purpose open.

    Whoever holds `permission`, for what `about` returns, makes, sends and revokes them; None: the
    subject is gone. `page` names the route that shows the subject, with the token as its only
    argument. `uses` are those about which a link may ask.
    """

    code: str
    kind: str
    label: str | Promise
    permission: str
    page: str
    uses: Sequence[str]
    about: Callable[[Subject], Model | Subject | None] = lambda subject: subject
    lifetime: timedelta = LIFETIME


PURPOSES: Final = Point[LinkPurpose]("what private links are for")


def purpose_of(code: str) -> LinkPurpose:
    """Return what links of a code are for. Raises NotPossible (no room states it)."""
    for _room, purpose in house.added(PURPOSES):
        if purpose.code == code:
            return purpose
    raise NotPossible(f"No room states a private link for {code!r}.")
