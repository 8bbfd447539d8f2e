"""Lock a testimony before it is changed."""

from django.utils.translation import gettext as _

from vigil.trust.access.errors import NotPossible
from vigil.witness.models import Testimony


def locked(testimony: Testimony) -> Testimony:
    """Return the current row of a testimony, locked. Raises NotPossible (nothing of it is left)."""
    current = Testimony.objects.select_for_update().get(pk=testimony.pk)
    if current.is_gone:
        raise NotPossible(_("This testimony was destroyed or taken back."))
    return current
