"""What every change to a testimony begins with: its row, as long as anything of it is left."""

from django.utils.translation import gettext as _

from vigil.trust.access.errors import NotPossible
from vigil.witness.models import Testimony


def locked(testimony: Testimony) -> Testimony:
    """Return the testimony as it stands, locked. Raises NotPossible (nothing of it is left)."""
    current = Testimony.objects.select_for_update().get(pk=testimony.pk)
    if current.is_gone:
        raise NotPossible(_("Nothing of this testimony is left."))
    return current
