"""Who sets up the organisation."""

from collections.abc import Mapping
from typing import Final

from rules import Predicate  # type: ignore[attr-defined]

from vigil.trust.access.rules import has_role
from vigil.trust.models import Role

SET_UP: Final = "trust.set_up"
PERMISSIONS: Final[Mapping[str, Predicate]] = {SET_UP: has_role(Role.ADMINISTRATOR)}
