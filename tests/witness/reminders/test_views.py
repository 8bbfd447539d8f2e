"""The pages by which somebody asks to be reminded, confirms, and leaves."""

import pytest
from django.test import Client

from vigil.trust.models import Letter
from vigil.witness.models import Reminder
from vigil.witness.reminders import verbs as reminders
from witness.people_factories import ADDRESS, subscribed, token_in

pytestmark = pytest.mark.django_db
AT = "/names/remind/"


def test_somebody_asks_confirms_and_leaves() -> None:
    client = Client()
    asked = client.post(AT, {"address": ADDRESS, "every": "week", "country": "MEX"})
    assert asked["Location"] == f"{AT}sent/"
    link = f"{AT}{token_in(Letter.objects.get())}/"
    assert Reminder.objects.get().confirmed_at is None
    client.get(link)
    assert Reminder.objects.get().confirmed_at is None, "opening a link decides nothing"
    client.post(link, {"do": "confirm"})
    assert Reminder.objects.get().confirmed_at
    assert client.post(link, {"do": "leave"})["Location"] == f"{AT}left/"
    assert not Reminder.objects.exists()
    assert client.get(link).status_code == 410


def test_the_answer_is_the_same_whether_an_address_is_known() -> None:
    subscribed()
    known = Client().post(AT, {"address": ADDRESS, "every": "day"})
    new = Client().post(AT, {"address": "new@hermanas.example", "every": "day"})
    assert (known.status_code, known["Location"]) == (new.status_code, new["Location"])


def test_what_was_written_is_shown_again_with_what_is_wrong() -> None:
    answer = Client().post(AT, {"address": "casilda at home", "every": "week", "country": "COL"})
    said = answer.content.decode()
    assert answer.status_code == 422
    assert "casilda at home" in said
    assert '<option value="COL" selected>' in said


def test_a_program_that_fills_everything_in_gets_no_letter() -> None:
    Client().post(AT, {"address": ADDRESS, "every": "day", "website": "https://spam.example"})
    assert not Letter.objects.exists()


def test_too_many_from_one_network_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminders, "A_DAY", 0)
    answer = Client().post(AT, {"address": ADDRESS, "every": "day"}, REMOTE_ADDR="192.0.2.7")
    assert answer.status_code in (302, 429)
    assert (
        Client().post(AT, {"address": ADDRESS, "every": "day"}, REMOTE_ADDR="8.8.8.8").status_code
        == 429
    )


def test_nothing_stays_in_the_browser_or_in_a_cache() -> None:
    client = Client(enforce_csrf_checks=False)
    client.get(AT)
    answer = client.get(f"{AT}left/")
    assert answer.cookies["csrftoken"]["max-age"] == 0
    assert "no-store" in answer["Cache-Control"]
