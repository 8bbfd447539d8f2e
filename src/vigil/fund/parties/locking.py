"""Lock a party, and the order of all locks in the fund."""

from django.utils.translation import gettext as _

from vigil.fund.models import Party
from vigil.trust.access.errors import NotPossible


def locked(party: Party) -> Party:
    """Return the party, freshly read and locked. Raises NotPossible if it was removed.

    Everybody locks in this order, so that nobody deadlocks: the call; the application, nomination,
    emergency, review or determination; the party; its grant and the parts of the grant.
    """
    current = Party.objects.select_for_update().get(pk=party.pk)
    if current.is_removed:
        raise NotPossible(_("Nothing is kept of them any more."))
    return current
