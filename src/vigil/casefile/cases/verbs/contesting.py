"""Mark a case as contested."""

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.casefile.cases.changes import verb
from vigil.casefile.cases.decisions import record_on_case
from vigil.casefile.cases.locks import locked, require_in_hand
from vigil.casefile.models import Case
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords


@verb
def set_contested(case: Case, contested: bool, *, by: User, why: str) -> Case:
    """Mark a case as contested, or remove the mark. Raises NotAllowed, NotPossible."""
    case = locked(case)
    require(by, "casefile.contest", case)
    require_in_hand(case)
    if case.contested == contested:
        raise NotPossible(_("The mark stands so already."))
    record_on_case(
        "contest" if contested else "settle",
        case,
        by=by,
        before={"contested": case.contested},
        after={"contested": contested},
        why=why,
    )
    case.contested = contested
    case.save(update_fields=["contested", "updated_at"])
    return case


LOG: Final = LogWords(
    verbs={
        "contest": pgettext_lazy("decision", "mark as contested"),
        "settle": pgettext_lazy("decision", "not contested any more"),
    },
    parts={
        "contested": pgettext_lazy("decision", "contested"),
    },
)
