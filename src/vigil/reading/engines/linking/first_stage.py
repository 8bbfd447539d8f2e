"""The first stage of linking, from table to table: what every engine runs on its parts."""

from collections.abc import Iterable, Sequence
from itertools import batched

import msgspec
import pyarrow as pa

from vigil.reading.linkage.linking import ACCOUNTS_AT_ONCE
from vigil.reading.linkage.profile_columns import PROFILES, profile_table
from vigil.reading.records import Account, Report

TOLD = pa.schema(
    [("report_id", pa.string()), ("report", pa.binary()), ("accounts", pa.list_(pa.binary()))]
)
"""A report and its accounts, as JSON; no report where there is none. A report stands once."""

_account = msgspec.json.Decoder(Account)
_report = msgspec.json.Decoder(Report)

ReportAccounts = tuple[str, Report | None, Sequence[Account]]
"""A report's id, the report if it is at hand, and its accounts."""


def account_table(found: Iterable[ReportAccounts]) -> pa.Table:
    """Put reports and their accounts in a table."""
    encode = msgspec.json.encode
    rows = list(found)
    return pa.table(
        {
            "report_id": [report_id for report_id, _, _ in rows],
            "report": [encode(report) if report else None for _, report, _ in rows],
            "accounts": [[encode(account) for account in accounts] for _, _, accounts in rows],
        },
        schema=TOLD,
    )


def profiled(told: pa.Table) -> pa.Table:
    """Make the profiles of the accounts of some reports."""
    accounts: list[Account] = []
    reports: dict[str, Report] = {}
    siblings: dict[str, int] = {}
    for report_id, report, own in zip(*(told[n].to_pylist() for n in TOLD.names), strict=True):
        accounts += map(_account.decode, own)
        siblings[report_id] = len(own)
        if report is not None:
            reports[report_id] = _report.decode(report)
    parts = [profile_table(some, reports, siblings) for some in batched(accounts, ACCOUNTS_AT_ONCE)]
    return pa.concat_tables(parts) if parts else PROFILES.empty_table()
