"""The public's pages: first what they are, then the form; no cookie; nothing written is lost."""

import html
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as conf
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from factories import adjudicator, behind
from vigil.trust.models import Role
from vigil.trust.public_forms import tickets
from vigil.witness import models
from vigil.witness.testimony.verbs import sending
from vigil.witness.testimony.verbs.answering import answer
from witness.testimony_factories import WORDS, old_ticket, sent, told, young_ticket

pytestmark = pytest.mark.django_db
TELL, RETURN = "/bear-witness/", "/bear-witness/return/"
CODE = re.compile(r"(?:[0-9A-Z]{5}-){3}[0-9A-Z]{5}")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path / "data"


@pytest.fixture(autouse=True)
def _people() -> None:
    behind(Role.ADJUDICATOR, Role.EDITOR)


@pytest.fixture
def client() -> Client:
    return Client(enforce_csrf_checks=True)


def text_of(response: Any) -> str:
    return html.unescape(response.content.decode())


def test_it_says_first_that_it_is_no_emergency_line(client: Client) -> None:
    page = text_of(client.get(TELL))
    order = [
        "Leave this page now",
        "This is no emergency line.",
        "Who reads it",
        "What this page cannot hide",
        "<form",
    ]
    main = page[page.index("<main") :]
    places = [main.index(words) for words in order]
    assert places == sorted(places)


@pytest.mark.parametrize("at", [TELL, RETURN, "/bear-witness/leave/", f"/es{TELL}", f"/ar{RETURN}"])
def test_no_page_sets_a_cookie_runs_a_script_or_is_kept(client: Client, at: str) -> None:
    response = client.get(at)
    assert not response.cookies
    assert response["Referrer-Policy"] == "no-referrer"
    assert "script-src 'none'" in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]
    assert b"<script" not in response.content
    assert b"csrfmiddlewaretoken" not in response.content


def test_the_way_out_needs_no_script(client: Client, settings: Settings) -> None:
    assert 'href="/bear-witness/leave/"' in text_of(client.get(TELL))
    response = client.get("/bear-witness/leave/")
    assert (response.status_code, response["Location"]) == (302, settings.VIGIL_EXIT)
    assert response["Clear-Site-Data"] == '"cache"'


def test_told_answered_and_read_without_a_cookie(client: Client) -> None:
    response = client.post(TELL, sent(about="V-0042"))
    assert response.status_code == 200
    assert not response.cookies
    (code,) = set(CODE.findall(text_of(response)))
    answer(models.Testimony.objects.get(), "Which <b>market</b>?", by=adjudicator())
    response = client.post(RETURN, {"ticket": old_ticket(), "code": code})
    assert not response.cookies
    page = response.content.decode()
    assert "Which &lt;b&gt;market&lt;/b&gt;?" in page
    assert WORDS not in page


def test_a_code_stands_in_no_address(client: Client) -> None:
    given = told()
    page = client.post(RETURN, {"ticket": old_ticket(), "code": given.code}).content.decode()
    assert not [at for at in re.findall(r'(?:href|action)="([^"]*)"', page) if given.code in at]
    response = client.get(RETURN, {"code": given.code})
    assert "We answered" not in text_of(response)


# Forms of strangers


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 200),
        ({"Origin": "null"}, 200),
        ({"Origin": "http://testserver"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"}, 403),
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Origin": "https://testserver"}, 403),
    ],
)
def test_only_our_own_form_is_taken(client: Client, headers: dict[str, str], status: int) -> None:
    response = client.post(TELL, sent(), headers=headers)
    assert response.status_code == status
    assert models.Testimony.objects.exists() is (status == 200)


@pytest.mark.parametrize("ticket", [None, "", "x", "a.b:c"])
@pytest.mark.parametrize("at", [TELL, RETURN])
def test_a_form_without_a_ticket_of_ours_is_refused(
    client: Client, at: str, ticket: str | None
) -> None:
    given = told()
    data = {**sent(), "code": given.code, "do": "take-back", "sure": "on"}
    del data["ticket"]
    if ticket is not None:
        data["ticket"] = ticket
    assert client.post(at, data).status_code == 403
    assert [one.state for one in models.Testimony.objects.all()] == ["waiting"]


def test_who_is_signed_in_is_not_known_here() -> None:
    """Nothing here hangs on a session: so there is nothing that another site could use."""
    client = Client(enforce_csrf_checks=True)
    by = adjudicator()
    client.force_login(by)
    response = client.post(TELL, sent())
    assert response.status_code == 200
    assert str(by) not in text_of(response)
    assert not response.cookies


# Nothing written is lost


def left_in(response: Any) -> dict[str, str]:
    page = response.content.decode()
    text = re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", page, re.DOTALL)
    ticket = re.search(r'name="ticket" value="([^"]*)"', page)
    assert text is not None
    assert ticket is not None
    return {"text": html.unescape(text[1]), "ticket": ticket[1]}


def test_too_soon_keeps_words_and_ticket(client: Client) -> None:
    young = young_ticket()
    response = client.post(TELL, sent(ticket=young, about="the <market>"))
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert left_in(response) == {"text": WORDS, "ticket": young}
    assert "the &lt;market&gt;" in response.content.decode()
    assert not models.Testimony.objects.exists()


def test_a_full_disk_is_one_sentence_and_keeps_words_and_ticket(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = old_ticket()
    with monkeypatch.context() as patch:
        patch.setattr(tickets, "free_bytes", lambda: 0)
        response = client.post(TELL, sent(ticket=one))
    assert response.status_code == 503
    assert text_of(response).count("Our disk is full") == 1
    assert not models.Testimony.objects.exists()
    assert left_in(response) == {"text": WORDS, "ticket": one}
    assert client.post(TELL, sent(ticket=one)).status_code == 200


@pytest.mark.parametrize("stale", ["spent", "old"])
def test_a_stale_ticket_keeps_the_words_and_gives_another(client: Client, stale: str) -> None:
    one = old_ticket(timedelta(days=3) if stale == "old" else timedelta(hours=1))
    if stale == "spent":
        client.post(TELL, sent(ticket=one))
    response = client.post(TELL, sent(ticket=one, text="Changed since"))
    assert response.status_code == 409
    left = left_in(response)
    assert left["text"] == "Changed since"
    later = timezone.now() + timedelta(minutes=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.utils.timezone.now", lambda: later)
        assert client.post(TELL, sent(**left)).status_code == 200


@pytest.mark.parametrize(
    "wrong", [{"text": "x" * 20_001}, {"what": "nonsense"}, {"country": "ZZZ"}, {"what": ""}]
)
def test_what_is_wrong_in_the_form_keeps_the_words(client: Client, wrong: dict[str, str]) -> None:
    given = sent(**wrong)
    response = client.post(TELL, given)
    assert response.status_code == 422
    assert left_in(response)["text"] == given["text"]


def test_missing_keys_keep_the_words(client: Client, tmp_path: Path, settings: Settings) -> None:
    told()
    settings.VIGIL_KEYS = tmp_path / "not-mounted"
    response = client.post(TELL, sent())
    assert response.status_code == 422
    assert left_in(response)["text"] == WORDS


# Coming back


def coming(client: Client, code: str, **values: Any) -> Any:
    return client.post(RETURN, {"ticket": old_ticket(), "code": code, **values})


def test_a_wrong_code_says_so_and_keeps_what_was_typed(client: Client) -> None:
    response = coming(client, "7" * 20)
    assert response.status_code == 404
    page = text_of(response)
    assert "No testimony belongs to this code" in page
    assert 'value="77777777777777777777"' in page


def test_more_is_added_deleted_and_taken_back(client: Client) -> None:
    given = told()
    page = text_of(coming(client, given.code, do="add", text="The plate ended in 4."))
    assert "Sent. We read it." in page
    assert given.testimony.messages.count() == 2
    uid = given.testimony.messages.last().uid
    coming(client, given.code, do="delete", message=uid)
    assert given.testimony.messages.count() == 1
    response = coming(client, given.code, do="take-back")
    assert response.status_code == 422
    assert given.testimony.messages.count() == 1
    assert "Everything was destroyed" in text_of(
        coming(client, given.code, do="take-back", sure="on")
    )
    assert coming(client, given.code).status_code == 404


def test_who_takes_it_back_second_is_told_that_it_is_gone(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    given, take_back = told(), sending.take_back

    def taken_back_meanwhile(testimony: models.Testimony) -> None:
        take_back(testimony)
        take_back(testimony)

    monkeypatch.setattr(sending, "take_back", taken_back_meanwhile)
    assert coming(client, given.code, do="take-back", sure="on").status_code == 404
    assert coming(client, given.code).status_code == 404


def test_what_is_added_wrongly_stays_in_the_form(client: Client) -> None:
    given = told()
    young = young_ticket()
    data = {"ticket": young, "code": given.code, "do": "add", "text": "The plate"}
    response = client.post(RETURN, data)
    assert response.status_code == 429
    assert "The plate" in text_of(response)
    assert f'value="{young}"' in response.content.decode()


def test_the_exit_is_an_address_of_the_web() -> None:
    assert conf.VIGIL_EXIT.startswith("https://")
