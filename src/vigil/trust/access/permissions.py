"""A Django backend that asks the rooms who holds a permission."""

from vigil.trust.rooms import house


class RoomPermissions:
    """Ask the rule of the room. A permission that no room lists is refused."""

    def authenticate(self, request: object, **credentials: object) -> None:
        """Return None: nobody signs in by this backend."""

    def has_perm(self, user: object, permission: str, item: object = None) -> bool:
        """Return whether a user holds a permission, for a thing if one is given."""
        rule = house.permissions().get(permission)
        return rule is not None and bool(rule.test(user, item))
