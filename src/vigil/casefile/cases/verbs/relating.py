"""Record how two cases are related."""

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.casefile.cases.changes import verb
from vigil.casefile.cases.decisions import case_reference, record_on_case
from vigil.casefile.cases.locks import locked_both, require_in_hand
from vigil.casefile.models import Case, CaseRelation
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords


@verb
def relate_cases(case: Case, other: Case, kind: str, *, by: User, why: str = "") -> CaseRelation:
    """Record how two cases are related. Raises NotAllowed, NotPossible."""
    case, other = locked_both(case, other)
    require(by, "casefile.relate_cases", case)
    require(by, "casefile.relate_cases", other)
    if case.pk == other.pk:
        raise NotPossible(_("A case is not related to itself."))
    require_in_hand(case)
    require_in_hand(other)
    if kind not in CaseRelation.Kind.values:
        raise NotPossible(_("There is no relation called “%(kind)s”.") % {"kind": kind})
    relation, new = CaseRelation.objects.get_or_create(case=case, other=other, kind=kind)
    if not new:
        raise NotPossible(_("This relation is recorded already."))
    record_on_case(
        "relate", case, by=by, after={"kind": kind, "other": case_reference(other)}, why=why
    )
    return relation


LOG: Final = LogWords(
    verbs={
        "relate": pgettext_lazy("decision", "relate"),
    },
    codes={
        "kind": dict(CaseRelation.Kind.choices),
    },
)
