"""One OpenAPI document for the whole API. Other rooms add their APIs to it (`APIS`)."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string
from ninja import NinjaAPI

from vigil.publication.api.operations import api
from vigil.trust.organisation.queries import open_additions, organisation
from vigil.trust.rooms.points import Point

APIS: Final = Point[Mapping[str, str]]("APIs of rooms above")
"""Address of an API -> its import path."""


def document() -> dict[str, Any]:
    """Return the document; do not change it. Rooms that are closed have no part in it.

    Raises ImproperlyConfigured if two rooms use one address, operation or shape differently.
    """
    return _document(organisation().closed_rooms)


@cache
def _document(_closed: frozenset[str]) -> dict[str, Any]:
    """Build the document, which takes 30 milliseconds."""
    whole: dict[str, Any] = dict(api.get_openapi_schema())
    paths, shapes = dict(whole["paths"]), dict(whole["components"].get("schemas", {}))
    for prefix, name in (entry for _room, some in open_additions(APIS) for entry in some.items()):
        other: NinjaAPI = import_string(name)
        of_room = other.get_openapi_schema(path_prefix=prefix)
        _add(paths, of_room["paths"])
        _add(shapes, of_room["components"].get("schemas", {}))
    names = [operation["operationId"] for path in paths.values() for operation in path.values()]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ImproperlyConfigured(f"two operations are called {', '.join(sorted(twice))}")
    return {**whole, "paths": paths, "components": {"schemas": shapes}}


def _add(known: dict[str, Any], more: dict[str, Any]) -> None:
    for name, meaning in more.items():
        if known.setdefault(name, meaning) != meaning:
            raise ImproperlyConfigured(f"two rooms mean different things by {name}")
