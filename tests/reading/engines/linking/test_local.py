"""Linking in files, on one process or several, is what linking in memory is."""

import random
from functools import partial
from pathlib import Path

import pytest

from reading.linkage.worlds import wordy_world
from vigil.reading.engines.linking.first_stage import account_table
from vigil.reading.engines.linking.hash_join import PartFolder, in_order
from vigil.reading.engines.linking.local import linked
from vigil.reading.engines.local import cores, here
from vigil.reading.linkage.constraints import Constraints
from vigil.reading.linkage.linking import link
from vigil.reading.linkage.records import Judgement, ProposedCase

NOBODY = Constraints((), {})


def by_key(cases: object) -> list[ProposedCase]:
    return sorted(cases, key=lambda case: case.key)  # type: ignore[call-overload, no-any-return]


@pytest.mark.parametrize("workers", [1, 2])
def test_in_any_order_and_any_parts_the_cases_are_the_same(tmp_path: Path, workers: int) -> None:
    accounts, reports = wordy_world(80)
    keys = [account.key for account in accounts]
    words = [Judgement(a=keys[0], b=keys[9], verdict="same")]
    random.Random(4).shuffle(accounts)
    told = [(one.report_id, reports[one.report_id], [one]) for one in accounts]
    parts = [partial(account_table, told[n : n + 17]) for n in range(0, 80, 17)]
    with cores(workers) as run:
        found = by_key(linked(parts, tmp_path, Constraints(words, {}), run=run))
    assert found == link(accounts, reports, words).cases


def test_nothing_gives_nothing(tmp_path: Path) -> None:
    assert list(linked([], tmp_path, NOBODY, run=here)) == []


def test_two_accounts_of_one_key_are_refused(tmp_path: Path) -> None:
    (one, *_), reports = wordy_world(2)
    part = partial(account_table, [(one.report_id, reports[one.report_id], [one])])
    with pytest.raises(ValueError, match="two accounts have the key"):
        linked([part, part], tmp_path, NOBODY, run=here)


def test_accounts_and_reports_find_each_other_on_disk(tmp_path: Path) -> None:
    accounts, reports = wordy_world(50)
    del reports[accounts[7].report_id]
    dealt = PartFolder(tmp_path, size=10 * 2**25)
    dealt.reports(reports.values())
    dealt.accounts(accounts)
    rows = [row for part in dealt.parts() for row in part().to_pylist()]
    assert sorted(row["report_id"] for row in rows) == sorted(a.report_id for a in accounts)
    assert [row["report_id"] for row in rows if row["report"] is None] == [accounts[7].report_id]
    assert all(len(row["accounts"]) == 1 for row in rows)


def test_reports_that_come_with_their_accounts_keep_their_order(tmp_path: Path) -> None:
    accounts, reports = wordy_world(9)
    told = [(one.report_id, reports[one.report_id], [one]) for one in accounts]
    (part,) = in_order(told, tmp_path)
    assert part()["report_id"].to_pylist() == [one.report_id for one in accounts]
