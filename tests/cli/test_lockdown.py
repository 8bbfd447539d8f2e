"""`vigil lockdown`: everybody is signed out, and the host lifts it."""

import pytest

from cli.calling import call
from factories import UserFactory
from vigil.trust.models import Decision, Lockdown, OpenSession

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("prepared")]


def test_the_host_begins_and_lifts_it_and_the_log_says_so() -> None:
    OpenSession.objects.create(user=UserFactory(), session_key="x")
    assert call("lockdown", "begin").status == 2
    ran = call("lockdown", "begin", "--why", "a laptop was taken")
    assert ran == (0, "The lockdown is in force.\n", "")
    assert not OpenSession.objects.exists()
    again = call("lockdown", "begin", "--why", "x")
    assert (again.status, Lockdown.objects.count()) == (1, 1)
    assert call("lockdown", "state").stdout == "The lockdown is in force.\n"
    assert call("lockdown", "lift", "--why", "it is back").stdout == "No lockdown is in force.\n"
    assert call("lockdown", "lift", "--why", "x").status == 1
    rows = Decision.objects.filter(target_kind="lockdown").order_by("pk")
    host = {"through": "command_line"}
    assert list(rows.values_list("verb", "actor", "after")) == [
        ("begin_lockdown", None, host),
        ("lift_lockdown", None, host),
    ]
