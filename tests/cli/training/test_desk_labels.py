"""`vigil train screening --desk`: what people accepted and rejected, as labels."""

from pathlib import Path

import pytest

from cli.test_train import ROWS, run, written
from factories import (
    AccountFactory,
    CandidateFactory,
    CaseFactory,
    MembershipFactory,
    ReportFactory,
)
from vigil.casefile.models import Stage, Visibility


def decide() -> None:
    """Put reports into the case file that somebody accepted or rejected."""
    for row in ROWS:
        report = ReportFactory(
            key=row["id"], title="", url="", outlet=None, text=row["text"], published=""
        )
        accepted = CaseFactory(stage=Stage.OPEN, visibility=Visibility.INTERNAL)
        case = accepted if row["killing"] else CandidateFactory(stage=Stage.REJECTED)
        MembershipFactory(account=AccountFactory(report=report), case=case)


@pytest.mark.django_db
@pytest.mark.usefixtures("prepared")
def test_what_the_desk_decided_is_learnt_as_from_a_file(tmp_path: Path) -> None:
    decide()
    result = run("--desk", "-o", tmp_path / "desk.npz")
    assert result.exit_code == 0, result.output
    assert "24 labelled reports" in result.stderr
    source = written(tmp_path / "r.jsonl", sorted(ROWS, key=lambda row: str(row["id"])))
    assert run(source, "-o", tmp_path / "file.npz").exit_code == 0
    assert (tmp_path / "desk.npz").read_bytes() == (tmp_path / "file.npz").read_bytes()
    card = (tmp_path / "desk.md").read_text(encoding="utf-8")
    assert "| desk | 24 | 12 |" in card
    assert "keep these files where the desk is" in card


@pytest.mark.django_db
@pytest.mark.usefixtures("prepared")
def test_the_desk_is_a_source_beside_the_files(tmp_path: Path) -> None:
    decide()
    result = run(written(tmp_path / "r.jsonl", ROWS), "--desk", "-o", tmp_path / "m.npz")
    assert result.exit_code == 0, result.output
    card = (tmp_path / "m.md").read_text(encoding="utf-8")
    assert "| desk | 24 | 12 |" in card
    assert "| r.jsonl | 24 | 12 |" in card


@pytest.mark.django_db
@pytest.mark.usefixtures("prepared")
def test_a_desk_that_decided_nothing_is_an_error(tmp_path: Path) -> None:
    result = run("--desk", "-o", tmp_path / "m.npz")
    assert result.exit_code == 1
    assert not (tmp_path / "m.npz").exists()


def test_gold_without_files_is_misuse(tmp_path: Path) -> None:
    gold = written(tmp_path / "gold.jsonl", ROWS)
    assert run("--desk", "--gold", gold, "-o", tmp_path / "m.npz").exit_code == 2
