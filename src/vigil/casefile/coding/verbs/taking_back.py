"""Withdraw a coding that was handed in, while nobody has adjudicated the case."""

from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.casefile.cases.changes import verb
from vigil.casefile.cases.decisions import record_on_case
from vigil.casefile.cases.locks import locked
from vigil.casefile.coding.queries import is_adjudicated, submitted, waiting_single
from vigil.casefile.house_rules.queries import codings_asked
from vigil.casefile.models import Coding, Stage
from vigil.reading import codebook
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords


@verb
def withdraw_coding(coding: Coding, *, by: User, why: str = "") -> Coding:
    """Withdraw one's own coding: it is a draft again, with everything in it.

    A case that was coded is open again, and a single coding waits no longer. Codings of others stay
    as they are. Whoever could have compared the two codings may not withdraw theirs: it would not
    be independent any more. Raises NotAllowed, NotPossible.
    """
    case = locked(coding.case)  # before the coding, in the same order as `submit_coding`
    coding = Coding.objects.select_for_update().get(pk=coding.pk)
    require(by, "casefile.code_case", case)
    if coding.coder_id != by.pk:
        raise NotPossible(_("This is somebody else's coding."))
    if coding.submitted_at is None:
        raise NotPossible(_("This coding is a draft already."))
    single = waiting_single(case, by)
    if single is not None:
        single.replaced_at = timezone.now()
        single.save(update_fields=["replaced_at"])
    if is_adjudicated(case, coding.codebook_version) or case.stage not in (Stage.OPEN, Stage.CODED):
        raise NotPossible(_("This case is adjudicated: a coding can no longer be withdrawn."))
    if not may_be_withdrawn(coding, by):
        raise NotPossible(
            _(
                "You may compare the codings of this case, and both are handed in. Correct the "
                "value when you adjudicate, or ask another adjudicator to."
            )
        )
    # Whoever has handed in sees what the machine read, also if they coded without it.
    coding.submitted_at, coding.prefilled = None, True
    before = {"stage": case.stage, "codebook": coding.codebook_version}
    coding.codebook_version = codebook.current().version  # under which a draft goes on
    coding.save(update_fields=["submitted_at", "prefilled", "codebook_version"])
    left = len({c.coder_id for c in submitted(case)})
    if case.stage == Stage.CODED and left < codings_asked(case).codings:
        case.stage = Stage.OPEN
        case.save(update_fields=["stage", "updated_at"])
    after = {"codebook": coding.codebook_version, "stage": case.stage}
    record_on_case("withdraw_coding", case, by=by, before=before, after=after, why=why)
    return coding


def may_be_withdrawn(coding: Coding, by: User) -> bool:
    """Say whether this person cannot have seen another coding of the case beside their own."""
    others = submitted(coding.case).exclude(pk=coding.pk)
    return not (others.exists() and by.has_perm("casefile.adjudicate", coding.case))


LOG: Final = LogWords(
    verbs={
        "withdraw_coding": pgettext_lazy("decision", "withdraw a coding"),
    },
)
