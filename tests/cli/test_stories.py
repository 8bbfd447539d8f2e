"""`vigil stories tidy`, as a person or a timer runs it."""

import json

import pytest
from click.testing import CliRunner

from vigil.cli import main


@pytest.mark.django_db
def test_tidying_says_what_it_did() -> None:
    done = CliRunner().invoke(main, ["stories", "tidy", "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.output) == {"published": 0, "held": 0, "expired": 0}
    told = CliRunner().invoke(main, ["stories", "tidy"])
    assert "0 published" in told.output
