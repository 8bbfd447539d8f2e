"""`vigil programme`: telling and reminding from the command line."""

import json

import pytest
from click.testing import CliRunner

from factories import UserFactory
from programme.registration_factories import registered, session_in
from vigil.cli import main
from vigil.programme.events.verbs.public_changes import record_public_change, time_and_room
from vigil.programme.models import Change
from vigil.trust.models import Letter, Sealed

pytestmark = pytest.mark.django_db


def test_tell_says_what_it_did_and_does_it_once() -> None:
    session = session_in(3000)
    registered(session)
    record_public_change(session, Change.Kind.ROOM, time_and_room(session), by=UserFactory())
    first = CliRunner().invoke(main, ["programme", "tell", "--json"])
    again = CliRunner().invoke(main, ["programme", "tell"])
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert json.loads(first.output)["changes"] == 1
    assert "0 told of a change" in again.output
    assert Letter.objects.count() == 1


def test_who_could_not_be_written_to_is_an_exit_status() -> None:
    session = session_in(3000)
    registered(session)
    Sealed.objects.all().delete()
    record_public_change(session, Change.Kind.ROOM, time_and_room(session), by=UserFactory())
    done = CliRunner().invoke(main, ["programme", "tell"])
    assert done.exit_code == 3
    assert "1 could not be written to" in done.output


def test_remind_with_nobody_to_remind() -> None:
    done = CliRunner().invoke(main, ["programme", "remind"])
    assert (done.exit_code, done.output) == (0, "0 reminded, 0 could not be written to.\n")


def test_tidying_says_what_it_removed() -> None:
    done = CliRunner().invoke(main, ["programme", "tidy", "--json"])
    assert (done.exit_code, json.loads(done.output)) == (0, {"removed": 0, "questions": 0})
    told = CliRunner().invoke(main, ["programme", "tidy"])
    assert told.output == "0 recordings and 0 questions removed.\n"
