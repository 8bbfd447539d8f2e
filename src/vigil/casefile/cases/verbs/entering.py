"""Open a case that somebody types by hand. For a pasted link see `reports.verbs.pasting`."""

import hashlib
import uuid
from typing import Any, Final

import msgspec
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.casefile.cases.changes import verb
from vigil.casefile.cases.decisions import record_on_case
from vigil.casefile.cases.numbers import mint_case_id
from vigil.casefile.cases.verbs.recomputing import refresh
from vigil.casefile.models import (
    Account,
    Case,
    CaseAccount,
    Claim,
    MembershipBasis,
    Origin,
    Report,
    Stage,
)
from vigil.casefile.reports.records import account_data
from vigil.casefile.reports.verbs.admitting import outlet_of
from vigil.reading.records import Account as AccountRecord
from vigil.reading.records import DateRead, PlaceRead, VictimRead, account_key
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords

ENTERED = "entered"
"""The reader of an account that a person typed."""


@verb
def enter_case(
    values: dict[str, Any],
    *,
    by: User,
    url: str = "",
    source_title: str = "",
    outlet: str = "",
    published: str = "",
    why: str = "",
) -> Case:
    """Open a case from the values that a person typed. They have the shape of a coding.

    The values become claims of that person, not a coding. Raises NotAllowed, NotPossible.
    """
    require(by, "casefile.add_report")
    require(by, "casefile.open_case")
    if not values.get("victims") and not values.get("case"):
        raise NotPossible(_("Write at least who was attacked, or where and when."))
    report = _entered_report(url, source_title, outlet, published)
    account = _entered_account(report, values, by)
    case = Case.objects.create(
        public_id=mint_case_id(),
        stage=Stage.OPEN,
        origin=Origin.PERSON,
        opened_at=timezone.now(),
    )
    CaseAccount.objects.create(account=account, case=case, basis=MembershipBasis.PERSON)
    record_on_case(
        "enter", case, by=by, after={"stage": Stage.OPEN, "accounts": [account.key]}, why=why
    )
    refresh(case)
    require(by, "casefile.open_case", case)  # again: now it has a country
    return case


def _entered_report(url: str, title: str, outlet: str, published: str) -> Report:
    if url:
        known = Report.objects.filter(url=url, text="").first()
        if known is not None:
            return known
    digest = hashlib.sha256(f"{url}\x1f{title}\x1f{uuid.uuid4()}".encode()).hexdigest()
    return Report.objects.create(
        key=f"entered@{digest[:24]}",
        outlet=outlet_of(outlet, url),
        url=url,
        title=title,
        published=published,
        content_sha256=digest,
    )


def _entered_account(report: Report, values: dict[str, Any], by: User) -> Account:
    number = report.accounts.count() + 1
    key = f"{account_key(report.key, 'title', 0, len(report.title))}/{number}"
    account = Account.objects.create(
        report=report,
        key=key,
        number=number,
        event=values.get("case", {}).get("event", ""),
        reader=ENTERED,
        record=account_data(record_of(values, report.key, key, number)),
    )
    Claim.objects.bulk_create(
        Claim(account=account, field=field, person=person, value=value, reader=ENTERED, coder=by)
        for person, part in [(None, values.get("case", {})), *enumerate(values.get("victims", []))]
        for field, value in part.items()
    )
    return account


def record_of(values: dict[str, Any], report_key: str, key: str, number: int = 1) -> AccountRecord:
    """Return typed or compiled values as an account that linkage can compare."""
    event = values.get("case", {})
    place = {
        k: v for k, v in (event.get("place") or {}).items() if k in PlaceRead.__struct_fields__
    }
    return AccountRecord(
        report_id=report_key,
        account=number,
        key=key,
        score=1.0,
        event=event.get("event") or "killing",
        victims=[_victim_record(victim) for victim in values.get("victims", [])],
        date=msgspec.convert(event.get("date_of_attack") or {}, DateRead),
        place=msgspec.convert(place, PlaceRead),
        method=event.get("method") or "unknown",
    )


def _victim_record(victim: dict[str, Any]) -> VictimRead:
    names = victim.get("names") or []
    age = victim.get("age") or {}
    same = age.get("low") == age.get("high")
    return VictimRead(
        name=names[0] if names else None,
        names=list(names),
        age=age.get("low") if same else None,
        gender=victim.get("gender") or "unknown",
        occupation=victim.get("occupation") or None,
        target_category=victim.get("target_category") or "unknown",
        outcome=victim.get("outcome") or "unknown",
    )


LOG: Final = LogWords(
    verbs={
        "enter": pgettext_lazy("decision", "enter by hand"),
    },
)
