"""Inviting people to roles that decide, which takes two administrators."""

from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vigil.language.punctuation import in_a_row
from vigil.trust.invitations.verbs import BATCH, INVITE, send_confirmed
from vigil.trust.models import Confirmation, Invitation, Role
from vigil.trust.rooms.acts_of_two import ActOfTwo

NAMED: Final = 5
"""So many people are named in the sentence; the page names all."""


def _rows(asked: Confirmation) -> list[Invitation]:
    return list(Invitation.objects.filter(batch=asked.subject_key).order_by("pk"))


def _seen(asked: Confirmation) -> Any:
    """Return whom the invitations bring and as what, which must not have changed."""
    return [[row.email, row.roles] for row in _rows(asked)]


def _describe(asked: Confirmation) -> str:
    rows = [row for row in _rows(asked) if row.state == Invitation.State.WAITING]
    people = [f"{row.name or row.email} ({in_a_row(role_labels(row))})" for row in rows[:NAMED]]
    more = len(rows) - len(people)
    if more > 0:
        people.append(ngettext("%(n)d more person", "%(n)d more people", more) % {"n": more})
    return _("Invite %(people)s.") % {"people": in_a_row(people)}


def role_labels(row: Invitation) -> list[str]:
    """Return the roles of an invitation in the language of the screen."""
    return [str(Role(grant["role"]).label) for grant in row.roles]


INVITING: Final = ActOfTwo(
    verb=INVITE,
    kind=BATCH,
    permission="trust.grant_role",
    carry_out=lambda asked, by: send_confirmed(asked.subject_key, by=by),
    describe=_describe,
    seen=_seen,
    link=lambda asked: f"{reverse('desk:invitations')}?batch={asked.subject_key}",
)
