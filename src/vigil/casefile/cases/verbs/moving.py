"""Move an account from one case to another. Undoing it: see `undoing`."""

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.casefile.cases.changes import verb
from vigil.casefile.cases.decisions import case_reference, record_on_case
from vigil.casefile.cases.locks import locked, locked_both, require_not_rejected
from vigil.casefile.cases.memberships import drop_candidates, place_accounts
from vigil.casefile.cases.verbs.recomputing import refresh
from vigil.casefile.cases.verbs.withdrawing import keep_withdrawn, require_stays_withdrawn
from vigil.casefile.disclosure.holds import hold_if_texts_say_more
from vigil.casefile.models import Account, Case, CaseAccount, Stage
from vigil.casefile.withdrawal.verbs import carry_names, withdrawn_for
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import Decision, User
from vigil.trust.rooms.log_words import LogWords


@verb
def move_account(account: Account, to: Case, *, by: User, why: str) -> Decision:
    """Move an account into another case. Raises NotAllowed, NotPossible."""
    found = CaseAccount.objects.filter(account=account).select_related("case").first()
    to, source = locked_both(to, found.case) if found else (locked(to), None)
    require(by, "casefile.move_account", to)
    if to.stage == Stage.CANDIDATE:
        raise NotPossible(_("Accept the other case first."))
    require_not_rejected(to)
    membership = CaseAccount.objects.select_for_update().filter(account=account).first()
    if (membership and membership.case_id) != (source and source.pk):
        raise NotPossible(_("The account has been moved since you opened it."))
    if source is not None:
        require(by, "casefile.move_account", source)
        if source.pk == to.pk and membership and not membership.suggested:
            raise NotPossible(_("The account is in that case already."))
        if membership and not membership.suggested:
            require_stays_withdrawn(source, to)
            keep_withdrawn(source, to)
    withdrawn = withdrawn_for(source) if source is not None else []
    _move(account, source, to, by)
    decision = record_on_case(
        "move",
        to,
        by=by,
        before={
            "account": account.key,
            "case": source.pk if source else None,
            "to": to.pk,
            "suggested": bool(membership and membership.suggested),
        },
        after={"from": case_reference(source) if source else ""},
        why=why,
    )
    refresh(to, by=by)
    carry_names(withdrawn, to, [account])
    return decision


def _move(account: Account, source: Case | None, to: Case, by: User) -> None:
    """Put an account into a case, and refresh the case that it was in."""
    if source is None or source.pk == to.pk:
        place_accounts([account.key], to)
        return
    with hold_if_texts_say_more(source, by=by):
        place_accounts([account.key], to)
        refresh_or_drop(source, by=by)


def refresh_or_drop(case: Case, *, by: User) -> None:
    """Recompute a case that an account left; delete it if it is a candidate without accounts.

    One with a number stays: the number must lead somewhere. So does one to which others lead.
    """
    empty = case.stage == Stage.CANDIDATE and not (case.public_id or case.memberships.exists())
    if not empty or drop_candidates([case.pk]):
        refresh(case, by=by)


LOG: Final = LogWords(
    verbs={
        "move": pgettext_lazy("decision", "move"),
    },
    parts={
        "suggested": pgettext_lazy("decision", "suggested"),
    },
)
