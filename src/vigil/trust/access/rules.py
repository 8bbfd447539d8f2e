"""Who holds which permission, by role. A permission that is not listed is refused."""

from collections.abc import Callable, Mapping
from typing import Final

from rules import Predicate, predicate  # type: ignore[attr-defined]

from vigil.trust.models import GUARDED_ROLES, Role, RoleGrant, User
from vigil.trust.rooms import house
from vigil.trust.rooms.points import Point
from vigil.trust.rooms.subjects import SubjectKind

LIMITS: Final = Point[Callable[[User, object], str]]("limits of roles in words")
"""A function that says that a thing lies outside the limits of somebody's roles, or ""."""


def grants_of(user: object, *roles: str) -> tuple[RoleGrant, ...]:
    """Return the grants of an active user, of some roles or of all; a visitor has none.

    They are read once for each `User` that was read: one request asks many times.
    """
    if not isinstance(user, User) or not user.is_active:
        return ()
    if user.read_grants is None:
        user.read_grants = tuple(user.grants.all())
    held = user.read_grants
    return tuple(grant for grant in held if grant.role in roles) if roles else held


def roles_of(user: object) -> frozenset[str]:
    """Return the roles of an active user; an anonymous visitor has none."""
    return frozenset(grant.role for grant in grants_of(user))


def forget_grants(user: User) -> None:
    """Forget the grants that were read of a user, because this request changed them."""
    user.read_grants = None


def is_guarded(user: object) -> bool:
    """Return whether somebody holds a role that needs a second factor."""
    return bool(roles_of(user) & GUARDED_ROLES)


def has_role(*roles: Role) -> Predicate:
    """Build the rule that a user holds at least one of these roles."""
    wanted = frozenset(str(role) for role in roles)

    @predicate(name="has_role:" + ",".join(sorted(wanted)))
    def holds(user: object) -> bool:
        return bool(roles_of(user) & wanted)

    return holds


def why_outside_limits(user: User, item: object) -> str:
    """Return why a thing is outside the limits of somebody's roles; "" where it is inside."""
    answers = (words(user, item) for _room, words in house.added(LIMITS))
    return next(filter(None, answers), "")


@predicate(name="opens_the_kind")
def opens_the_kind(user: object, sealed: object = None) -> bool:
    """Return whether the user has a role that may open sealed values of this kind of subject."""
    stated = house.subject_kind(getattr(sealed, "subject_kind", ""))
    return stated is not None and bool(roles_of(user) & frozenset(map(str, stated.opened_by)))


@predicate(name="speaks_for_the_subject")
def speaks_for_the_subject(user: object, subject: object = None) -> bool:
    """Return whether the room of the subject lets this user speak for it."""
    stated = house.subject_kind(getattr(subject, "kind", ""))
    return bool(stated and stated.spoken_for_by and stated.spoken_for_by.test(user, subject))


@predicate(name="takes_away_from_the_subject")
def takes_away_from_the_subject(user: object, subject: object = None) -> bool:
    """Return whether the room of the subject lets this user end what was agreed."""
    stated = house.subject_kind(getattr(subject, "kind", ""))
    return bool(stated and stated.taken_away_by and stated.taken_away_by.test(user, subject))


def protects(*roles: Role) -> Predicate:
    """Build the rule who may protect a subject: its room's own rule, or else these roles."""
    others = has_role(*roles)

    @predicate(name="protects:" + ",".join(sorted(roles)))
    def holds(user: object, subject: object = None) -> bool:
        stated = house.subject_kind(getattr(subject, "kind", ""))
        rule = (stated and stated.protected_by) or others
        return bool(rule.test(user, subject))

    return holds


def releases(*roles: Role) -> Predicate:
    """Build the rule who may release a letter: the rule of its subject's room, or these roles."""
    others = has_role(*roles)

    @predicate(name="releases:" + ",".join(sorted(roles)))
    def holds(user: object, letter: object = None) -> bool:
        stated = house.subject_kind(getattr(letter, "about_kind", ""))
        rule = (stated and stated.released_by) or others
        return bool(rule.test(user, letter))

    return holds


PERMISSIONS: Final[Mapping[str, Predicate]] = {
    "trust.grant_role": has_role(Role.ADMINISTRATOR),
    "trust.close_account": has_role(Role.ADMINISTRATOR),
    "trust.reset_access": has_role(Role.ADMINISTRATOR),
    "trust.end_sessions": has_role(Role.ADMINISTRATOR),
    "trust.lock_down": has_role(Role.ADMINISTRATOR),
    "trust.see_operation": has_role(Role.ADMINISTRATOR),
    "trust.read_decisions": has_role(Role.ADMINISTRATOR, Role.AUDITOR, Role.ADJUDICATOR),
    "trust.open_sealed": opens_the_kind,
    "trust.shred": opens_the_kind,
    "trust.rotate_keys": has_role(Role.ADMINISTRATOR),
    # What can show somebody takes an adjudicator; what only takes away, fewer.
    "trust.record_consent": has_role(Role.ADJUDICATOR) | speaks_for_the_subject,
    "trust.withdraw_consent": has_role(Role.ADJUDICATOR, Role.CODER, Role.EDITOR)
    | takes_away_from_the_subject,
    "trust.set_protection": protects(Role.ADJUDICATOR, Role.CODER, Role.EDITOR),
    "trust.loosen_protection": protects(Role.ADJUDICATOR),
    # Of all countries and languages: somebody's safety does not wait for the right colleague.
    "trust.withdraw": has_role(Role.ADJUDICATOR),
    "trust.lift_withdrawal": has_role(Role.ADJUDICATOR),
    # What waits for a second person. Of it each sees what they hold the permission of the act for.
    "trust.see_confirmations": has_role(
        *(Role.ADJUDICATOR, Role.EDITOR, Role.FUND_OFFICER, Role.PROGRAMME_HOST),
        *(Role.PANEL_CHAIR, Role.ADMINISTRATOR),
    ),
    "trust.see_requests": has_role(Role.ADJUDICATOR),
    "trust.answer_request": has_role(Role.ADJUDICATOR),
    # What a file is about, and who reaches that, is asked by the room it belongs to.
    "trust.upload": has_role(Role.CODER, Role.ADJUDICATOR) | speaks_for_the_subject,
    "trust.read_upload": has_role(Role.CODER, Role.ADJUDICATOR),
    "trust.remove_upload": has_role(Role.CODER, Role.ADJUDICATOR) | takes_away_from_the_subject,
    "trust.open_original": has_role(Role.ADJUDICATOR),
    "trust.see_outbox": has_role(Role.ADMINISTRATOR, Role.ADJUDICATOR),
    "trust.release_letter": releases(Role.ADJUDICATOR),
    "trust.discard_letter": releases(Role.ADMINISTRATOR, Role.ADJUDICATOR),
}
"""Permission -> who holds it."""
SUBJECTS: Final = (
    SubjectKind(kind="request", opened_by=[Role.ADJUDICATOR]),
    SubjectKind(kind="upload", opened_by=[Role.ADJUDICATOR]),
)
