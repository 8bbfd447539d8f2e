"""Accounts of people, their roles, and the first sign-in."""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from vigil.trust.domain.decisions import record, require
from vigil.trust.errors import NotPossible
from vigil.trust.models import OneTimeLink, Role, RoleGrant, User

LINK_LIFETIME = timedelta(hours=12)


@transaction.atomic
def create_person(
    email: str, *, by: User | None, roles: Iterable[Role] = (), name: str = "", why: str = ""
) -> User:
    """Create a person without a password and grant their roles.

    `by` is None only for the installation's own first administrator. Raises NotAllowed.
    """
    if by is not None or User.objects.exists():
        require(by, "trust.grant_role")
    user = User(username=email, email=email, display_name=name)
    user.set_unusable_password()
    user.save()
    record("create", "person", str(user.pk), by=by, after={"email": email}, why=why)
    for role in roles:
        _grant(user, role, by=by, why=why)
    return user


@transaction.atomic
def grant_role(
    user: User,
    role: Role,
    *,
    by: User,
    countries: Sequence[str] = (),
    languages: Sequence[str] = (),
    why: str = "",
) -> RoleGrant:
    """Give `user` a role, limited to countries (alpha-3) or languages if given."""
    require(by, "trust.grant_role")
    return _grant(user, role, by=by, countries=countries, languages=languages, why=why)


@transaction.atomic
def revoke_role(user: User, role: Role, *, by: User, why: str) -> None:
    """Take a role away. Raises NotPossible if it was not held."""
    require(by, "trust.grant_role")
    deleted, _ = RoleGrant.objects.filter(user=user, role=role).delete()
    if not deleted:
        raise NotPossible(f"{user} does not hold the role {role}.")
    record("revoke_role", "person", str(user.pk), by=by, before={"role": role}, why=why)


def _grant(
    user: User,
    role: Role,
    *,
    by: User | None,
    countries: Sequence[str] = (),
    languages: Sequence[str] = (),
    why: str = "",
) -> RoleGrant:
    grant, _ = RoleGrant.objects.update_or_create(
        user=user,
        role=role,
        defaults={"countries": list(countries), "languages": list(languages)},
    )
    after = {"role": role, "countries": list(countries), "languages": list(languages)}
    record("grant_role", "person", str(user.pk), by=by, after=after, why=why)
    return grant


def make_one_time_link(user: User) -> str:
    """Return the token of a sign-in link for `user` that works once, within twelve hours."""
    token = secrets.token_urlsafe(32)
    OneTimeLink.objects.create(
        user=user, digest=_digest(token), expires_at=timezone.now() + LINK_LIFETIME
    )
    return token


@transaction.atomic
def redeem_one_time_link(token: str) -> User:
    """Return the user whom this token signs in, and spend it.

    Raises NotPossible if it is unknown, spent or expired (one answer for all three).
    """
    now = timezone.now()
    spent = OneTimeLink.objects.filter(
        digest=_digest(token), used_at=None, expires_at__gt=now, user__is_active=True
    ).update(used_at=now)
    if not spent:
        raise NotPossible("This sign-in link is not valid any more.")
    user = OneTimeLink.objects.select_related("user").get(digest=_digest(token)).user
    record("redeem_one_time_link", "person", str(user.pk), by=user)
    return user


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
