"""What each role lets a person see and do, in one plain sentence each."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vigil.trust.models import Role

ROLE_MEANS: Final[Mapping[Role, str | Promise]] = {
    Role.CODER: _(
        "Reads reports, decides which of them are cases, and records what they state. Checks "
        "what a colleague adjudicated."
    ),
    Role.ADJUDICATOR: _(
        "Does everything a coder does. Decides where codings differ, publishes and withdraws "
        "cases, and answers requests and testimonies."
    ),
    Role.EDITOR: _("Writes, reviews and publishes stories, campaigns and the list of names."),
    Role.PANEL_CHAIR: _(
        "Prepares expert panels and consultations, closes their rounds, and writes the report."
    ),
    Role.PANEL_EXPERT: _(
        "Answers the questions of the panels that seat them, and sees their own answers."
    ),
    Role.FUND_OFFICER: _(
        "Receives applications to the fund, plans grants and payments, and sees whom the fund "
        "supports."
    ),
    Role.REVIEWER: _("Reads and scores the applications to the fund that an officer assigns."),
    Role.GRANTEE: _("Sees their own grant, and reports on it."),
    Role.PROGRAMME_HOST: _(
        "Runs events: sessions, contributors, registrations and recordings. Looks after members of "
        "the network."
    ),
    Role.ADMINISTRATOR: _(
        "Invites people, grants and removes roles, and runs the settings. Reads the log. Decides "
        "nothing about cases."
    ),
    Role.AUDITOR: _("Reads everything that was decided, and changes nothing."),
}
"""Role -> its sentence. Roles that open nothing at the desk are not here: nobody is invited to
them (people who send reports, people who register for an event)."""
LIMITED: Final = frozenset({Role.CODER, Role.ADJUDICATOR, Role.EDITOR})
"""Roles whose work is bound to countries and languages; on others limits have no effect."""
