"""Fills the case file of VIGIL_DATA with known accounts, as years of use would have left it.

    VIGIL_DATA=FOLDER python benchmarks/growing_filled.py REPORTS.jsonl

Each report has an account with claims, lies in the lake, and was linked. Candidates hold the
accounts; people opened a tenth of the cases, and spoke of a hundredth of the accounts. Written in
bulk: by the program's own way it would take hours.
"""

import hashlib
import json
import os
import random
import sys
from collections.abc import Iterator, Sequence
from itertools import batched, pairwise
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "vigil.site.settings"

import django

django.setup()

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from growing_reports import account_of, reports

from vigil.casefile.linking.index import CurrentLinking, current_linking, index_folder
from vigil.casefile.models import (
    Account,
    AdmittedBatch,
    Case,
    CaseAccount,
    Claim,
    Judgement,
    MembershipBasis,
    Origin,
    Outlet,
    Report,
    Stage,
)
from vigil.casefile.reports.records import account_data, claims_of
from vigil.reading.engines.lake import Lake
from vigil.reading.engines.pipeline import BATCH
from vigil.reading.engines.reading_stage import Reader
from vigil.reading.engines.records import ReadReport
from vigil.reading.records import Report as ReportRecord
from vigil.reading.records import Screening
from vigil.trust.models import User

ROWS_AT_ONCE = 2_000
WORKERS = 2


def main(path: Path) -> None:
    """Fill the case file."""
    with path.open(encoding="utf-8") as file:
        known = [json.loads(line) for line in file]
    reader = Reader.load().version
    lake = Lake(settings.DATA / "lake")
    names: dict[str, Outlet] = {}
    for some in batched(_read(known, reader), BATCH * 20):
        with transaction.atomic():
            for number in range(0, len(some), BATCH):
                part = some[number : number + BATCH]
                name = hashlib.sha256(part[0].report.id.encode()).hexdigest()
                lake.write(reader, name, part)
                AdmittedBatch.objects.create(name=name)
            _admit(some, names)
    lake.compact(reader)
    _judge()
    _put_into_cases(_linked(), every=10)


def _read(known: Sequence[dict], reader: str) -> Iterator[ReadReport]:
    for report in reports(known):
        digest = hashlib.sha256(report.text.encode()).hexdigest()
        own = ReportRecord(**{**_fields(report), "id": f"{report.id}@{digest[:16]}"})
        yield ReadReport(
            report=own,
            raw_sha256=digest,
            locator="line 1",
            fetched_at="",
            canonical_url="",
            content_sha256=digest,
            screening=Screening(
                id=own.id,
                score=0.9,
                relevant=True,
                report_kind="fresh",
                targeted_score=0.5,
                organised_crime_score=0.5,
                language=own.language,
            ),
            accounts=[account_of(own)],
            reader=reader,
        )


def _fields(report: ReportRecord) -> dict:
    return {name: getattr(report, name) for name in report.__struct_fields__}


def _admit(some: Sequence[ReadReport], outlets: dict[str, Outlet]) -> None:
    for read in some:
        name = read.report.outlet
        if name not in outlets:
            outlets[name], _ = Outlet.objects.get_or_create(name=name)
    made = Report.objects.bulk_create(
        [
            Report(
                key=read.report.id,
                outlet=outlets[read.report.outlet],
                title=read.report.title,
                text=read.report.text,
                published=read.report.published,
                language=read.report.language,
                raw_sha256=read.raw_sha256,
                content_sha256=read.content_sha256,
                report_kind="fresh",
                score=read.screening.score,
            )
            for read in some
        ]
    )
    accounts = Account.objects.bulk_create(
        [
            Account(
                report=report,
                key=read.accounts[0].key,
                event="killing",
                score=0.9,
                part="text",
                start=read.accounts[0].evidence[0].start,
                end=read.accounts[0].evidence[0].end,
                reader=read.reader,
                record=account_data(read.accounts[0]),
            )
            for report, read in zip(made, some, strict=True)
        ]
    )
    claims = []
    for account, read in zip(accounts, some, strict=True):
        for claim in claims_of(read.accounts[0], read.reader):
            claim.account = account
            claims.append(claim)
    Claim.objects.bulk_create(claims, batch_size=ROWS_AT_ONCE)


def _judge() -> None:
    dice, by = random.Random(3), User.objects.create(username="bench", email="bench@example.org")
    keys = list(Account.objects.exclude(reader="cited").order_by("pk").values_list("pk", flat=True))
    some = sorted(dice.sample(keys, len(keys) // 100))
    Judgement.objects.bulk_create(
        Judgement(a_id=a, b_id=b, verdict="different", by=by) for a, b in pairwise(some)
    )


def _linked() -> CurrentLinking:
    with index_folder() as folder:
        return current_linking(folder, WORKERS)


def _put_into_cases(linked: CurrentLinking, every: int) -> None:
    """Write the proposals; let people have opened one case in so many."""
    pks = dict(Account.objects.values_list("key", "pk"))
    dice = random.Random(5)
    proposed = [case for case in linked.cases.cases() if case.case is None]
    for some in batched(proposed, ROWS_AT_ONCE):
        opened = [dice.randrange(every) == 0 for _ in some]
        with transaction.atomic():
            cases = Case.objects.bulk_create(
                Case(
                    key=proposal.key,
                    stage=Stage.OPEN if of_people else Stage.CANDIDATE,
                    public_id=f"V-{pks[proposal.key] + 100_000}" if of_people else None,
                    origin=Origin.MACHINE,
                    opened_at=timezone.now() if of_people else None,
                    score=0.9,
                )
                for proposal, of_people in zip(some, opened, strict=True)
            )
            CaseAccount.objects.bulk_create(
                CaseAccount(
                    account_id=pks[key],
                    case=case,
                    basis=MembershipBasis.PERSON if of_people else MembershipBasis.MACHINE,
                    score=1.0 if of_people else proposal.scores[key],
                )
                for case, proposal, of_people in zip(cases, some, opened, strict=True)
                for key in proposal.accounts
            )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
