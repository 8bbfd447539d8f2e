"""What the tests of the server share."""

from collections.abc import Iterator

import pytest
from waitress import wasyncore

from cli.serving.running_server import Running


@pytest.fixture
def running() -> Iterator[Running]:
    made = Running()
    yield made
    made.let_go.set()
    made.server.end()
    for one in made.open_ones:
        one.close()
    assert made.has_ended()
    wasyncore.close_all(made.server._map)
