"""Admit reports and accounts that the machine read. Repeating it changes nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.utils.dateparse import parse_datetime

from vigil.casefile.cases.changes import note_changed_case, verb
from vigil.casefile.cases.verbs.recomputing import refresh
from vigil.casefile.models import (
    Account,
    AdmittedBatch,
    Case,
    CaseAccount,
    Claim,
    MembershipBasis,
    Outlet,
    Report,
)
from vigil.casefile.outlets.verbs import apply_known_corrections
from vigil.casefile.reports.records import account_data, claims_of, event_span
from vigil.reading.engines.records import ReadReport
from vigil.reading.records import Account as AccountRecord
from vigil.reading.records import account_key


@dataclass
class Admitted:
    """How many new reports and accounts a batch had."""

    reports: int = 0
    accounts: int = 0

    def __iadd__(self, other: "Admitted") -> "Admitted":
        self.reports += other.reports
        self.accounts += other.accounts
        return self


def not_admitted(names: Iterable[str]) -> list[str]:
    """Return the batches of the lake that were not admitted yet, because a run was interrupted."""
    names = list(names)
    done = set(AdmittedBatch.objects.values_list("name", flat=True))
    return [name for name in names if name not in done]


@verb
def admit(batch: Sequence[ReadReport], name: str = "") -> Admitted:
    """Admit a batch of read reports. Reports that are stored already stay as they are.

    With a `name`, the same transaction notes that this batch of the lake was admitted.

    A report whose content is stored under another id adds nothing. If the machine could read no
    account in a report, the report gets an empty account, so that a person sees it.
    """
    keys = [read.report.id for read in batch]
    digests = [read.content_sha256 for read in batch]
    known = {r.key: r for r in Report.objects.filter(key__in=keys)}
    contents = set(
        Report.objects.filter(content_sha256__in=digests).values_list("content_sha256", flat=True)
    )
    done = Admitted()
    for read in batch:
        report = known.get(read.report.id)
        if report is None:
            if read.content_sha256 in contents:
                continue
            report = known[read.report.id] = _create_report(read)
            contents.add(read.content_sha256)
            done.reports += 1
        done.accounts += _take_accounts(report, read)
    if name:
        AdmittedBatch.objects.get_or_create(name=name)
    return done


def _create_report(read: ReadReport) -> Report:
    report, screening = read.report, read.screening
    created = Report.objects.create(
        key=report.id,
        outlet=outlet_of(report.outlet, read.canonical_url or report.url, report.country),
        url=report.url[:2000],
        canonical_url=read.canonical_url[:2000],
        title=report.title,
        text=report.text,
        published=report.published[:32],
        language=report.language[:12],
        fetched_at=_moment(read.fetched_at),
        raw_sha256=read.raw_sha256,
        locator=read.locator,
        content_sha256=read.content_sha256,
        report_kind=screening.report_kind,
        score=screening.score,
        targeted_score=screening.targeted_score,
        organised_crime_score=screening.organised_crime_score,
    )
    apply_known_corrections(created)
    return created


def outlet_of(name: str, url: str, country: str = "", language: str = "") -> Outlet | None:
    """Return the outlet of a name, else of the host of an address; create it if it is new."""
    host = (urlsplit(url).hostname or "").removeprefix("www.") if url else ""
    name = (name or host)[:200]
    if not name:
        return None
    outlet, _ = Outlet.objects.get_or_create(
        name=name, defaults={"country": country, "language": language}
    )
    return outlet


def _moment(value: str) -> datetime | None:
    return parse_datetime(value) if value else None


def _take_accounts(report: Report, read: ReadReport) -> int:
    known = {account.key: account for account in report.accounts.all()}
    held = {key: account for key, account in known.items() if not account.superseded}
    if held and all(account.reader == read.reader for account in held.values()):
        return 0
    records = read.accounts or [_empty_account(read)]
    # An account of the same key goes to the record of that key, before any overlap is compared.
    named = {record.key for record in records}
    left = {key: account for key, account in held.items() if key not in named}
    again: list[Account] = []
    new = 0
    for record in records:
        before = known.get(record.key) or _overlapping(record, left)
        if before is None:
            known[record.key] = _create_account(report, record, read.reader)
            new += 1
            continue
        left.pop(before.key, None)
        if before.superseded or before.reader != read.reader:
            _read_again(before, record, read.reader)
            again.append(before)
    cases = _cases_of([*again, *left.values()])
    _mark_superseded(left.values())
    _refresh_cases(cases)
    # Names in any account of a report may be withheld in every case that quotes the report.
    for pk in _cases_of(held.values()):
        note_changed_case(pk)
    return new


def _mark_superseded(accounts: Iterable[Account]) -> None:
    """Mark accounts that a new reading did not find again. They stay, with their judgements.

    They leave cases into which the machine put them, and stay where a person put them.
    """
    keys = [account.pk for account in accounts]
    Account.objects.filter(pk__in=keys).update(superseded=True)
    CaseAccount.objects.filter(account__in=keys, basis=MembershipBasis.MACHINE).delete()


def _cases_of(accounts: Iterable[Account]) -> set[int]:
    keys = [account.pk for account in accounts]
    return set(CaseAccount.objects.filter(account__in=keys).values_list("case_id", flat=True))


def _refresh_cases(cases: Iterable[int]) -> None:
    """Refresh the cases whose accounts have changed."""
    for case in Case.objects.select_for_update().filter(pk__in=cases).order_by("pk"):
        refresh(case)


def _empty_account(read: ReadReport) -> AccountRecord:
    """Return an empty account for a relevant report in which no attack could be read."""
    end = len(read.report.title)
    return AccountRecord(
        report_id=read.report.id,
        account=1,
        key=account_key(read.report.id, "title", 0, end),
        score=read.screening.score,
    )


def _create_account(report: Report, record: AccountRecord, reader: str) -> Account:
    span = event_span(record)
    account = Account.objects.create(
        report=report,
        key=record.key,
        number=record.account,
        event=record.event if span else "",
        score=record.score,
        part=span.in_ if span else "",
        start=span.start if span else 0,
        end=span.end if span else 0,
        reader=reader,
        record=account_data(record),
    )
    _write_claims(account, record, reader)
    return account


def _read_again(account: Account, record: AccountRecord, reader: str) -> None:
    """Replace the claims of an account by those of a newer reading. Its key and case stay."""
    span = event_span(record)
    account.claims.filter(coder=None).update(superseded=True)
    account.event = record.event if span else ""
    account.score, account.reader, account.superseded = record.score, reader, False
    account.record = {**account_data(record), "key": account.key}
    account.save()
    _write_claims(account, record, reader)


def _write_claims(account: Account, record: AccountRecord, reader: str) -> None:
    claims = list(claims_of(record, reader))
    for claim in claims:
        claim.account = account
    Claim.objects.bulk_create(claims)


def _overlapping(record: AccountRecord, held: dict[str, Account]) -> Account | None:
    """Return the stored account whose event words overlap most with those of the new reading."""
    span = event_span(record)
    if span is None:
        return None
    best = max(
        (account for account in held.values() if account.part == span.in_),
        key=lambda account: _shared(account.start, account.end, span.start, span.end),
        default=None,
    )
    if best is None or _shared(best.start, best.end, span.start, span.end) <= 0:
        return None
    return best


def _shared(start: int, end: int, other_start: int, other_end: int) -> int:
    return min(end, other_end) - max(start, other_start)
