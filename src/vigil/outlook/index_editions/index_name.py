"""The name under which the editions of the index are shown."""

from django.utils.translation import gettext as _

from vigil.outlook.index_editions.headers import headers
from vigil.trust.demonstration.mark import is_demonstration


def index_name() -> str:
    """Return the name of the index; in a demonstration, a name that no index has."""
    if is_demonstration():
        return _("Invented Index of Organised Crime")
    return headers().index
