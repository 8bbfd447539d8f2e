"""Represent a testimony told in confidence as a report without content.

A report of the kind `testimony` has no title, text, address or outlet, and its account makes no
claim. So no public value, count or source depends on it. People who may read the testimony code and
adjudicate its facts.
"""

import hashlib
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.casefile.cases.changes import verb
from vigil.casefile.cases.decisions import record_on_case
from vigil.casefile.cases.locks import locked, require_in_hand
from vigil.casefile.cases.verbs.recomputing import refresh
from vigil.casefile.models import (
    TESTIMONY,
    Account,
    Case,
    CaseAccount,
    Judgement,
    MembershipBasis,
    Report,
)
from vigil.casefile.reports.records import account_data
from vigil.reading.records import TESTIMONY_KEY, account_key
from vigil.reading.records import Account as AccountRecord
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords

READER: Final = "testimony"
"""The reader of the account of a testimony: it has no values."""


@verb
def receive_report(uid: str, language: str = "") -> Report:
    """Create the report that represents a testimony. It is in no case yet.

    The verb that received the testimony calls it, and records the decision.
    """
    key = f"{TESTIMONY_KEY}{uid}"
    return Report.objects.create(
        key=key,
        report_kind=TESTIMONY,
        language=language[:12],
        content_sha256=hashlib.sha256(key.encode()).hexdigest(),
    )


@verb
def place_report(report: Report, case: Case, *, by: User, why: str) -> Account:
    """Put a testimony into a case, as an account without claims.

    Raises NotAllowed, NotPossible (no reason; no testimony; it is in a case already; the case is
    a candidate, rejected or merged).
    """
    case = locked(case)
    require(by, "casefile.move_account", case)
    require_in_hand(case)
    if not why.strip():
        raise NotPossible(_("Say why this belongs to the case."))
    if report.report_kind != TESTIMONY:
        raise NotPossible(_("Only a testimony is put into a case in this way."))
    if report.accounts.exists():
        raise NotPossible(_("This testimony is in a case already."))
    key = account_key(report.key, "title", 0, 0)
    record = AccountRecord(report_id=report.key, account=1, key=key, score=0.0)
    account = Account.objects.create(
        report=report, key=key, score=0.0, reader=READER, record=account_data(record)
    )
    CaseAccount.objects.create(account=account, case=case, basis=MembershipBasis.PERSON)
    refresh(case)
    record_on_case("place_testimony", case, by=by, after={"accounts": [key]}, why=why)
    return account


@verb
def drop_report(report: Report, *, by: User | None, why: str) -> None:
    """Remove the report of a deleted testimony from its case, and delete it.

    If somebody judged its account, account and report stay, in no case.
    """
    accounts = list(report.accounts.all())
    memberships = CaseAccount.objects.filter(account__in=accounts).select_related("case")
    for membership in memberships:
        case = membership.case
        membership.delete()
        refresh(Case.objects.select_for_update().get(pk=case.pk))
        before = {"accounts": [membership.account.key]}
        record_on_case("drop_testimony", case, by=by, before=before, why=why)
    judged = Judgement.objects.filter(a__in=accounts) | Judgement.objects.filter(b__in=accounts)
    if judged.exists():
        Account.objects.filter(pk__in=[one.pk for one in accounts]).update(superseded=True)
        return
    Account.objects.filter(pk__in=[one.pk for one in accounts]).delete()
    report.delete()


LOG: Final = LogWords(
    verbs={
        "drop_testimony": pgettext_lazy("decision", "take a testimony out of a case"),
    },
)
