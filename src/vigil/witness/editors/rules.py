"""Who may enter the editors' part of Wagtail."""

from collections.abc import Mapping
from typing import Final

from rules import Predicate  # type: ignore[attr-defined]

from vigil.trust.access.rules import has_role
from vigil.trust.models import Role

ENTERS: Final = has_role(Role.EDITOR, Role.ADMINISTRATOR)
PERMISSIONS: Final[Mapping[str, Predicate]] = {
    "witness.enter_cms": ENTERS,
    # Wagtail asks this before it shows its admin.
    "wagtailadmin.access_admin": ENTERS,
}
"""Permission -> who holds it."""
