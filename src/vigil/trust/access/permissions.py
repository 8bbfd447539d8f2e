"""Who may: the permissions that the rooms state, as Django asks for them."""

from vigil.trust.rooms import house


class RoomPermissions:
    """Ask the rule of a room. What no room lists is refused. Nobody signs in by this backend."""

    def authenticate(self, request: object, **credentials: object) -> None:
        """Know nobody."""

    def has_perm(self, user: object, permission: str, item: object = None) -> bool:
        """Return whether a user holds a permission, for a thing if one is given."""
        rule = house.permissions().get(permission)
        return rule is not None and bool(rule.test(user, item))
