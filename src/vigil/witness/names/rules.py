"""Who decides which names are remembered, and which are left off cards, reminders and feeds."""

from collections.abc import Mapping
from typing import Final

from rules import Predicate  # type: ignore[attr-defined]

from vigil.trust.access.rules import has_role
from vigil.trust.models import Role

PERMISSIONS: Final[Mapping[str, Predicate]] = {
    "witness.keep_remembrance": has_role(Role.EDITOR),
}
"""Permission -> who holds it."""
