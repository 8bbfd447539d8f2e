"""Merge two cases that are one attack. Undoing it: see `undoing`."""

from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.casefile.cases.changes import note_changed_case, verb
from vigil.casefile.cases.decisions import case_reference, record_on_case
from vigil.casefile.cases.locks import locked_both, require_not_rejected
from vigil.casefile.cases.memberships import account_keys, keep_accounts_for_people
from vigil.casefile.cases.numbers import mint_case_id
from vigil.casefile.cases.verbs.recomputing import refresh
from vigil.casefile.cases.verbs.withdrawing import keep_withdrawn, require_stays_withdrawn
from vigil.casefile.models import Case, Stage
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import Decision, User
from vigil.trust.rooms.log_words import LogWords


@verb
def merge_cases(keep: Case, absorb: Case, *, by: User, why: str) -> Decision:
    """Merge two cases that are one attack. `keep` keeps its id; the id of `absorb` leads to it.

    If one of them was withdrawn, the merged case is withdrawn too: two people publish it again.
    Raises NotAllowed, NotPossible (one case; no reason; `keep` has no id but `absorb` has; `keep`
    is public and `absorb` was withdrawn).
    """
    keep, absorb = locked_both(keep, absorb)
    require(by, "casefile.merge_cases", keep)
    require(by, "casefile.merge_cases", absorb)
    if keep.pk == absorb.pk:
        raise NotPossible(_("A case cannot be merged with itself."))
    require_not_rejected(keep, absorb)
    if absorb.public_id and not keep.public_id:
        raise NotPossible(
            _("%(case)s has a permanent id: keep that case instead.") % {"case": absorb.public_id}
        )
    require_stays_withdrawn(absorb, keep)
    if not why.strip():
        raise NotPossible(_("Say why these are the same attack."))
    keep_withdrawn(absorb, keep)
    moved = account_keys(absorb)
    absorb.memberships.update(case=keep)
    absorb.superseded_by = keep
    absorb.save(update_fields=["superseded_by", "updated_at"])
    note_changed_case(absorb.pk)
    keep_accounts_for_people(keep)
    if keep.stage == Stage.CANDIDATE:
        # If it stayed a candidate, the machine would regroup what people merged.
        keep.public_id = keep.public_id or mint_case_id()
        keep.stage, keep.opened_at = Stage.OPEN, timezone.now()
        keep.save()
        record_on_case(
            "open", keep, by=by, before={"stage": Stage.CANDIDATE}, after={"stage": Stage.OPEN}
        )
    refresh(keep, by=by)
    return record_on_case(
        "merge",
        keep,
        by=by,
        before={"keep": keep.pk, "absorb": absorb.pk, "accounts": moved},
        after={"absorbed": case_reference(absorb)},
        why=why,
    )


LOG: Final = LogWords(
    verbs={
        "merge": pgettext_lazy("decision", "merge"),
    },
    parts={
        "absorb": pgettext_lazy("decision", "the one that went"),
        "absorbed": pgettext_lazy("decision", "merged in"),
        "keep": pgettext_lazy("decision", "the one that stays"),
    },
)
