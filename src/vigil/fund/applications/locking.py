"""The row of an application, locked with its party."""

from vigil.fund.models import Application
from vigil.fund.parties import locking


def locked(application: Application) -> Application:
    """Return an application as it stands, locked, with a party that is kept.

    Raises NotPossible (the party was removed).
    """
    current = Application.objects.select_for_update().get(pk=application.pk)
    current.party = locking.locked(current.party)
    return current
