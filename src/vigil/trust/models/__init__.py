"""What `trust` keeps: who people are, what they may do, what was decided."""

from vigil.trust.models.decision import Decision
from vigil.trust.models.user import OneTimeLink, Role, RoleGrant, User

__all__ = ["Decision", "OneTimeLink", "Role", "RoleGrant", "User"]
