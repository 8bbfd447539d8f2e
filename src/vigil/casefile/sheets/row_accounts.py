"""Make accounts from the rows of a sheet: one for the row itself, and one for each source."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from vigil.casefile.cases.verbs.entering import record_of
from vigil.casefile.models import Account, Claim, Outlet, Report, SheetImport
from vigil.casefile.reports.models import keep_words_of, protect_like_others
from vigil.casefile.reports.records import CITED, account_data
from vigil.casefile.reports.verbs.admitting import outlet_of
from vigil.casefile.sheets.comparison import PlannedCase, Source
from vigil.reading.records import account_key
from vigil.trust.models import User

Values = dict[str, Any]


def reader_of(name: str) -> str:
    """Return the reader of accounts that come from rows of a sheet."""
    return f"sheet:{name}"


class AccountBuilder:
    """Builder of the accounts of one import."""

    def __init__(self, done: SheetImport, by: User) -> None:
        self.done, self.by = done, by
        self.reader = reader_of(done.sheet.name)
        self._outlets: dict[tuple[str, str], Outlet | None] = {}

    def of_rows(self, planned: Sequence[PlannedCase], values: Sequence[Values]) -> list[Account]:
        """Create an account for the rows of each case, so that later reports find their case.

        It is no source.
        """
        keys = [f"{self.reader}/{_digest(p.read.case_key)}" for p in planned]
        titles = [", ".join(_first_names(said)) for said in values]
        reports = Report.objects.bulk_create(
            Report(key=key, title=title, content_sha256=_digest(key, 64))
            for key, title in zip(keys, titles, strict=True)
        )
        accounts = []
        for report, said in zip(reports, values, strict=True):
            key = account_key(report.key, "title", 0, len(report.title))
            accounts.append(
                Account(
                    report=report,
                    key=key,
                    event=said["case"].get("event", ""),
                    reader=self.reader,
                    record=account_data(record_of(said, report.key, key)),
                )
            )
        accounts = Account.objects.bulk_create(accounts)
        Claim.objects.bulk_create(
            self.claim(account, field, person, value)
            for account, said in zip(accounts, values, strict=True)
            for field, person, value in each_value(said)
        )
        return accounts

    def claim(self, account: Account, field: str, person: int | None, value: Any) -> Claim:
        """Return a claim with one value of the sheet, unsaved. It has no words of a report."""
        return Claim(
            account=account,
            field=field,
            person=person,
            value=value,
            reader=self.reader,
            coder=self.by,
        )

    def of_sources(self, cited: Sequence[tuple[str, Sequence[Source]]]) -> list[list[Account]]:
        """Create a cited report and its account for each source of each case."""
        reports = [
            [self._cited_report(case_key, source) for source in sources]
            for case_key, sources in cited
        ]
        new = [report for some in reports for report in some if report._state.adding]
        Report.objects.bulk_create(new)
        protect_like_others(new)
        keep_words_of(new)
        accounts = [
            [
                Account(
                    report=report,
                    key=account_key(report.key, "title", 0, len(report.title)),
                    reader=CITED,
                )
                for report in some
            ]
            for some in reports
        ]
        Account.objects.bulk_create([account for some in accounts for account in some])
        return accounts

    def _cited_report(self, case_key: str, source: Source) -> Report:
        said = "\x1f".join(source.get(name, "") for name in ("url", "title", "publisher", "date"))
        # A source that was removed and comes again is another report: reports are never edited.
        digest = _digest(f"{case_key}\x1f{said}\x1f{self.done.pk}", 64)
        return Report(
            key=f"{self.reader}/{_digest(case_key)}/{digest[:16]}",
            outlet=self._outlet(source),
            url=source.get("url", ""),
            canonical_url=source.get("url", ""),
            title=source.get("title", ""),
            published=source.get("date", "")[:32],
            language=source.get("language", "")[:12],
            content_sha256=digest,
        )

    def _outlet(self, source: Source) -> Outlet | None:
        publisher, url = source.get("publisher", ""), source.get("url", "")
        host = "/".join(url.split("/")[:3])
        if (publisher, host) not in self._outlets:
            self._outlets[publisher, host] = outlet_of(publisher, url)
        return self._outlets[publisher, host]


def each_value(values: Mapping[str, Any]) -> Iterable[tuple[str, int | None, Any]]:
    """Yield every value of a coding: field, person, value."""
    yield from ((field, None, value) for field, value in values["case"].items())
    for person, given in enumerate(values["victims"]):
        yield from ((field, person, value) for field, value in given.items())


def _first_names(values: Mapping[str, Any]) -> list[str]:
    return [person["names"][0] for person in values["victims"] if person.get("names")]


def _digest(text: str, length: int = 24) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:length]
