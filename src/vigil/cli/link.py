"""`vigil link`: link accounts of one attack into cases."""

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

import click
import msgspec

from vigil.cli.support.exit_codes import WITH_REJECTS
from vigil.cli.support.progress import Progress, RejectCounter
from vigil.cli.support.spark import spark_engine, spark_linking
from vigil.reading.records import Account, Rejected, Report

if TYPE_CHECKING:
    from vigil.reading.engines.linking.first_stage import ReportAccounts
    from vigil.reading.engines.linking.hash_join import TablePart
    from vigil.reading.engines.local import Engine
    from vigil.reading.linkage.constraints import Constraints
    from vigil.reading.linkage.records import Judgement, ProposedCase

SMALL = 32 * 2**20
"""Bytes of input up to which more processes cost more time than they save."""
FEW = 500
"""Reports up to which one process reads them."""


@click.command("link")
@click.argument("source", metavar="IN", type=click.Path(allow_dash=True))
@click.option("-o", "--output", metavar="OUT", required=True, help='JSON Lines; "-": standard out.')
@click.option(
    "--reports",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False),
    help="The reports themselves, when IN is the output of `vigil extract`.",
)
@click.option(
    "--all-reports",
    is_flag=True,
    help="Do not screen; a report in which no account is found enters as account 1.",
)
@click.option("--engine", type=click.Choice(["local", "spark"]), default="local", show_default=True)
@click.option(
    "--index",
    metavar="FOLDER",
    type=click.Path(path_type=Path, file_okay=False),
    help="Link with the accounts kept there by earlier calls, and keep these there too.",
)
@click.option(
    "--judgements",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False),
    help="Judgements: lines of a, b (keys of accounts), verdict (same, different, unsure).",
)
@click.option("--workers", type=click.IntRange(1), help="Processes (default: cores).")
@click.option("--json", "as_json", is_flag=True, help="Say what was done as one JSON object.")
def command(
    source: str,
    output: str,
    reports: str | None,
    all_reports: bool,
    engine: str,
    index: Path | None,
    judgements: str | None,
    workers: int | None,
    as_json: bool,
) -> None:
    """Link accounts of one attack into cases.

    IN is reports (they are screened and read first), or accounts when --reports is given. OUT has
    a line an account: report_id, account, case, and score, its weakest link to that case.
    Neither has to fit in memory: intermediate results are in files of a temporary folder
    (TMPDIR names another place for it).

    With --index a day's accounts join, open or bridge cases of the days before; cases of accounts
    that are not in IN may change too, and --json counts them. Judgements in --judgements are valid;
    those of an earlier call that are not in it any more are revoked.

    --engine spark runs the same stages on Apache Spark: see docs/operate/spark.md.

    Example: vigil link reports.jsonl.gz --all-reports -o cases.jsonl
    """
    if reports and all_reports:
        raise click.UsageError("--all-reports is for reports; with --reports, IN is accounts")
    if as_json and output == "-":
        raise click.UsageError("--json and the lines themselves cannot both go to standard out")
    if not Path(source).exists() and source != "-":
        raise click.UsageError(f"there is no file {source}")
    if engine == "spark" and index:
        raise click.UsageError("--index is kept on one machine: it goes with --engine local")
    run = _LinkRun(
        source, reports, screened=not all_reports, workers=workers or os.cpu_count() or 1
    )
    people = run.people(judgements)
    with TemporaryDirectory(prefix="vigil-link-") as folder:
        if index:
            cases = run.link_further(Path(folder), index, people)
        else:
            cases = run.link(Path(folder), engine, people)
    run.write(output, cases)
    _summary(
        as_json=as_json,
        reports=run.reports,
        accounts=len(run.accounts),
        cases=len({held.case for held in cases.values()}),
        **run.changed,
        rejected=run.rejected.count,
    )
    if run.rejected.count:
        sys.exit(WITH_REJECTS)


class _LinkedAccount(NamedTuple):
    """An account, as a line of OUT names it."""

    report_id: str
    account: int
    key: str


class _CaseMembership(NamedTuple):
    """The case of an account, and the weakest link between them."""

    case: str
    score: float


class _LinkRun:
    """One run of the command: what was read, and what is left to report."""

    def __init__(self, source: str, reports: str | None, *, screened: bool, workers: int) -> None:
        self._source, self._reports, self._screened = source, reports, screened
        self._engine: Engine | None = None
        self._workers = workers
        self.rejected = RejectCounter()
        self.reports = 0
        self.accounts: list[_LinkedAccount] = []
        self.changed: dict[str, int] = {}
        """With a kept index: how many cases were opened, joined, bridged."""

    def people(self, judgements: str | None) -> "Constraints":
        """Read people's judgements; print which ones contradict others and are ignored."""
        from vigil.reading.linkage.constraints import Constraints

        words = _taken(_judgements(judgements), self.rejected) if judgements else ()
        people = Constraints(words, {})
        for a, b in people.contradictions:
            click.echo(f"vigil: judgements contradict each other: {a} and {b}", err=True)
        return people

    def link(self, folder: Path, engine: str, people: "Constraints") -> dict[str, _CaseMembership]:
        """Link on an engine; return the case of each account by its key."""
        progress = Progress("accounts profiled")
        if engine == "spark":
            self._engine = spark_engine()
            proposed = spark_linking().linked(
                self._parts(folder), folder, people, progress=progress.of
            )
        else:
            proposed = self._locally(folder, people, progress)
        held = {
            key: _CaseMembership(case.key, case.scores[key])
            for case in proposed
            for key in case.accounts
        }
        progress.end()
        return held

    def link_further(
        self, folder: Path, index: Path, people: "Constraints"
    ) -> dict[str, _CaseMembership]:
        """Link with the accounts of a kept index; return the case of each account by its key."""
        from vigil.reading.engines.linking.index import Index, OtherVersionError
        from vigil.reading.engines.local import cores

        progress, kept = Progress("accounts profiled"), Index(index)
        with cores(1 if self._size() < SMALL else self._workers) as run:
            try:
                change = kept.add(self._parts(folder), people, run=run, progress=progress.of)
            except OtherVersionError as error:
                raise click.ClickException(f"{error}: link all accounts into a new one") from error
        progress.end()
        self.changed = {
            "opened": change.opened,
            "joined": change.joined,
            "bridged": change.bridged,
        }
        held = kept.held(row.key for row in self.accounts)
        return {key: _CaseMembership(*told) for key, told in held.items()}

    def _locally(
        self, folder: Path, people: "Constraints", progress: Progress
    ) -> Iterator["ProposedCase"]:
        from vigil.reading.engines.linking.local import linked
        from vigil.reading.engines.local import cores

        with cores(1 if self._size() < SMALL else self._workers) as run:
            parts = self._parts(folder)
            yield from linked(parts, folder, people, run=run, progress=progress.of)

    def _parts(self, folder: Path) -> Iterator["TablePart"]:
        return self._dealt(folder) if self._reports else self._read(folder)

    def write(self, output: str, held: Mapping[str, _CaseMembership]) -> None:
        """Write one line for each account, in the order of IN."""
        from vigil.reading.intake.report_files import write_lines

        write_lines(
            output,
            (
                {"report_id": row.report_id, "account": row.account, **held[row.key]._asdict()}
                for row in self.accounts
            ),
        )

    def _size(self) -> int:
        paths = [Path(path) for path in (self._source, self._reports) if path]
        return sum(path.stat().st_size for path in paths if path.is_file())

    def _read(self, folder: Path) -> Iterator["TablePart"]:
        """Screen and read reports; yield their accounts in parts."""
        from vigil.reading.engines.linking.account_reading import read_accounts
        from vigil.reading.engines.linking.hash_join import in_order

        reports = self._counted(_taken(_reports(self._source), self.rejected))
        some = list(islice(reports, FEW))
        workers = self._workers if len(some) == FEW else 1
        told = read_accounts(
            chain(some, reports), screened=self._screened, workers=workers, engine=self._engine
        )
        yield from in_order(self._noted_told(told), folder)

    def _dealt(self, folder: Path) -> Iterator["TablePart"]:
        """Join accounts and their reports; yield them in parts."""
        from vigil.reading.engines.linking.hash_join import PartFolder

        assert self._reports
        dealt, known = PartFolder(folder, self._size()), set[str]()
        reports = self._counted(_taken(_reports(self._reports), self.rejected))
        dealt.reports(_noting(reports, known))
        accounts = _taken(_accounts(self._source), self.rejected)
        accounts = _taken(_with_report(self._source, accounts, known), self.rejected)
        dealt.accounts(map(self._noted, accounts))
        yield from dealt.parts()

    def _counted(self, reports: Iterable[Report]) -> Iterator[Report]:
        for report in reports:
            self.reports += 1
            yield report

    def _noted_told(self, told: Iterable["ReportAccounts"]) -> Iterator["ReportAccounts"]:
        for one in told:
            for account in one[2]:
                self._noted(account)
            yield one

    def _noted(self, account: Account) -> Account:
        self.accounts.append(_LinkedAccount(account.report_id, account.account, account.key))
        return account


def _noting(reports: Iterable[Report], known: set[str]) -> Iterator[Report]:
    for report in reports:
        known.add(report.id)
        yield report


def _taken[T](items: Iterable[T | Rejected], rejected: RejectCounter) -> Iterator[T]:
    """Yield the accepted items; print and count the rejected ones."""
    for item in items:
        if isinstance(item, Rejected):
            rejected.note(item)
        else:
            yield item


def _reports(path: str) -> Iterator[Report | Rejected]:
    """Read reports. Of two different reports with one id only the first can be named in OUT."""
    from vigil.reading.intake.report_files import read_numbered

    seen: set[str] = set()
    for item in read_numbered(path):
        if isinstance(item, Rejected):
            # A repeated id is reported below, where the second report is left out for it.
            if not (item.kept and "already stands" in item.reason):
                yield item
            continue
        line, report = item
        if report.id in seen:
            reason = f'id "{report.id}" stands twice with different content; the first is linked'
            yield Rejected(source=path, line=line, reason=reason)
            continue
        seen.add(report.id)
        yield report


def _accounts(path: str) -> Iterator[Account | Rejected]:
    """Read accounts as `vigil extract` writes them; make a key where a line has none."""
    from vigil.reading.intake.lines import read_lines

    seen: dict[str, int] = {}
    for line in read_lines(path):
        if not isinstance(line.content, bytes):
            yield Rejected(source=path, line=line.number, reason=_trouble(line.content))
            continue
        if not line.content.strip():
            continue
        try:
            account = _account(line.content)
        except msgspec.DecodeError as error:
            yield Rejected(source=path, line=line.number, reason=str(error))
            continue
        earlier = seen.setdefault(account.key, line.number)
        if earlier != line.number:
            reason = f'the account "{account.key}" already stands in line {earlier}'
            yield Rejected(source=path, line=line.number, reason=reason)
            continue
        yield account


def _account(content: bytes) -> Account:
    given = msgspec.json.decode(content)
    if isinstance(given, dict):
        given.setdefault("key", f"{given.get('report_id')}#{given.get('account')}")
    return msgspec.convert(given, Account)


def _judgements(path: str) -> Iterator["Judgement | Rejected"]:
    from vigil.reading.intake.lines import read_lines
    from vigil.reading.linkage.records import Judgement

    for line in read_lines(path):
        if isinstance(line.content, bytes) and not line.content.strip():
            continue
        if not isinstance(line.content, bytes):
            yield Rejected(source=path, line=line.number, reason=_trouble(line.content))
            continue
        try:
            yield msgspec.json.decode(line.content, type=Judgement)
        except msgspec.DecodeError as error:
            yield Rejected(source=path, line=line.number, reason=str(error))


def _trouble(content: object) -> str:
    reason = getattr(content, "reason", None)
    return str(reason) if reason else "the line is too long"


def _with_report(
    source: str, accounts: Iterable[Account], known: set[str]
) -> Iterator[Account | Rejected]:
    """Yield the accounts; print a remark for those whose report is missing."""
    for account in accounts:
        if account.report_id not in known:
            reason = (
                f'account {account.account} of report "{account.report_id}": the report is not in '
                "--reports; it is linked by what was read from it alone"
            )
            yield Rejected(source=source, line=0, reason=reason, kept=True)
        yield account


def _summary(*, as_json: bool, **counts: int) -> None:
    if as_json:
        click.echo(json.dumps(counts))
    else:
        words = ", ".join(f"{number:,} {what}" for what, number in counts.items())
        click.echo(words, err=True)
