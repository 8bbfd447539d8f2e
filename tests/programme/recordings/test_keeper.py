"""Recordings and the host's words when a person is withdrawn."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from factories import adjudicator
from programme.factories import ContributionFactory
from programme.recording_factories import CAPTIONS, a_session, host, posted
from seconded import lift
from vigil.programme.models import Recording, RunItem, SlotApplication
from vigil.programme.recordings.verbs import describing
from vigil.programme.run_of_show.verbs import add_item
from vigil.programme.slot_applications.verbs import write_application
from vigil.trust.models import Decision
from vigil.trust.withdrawals.verbs import withdraw

pytestmark = [pytest.mark.django_db, pytest.mark.either]
NAME = "Casilda Reyes"


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA = tmp_path
    return tmp_path


def now(recording: Recording) -> Recording:
    return Recording.objects.get(pk=recording.pk)


def test_one_withdrawal_takes_a_recording_and_the_words_of_the_host() -> None:
    by = host()
    recording = posted(by)
    address = f"/programme/{recording.session.event.slug}/{recording.session.slug}/"
    add_item(recording.session, by=by, title=f"Film of {NAME}", seconds=60)
    write_application(recording.session, by=by, congress="UN", cosponsors=f"{NAME}, Italy")
    withdrawal = withdraw([NAME], by=adjudicator(), why="she asked")
    assert now(recording).state == Recording.State.HELD
    assert recording.uid not in Client().get(address).content.decode()
    assert RunItem.objects.get().title == "Film of …"
    assert SlotApplication.objects.get().cosponsors == "…, Italy"
    [receipt] = [r for r in withdrawal.receipts if r["room"] == "recordings"]
    assert {done["kind"] for done in receipt["done"]} == {
        "recording",
        "run_item",
        "slot_application",
    }
    assert receipt["still"] == []
    lift(withdrawal, by=adjudicator(), why="she wants it told")
    assert now(recording).state == Recording.State.HELD  # posting again is for a person
    assert not any(
        "Casilda" in str(row) for row in Decision.objects.values("before", "after", "why")
    )


def test_who_is_only_spoken_of_is_found_by_words() -> None:
    by = host()
    recording = posted(by, transcript="[0:00] We miss Belisario Tinoco.")
    captions = CAPTIONS.replace("Opening words.", "Of Belisario Tinoco.")
    describing.set_captions(recording, "en", captions, by=by)
    withdraw(["Belisario Tinoco"], by=adjudicator(), why="his family asked")
    assert now(recording).state == Recording.State.HELD
    assert "Belisario" not in now(recording).transcript
    assert "Belisario" not in now(recording).captions.get().text


def test_who_is_not_in_it_any_more_is_not_found() -> None:
    by = host()
    recording = posted(by)
    part = recording.session.contributions.get()
    describing.say_who_is_in_it(recording, {part.uid: "absent"}, by=by)
    withdraw([NAME], by=adjudicator(), why="she asked")
    assert now(recording).state == Recording.State.POSTED


def test_what_nobody_can_search_is_said() -> None:
    by = host()
    recording = posted(by, transcript="")
    describing.set_captions(recording, "en", "", by=by)
    ContributionFactory(session=a_session()[0], name="Belisario Tinoco")
    withdrawal = withdraw(["Belisario Tinoco"], by=adjudicator(), why="his family asked")
    [receipt] = [r for r in withdrawal.receipts if r["room"] == "recordings"]
    assert any("without a transcript" in sentence for sentence in receipt["still"])
