"""Accounts and reports brought together on disk: neither has to fit in memory.

Both are dealt into parts by a hash of the report's id (a hash join, as databases do it); then each
part is joined by itself.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from functools import partial
from itertools import batched
from pathlib import Path
from typing import BinaryIO
from zlib import crc32

import msgspec
import pyarrow as pa

from vigil.reading.engines.linking.files import open_table, write_table
from vigil.reading.engines.linking.first_stage import ReportAccounts, account_table
from vigil.reading.records import Account, Report

REPORTS_A_PART = 2_000
BYTES_A_PART = 32 * 2**20
_encode = msgspec.json.Encoder().encode

TablePart = Callable[[], pa.Table]
"""Gives some reports and their accounts (schema TOLD); can be sent to another process."""


def in_order(found: Iterable[ReportAccounts], folder: Path) -> Iterator[TablePart]:
    """Write reports and their accounts, which come together, in parts."""
    for number, some in enumerate(batched(found, REPORTS_A_PART)):
        path = folder / f"told-{number:05d}.arrow"
        write_table(account_table(some), path)
        yield partial(open_table, path)


class PartFolder:
    """A folder in which accounts and reports, which come apart, are brought together."""

    def __init__(self, folder: Path, size: int) -> None:
        """Prepare for about `size` bytes of them."""
        self._folder = folder
        self._parts = max(1, size // BYTES_A_PART)

    def reports(self, found: Iterable[Report]) -> None:
        """Deal the reports into parts."""
        self._write("reports", ((report.id, _encode(report)) for report in found))

    def accounts(self, found: Iterable[Account]) -> None:
        """Deal the accounts into parts."""
        self._write("accounts", ((account.report_id, _encode(account)) for account in found))

    def parts(self) -> Iterator[TablePart]:
        """Give the parts; each is joined when it is asked for what it holds."""
        for number in range(self._parts):
            yield partial(_joined_table, *(self._path(n, number) for n in ("accounts", "reports")))

    def _write(self, name: str, found: Iterable[tuple[str, bytes]]) -> None:
        with ExitStack() as stack:
            files: list[BinaryIO] = [
                stack.enter_context(self._path(name, number).open("wb"))
                for number in range(self._parts)
            ]
            for report_id, line in found:
                number = crc32(report_id.encode("utf-8", "surrogatepass")) % self._parts
                files[number].write(line + b"\n")

    def _path(self, name: str, number: int) -> Path:
        return self._folder / f"{name}-{number:05d}.jsonl"


def _joined_table(accounts: Path, reports: Path) -> pa.Table:
    return account_table(_joined(accounts, reports))


def _joined(accounts: Path, reports: Path) -> Iterator[ReportAccounts]:
    own: dict[str, list[Account]] = {}
    account, report = msgspec.json.Decoder(Account), msgspec.json.Decoder(Report)
    with accounts.open("rb") as lines:
        for line in lines:
            found = account.decode(line)
            own.setdefault(found.report_id, []).append(found)
    with reports.open("rb") as lines:
        for line in lines:
            told = report.decode(line)
            if told.id in own:
                yield told.id, told, own.pop(told.id)
    for report_id, some in own.items():
        yield report_id, None, some
