"""An index proposes the cases of a full linking, whatever arrived in which order."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import msgspec
import pytest

from reading.linkage.worlds import wordy_world
from vigil.reading.engines.linking import index as index_module
from vigil.reading.engines.linking import index_files, index_search
from vigil.reading.engines.linking.files import open_statistics
from vigil.reading.engines.linking.first_stage import account_table
from vigil.reading.engines.linking.hash_join import TablePart
from vigil.reading.engines.linking.index import Index, ProposedCases
from vigil.reading.linkage import blocking
from vigil.reading.linkage.constraints import Constraints
from vigil.reading.linkage.linking import link
from vigil.reading.linkage.records import Judgement, Linking, Verdict
from vigil.reading.linkage.words import Statistics
from vigil.reading.records import Account, Report

VERDICTS: Sequence[Verdict] = ("same", "different", "unsure")


@dataclass
class CaseFile:
    """A small case file: accounts, judgements, and the cases in which people placed accounts."""

    reports: dict[str, Report]
    accounts: dict[str, Account] = field(default_factory=dict)
    fingerprints: dict[str, int] = field(default_factory=dict)
    judgements: dict[tuple[str, str], Verdict] = field(default_factory=dict)
    placed: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def add(self, accounts: Iterable[Account]) -> None:
        """Add accounts, or later readings of them."""
        for one in accounts:
            self.accounts[one.key] = one
            self.fingerprints[one.key] = self.fingerprints.get(one.key, 0) + 1

    def drop(self, key: str) -> None:
        """Remove an account; judgements about it stay."""
        del self.accounts[key], self.fingerprints[key]

    def people(self) -> tuple[list[Judgement], dict[str, str]]:
        """Return judgements and placements."""
        words = [Judgement(a=a, b=b, verdict=said) for (a, b), said in self.judgements.items()]
        return words, self.placed

    def load(self, keys: Sequence[str]) -> Iterator[TablePart]:
        """Load accounts for the index."""
        self.asked += keys
        yield partial(
            account_table,
            [
                (one.report_id, self.reports[one.report_id], [one])
                for one in map(self.accounts.__getitem__, keys)
            ],
        )

    def synced(self, index: Index) -> ProposedCases:
        """Update the index, and return its cases."""
        return index.sync(self.fingerprints, self.load, Constraints(*self.people()))

    def at_once(self, statistics: Statistics | None = None) -> Linking:
        """Link all accounts at once."""
        words, placed = self.people()
        accounts = list(self.accounts.values())
        return link(accounts, self.reports, words, placed, statistics=statistics)


def weighed_as(index: Index) -> Statistics:
    """Return the word counts by which an index weighs words."""
    (path,) = index.folder.glob("statistics-*.arrow")
    return open_statistics(path)


def day(file: CaseFile, arriving: list[Account], dice: random.Random) -> None:
    """Simulate a day: accounts are added, read again, removed; people judge, place, and revoke."""
    file.add(arriving)
    keys = sorted(file.accounts)
    for key in dice.sample(keys, 2):
        one = file.accounts[key]
        place = msgspec.structs.replace(one.place, name=dice.choice(["Tijuana", "Itaguai"]))
        file.add([msgspec.structs.replace(one, place=place)])
    file.drop(dice.choice(keys))
    keys = sorted(file.accounts)
    for _ in range(3):
        a, b = sorted(dice.sample(keys, 2))
        file.judgements[a, b] = dice.choice(VERDICTS)
        file.placed[dice.choice(keys)] = str(dice.randrange(1, 9))
    for said in (file.judgements, file.placed):
        del said[dice.choice(sorted(said))]


def always_incremental(monkeypatch: pytest.MonkeyPatch) -> None:
    """Never link all accounts at once: every update goes through the index."""
    monkeypatch.setattr(index_module, "SMALL", 0)
    monkeypatch.setattr(index_module, "GROWTH", 10)


def low_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lower the limits on words, keys and neighbours, so that small worlds reach them."""
    for name, few in {"RARE": 12, "BLOCK": 4, "NEIGHBOURS": 5}.items():
        monkeypatch.setattr(blocking, name, few)
        monkeypatch.setattr(index_search, name, few)


def gradually(file: CaseFile, accounts: list[Account], index: Index, dice: random.Random) -> None:
    """Add half of the accounts at once, and the others over some days."""
    dice.shuffle(accounts)
    half = len(accounts) // 2
    file.add(accounts[:half])
    file.synced(index)
    for start in range(half, len(accounts), 8):
        day(file, accounts[start : start + 8], dice)
        file.synced(index)


@pytest.mark.parametrize(
    "orders",
    [4, pytest.param(50, marks=pytest.mark.tail("four of these orders daily"))],
)
def test_in_many_orders_the_cases_equal_those_of_a_full_linking(
    orders: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    always_incremental(monkeypatch)
    low_limits(monkeypatch)
    accounts, reports = wordy_world(80)
    for order in range(orders):
        dice = random.Random(order)
        file, index = CaseFile(reports), Index(tmp_path / str(order))
        gradually(file, accounts, index, dice)
        cases, full = file.synced(index), file.at_once(weighed_as(index))
        assert (order, cases.cases()) == (order, full.cases)
        assert (order, cases.doubts) == (order, full.doubts)


def test_a_small_index_weighs_words_as_a_full_linking_does(tmp_path: Path) -> None:
    accounts, reports = wordy_world(40)
    file, index = CaseFile(reports), Index(tmp_path)
    gradually(file, accounts, index, random.Random(1))
    cases, full = file.synced(index), file.at_once()
    assert (cases.cases(), cases.doubts) == (full.cases, full.doubts)


def test_only_new_and_changed_accounts_are_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    always_incremental(monkeypatch)
    accounts, reports = wordy_world(40)
    file, index = CaseFile(reports), Index(tmp_path)
    file.add(accounts[:30])
    file.synced(index)
    file.asked.clear()
    file.synced(index)
    assert file.asked == []
    file.add([*accounts[30:32], accounts[3]])
    file.synced(index)
    assert sorted(file.asked) == sorted(one.key for one in [*accounts[30:32], accounts[3]])


@pytest.mark.parametrize("what", ["index.json", "scored", "held", "version"])
def test_a_damaged_or_outdated_index_is_built_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    accounts, reports = wordy_world(20)
    file, index = CaseFile(reports), Index(tmp_path)
    file.add(accounts)
    before = file.synced(index)
    if what == "version":
        monkeypatch.setattr(index_files, "version", lambda: "another")
        monkeypatch.setattr(index_module, "version", lambda: "another")
    else:
        (path,) = tmp_path.glob(f"{what}*")
        path.write_bytes(path.read_bytes()[:20])
    file.asked.clear()
    assert file.synced(index).cases() == before.cases()
    assert len(file.asked) == len(accounts)


def test_all_accounts_may_be_removed(tmp_path: Path) -> None:
    accounts, reports = wordy_world(10)
    file, index = CaseFile(reports), Index(tmp_path)
    file.add(accounts)
    file.synced(index)
    for one in accounts:
        file.drop(one.key)
    assert file.synced(index).cases() == []
    file.add(accounts[:3])
    assert sum(len(case.accounts) for case in file.synced(index).cases()) == 3


def test_many_small_tables_are_merged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    always_incremental(monkeypatch)
    monkeypatch.setattr(index_files, "MANY", 3)
    accounts, reports = wordy_world(30)
    file, index = CaseFile(reports), Index(tmp_path)
    file.add(accounts[:24])
    file.synced(index)
    for one in accounts[24:]:
        file.add([one])
        cases = file.synced(index)
    assert len(list(tmp_path.glob("accounts-*"))) <= 4
    assert cases.cases() == file.at_once(weighed_as(index)).cases
