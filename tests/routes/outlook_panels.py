"""Routes of the outlook: panels."""

from collections.abc import Mapping

from routes.rows import Route
from routes.worlds import Worlds

ROUTES: Mapping[str, Route] = {}
WORLDS: dict[str, Worlds] = {}
