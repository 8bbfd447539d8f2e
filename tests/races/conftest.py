"""The arena of the races."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections
from pytest_django.plugin import DjangoDbBlocker

from races.arena import Arena


@pytest.fixture
def arena(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    django_db_modify_db_settings: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Arena]:
    """Give a test databases of its own; the one of other tests is as it was afterwards."""
    shared = connections["default"]
    name = shared.settings_dict["NAME"]
    logging.disable(logging.CRITICAL)  # a refusal is no news here
    with django_db_blocker.unblock():
        connections["default"] = connections.create_connection("default")
        made = Arena(tmp_path, monkeypatch)
        try:
            yield made
        finally:
            made.drop()
            connections.close_all()
            shared.settings_dict["NAME"] = name
            connections["default"] = shared
            logging.disable(logging.NOTSET)
