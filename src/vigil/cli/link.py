"""`vigil link`: which accounts tell of the same attack."""

import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click
import msgspec

from vigil.cli.common import WITH_REJECTS, Progress, Rejects
from vigil.records import Account, Rejected, Report, account_key

_BATCH = 256
_SENTENCE = re.compile(r"\S.*?(?:[.!?。؟]|$)", re.DOTALL)


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
@click.option("--json", "as_json", is_flag=True, help="Say what was done as one JSON object.")
def command(
    source: str, output: str, reports: str | None, all_reports: bool, engine: str, as_json: bool
) -> None:
    """Link accounts of one attack into cases.

    IN is reports (they are screened and read first), or accounts when --reports is given. OUT has
    a line an account: report_id, account, case, and score, the weakest link that holds it there.

    Example: vigil link reports.jsonl.gz --all-reports -o cases.jsonl
    """
    if engine == "spark":
        raise click.UsageError("the engine 'spark' is not built yet; use 'local'")
    if reports and all_reports:
        raise click.UsageError("--all-reports is for reports; with --reports, IN is accounts")
    if as_json and output == "-":
        raise click.UsageError("--json and the lines themselves cannot both go to standard out")
    if not Path(source).exists() and source != "-":
        raise click.UsageError(f"there is no file {source}")
    rejected = Rejects()
    if reports:
        told = list(_taken(_reports(reports), rejected))
        accounts = list(_taken(_accounts(source), rejected))
        accounts = list(_taken(_with_report(source, accounts, {r.id for r in told}), rejected))
    else:
        told = list(_taken(_reports(source), rejected))
        accounts = all_accounts(told) if all_reports else _screened_accounts(told)
    cases = _write(output, accounts, told)
    _summary(
        as_json=as_json,
        reports=len(told),
        accounts=len(accounts),
        cases=cases,
        rejected=rejected.count,
    )
    if rejected.count:
        sys.exit(WITH_REJECTS)


def all_accounts(reports: Sequence[Report]) -> list[Account]:
    """Read every report without screening; one in which nothing is found is an account itself."""
    from vigil.intake.extraction import Extractor

    extractor = Extractor.load()
    found: list[Account] = []
    progress = Progress("reports read")
    for report in reports:
        found += extractor.extract(report, 1.0) or [whole_report(report)]
        progress.add(1)
    progress.end()
    return found


def whole_report(report: Report) -> Account:
    """Return a report as an account of which nothing is known but its words."""
    if report.title:
        key = account_key(report.id, "title", 0, len(report.title))
    else:
        sentence = _SENTENCE.search(report.text)
        start, end = sentence.span() if sentence else (0, len(report.text))
        key = account_key(report.id, "text", start, end)
    return Account(report_id=report.id, account=1, key=key, score=0.0)


def _screened_accounts(reports: Sequence[Report]) -> list[Account]:
    from vigil.intake.extraction import Extractor
    from vigil.intake.screening import Screener

    screener, extractor = Screener.load(), Extractor.load()
    found: list[Account] = []
    progress = Progress("reports screened and read")
    for start in range(0, len(reports), _BATCH):
        batch = reports[start : start + _BATCH]
        for report, screening in zip(batch, screener.screen(batch), strict=True):
            if screening.relevant:
                found += extractor.extract(report, screening.score)
        progress.add(len(batch))
    progress.end()
    return found


def _taken[T](items: Iterable[T | Rejected], rejected: Rejects) -> Iterator[T]:
    """Pass on what could be taken; say and keep what could not."""
    for item in items:
        if isinstance(item, Rejected):
            rejected.note(item)
        else:
            yield item


def _reports(path: str) -> Iterator[Report | Rejected]:
    """Read reports. Of two different reports under one id only the first can be named in OUT."""
    from vigil.intake.reports import read_numbered

    seen: set[str] = set()
    for item in read_numbered(path):
        if isinstance(item, Rejected):
            # That an id stands twice is said below, where it costs the second report its place.
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
    """Read accounts as `vigil extract` writes them; a key is made where a line has none."""
    from vigil.intake.lines import read_lines

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


def _trouble(content: object) -> str:
    reason = getattr(content, "reason", None)
    return str(reason) if reason else "the line is too long"


def _with_report(
    source: str, accounts: Iterable[Account], known: set[str]
) -> Iterator[Account | Rejected]:
    """Pass the accounts on; remark on those whose report is not there."""
    for account in accounts:
        if account.report_id not in known:
            reason = (
                f'account {account.account} of report "{account.report_id}": the report is not in '
                "--reports; it is linked by what was read from it alone"
            )
            yield Rejected(source=source, line=0, reason=reason, kept=True)
        yield account


def _write(output: str, accounts: Sequence[Account], reports: Sequence[Report]) -> int:
    """Link, write a line an account in the order of IN, and return the number of cases."""
    from vigil.intake.reports import write_lines
    from vigil.linkage import link

    linking = link(accounts, {report.id: report for report in reports})
    where = {key: case for case in linking.cases for key in case.accounts}
    write_lines(
        output,
        (
            {
                "report_id": account.report_id,
                "account": account.account,
                "case": where[account.key].key,
                "score": where[account.key].scores[account.key],
            }
            for account in accounts
        ),
    )
    return len(linking.cases)


def _summary(*, as_json: bool, **counts: int) -> None:
    if as_json:
        click.echo(json.dumps(counts))
    else:
        words = ", ".join(f"{number:,} {what}" for what, number in counts.items())
        click.echo(words, err=True)
