"""A world is one state of a thing that an address names, and what the acts on it need."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.utils import timezone

from factories import behind
from vigil.trust.models import Role, RoleGrant, User

NOTHING = 999_999
"""A key that nothing has."""

Worlds = Mapping[str, Callable[[], "World"]]
"""How each state of one kind of thing is made, by its name."""


@dataclass
class World:
    """One thing in one state."""

    kind: str = ""
    state: str = ""
    names: dict[str, str] = field(default_factory=dict)
    """What fills the parts of addresses."""
    parts: dict[str, Any] = field(default_factory=dict)
    """What is in it, for what is sent."""
    facts: Callable[[], dict[str, Any]] = dict
    """Reads from the database what acts change of the thing."""

    def __getattr__(self, name: str) -> Any:
        """Return a part by its name."""
        try:
            return self.__dict__["parts"][name]
        except KeyError:
            raise AttributeError(name) from None


def made_user(email: str, *roles: Role, active: bool = True, **limits: Any) -> User:
    """Make a person who has signed in before.

    They have no password: hashing one takes longer than asking a page.
    """
    user = User.objects.create(
        username=email, email=email, is_active=active, last_login=timezone.now()
    )
    for role in roles:
        RoleGrant.objects.create(user=user, role=role, **limits)
    return user


def maker() -> User:
    """Make the adjudicator who made what is in a world."""
    return made_user("maker@example.org", Role.ADJUDICATOR)


def anywhere() -> World:
    """Make a world in which somebody answers what the public sends."""
    behind(Role.ADJUDICATOR, Role.EDITOR, Role.FUND_OFFICER, Role.FUND_OFFICER)
    return World()


def worlds(make: Callable[[str], World], *states: str) -> dict[str, Callable[[], World]]:
    """Return how each of these states is made by one function of their names."""
    return {state: partial(make, state) for state in states}
