"""Link the accounts of the case file through an index that grows with them.

The index (`vigil.reading.engines.linking.index`) keeps profiles and compared pairs in a folder, so
that a run loads and compares only accounts that are new or have changed. It is a cache. Each run
compares it with the database first, and updates whatever differs. You may delete the folder at any
time.
"""

import fcntl
import shutil
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from itertools import batched, groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.db.models import QuerySet, TextField
from django.db.models.functions import MD5, Cast

from vigil.casefile.models import Account, CaseAccount, Judgement, MembershipBasis, Report
from vigil.casefile.reports.records import CITED, account_record, report_record
from vigil.reading.linkage.records import Judgement as JudgementRecord
from vigil.reading.linkage.records import Verdict

if TYPE_CHECKING:
    from vigil.reading.engines.linking.first_stage import ReportAccounts
    from vigil.reading.engines.linking.index import ProposedCases
    from vigil.reading.linkage.explaining import ScoreReason

REPORTS_AT_ONCE = 500
ACCOUNTS_WORTH_PROCESSES = 20_000
"""With fewer accounts, starting processes takes longer than they save."""


@dataclass(frozen=True)
class CurrentLinking:
    """The proposed cases, and the decisions of people that they respect."""

    cases: "ProposedCases"
    placed: dict[str, str]
    """For each account that people hold in a case, the primary key of that case."""
    contradictions: list[tuple[str, str]]


@contextmanager
def index_folder(folder: Path | None = None) -> Iterator[Path]:
    """Return the index folder of this database; other processes wait until the block ends.

    It lies in `folder` (default: `linking` in the data folder). Its name holds the database and the
    version of linkage. Indexes that other versions made for this database are deleted.
    """
    from vigil.reading.engines.linking.index_files import version
    from vigil.reading.engines.model_versions import use_linking_weights

    use_linking_weights(settings.DATA / "models")
    root = folder or settings.DATA / "linking"
    root.mkdir(parents=True, exist_ok=True)
    with (root / f"{_database()}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        own = root / f"{_database()}-{version()}"
        for other in root.glob(f"{_database()}-*"):
            if other != own:
                shutil.rmtree(other, ignore_errors=True)
        yield own


def current_linking(index: Path, workers: int = 1) -> CurrentLinking:
    """Return the proposed cases for all accounts, judgements and placements of the database.

    `index` is the folder from `index_folder`. Where many accounts must be compared, `workers`
    processes share the work.
    """
    from vigil.reading.engines.linking.hash_join import in_order
    from vigil.reading.engines.linking.index import Index
    from vigil.reading.engines.local import cores
    from vigil.reading.linkage.constraints import Constraints

    fingerprints, held = _fingerprints(), accounts_held_by_people()
    people = Constraints(_judgements(), held)
    with (
        cores(workers if len(fingerprints) >= ACCOUNTS_WORTH_PROCESSES else 1) as run,
        TemporaryDirectory(prefix="vigil-link-") as folder,
    ):
        cases = Index(index).sync(
            fingerprints, lambda keys: in_order(_load(keys), Path(folder)), people, run=run
        )
    return CurrentLinking(cases, held, people.contradictions)


def why_in_case(index: Path, keys: Collection[str]) -> Mapping[str, list["ScoreReason"]]:
    """Return, for some accounts, what holds each in its proposed case."""
    from vigil.reading.engines.linking.index import Index

    return Index(index).why_in_case(keys) if keys else {}


def why_in_doubt(
    index: Path, cases: Collection[tuple[str, str]]
) -> Mapping[tuple[str, str], list["ScoreReason"]]:
    """Return, for pairs of proposed cases in doubt, what speaks for one attack and against it."""
    from vigil.reading.engines.linking.index import Index

    return Index(index).why_in_doubt(cases) if cases else {}


def accounts_held_by_people() -> dict[str, str]:
    """Return, for each account that people hold in a case, the primary key of that case."""
    rows = CaseAccount.objects.exclude(basis=MembershipBasis.MACHINE).values_list(
        "account__key", "case_id"
    )
    return {key: str(case) for key, case in rows}


def _database() -> str:
    """Return a name for this database: a digest of its first report and when it was added."""
    first = Report.objects.order_by("pk").values_list("pk", "key", "added_at").first()
    return sha256(repr(first).encode()).hexdigest()[:16]


def _accounts() -> QuerySet[Account]:
    return Account.objects.filter(superseded=False).exclude(reader=CITED)


def _fingerprints() -> dict[str, int]:
    """Return, for each account, a number that changes when linkage would read it differently.

    The database computes the digests, so that no record is loaded. Reports are never edited, but
    the number of accounts in a report decides which part of its text belongs to each of them.
    """
    from vigil.reading.linkage.profile_columns import number_of

    record_digest = MD5(Cast("record", TextField()))
    rows = list(_accounts().order_by().values_list("key", "report_id", record_digest))
    own = Counter(report for _, report, _ in rows)
    return {key: number_of(f"{report} {own[report]} {digest}") for key, report, digest in rows}


def _load(keys: Sequence[str]) -> Iterator["ReportAccounts"]:
    """Load the reports of these accounts, each with all its accounts."""
    reports: set[int] = set()
    for some in batched(keys, REPORTS_AT_ONCE):
        reports |= set(_accounts().filter(key__in=some).values_list("report_id", flat=True))
    for part in batched(sorted(reports), REPORTS_AT_ONCE):
        rows = _accounts().filter(report__in=part).select_related("report", "report__outlet")
        for _, own in groupby(rows.order_by("report_id", "number", "pk"), lambda a: a.report_id):
            accounts = list(own)
            report = accounts[0].report
            yield (
                report.key,
                report_record(report),
                [account_record(account) for account in accounts],
            )


def _judgements() -> list[JudgementRecord]:
    rows = Judgement.objects.filter(revoked_at=None).order_by("a__key", "b__key")
    return [
        JudgementRecord(a=a, b=b, verdict=cast(Verdict, verdict))
        for a, b, verdict in rows.values_list("a__key", "b__key", "verdict")
    ]
