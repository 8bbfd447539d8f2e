"""The finished room of the fund: made by the verbs of the path, with work for each officer."""

import pytest
from pytest_django.fixtures import Settings

from days import today
from vigil.fund.models import (
    Agreement,
    Application,
    Call,
    Determination,
    FundRelease,
    Message,
    Party,
    Payment,
    Report,
    StatementLine,
    Witness,
)
from vigil.fund.overview.waiting.home import waiting_for_officer
from vigil.fund.payments import ledger
from vigil.site.demonstration.people import make_people
from vigil.site.demonstration.rooms import fund
from vigil.site.demonstration.rooms.fund_calls import APPLICATIONS, HIDDEN
from vigil.site.demonstration.rooms.world import DemoWorld
from vigil.trust.demonstration.verbs import begin_demonstration
from vigil.trust.models import Level


@pytest.mark.tail("each verb of the path has its own tests")
@pytest.mark.django_db(transaction=True)
def test_the_room_is_full_and_its_path_was_kept(settings: Settings) -> None:
    settings.VIGIL_DEMONSTRATION = True
    begin_demonstration()
    world = DemoWorld(today(), make_people(), size=0)
    fund.fill(world)
    assert Call.objects.count() == 2
    assert Application.objects.count() == APPLICATIONS
    applicants = Party.objects.filter(level=Level.HIDDEN).exclude(applications=None)
    assert applicants.count() == HIDDEN
    assert Determination.objects.exclude(agreed_by=None).exists()
    assert Agreement.objects.filter(state="accepted").count() == 7
    assert Payment.objects.count() == 3
    assert Witness.objects.count() == 2
    assert Report.objects.filter(state="received", files__kind="mp3").exists()
    assert Message.objects.filter(answered_at=None, by=None).exists()
    assert StatementLine.objects.filter(state="matched").exists()
    release = FundRelease.objects.get()
    assert release.cells["regions"] == {"019": 5}
    assert len(release.cells["outcome_texts"]) == 1
    assert Message.objects.filter(files__kind="mp3").exists()
    assert ledger.reconciles()
    text = "\n".join(
        line.text
        for group in waiting_for_officer(world.by("second-officer"))
        for line in group.lines
    )
    for waits in (
        "One person voted; a second must vote.",
        "wrote a message that nobody has answered",
        "asks for more time",
        "payments are stopped quietly",
        "a colleague approved tranche 1",
        "a colleague decided",
        "read a report in their words from",
        "lost their key",
        "asks to be shown as",
        "Screen 1 nomination.",
        "Match 1 line of a bank statement",
        "the money must be spent",
    ):
        assert waits in text, text
