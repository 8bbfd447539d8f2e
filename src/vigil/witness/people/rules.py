"""Who writes the texts on lives, and who approves them."""

from collections.abc import Mapping
from typing import Final

from rules import Predicate  # type: ignore[attr-defined]

from vigil.trust.access.rules import has_role
from vigil.trust.models import Role

PERMISSIONS: Final[Mapping[str, Predicate]] = {
    "witness.write_life": has_role(Role.EDITOR),
    "witness.approve_life": has_role(Role.EDITOR),
}
"""Permission -> who holds it. Nobody approves what they wrote: the verb sees to it."""
