"""`vigil learn`: decisions taught, the change shown first, a loss refused, versions kept."""

from pathlib import Path

import pytest

from cli.calling import call
from factories import AccountFactory, CandidateFactory, MembershipFactory, ReportFactory, coder
from invented_reports import Invented, invented
from vigil.casefile.cases.verbs.opening import open_case, reject_case
from vigil.casefile.cases.verbs.recomputing import refresh
from vigil.casefile.models import Case, MembershipBasis, Rejection, Stage
from vigil.casefile.reports.records import account_data
from vigil.cli import learn as learn_command
from vigil.cli.training import learning
from vigil.reading.engines.model_versions import SCREENING, ModelVersions
from vigil.reading.engines.reading_stage import Reader
from vigil.reading.intake.screening import Screener
from vigil.reading.records import Account as AccountRecord
from vigil.trust.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModelVersions:
    """The models of an installation with a data folder of its own."""
    monkeypatch.setenv("VIGIL_DATA", str(tmp_path))
    monkeypatch.setattr(learn_command, "prepare_database", lambda: None)
    return ModelVersions(tmp_path / "models")


def waiting(told: Invented) -> Case:
    report = told.report
    stored = ReportFactory(
        key=report.id, title=report.title, text=report.text, language=report.language, score=0.4
    )
    case = CandidateFactory()
    record = AccountRecord(report_id=report.id, account=1, key=f"{report.id}#1", score=0.4)
    account = AccountFactory(report=stored, key=record.key, score=0.4, record=account_data(record))
    MembershipFactory(account=account, case=case, basis=MembershipBasis.MACHINE)
    refresh(case)
    return case


def decide(told: list[Invented], by: User) -> None:
    """Accept what is a killing, and reject the others."""
    for one in told:
        if one.killing:
            open_case(waiting(one), by=by)
        else:
            reject_case(waiting(one), by=by, reason=Rejection.NO_KILLING)


def test_decisions_are_learnt_and_order_what_waits(models: ModelVersions) -> None:
    told = invented(3, 32, killings=0.5)
    decide(told[:26], coder())
    left = {waiting(one).pk: one.killing for one in told[26:]}
    done = call("learn", "--task", "screening")
    assert done.status == 0, done.stderr
    assert "On held-out decisions: average precision" in done.stdout
    assert "screening: version 1 is in use." in done.stdout
    assert f"queue: {len(left)} candidates ordered" in done.stdout
    assert Screener.load(models.path(SCREENING)).version != Screener.load().version
    after = {case.pk: case for case in Case.objects.filter(stage=Stage.CANDIDATE)}
    scores: dict[bool, list[float]] = {True: [], False: []}
    for key, killing in left.items():
        assert after[key].score != 0.4
        scores[killing].append(after[key].score)
    assert min(scores[True]) > max(scores[False])
    card = (models.folder / SCREENING / "1" / "card.md").read_text()
    assert "| average precision |" in card
    assert told[0].report.text[:30] not in card

    assert "1: " in (listed := call("learn", "--list").stdout)
    assert "(in use)" in listed.splitlines()[1]
    assert "the shipped model is in use" in call("learn", "--back", "screening").stdout
    assert Reader.load(models.folder).version == Reader.load().version
    assert "in use already" in call("learn", "--back", "screening").stdout


def test_too_few_decisions_teach_nothing_yet(models: ModelVersions) -> None:
    decide(invented(3, 4), coder())
    done = call("learn")
    assert done.status == 0
    assert [line.split(":")[0] for line in done.stdout.splitlines() if "too few" in line] == [
        "screening",
        "reading",
        "linking",
    ]
    assert models.listed(SCREENING) == []


def test_a_loss_is_refused_unless_asked_for(
    models: ModelVersions, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide(invented(3, 20, killings=0.5), coder())
    learnt = learning.screening

    def worse(*given: object) -> learning.Change:
        change = learnt(*given)  # type: ignore[arg-type]
        return learning.Change(
            change.before,
            change.before._replace(f1=change.before.f1 - 0.1),  # type: ignore[attr-defined]
            change.learnt_from,
            change.write,
        )

    monkeypatch.setattr(learning, "screening", worse)
    refused = call("learn", "--task", "screening")
    assert refused.status == 1
    assert "not kept, because it does worse" in refused.stderr
    assert models.in_use(SCREENING) == 0
    kept = call("learn", "--task", "screening", "--even-if-worse")
    assert (kept.status, models.in_use(SCREENING)) == (0, 1)
