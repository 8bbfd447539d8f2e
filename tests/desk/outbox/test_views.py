"""The outbox at the desk: who sees which letter, and what one does with it."""

from pathlib import Path

import pytest
from django.core.mail import EmailMessage
from pytest_django.fixtures import Settings

from desk.conftest import signed_in
from factories import UserFactory
from vigil.trust.models import Decision, Letter, Role, User
from vigil.trust.outbox.verbs.letters import write_letter
from vigil.trust.vault.keys import make_missing

pytestmark = pytest.mark.django_db
ADDRESS = "casilda@hermanas.example"


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, settings: Settings) -> None:
    settings.VIGIL_KEYS = tmp_path / "keys"
    make_missing()


def letter(**values: object) -> Letter:
    given = {"kind": "answer", "by": None, "decides": True, "language": "en"} | values
    return write_letter(
        ADDRESS,
        Letter.Subject.ANSWER,
        "The name is gone.",
        addressee="who sent request 7",
        **given,  # type: ignore[arg-type]
    )


def test_list_shows_what_needs_a_person(adjudicator: User) -> None:
    waiting, kept = letter(), letter(decides=False)
    client = signed_in(adjudicator)
    page = client.get("/desk/outbox/").content.decode()
    assert f"/desk/outbox/{waiting.pk}/" in page
    assert f"/desk/outbox/{kept.pk}/" not in page
    assert "No mail server is set up" in page
    assert ADDRESS not in page
    assert f"/desk/outbox/{kept.pk}/" in client.get("/desk/outbox/?state=captured").content.decode()
    everything = client.get("/desk/outbox/?state=all").content.decode()
    assert f"/desk/outbox/{waiting.pk}/" in everything
    assert "No letter is in this state." in client.get("/desk/outbox/?state=sent").content.decode()


@pytest.mark.parametrize(
    ("site", "same"),
    [
        ("http://testserver", True),
        ("http://testserver:80", True),
        ("http://localhost:8000", False),
        ("http://testserver:8010", False),
    ],
)
def test_list_says_where_links_lead_and_warns_of_another_site(
    adjudicator: User, settings: Settings, site: str, same: bool
) -> None:
    settings.VIGIL_SITE = site
    page = signed_in(adjudicator).get("/desk/outbox/").content.decode()
    assert site in page
    assert ("you read this page at testserver." not in page) is same


def test_letter_is_read_and_released(adjudicator: User, mailoutbox: list[EmailMessage]) -> None:
    written = letter(about=("request", "7"))
    client, at = signed_in(adjudicator), f"/desk/outbox/{written.pk}/"
    page = client.get(at).content.decode()
    assert "The name is gone." in page
    assert "An answer to your message" in page
    assert "who sent request 7" in page
    assert ADDRESS not in page
    assert client.post(f"{at}release/").status_code == 302
    written.refresh_from_db()
    assert (written.state, written.released_by) == (Letter.State.CAPTURED, adjudicator)
    assert client.post(f"{at}release/").status_code == 409
    assert mailoutbox == []


def test_letter_is_shown_as_it_goes_out(adjudicator: User) -> None:
    written = letter(language="es")
    page = signed_in(adjudicator).get(f"/desk/outbox/{written.pk}/").content.decode()
    assert 'class="letter" lang="es"' in page


def test_letter_is_discarded_with_a_reason(adjudicator: User) -> None:
    written = letter()
    client, at = signed_in(adjudicator), f"/desk/outbox/{written.pk}/discard/"
    assert client.post(at).status_code == 409
    assert client.post(at, {"why": "written twice"}).status_code == 302
    written.refresh_from_db()
    assert (written.state, written.body) == (Letter.State.DISCARDED, "")
    assert Decision.objects.get(verb="discard_letter").why == "written twice"
    assert "The text was removed." in client.get(f"/desk/outbox/{written.pk}/").content.decode()


@pytest.mark.parametrize("kind", ["account", "registration", "fund"])
def test_letters_that_let_somebody_in_are_read_by_nobody(kind: str, adjudicator: User) -> None:
    written = letter(kind=kind)
    for reader in (adjudicator, UserFactory(roles=list(Role))):
        page = signed_in(reader).get(f"/desk/outbox/{written.pk}/").content.decode()
        assert "The name is gone." not in page
        assert "nobody can read it here" in page


def test_about_something_that_is_no_request_shows_no_broken_link(adjudicator: User) -> None:
    for about in (("case", "V-0042"), ("request", "not a number")):
        written = letter(about=about)
        page = signed_in(adjudicator).get(f"/desk/outbox/{written.pk}/")
        assert page.status_code == 200
        assert about[1] in page.content.decode()
