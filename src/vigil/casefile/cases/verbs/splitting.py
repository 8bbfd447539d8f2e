"""Split a case that holds two attacks. Undoing it: see `undoing`."""

from collections.abc import Sequence
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.casefile.cases.changes import verb
from vigil.casefile.cases.decisions import case_reference, record_on_case
from vigil.casefile.cases.locks import locked, require_not_rejected
from vigil.casefile.cases.memberships import account_keys, keep_accounts_for_people, place_accounts
from vigil.casefile.cases.numbers import mint_case_id
from vigil.casefile.cases.verbs.recomputing import refresh
from vigil.casefile.disclosure.holds import hold_if_texts_say_more
from vigil.casefile.models import Account, Case, Origin, Stage, Visibility
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import Decision, User
from vigil.trust.rooms.log_words import LogWords


@verb
def split_case(case: Case, accounts: Sequence[Account], *, by: User, why: str) -> Decision:
    """Move `accounts` out of a case into a new open case. The old case keeps its id.

    The new public id is `decision.after["new"]`. Raises NotAllowed, NotPossible.
    """
    case = locked(case)
    require(by, "casefile.split_case", case)
    require_not_rejected(case)
    chosen = sorted(account.key for account in accounts)
    inside = account_keys(case)
    if not chosen or not set(chosen) <= set(inside):
        raise NotPossible(_("Choose accounts of this case."))
    if len(chosen) == len(inside):
        raise NotPossible(_("Leave at least one account in the case."))
    if not why.strip():
        raise NotPossible(_("Say why these are two attacks."))
    new = _new_case(by, split_from=case)
    with hold_if_texts_say_more(case, by=by):
        place_accounts(chosen, new)
        keep_accounts_for_people(case)
        refresh(case, by=by)
    refresh(new, by=by)
    return record_on_case(
        "split",
        case,
        by=by,
        before={"case": case.pk, "new": new.pk, "accounts": chosen},
        after={"new": new.public_id},
        why=why,
    )


def _new_case(by: User, *, split_from: Case) -> Case:
    new = Case.objects.create(
        public_id=mint_case_id(),
        stage=Stage.OPEN,
        origin=Origin.PERSON,
        visibility=_visibility_of_new_case(split_from.visibility),
        split_from=split_from,
        opened_at=timezone.now(),
    )
    record_on_case(
        "open", new, by=by, after={"stage": Stage.OPEN, "split_from": case_reference(split_from)}
    )
    return new


def _visibility_of_new_case(visibility: str) -> str:
    """Return the visibility of the new case: withdrawn if the old one is, else internal."""
    return visibility if visibility == Visibility.WITHDRAWN else Visibility.INTERNAL


LOG: Final = LogWords(
    verbs={
        "split": pgettext_lazy("decision", "split"),
    },
    parts={
        "split_from": pgettext_lazy("decision", "split off from"),
    },
)
