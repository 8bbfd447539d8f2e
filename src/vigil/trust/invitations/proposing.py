"""Propose people to invite: who may not give accounts names them, an administrator sends them.

A proposed invitation waits, and its link opens nothing. The calling verb asks who may propose.
Only roles that decide nothing can be proposed: others take two administrators (`verbs.invite`).
"""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from vigil.trust.access.errors import NotPossible
from vigil.trust.invitations import verbs
from vigil.trust.invitations.rules import Invitee, is_guarded_invitation, require_fit
from vigil.trust.models import Invitation, User
from vigil.trust.people.role_grants import require_administration


@transaction.atomic
def propose(people: Sequence[Invitee], batch: str, *, by: User) -> list[Invitation]:
    """Write down invitations that wait for an administrator, and return them in their order.

    Raises Unfit (with the field; of the first who cannot be invited so), NotPossible (a role that
    decides).
    """
    found = []
    for one in people:
        if is_guarded_invitation(one.grants):
            raise NotPossible(_("Administrators invite to this role themselves."))
        verbs.void_expired(one.email)
        require_fit(one, by=by)
        found.append(verbs.written(one, batch, by))
    return found


@transaction.atomic
def send_proposed(invitations: Sequence[Invitation], *, by: User) -> int:
    """Send those of some proposed invitations that still wait, in an administrator's name.

    Return how many. Where no mail server is set up their links are shown in the list of
    invitations. Raises NotAllowed.
    """
    require_administration(by)
    keys = [row.pk for row in invitations]
    rows = [row for row in verbs.locked(pk__in=keys) if row.state == Invitation.State.WAITING]
    for row in rows:
        row.made_by = by
        row.save(update_fields=["made_by"])
    verbs.send(rows, by)
    return len(rows)
