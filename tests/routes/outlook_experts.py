"""Routes of the outlook: the pages of experts, each for whoever holds the seat."""

from collections.abc import Mapping

from routes.rows import Route

ROUTES: Mapping[str, Route] = {}
