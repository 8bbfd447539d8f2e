"""A kept linking: what comes day by day ends where a linking of everything ends."""

import random
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest

from reading.linkage.samples import account, key, report
from reading.linkage.worlds import wordy_world
from vigil.reading.engines.linking import index_files
from vigil.reading.engines.linking.first_stage import account_table
from vigil.reading.engines.linking.index import Index, OtherVersionError
from vigil.reading.engines.linking.index_files import IndexFiles
from vigil.reading.linkage.constraints import Constraints
from vigil.reading.linkage.linking import link
from vigil.reading.linkage.records import Judgement
from vigil.reading.records import Account, Report

NOBODY = Constraints((), {})


def part(accounts: Sequence[Account], reports: dict[str, Report]) -> partial:
    return partial(account_table, [(a.report_id, reports[a.report_id], [a]) for a in accounts])


def together(index: Index, *names: str) -> bool:
    return any({key(name) for name in names} <= set(own) for own in index.cases().values())


def test_all_at_once_is_what_link_says(tmp_path: Path) -> None:
    accounts, reports = wordy_world(80)
    index = Index(tmp_path)
    change = index.add([part(accounts, reports)], NOBODY)
    said = {case.key: case.accounts for case in link(accounts, reports).cases}
    assert {name: sorted(own) for name, own in index.cases().items()} == said
    assert {case.key: case.accounts for case in change.cases} == said
    assert change.opened == len(said)


def test_an_account_joins_opens_or_bridges(tmp_path: Path) -> None:
    words = "The councillor {}, 50, was shot dead outside a bakery in Itaguai on Sunday night."
    accounts = {
        "x": account("x", ["Pedro Lima"], "2020-03-01", "Itaguai", 50),
        "y": account("y", ["Pedro Lima"], "2020-03-01", "Itaguai", 50),
        "z": account("z", ["Rosa Medina"], "2020-08-01", "Tijuana", 29),
    }
    reports = {
        "x": report("x", words.format("Pedro Lima"), "2020-03-02"),
        "y": report("y", words.format("Pedro Lima") + " Police search.", "2020-03-03"),
        "z": report("z", "Rosa Medina, 29, was stabbed in a hotel in Tijuana.", "2020-08-02"),
    }
    # Many others first, so that the words of three more are weighed as those of many.
    others, told = wordy_world(60)
    index = Index(tmp_path)
    index.add([part(others, told)], NOBODY)
    assert index.add([part([accounts["x"]], reports)], NOBODY).opened == 1
    change = index.add([part([accounts["y"], accounts["z"]], reports)], NOBODY)
    assert (change.joined, change.opened, change.bridged, change.gone) == (1, 1, 0, [])
    assert together(index, "x", "y")
    assert not together(index, "x", "z")


def test_what_is_there_is_not_taken_twice(tmp_path: Path) -> None:
    accounts, reports = wordy_world(60)
    index = Index(tmp_path)
    index.add([part(accounts, reports)], NOBODY)
    before = index.cases()
    change = index.add([part(accounts, reports)], NOBODY)
    assert change.cases == []
    assert index.cases() == before


def test_a_word_of_a_person_changes_cases_and_its_end_changes_them_back(tmp_path: Path) -> None:
    accounts, reports = wordy_world(60)
    index = Index(tmp_path)
    index.add([part(accounts, reports)], NOBODY)
    before = index.cases()
    one, two = (own[0] for own in sorted(before.values())[:2])
    same = Constraints([Judgement(a=one, b=two, verdict="same")], {})
    index.add([], same)
    assert any({one, two} <= set(own) for own in index.cases().values())
    index.add([], NOBODY)
    assert index.cases() == before


@pytest.mark.parametrize("seed", range(3))
def test_day_by_day_is_nearly_what_all_at_once_is(tmp_path: Path, seed: int) -> None:
    accounts, reports = wordy_world(120, seed)
    dice = random.Random(seed)
    dice.shuffle(accounts)
    index = Index(tmp_path)
    index.add([part(accounts[:100], reports)], NOBODY)
    for start in range(100, 120, 4):
        index.add([part(accounts[start : start + 4], reports)], NOBODY)
    said = {tuple(case.accounts) for case in link(accounts, reports).cases}
    found = {tuple(sorted(own)) for own in index.cases().values()}
    assert len(said & found) >= 0.9 * len(said)


def test_what_was_cut_off_counts_for_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts, reports = wordy_world(60)
    index = Index(tmp_path)
    index.add([part(accounts[:50], reports)], NOBODY)
    before = index.cases()

    def cut_off(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(IndexFiles, "commit", cut_off)
        with pytest.raises(KeyboardInterrupt):
            index.add([part(accounts[50:], reports)], NOBODY)
    assert index.cases() == before
    index.add([part(accounts[50:], reports)], NOBODY)
    assert sum(map(len, index.cases().values())) == 60
    left = {path.stem for path in tmp_path.glob("*.arrow")}
    assert left == IndexFiles(tmp_path).state().names


def test_what_another_version_kept_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts, reports = wordy_world(20)
    index = Index(tmp_path)
    index.add([part(accounts, reports)], NOBODY)
    monkeypatch.setattr(index_files, "version", lambda: "another")
    with pytest.raises(OtherVersionError, match="another version"):
        index.add([], NOBODY)
