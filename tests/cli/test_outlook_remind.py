"""`vigil outlook remind`: who has not handed in is written to, once."""

import json
from datetime import timedelta
from threading import Event

import pytest
from click.testing import CliRunner
from django.utils import timezone

from outlook.factories_panels import answer_all, running
from vigil.cli.outlook import command
from vigil.cli.working.duties import duties
from vigil.outlook.models import Round

pytestmark = pytest.mark.django_db


def test_who_has_not_handed_in_is_reminded_once() -> None:
    _panel, row, seats = running(experts=3)
    answer_all(seats[0])
    Round.objects.filter(pk=row.pk).update(closes_at=timezone.now() + timedelta(days=2))
    ran = CliRunner().invoke(command, ["remind", "--json"])
    assert (ran.exit_code, json.loads(ran.output)) == (0, {"reminders": 2, "failed": 0})
    ran = CliRunner().invoke(command, ["remind"])
    assert (ran.exit_code, ran.output) == (0, "0 reminded, 0 could not be written to.\n")


def test_who_cannot_be_written_to_is_counted_and_tried_again() -> None:
    _panel, row, seats = running(experts=1)
    user = seats[0].user
    type(user).objects.filter(pk=user.pk).update(email="nowhere")
    Round.objects.filter(pk=row.pk).update(closes_at=timezone.now() + timedelta(days=2))
    for _time in range(2):
        ran = CliRunner().invoke(command, ["remind", "--json"])
        assert (ran.exit_code, json.loads(ran.output)) == (3, {"reminders": 0, "failed": 1})


def test_an_installation_reminds_by_itself() -> None:
    assert "outlook remind" in [duty.name for duty in duties(Event())]
