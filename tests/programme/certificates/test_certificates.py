"""Certificates: who can make one, what it says, and what its code tells everybody."""

import io
import re
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from factories import UserFactory
from pdf_text import text_of
from programme.registration_factories import NAME, registered, session_in
from vigil.programme.certificates import views
from vigil.programme.certificates.attendance import length_in_words
from vigil.programme.certificates.codes import check_code, code_of
from vigil.programme.events.models.event import State as EventState
from vigil.programme.models import Event, Registration
from vigil.programme.registrations import links
from vigil.programme.registrations.verbs.withdrawing import withdraw
from vigil.trust.models import Decision, Role

pytestmark = pytest.mark.django_db
State = Registration.State


@pytest.fixture
def row(tmp_path: Path, settings: Settings) -> Registration:
    """Somebody who came to a session that is over, of an event with certificates."""
    settings.DATA = tmp_path
    session = session_in(-200, title="Bearing witness in court")
    Event.objects.filter(pk=session.event_id).update(certificates=True)
    session.event.refresh_from_db()
    return registered(session, came_at=timezone.now() - timedelta(minutes=190))


def page_of(row: Registration) -> str:
    return f"/programme/registration/{links.token_of(row)}/"


def test_the_pdf_is_tagged_and_says_what_was_attended(row: Registration) -> None:
    client = Client()
    assert "certificate/" in client.get(page_of(row)).content.decode()
    shown = client.get(f"{page_of(row)}certificate/").content.decode()
    assert "do not keep it" in shown
    answer = client.post(f"{page_of(row)}certificate/", {"name": NAME})
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="certificate.pdf"'
    assert "no-store" in answer["Cache-Control"]
    said = " ".join(text_of(answer.content).split())
    for text in (NAME, row.session.title, row.session.event.title, "1 hour 30 minutes"):
        assert text in said
    assert code_of(row.event_registration) in re.sub(r"\s", "", said)
    with pikepdf.open(io.BytesIO(answer.content)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang).startswith("en")
        assert pdf.open_metadata()["pdfuaid:part"] == "1"
    for decision in Decision.objects.all():
        assert NAME not in f"{decision.after} {decision.before} {decision.why}"


@pytest.mark.tail("the PDF in the language of the page: the one in English")
def test_it_is_set_from_right_to_left(row: Registration) -> None:
    answer = Client().post(f"/ar{page_of(row)}certificate/", {"name": "محمد بن عيسى"})
    with pikepdf.open(io.BytesIO(answer.content)) as pdf:
        assert str(pdf.Root.Lang).startswith("ar")


@pytest.mark.tail("a name that is no markup: the template reads it as data")
def test_a_name_is_never_markup(row: Registration) -> None:
    name = "#pagebreak() *Bold* $x$ @ref <a>"
    answer = Client().post(f"{page_of(row)}certificate/", {"name": name})
    assert name in " ".join(text_of(answer.content).split())


def test_a_name_without_letters_here_comes_back_as_typed(row: Registration) -> None:
    for name in ("", "王小明"):
        answer = Client().post(f"{page_of(row)}certificate/", {"name": name})
        assert answer.status_code == 422
        assert name in answer.content.decode()


def test_one_registration_makes_no_crowd_of_them(
    row: Registration, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "A_DAY", 0)
    answer = Client().post(f"{page_of(row)}certificate/", {"name": NAME})
    assert answer.status_code == 409
    assert NAME in answer.content.decode()


def test_only_who_came_to_what_is_over_where_the_host_offers_it(row: Registration) -> None:
    def status() -> int:
        return Client().get(f"{page_of(row)}certificate/").status_code

    assert status() == 200
    came, row.came_at = row.came_at, None
    row.save()
    assert status() == 404
    row.came_at = came
    row.save()
    Event.objects.update(certificates=False)
    assert status() == 404
    assert "certificate/" not in Client().get(page_of(row)).content.decode()
    Event.objects.update(certificates=True)
    now = registered(session_in(-5), came_at=timezone.now(), address="b@c.example")
    Event.objects.update(certificates=True)
    assert Client().get(f"{page_of(now)}certificate/").status_code == 404


def test_a_code_says_event_date_and_valid_and_nothing_of_whom(row: Registration) -> None:
    code = code_of(row.event_registration)
    answer = Client().get(f"/programme/certificate/{code.lower()}/").content.decode()
    assert "This certificate is valid." in answer
    assert row.session.event.title in answer
    for said in (row.session.title, row.uid, "casilda"):
        assert said not in answer
    # It stays valid once the person withdrew, and everything that names them is gone.
    withdraw(row)
    assert check_code(code) is not None


def test_other_codes_are_not_valid(row: Registration) -> None:
    code = code_of(row.event_registration)
    other = registered(row.session, address="b@c.example")
    elsewhere = session_in(-200).event_id
    for wrong in (
        code_of(other.event_registration),  # who did not come
        f"{elsewhere}{code[code.index('-') :]}",
        f"{code[:-1]}{'A' if code[-1] != 'A' else 'B'}",
        "nonsense",
        f"999999999{code[code.index('-') :]}",
    ):
        assert check_code(wrong) is None
        assert Client().get(f"/programme/certificate/{wrong}/").status_code == 404
    Event.objects.update(certificates=False)
    assert check_code(code) is None
    Event.objects.update(certificates=True, state=EventState.DRAFT)
    assert check_code(code) is None


def test_the_host_offers_certificates(row: Registration) -> None:
    host = Client()
    host.force_login(UserFactory(roles=[Role.PROGRAMME_HOST]))
    page = f"/desk/programme/{row.session.event_id}/certificates/"
    assert "checked" in host.get(page).content.decode()
    for _time in range(2):
        assert host.post(page, {}).status_code == 302
    assert not Event.objects.get(pk=row.session.event_id).certificates
    assert Decision.objects.filter(verb="offer_certificates").count() == 1


def test_lengths_in_words() -> None:
    assert length_in_words(timedelta(minutes=150)) == "2 hours 30 minutes"
    assert length_in_words(timedelta(minutes=60)) == "1 hour"
    assert length_in_words(timedelta()) == "0 minutes"
