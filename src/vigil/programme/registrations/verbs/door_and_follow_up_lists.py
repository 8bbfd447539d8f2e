"""Open from the vault who registered: for the door list and the follow-up list."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Final

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from vigil.programme.events.verbs.public_changes import note_session
from vigil.programme.models import Registration, Session
from vigil.programme.registrations.letters import ADDRESS, KIND
from vigil.programme.registrations.verbs.common import NAME, NEEDS
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import Sealed, User
from vigil.trust.vault.verbs.sealing import open_sealed

ALL: Final = (NAME, ADDRESS, NEEDS)


@dataclass(frozen=True)
class OpenedRegistration:
    """A registration with what was opened of it; empty where nothing was given, or is kept."""

    registration: Registration
    opened: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name that they gave."""
        return self.opened.get(NAME, "")

    @property
    def address(self) -> str:
        """Where letters to them go."""
        return self.opened.get(ADDRESS, "")

    @property
    def needs(self) -> str:
        """What they need to take part."""
        return self.opened.get(NEEDS, "")


@transaction.atomic
def open_people(
    session: Session,
    registrations: Iterable[Registration],
    fields: Collection[str],
    *,
    by: User,
    why: str,
) -> list[OpenedRegistration]:
    """Open names, addresses or needs of registered people in the vault. Each opening is recorded.

    Raises NotAllowed, NotPossible (no reason; the key is not on this machine).
    """
    require(by, "programme.see_registrations", session)
    if not why.strip():
        raise NotPossible(_("Say why you open this."))
    rows = list(registrations)
    prefetch_related_objects(rows, "event_registration")
    found: dict[str, dict[str, str]] = {row.uid: {} for row in rows}
    kept = Sealed.objects.filter(
        subject_kind=KIND, subject_key__in=list(found), field__in=list(fields)
    )
    for sealed in kept:
        found[sealed.subject_key][sealed.field] = open_sealed(sealed, by=by, why=why)
    return [OpenedRegistration(row, found[row.uid]) for row in rows]


def door_list(session: Session, *, by: User, why: str) -> list[OpenedRegistration]:
    """Return who has a place and what they need, by name, without addresses.

    Raises as `open_people`.
    """
    rows = session.registrations.filter(state=Registration.State.CONFIRMED)
    known = open_people(session, rows, (NAME, NEEDS), by=by, why=why)
    _note_list("make_door_list", session, known, by=by, why=why)
    return sorted(known, key=lambda one: (not one.name, one.name.casefold(), one.registration.pk))


def follow_up_list(session: Session, *, by: User, why: str) -> list[OpenedRegistration]:
    """Return who agreed to one letter after the session, with their addresses, and nobody else."""
    rows = session.registrations.filter(
        state=Registration.State.CONFIRMED,
        event_registration__follow_up=True,
        event_registration__closed_at=None,
    )
    known = open_people(session, rows, (NAME, ADDRESS), by=by, why=why)
    _note_list("make_follow_up_list", session, known, by=by, why=why)
    return [one for one in known if one.address]


def _note_list(
    verb: str, session: Session, known: list[OpenedRegistration], *, by: User, why: str
) -> None:
    with transaction.atomic():
        note_session(verb, session, by=by, after={"people": len(known)}, why=why)
