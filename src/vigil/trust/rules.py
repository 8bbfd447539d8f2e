"""Who may, by role. Deny by default: a permission that is not listed is refused."""

from rules import Predicate, add_perm, predicate  # type: ignore[attr-defined]

from vigil.trust.models import Role, User


def roles_of(user: object) -> frozenset[str]:
    """Return the roles of an active user; an anonymous visitor has none."""
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    cached = getattr(user, "_roles", None)
    if cached is None:
        cached = frozenset(user.grants.values_list("role", flat=True))
        user._roles = cached  # type: ignore[attr-defined]
    return cached


def forget_roles(user: User) -> None:
    """Let the roles of a user be read anew: they were granted or revoked in this very call."""
    user.__dict__.pop("_roles", None)


def has_role(*roles: Role) -> Predicate:
    """Build the rule that a user holds at least one of these roles."""
    wanted = frozenset(str(role) for role in roles)

    @predicate(name="has_role:" + ",".join(sorted(wanted)))
    def holds(user: object) -> bool:
        return bool(roles_of(user) & wanted)

    return holds


add_perm("trust.grant_role", has_role(Role.ADMINISTRATOR))
add_perm("trust.read_decisions", has_role(Role.ADMINISTRATOR, Role.AUDITOR, Role.ADJUDICATOR))
