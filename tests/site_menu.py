"""The whole menu of public pages, for tests that look at it (`conftest` shortens it for others)."""

import pytest

from vigil.publication.pages import navigation

_asked = navigation.filled_routes
"""Loaded before any test shortened it."""


def whole_menu(patch: pytest.MonkeyPatch) -> None:
    """Let pages ask every room whether it has anything public."""
    patch.setattr(navigation, "filled_routes", _asked)
