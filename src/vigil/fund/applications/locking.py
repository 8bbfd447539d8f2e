"""Lock an application together with its party."""

from vigil.fund.models import Application
from vigil.fund.parties import locking


def locked(application: Application) -> Application:
    """Return the application, freshly read and locked, with its party locked as well.

    Raises NotPossible if the party was removed.
    """
    current = Application.objects.select_for_update().get(pk=application.pk)
    current.party = locking.locked(current.party)
    return current
