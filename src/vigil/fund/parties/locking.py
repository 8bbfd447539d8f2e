"""The row of a party, locked, and the order in which everything is locked."""

from django.utils.translation import gettext as _

from vigil.fund.models import Party
from vigil.trust.access.errors import NotPossible


def locked(party: Party) -> Party:
    """Return the party as it stands, locked. Raises NotPossible (it was removed).

    Everybody locks in one order, so that no two wait for each other: the call; what came in
    (application, nomination, emergency, review, determination); the party; its grant and what
    hangs on it.
    """
    current = Party.objects.select_for_update().get(pk=party.pk)
    if current.is_removed:
        raise NotPossible(_("Nothing is kept of them any more."))
    return current
