"""The operator's page of the desk: how each part of the installation is, and what to do."""

import platform
from collections.abc import Iterator
from importlib.metadata import version
from typing import Final

import django
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vigil.desk.screens.access import room_view
from vigil.site.watching.counting import are_wanted
from vigil.site.watching.findings import Finding, alarms, findings
from vigil.site.watching.metric_files import living_processes
from vigil.site.watching.state import State, alarm_state, installation_state
from vigil.trust.models import User
from vigil.trust.rooms.waiting import OwnRoom
from vigil.trust.work.queries import failed

PERMISSION: Final = "trust.see_operation"
MOST_TASKS: Final = 20


@room_view(PERMISSION)
@require_safe
def operation(request: HttpRequest) -> HttpResponse:
    """Show how each part is, the duties, sources, letters and failed tasks, and the versions."""
    state = installation_state()
    context = {
        "state": state,
        "findings": findings(state),
        "letters": [(State(value).label, value, n) for value, n in state.letters.items()],
        "failed_tasks": failed()[:MOST_TASKS] if state.tasks_failed else (),
        "versions": list(_versions()),
        "processes": living_processes() if are_wanted() else None,
    }
    return render(request, "site/watching/operation.html", context)


def _versions() -> Iterator[tuple[str, str]]:
    yield "Vigil", version("vigil-platform")
    yield "Python", platform.python_version()
    yield "Django", django.get_version()
    yield connection.display_name, ".".join(map(str, connection.get_database_version()))


def own_room(user: User) -> Iterator[OwnRoom]:
    """Return the operator's page for who may see it."""
    if user.has_perm(PERMISSION):
        yield OwnRoom(_("Operation"), reverse("operation"))


def alarms_for(user: User) -> list[Finding]:
    """Return what cannot wait, for who can do something about it."""
    return alarms(alarm_state()) if user.has_perm(PERMISSION) else []
