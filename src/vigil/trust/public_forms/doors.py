"""Check whether the public forms that promise an answer are open ("doors").

A door is open only while enough people hold the roles
that answer: owners of active accounts who have signed in once, since an address may be mistyped,
and who can do so again, since an account may have been reset. In a demonstration every colleague
counts: a visitor can act as each of them.
Where it takes several, one person's two accounts count once. While it is closed its page takes
nothing in, and shows a referral: the words of the installation, from a file in its data folder, or
else those that are shipped.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.cache import caches
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vigil.trust.access.errors import NotPossible
from vigil.trust.demonstration.mark import is_demonstration
from vigil.trust.models import Role, User
from vigil.trust.organisation.queries import organisation
from vigil.trust.people.duplicate_accounts import count_people
from vigil.trust.rooms import house
from vigil.trust.rooms.doors import Door
from vigil.trust.sessions.verbs.sessions import shut_out

EVERY_DOOR: Final = "any"
"""The key of words that stand at every door without words of its own."""


TELEPHONE: Final = re.compile(r"(?<!\S)\+?\d[\d ()-]{4,}\d(?![\w/])")
"""A telephone number in the words of the installation."""


class DoorClosed(NotPossible):
    """Nobody who could answer is available."""


@dataclass(frozen=True)
class MissingRole:
    """A role that too few people hold for a door."""

    door: Door
    role: Role
    there: int

    def __str__(self) -> str:
        return _("%(door)s: closed. Role needed: %(role)s (%(needed)d). People now: %(there)d.") % {
            "door": self.door.label,
            "role": self.role.label,
            "needed": self.door.people,
            "there": self.there,
        }


def missing_roles(door: Door) -> list[MissingRole]:
    """Return the roles that too few people hold; none where the door is open."""
    counted = [MissingRole(door, role, _holders(door, role)) for role in door.answered_by]
    return [one for one in counted if one.there < door.people]


def is_open(door: Door) -> bool:
    """Return whether everybody needed to answer is available, and the door's room is open."""
    return door.key not in _of_closed_rooms() and not missing_roles(door)


def is_linked(door: Door) -> bool:
    """Return whether pages link to the form of a door: is it open, or was it some seconds ago?

    The link is on every page, and people are counted for it. The form itself asks `is_open`.
    """
    seconds = settings.VIGIL_MENU_SECONDS
    kept = caches["process"].get_or_set(f"door-{door.key}", lambda: is_open(door), seconds)
    return bool(kept)


def require_open(door: Door) -> None:
    """Raise DoorClosed unless the door is open."""
    if not is_open(door):
        raise DoorClosed(
            _(
                "Nobody is here at the moment who could answer, so it was not sent. What you wrote "
                "is still on this page."
            )
        )


def why_closed() -> list[MissingRole]:
    """Return the missing roles of all closed doors, in the order of the doors' keys.

    Nobody is missed behind a door of a room that the organisation closed.
    """
    shut = _of_closed_rooms()
    asked = [door for key, door in sorted(house.doors().items()) if key not in shut]
    return [one for door in asked for one in missing_roles(door)]


def _of_closed_rooms() -> set[str]:
    closed = organisation().closed_rooms
    return {door.key for room in house.rooms() if room.name in closed for door in room.doors}


def referral(door: Door) -> str:
    """Return the installation's words at a closed door, in the language of the page.

    Telephone numbers are isolated: a page in Arabic would turn their groups around. Empty where it
    wrote none (or its file cannot be read, which `vigil check` says).
    """
    try:
        words = read_referrals()
    except NotPossible:
        return ""
    language = get_language() or settings.LANGUAGE_CODE
    for one in (words.get(language, {}), words.get(settings.LANGUAGE_CODE, {})):
        if said := one.get(door.key) or one.get(EVERY_DOOR):
            return TELEPHONE.sub("\u2066\\g<0>\u2069", said)
    return ""


def read_referrals() -> Mapping[str, Mapping[str, str]]:
    """Read the installation's words by language and door. Raises NotPossible."""
    path = Path(settings.VIGIL_REFERRALS or Path(settings.DATA) / "referrals.toml")
    try:
        found: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise NotPossible(
            _("%(file)s cannot be read: %(why)s") % {"file": path, "why": error}
        ) from error
    known = {EVERY_DOOR, *house.doors()}
    for language, words in found.items():
        if language not in dict(settings.LANGUAGES) or not isinstance(words, dict):
            raise NotPossible(
                _("%(file)s: [%(language)s] is no language of this site.")
                % {"file": path, "language": language}
            )
        for key, text in words.items():
            if key not in known or not isinstance(text, str):
                raise NotPossible(
                    _("%(file)s: %(key)s is not a text for a door (%(doors)s).")
                    % {"file": path, "key": f"{language}.{key}", "doors": ", ".join(sorted(known))}
                )
    return found


def _holders(door: Door, role: Role) -> int:
    rows = User.objects.filter(is_active=True, last_login__isnull=False)
    rows = rows.exclude(pk__in=shut_out().values("pk"))
    if is_demonstration():  # there each colleague can be tried at any time, without signing in
        rows = User.objects.filter(is_active=True)
    if door.everywhere:
        rows = rows.filter(grants__role=role, grants__countries=[], grants__languages=[])
    else:
        rows = rows.filter(grants__role=role)
    rows = rows.distinct()
    return rows.count() if door.people == 1 else count_people(rows)
