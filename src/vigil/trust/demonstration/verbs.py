"""Begin a demonstration: the first decision of its log says so, and stays."""

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record
from vigil.trust.demonstration.mark import is_demonstration
from vigil.trust.models import Decision, User
from vigil.trust.rooms.log_words import LogWords

BEGIN: Final = "begin_demonstration"
"""The verb of the first decision of a demonstration."""


@transaction.atomic
def begin_demonstration() -> Decision:
    """Mark an empty database as that of a demonstration, for good.

    Decisions are never changed or removed. Raises NotPossible (the data folder has no mark;
    somebody or something is here already).
    """
    if not is_demonstration():
        raise NotPossible(_("This data folder is not marked as a demonstration."))
    if Decision.objects.exists() or User.objects.exists():
        raise NotPossible(_("Only an empty database can become a demonstration."))
    return record(BEGIN, "installation", "demonstration", by=None)


LOG: Final = LogWords(
    verbs={
        BEGIN: pgettext_lazy("decision", "begin a demonstration"),
    },
    kinds={
        "installation": pgettext_lazy("decision", "installation"),
    },
)
