"""The index of linking: it loads only what is new, and proposes what a full linking proposes."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from factories import adjudicator, coder
from readings import read_report
from vigil.casefile.cases.verbs.merging import merge_cases
from vigil.casefile.cases.verbs.opening import open_case, reject_case
from vigil.casefile.cases.verbs.undoing import undo
from vigil.casefile.linking import index as linking
from vigil.casefile.linking.index import accounts_held_by_people, index_folder
from vigil.casefile.linking.verbs import proposing
from vigil.casefile.linking.verbs.judging import judge, revoke
from vigil.casefile.linking.verbs.proposing import propose
from vigil.casefile.models import Account, Case, CaseAccount, Judgement, Report
from vigil.casefile.reports.records import CITED, account_record, report_record
from vigil.casefile.reports.verbs.admitting import admit
from vigil.casefile.reports.verbs.testimony import drop_report, place_report, receive_report
from vigil.reading.engines.linking import index, index_files
from vigil.reading.engines.linking.files import open_statistics
from vigil.reading.linkage.linking import link
from vigil.reading.linkage.records import Judgement as JudgementRecord
from vigil.reading.linkage.records import Linking

pytestmark = pytest.mark.django_db

PEOPLE = ("Amalia Ríos Quintero", "Bento Carvalho Nunes", "Clara Méndez Ortiz", "Darío Vela Cruz")


@pytest.fixture
def always_incremental(monkeypatch: pytest.MonkeyPatch) -> None:
    """Never link all accounts at once: every update goes through the index."""
    monkeypatch.setattr(index, "SMALL", 0)
    monkeypatch.setattr(index, "GROWTH", 10)


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collect the keys of the accounts that are loaded."""
    keys: list[str] = []
    load = linking._load

    def collecting(some: Sequence[str]) -> object:
        keys.extend(some)
        return load(some)

    monkeypatch.setattr(linking, "_load", collecting)
    return keys


def arrive(*numbers: int, **more: str) -> None:
    """Admit reports, every fourth of one person's killing."""
    for number in numbers:
        admit([read_report(f"r{number:02d}", victim=PEOPLE[number % len(PEOPLE)], **more)])


def full_linking() -> Linking:
    """Link all accounts at once, with words weighed as in the index."""
    accounts = list(
        Account.objects.filter(superseded=False).exclude(reader=CITED).select_related("report")
    )
    with index_folder() as folder:
        (path,) = folder.glob("statistics-*")
        return link(
            [account_record(account) for account in accounts],
            {account.report.key: report_record(account.report) for account in accounts},
            [
                JudgementRecord(a=word.a.key, b=word.b.key, verdict=word.verdict)
                for word in Judgement.objects.filter(revoked_at=None).select_related("a", "b")
            ],
            accounts_held_by_people(),
            statistics=open_statistics(path),
        )


def as_written() -> dict[str, tuple[str, bool, float]]:
    """Return where the machine put accounts, and how strongly."""
    rows = CaseAccount.objects.filter(basis="machine").values_list(
        "account__key", "case__key", "case_id", "suggested", "score"
    )
    return {
        key: (str(pk) if suggested else case, suggested, score)
        for key, case, pk, suggested, score in rows
    }


def proposes_what_a_full_linking_does() -> bool:
    """Propose, and compare what was written with a full linking."""
    propose()
    held = accounts_held_by_people()
    return as_written() == {
        key: (case.case or case.key, case.case is not None, case.scores[key])
        for case in full_linking().cases
        for key in case.accounts
        if key not in held
    }


def test_runs_propose_what_a_full_linking_proposes(
    always_incremental: None,
) -> None:
    by = adjudicator()
    arrive(0, 1, 2, 3, 4)
    assert proposes_what_a_full_linking_does()
    arrive(5, 6, 7, 8)
    first, second, third, *_ = Case.objects.order_by("pk")
    opened = open_case(first, by=by)
    reject_case(second, by=by, why="an accident")
    assert proposes_what_a_full_linking_does()
    a, b, c = (Account.objects.get(report__key=key) for key in ("r02", "r06", "r03"))
    words = [judge(a, b, "different", by=by), judge(a, c, "same", by=by)]
    arrive(9, 10, 12)
    assert proposes_what_a_full_linking_does()
    merged = merge_cases(opened, open_case(third, by=by), by=by, why="one attack")
    revoke(words[0], by=by)
    assert proposes_what_a_full_linking_does()
    undo(merged, by=by)
    revoke(words[1], by=by)
    arrive(1, 5, reader="test-2", more="The mayor called for calm.")
    assert proposes_what_a_full_linking_does()
    admit([read_report("r09", victim=PEOPLE[1], reader="test-2", shift=30)])
    report = receive_report("somebody")
    place_report(report, opened, by=by, why="of this")
    assert proposes_what_a_full_linking_does()
    drop_report(report, by=by, why="they asked for it")
    assert proposes_what_a_full_linking_does()


def test_only_new_and_changed_accounts_are_loaded(
    always_incremental: None, loaded: list[str]
) -> None:
    arrive(0, 1, 2, 3)
    propose()
    loaded.clear()
    arrive(4)
    propose()
    (new,) = Account.objects.filter(report__key="r04")
    assert loaded == [new.key]
    loaded.clear()
    new.record["place"]["name"] = "Otra"
    new.save()
    propose()
    assert loaded == [new.key]


def test_the_next_run_writes_what_an_interrupted_one_did_not(
    always_incremental: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrive(0, 1, 2, 3)
    propose()
    arrive(4, 5)

    def cut_off(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(proposing, "_write", cut_off)
        with pytest.raises(KeyboardInterrupt):
            propose()
    assert not CaseAccount.objects.filter(account__report__key="r04").exists()
    assert proposes_what_a_full_linking_does()


def test_a_new_score_alone_is_written_without_recomputing_the_case() -> None:
    arrive(0, 4, 1)
    propose()
    moved = CaseAccount.objects.exclude(account__report__key="r01")
    before = dict(moved.values_list("account__key", "score"))
    moved.update(score=0.1)
    updated = dict(Case.objects.values_list("pk", "updated_at"))
    propose()
    assert dict(moved.values_list("account__key", "score")) == before
    assert dict(Case.objects.values_list("pk", "updated_at")) == updated


def test_an_index_belongs_to_one_database_and_one_version_of_linkage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, loaded: list[str]
) -> None:
    arrive(0, 1)
    propose(tmp_path)
    (first,) = (path for path in tmp_path.iterdir() if path.is_dir())
    Report.objects.filter(key="r00").update(added_at="2020-01-01T00:00:00Z")
    loaded.clear()
    propose(tmp_path)
    both = {path for path in tmp_path.iterdir() if path.is_dir()}
    assert first in both
    assert (len(both), len(loaded)) == (2, 2)
    monkeypatch.setattr(index_files, "version", lambda: "another")
    monkeypatch.setattr(index, "version", lambda: "another")
    propose(tmp_path)
    (own,) = (path.name for path in tmp_path.glob("*-another"))
    assert len(loaded) == 4
    assert len(list(tmp_path.glob(f"{own.split('-')[0]}-*"))) == 1


def test_the_index_may_be_deleted(tmp_path: Path) -> None:
    arrive(0, 1, 4)
    propose(tmp_path / "one")
    before = as_written()
    coder()
    propose(tmp_path / "two")
    assert as_written() == before
