"""`vigil check`: a sentence for each check, as text and as JSON, and the exit status."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from pytest_django.fixtures import Settings

from fund.factories import a_grant
from vigil.cli import main
from vigil.fund.models import Tranche

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _data(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path


def test_it_says_what_holds_and_ends_with_0() -> None:
    ran = CliRunner().invoke(main, ["check"])
    assert ran.exit_code == 0, ran.output
    assert "ok    The fund's ledger agrees with its entries.\n" in ran.output
    assert "to do No mail server is set up: letters stay in the outbox.\n" in ran.output


def test_it_says_what_is_wrong_and_ends_with_1() -> None:
    Tranche.objects.filter(grant=a_grant(), number=1).update(state=Tranche.State.CANCELLED)
    ran = CliRunner().invoke(main, ["check", "--json"])
    assert ran.exit_code == 1
    said = json.loads(ran.output)
    assert not said["ok"]
    assert [one["name"] for one in said["checks"] if not one["ok"]] == ["fund ledger"]


def test_it_says_what_a_deployment_lacks() -> None:
    ran = CliRunner().invoke(main, ["check", "--deploy"])
    assert ran.exit_code == 1
    assert "MISSING No mail server is set up: letters stay in the outbox. Enter it" in ran.output
    said = json.loads(CliRunner().invoke(main, ["check", "--deploy", "--json"]).output)
    assert {"name": "mail", "level": "missing"}.items() <= said["deployment"][9].items()
    assert CliRunner().invoke(main, ["check", "--clock", "a.example"]).exit_code == 2
