"""Confirm or dismiss an account that the machine suggests for a case."""

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.casefile.cases.changes import verb
from vigil.casefile.cases.decisions import record_on_case
from vigil.casefile.cases.locks import locked
from vigil.casefile.cases.verbs.moving import move_account
from vigil.casefile.cases.verbs.recomputing import refresh
from vigil.casefile.linking.verbs.judging import judge_apart
from vigil.casefile.models import Account, CaseAccount
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import Decision, User
from vigil.trust.rooms.log_words import LogWords


@verb
def confirm_suggestion(account: Account, *, by: User, why: str = "") -> Decision:
    """Accept that a suggested account belongs to a case. Raises NotAllowed, NotPossible."""
    membership = _suggestion(account)
    return move_account(account, membership.case, by=by, why=why or "suggestion confirmed")


@verb
def dismiss_suggestion(account: Account, *, by: User, why: str = "") -> Decision:
    """Refuse a suggestion: the account is judged different from every account of the case.

    The next run of the machine proposes it for another case, or as a candidate. Raises NotAllowed,
    NotPossible.
    """
    case = locked(_suggestion(account).case)
    require(by, "casefile.judge", case)
    membership = _suggestion(account)  # after locking: somebody may have confirmed it meanwhile
    if membership.case_id != case.pk:
        raise NotPossible(_("This suggestion has changed since you opened it."))
    membership.delete()
    judge_apart(account, case, by=by, why=why)
    refresh(case, by=by)
    return record_on_case("dismiss", case, by=by, before={"account": account.key}, why=why)


def _suggestion(account: Account) -> CaseAccount:
    membership = CaseAccount.objects.filter(account=account, suggested=True).first()
    if membership is None:
        raise NotPossible(_("This suggestion has changed since you opened it."))
    return membership


LOG: Final = LogWords(
    verbs={
        "dismiss": pgettext_lazy("decision", "dismiss the suggestion"),
    },
)
