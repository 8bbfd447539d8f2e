"""`vigil remembrance`: reminding from the command line."""

import json

import pytest
from click.testing import CliRunner
from django.utils import timezone

from vigil.cli import main
from vigil.trust.models import Letter, Sealed
from witness.people_factories import killed, subscribed

pytestmark = pytest.mark.django_db


def test_remind_writes_once() -> None:
    today = timezone.localdate()
    killed(day=f"2004-{today:%m-%d}")
    subscribed()
    first = CliRunner().invoke(main, ["remembrance", "remind", "--json"])
    again = CliRunner().invoke(main, ["remembrance", "remind"])
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert json.loads(first.output)["written"] == 1
    assert again.output.startswith("0 written to")
    assert Letter.objects.count() == 1


def test_who_could_not_be_written_to_is_an_exit_status() -> None:
    killed(day=f"2004-{timezone.localdate():%m-%d}")
    subscribed()
    Sealed.objects.all().delete()
    done = CliRunner().invoke(main, ["remembrance", "remind"])
    assert done.exit_code == 3
    assert "1 could not be written to" in done.output
