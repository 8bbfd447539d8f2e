"""A recording that came by mail: from whom, how, with which consent, and who reads that."""

import io
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from factories import UserFactory
from files.carriers import jpeg
from programme.factories import ContributionFactory
from programme.private_link_factories import Visitor, link_for
from programme.recording_factories import a_session, agreed, host, one_elsewhere
from vigil.programme.contributors.verbs.consenting import ASKED, RECORDING, consents_in_force
from vigil.programme.contributors.verbs.contributions import remove_contribution
from vigil.programme.messages.verbs.entering import Agreement
from vigil.programme.models import Contribution, Recording
from vigil.programme.recordings.verbs.entering import document_of, enter_received
from vigil.programme.recordings.verbs.removing import remove_recording
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Consent, Decision, Role, Upload, User

pytestmark = pytest.mark.django_db
PAPER, IN_PERSON = Consent.Given.PAPER, Consent.Given.IN_PERSON
WHEN = date(2026, 3, 1)


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA = tmp_path
    return tmp_path


@pytest.fixture
def by(client: Client) -> User:
    made = host()
    client.force_login(made)
    return made


def entered(recording: Recording, part: Contribution, by: User, **values: Any) -> Recording:
    """Enter that a recording came on a stick; what they agreed to in person, or `values`."""
    values = {
        "uses": ASKED,
        "agreement": Agreement(given_by="self", given_how=IN_PERSON, given_on=WHEN),
        "received_how": "drive",
        "received_on": WHEN,
        **values,
    }
    return enter_received(recording, part, by=by, **values)


def test_it_is_kept_from_whom_it_came_and_what_they_agreed_to(by: User) -> None:
    session, part = a_session()
    recording = entered(one_elsewhere(session, by), part, by)
    assert (recording.received_from, recording.received_how) == (part, "drive")
    assert (recording.received_on, recording.entered_by) == (WHEN, by)
    assert set(consents_in_force([part])[part.uid]) == set(ASKED)
    (decision,) = Decision.objects.filter(verb="enter_recording")
    assert decision.after == {"contribution": part.uid, "received": "drive"}
    # Another time: what is in force is neither asked nor recorded again.
    entered(recording, part, by, uses=(), agreement=None, received_how="post")
    recording.refresh_from_db()
    assert recording.received_how == "post"
    assert Consent.objects.count() == len(ASKED)
    remove_recording(recording, by=by, why="They asked for it.")
    recording.refresh_from_db()
    assert (recording.received_from, recording.received_how) == (None, "")


def test_what_is_refused_leaves_nothing(by: User) -> None:
    session, part = a_session()
    recording = one_elsewhere(session, by)
    paper = Agreement(given_by="self", given_how=PAPER, given_on=WHEN)
    with pytest.raises(NotAllowed):
        entered(recording, part, UserFactory(roles=[Role.CODER]))
    for wrong, said in (
        ({"uses": (), "agreement": None}, "do not agree to be recorded"),
        ({"agreement": paper}, "on paper"),
        ({"received_how": "pigeon"}, "how you received it"),
        ({"received_on": timezone.localdate() + timedelta(days=2)}, "yet to come"),
        ({"uses": ["voice"]}, "do not agree to be recorded"),
    ):
        with pytest.raises(NotPossible, match=said):
            entered(recording, part, by, **wrong)
    with pytest.raises(NotPossible, match="takes part in this session"):
        entered(recording, ContributionFactory(), by)
    agreed(part, by=by)
    with pytest.raises(NotPossible, match="before"):
        entered(recording, part, by, agreement=paper, document=io.BytesIO(jpeg()))
    recording.refresh_from_db()
    assert recording.received_how == ""
    assert not Upload.objects.filter(state=Upload.State.KEPT).exists()


def test_a_host_enters_it_and_they_read_it(client: Client, by: User) -> None:
    session, part = a_session()
    other = ContributionFactory(session=session, name="Ana Sosa")
    agreed(other, by=by)
    recording = one_elsewhere(session, by)
    address = f"/desk/programme/recordings/{recording.pk}/"
    told = {
        "contributor": part.pk,
        "received_how": "messenger",
        "received_on": "2026-03-01",
        "given_by": "self",
        "given_how": PAPER,
        "given_on": "2026-03-02",
    }
    sent = {"act": "received", **{f"received-{name}": value for name, value in told.items()}}
    refused = client.post(address, sent)
    for said in ("Choose what they agreed to.", "attach a photograph"):
        assert said in refused.content.decode()
    paper = SimpleUploadedFile("paper.jpg", jpeg())
    sent |= {"received-uses": list(ASKED), "received-document": paper}
    assert client.post(address, sent).status_code == 302
    recording.refresh_from_db()
    document = document_of(recording)
    assert document is not None
    page = client.get(address).content.decode()
    for said in ("Casilda Reyes", "messenger (WhatsApp, Signal)", "1 March 2026"):
        assert said in page
    assert client.get(f"{address}document").status_code == 200
    assert set(consents_in_force([part], [RECORDING])[part.uid]) == {RECORDING}
    own, others = (
        re.sub(r"\s+", " ", Visitor(Client(), link_for(one, by=by)).page()) for one in (part, other)
    )
    assert "The hosts entered it for you on" in own
    assert "The hosts entered it for you" not in others
    remove_contribution(part, by=by)
    document.refresh_from_db()
    assert document.state != Upload.State.KEPT
    assert client.get(f"{address}document").status_code == 404
    assert "a contributor who was removed" in client.get(address).content.decode()
