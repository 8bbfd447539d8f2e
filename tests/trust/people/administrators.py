"""Administrators, for tests of accounts and roles."""

from factories import UserFactory
from vigil.trust.models import Role, User


def chief() -> User:
    """Make an administrator who has not signed in yet."""
    user: User = UserFactory(roles=[Role.ADMINISTRATOR], last_login=None)
    return user


def came() -> User:
    """Make an administrator who has signed in."""
    user: User = UserFactory(roles=[Role.ADMINISTRATOR])
    return user
