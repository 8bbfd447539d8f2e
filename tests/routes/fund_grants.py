"""The fund: grants and their money at the desk."""

from collections.abc import Callable, Iterable, Mapping

from routes.rows import Route
from routes.worlds import Worlds

ROUTES: dict[str, Route] = {}
WORLDS: dict[str, Worlds] = {}
STATES_OF: Mapping[str, Callable[[], Iterable[str]]] = {}
NO_STATES: Mapping[str, str] = {}
