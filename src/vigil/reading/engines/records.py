"""What the reading stage hands on. Nothing is loaded for it but the records."""

from msgspec import Struct, field

from vigil.reading.records import Account, Report, Screening


class ReadReport(Struct, frozen=True, kw_only=True):
    """A collected report, its screening, and, when it is relevant, its accounts.

    `report.id` is the permanent key (see `report_key`), and so the accounts' `report_id` is.
    """

    report: Report
    raw_sha256: str
    locator: str
    fetched_at: str
    canonical_url: str
    content_sha256: str
    screening: Screening
    accounts: list[Account] = field(default_factory=list)
    reader: str = ""
