"""Pages of messages: the wall, one, the card, the form, one's own; and the screens of the desk."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pytest_django.fixtures import Settings

from programme.message_factories import (
    a_member,
    a_recording,
    an_event,
    host,
    named_member,
    sent,
    shown,
    user_of,
)
from vigil.network.models import Member
from vigil.programme.messages.verbs.moderating import set_translation
from vigil.programme.messages.verbs.withdrawing import withdraw_message
from vigil.programme.models import Event, Message
from vigil.trust.models import Letter, Upload, User
from vigil.trust.vault.keys import make_missing

pytestmark = pytest.mark.django_db
HOSTILE = '<script>alert(1)</script><img src=x onerror="x">'


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path / "data"
    settings.VIGIL_KEYS = tmp_path / "keys"
    make_missing()


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def form(**values: Any) -> dict[str, Any]:
    return {"language": "es", "text": "Seguimos aquí.", "named": "unnamed", "agreed": "on"} | values


def at(event: Event, rest: str = "") -> str:
    return f"/programme/{event.slug}/messages/{rest}"


# Reading


def test_the_wall_shows_words_language_and_translation() -> None:
    event = an_event()
    message = shown(event, named_member("Casilda Ríos"), named=True)
    set_translation(message, "en", "We are still here.", by=host())
    page = Client().get(at(event)).content.decode()
    assert '<blockquote lang="es" dir="auto"><p>Seguimos aquí.</p></blockquote>' in page
    assert '<blockquote lang="en" dir="auto"><p>We are still here.</p></blockquote>' in page
    assert "Casilda Ríos" in page
    assert "Spanish" in page


def test_what_people_write_is_text() -> None:
    event = an_event()
    message = shown(event, named_member(f"Ana {HOSTILE}"), named=True, text=HOSTILE)
    for address in (at(event), at(event, f"{message.uid}/"), f"/programme/{event.slug}/"):
        page = Client().get(address).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_a_link_is_shown_and_not_followed_and_tells_that_page_nothing() -> None:
    event = an_event()
    shown(event, a_member(), text="", link="https://example.org/speech?a=1&b=2")
    page = Client().get(at(event)).content.decode()
    assert (
        '<a href="https://example.org/speech?a=1&amp;b=2" '
        'rel="noreferrer nofollow noopener external">'
    ) in page
    assert page.count("example.org") == 2, "the link, and its text: nothing loads it"


def test_a_recording_is_loaded_by_a_click_alone() -> None:
    event = an_event()
    message = shown(event, a_member(), text="", file=a_recording())
    page = Client().get(at(event)).content.decode()
    assert '<audio controls preload="none"' in page
    assert message.media in page
    assert "no transcript" in page


def test_a_wall_by_language() -> None:
    event = an_event()
    shown(event, a_member())
    shown(event, a_member(), language="fr", text="Nous sommes là.")
    page = Client().get(at(event, "?language=fr")).content.decode()
    assert "Nous sommes là." in page
    assert "Seguimos" not in page
    unknown = Client().get(at(event, '?language="><script>'))
    assert "Seguimos" in unknown.content.decode()


def test_an_event_without_messages_has_no_wall() -> None:
    event = an_event()
    assert Client().get(at(event)).status_code == 200
    Event.objects.filter(pk=event.pk).update(takes_messages=False)
    assert Client().get(at(event)).status_code == 404
    assert Client().get("/programme/none/messages/").status_code == 404


# Cards


def test_a_card_is_a_picture_with_a_text_beside_it() -> None:
    event = an_event()
    message = shown(event, named_member("Casilda Ríos"), named=True)
    page = Client().get(at(event, f"{message.uid}/")).content.decode()
    text = f"A message to: {event.title}. “Seguimos aquí.” – Casilda Ríos"
    assert f'alt="{text}"' in page.replace("\u2068", "").replace("\u2069", "")
    address = at(event, f"{message.uid}/card.png")
    assert f'<meta property="og:image" content="http://testserver{address}">' in page
    response = Client().get(address)
    assert response["Content-Type"] == "image/png"
    assert response["Cache-Control"] == "no-cache"
    assert Image.open(io.BytesIO(response.content)).size == (1200, 628)
    again = Client().get(address, headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


def test_a_card_changes_with_what_is_shown() -> None:
    event, member = an_event(), named_member("Casilda Ríos")
    message = shown(event, member, named=True)
    address = at(event, f"{message.uid}/card.png")
    before = Client().get(address)["ETag"]
    Member.objects.filter(pk=member.pk).update(listing="unlisted")
    after = Client().get(address, headers={"If-None-Match": before})
    assert after.status_code == 200
    assert after["ETag"] != before


def test_a_card_of_words_without_letters_for_them_shows_a_translation() -> None:
    event = an_event()
    message = shown(event, a_member(), language="ja", text="私たちはまだここにいます")
    address = at(event, f"{message.uid}/card.png")
    without = Client().get(address)
    assert without.status_code == 200
    set_translation(message, "en", "We are still here.", by=host())
    assert Client().get(address)["ETag"] != without["ETag"]
    page = Client().get(at(event, f"{message.uid}/")).content.decode()
    assert "We are still here." in page.partition("<img")[2].partition(">")[0]


def test_once_withdrawn_all_of_it_is_gone(django_capture_on_commit_callbacks: Any) -> None:
    event, member = an_event(), a_member()
    message = shown(event, member, text="MARKER", file=a_recording())
    addresses = [at(event, f"{message.uid}/"), at(event, f"{message.uid}/card.png")]
    media = message.media
    etag = Client().get(addresses[1])["ETag"]
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_message(message, by=user_of(member))
    for address in addresses:
        response = Client().get(address, headers={"If-None-Match": etag})
        assert response.status_code == 410
        assert b"MARKER" not in response.content
    assert "MARKER" not in Client().get(at(event)).content.decode()
    assert media not in Client().get(at(event)).content.decode()


def test_of_a_message_that_nobody_read_nothing_is_known() -> None:
    event = an_event()
    waiting = sent(event, a_member())
    for rest in (f"{waiting.uid}/", f"{waiting.uid}/card.png", "none/", "none/card.png"):
        assert Client().get(at(event, rest)).status_code == 404


# Sending


def test_a_visitor_signs_in_and_others_than_members_are_refused() -> None:
    event = an_event()
    response = Client().get(at(event, "new/"))
    assert response.status_code == 302
    assert response["Location"].startswith("/account/login/?next=/programme/")
    assert client_of(host()).get(at(event, "new/")).status_code == 403


def test_a_member_sends_a_message_and_sees_that_it_waits() -> None:
    event, member = an_event(), a_member()
    client = client_of(user_of(member))
    assert client.get(at(event, "new/")).status_code == 200
    response = client.post(at(event, "new/"), form(), follow=True)
    assert response.redirect_chain == [("/programme/messages/", 302)]
    page = response.content.decode()
    assert "Seguimos aquí." in page
    assert "to be read" in page
    assert "Seguimos" not in Client().get(at(event)).content.decode()


def test_the_name_is_offered_only_to_who_is_listed_by_one() -> None:
    event = an_event()
    offered = {}
    for member in (a_member("Ana Vela"), named_member("Casilda Ríos")):
        client = client_of(user_of(member))
        offered[member.name] = client.get(at(event, "new/")).content.decode()
        client.post(at(event, "new/"), form(named="named"))
    assert "Ana Vela" not in offered["Ana Vela"]
    assert 'value="named"' not in offered["Ana Vela"]
    assert "Casilda Ríos" in offered["Casilda Ríos"]
    assert Message.objects.filter(named=True).count() == 1


@pytest.mark.parametrize(
    "lacking",
    [
        {"agreed": ""},
        {"language": ""},
        {"language": "xx-nonsense"},
        {"text": "", "link": "not an address"},
        {"link": "javascript:alert(1)"},
        {"text": ""},
        {"named": "somebody"},
        {"file": SimpleUploadedFile("evil.mp4", b"<script>alert(1)</script>")},
        {"file": SimpleUploadedFile("empty.wav", b"")},
    ],
)
def test_what_was_written_is_not_lost_when_it_is_refused(lacking: dict[str, Any]) -> None:
    event = an_event()
    client = client_of(user_of(a_member()))
    written = {"text": "Years of work\nin two lines", "link": "", "language": "fr"}
    if "file" in lacking:
        lacking["file"].seek(0)
    response = client.post(at(event, "new/"), form(**(written | lacking)))
    assert response.status_code == 422
    page = response.content.decode()
    kept = written | lacking
    assert ("Years of work\nin two lines" in page) is bool(kept["text"])
    if kept["link"]:
        assert f'value="{kept["link"]}"' in page
    if kept["language"] == "fr":
        assert '<option value="fr" selected>' in page
    assert 'role="alert"' in page
    assert ("choose it again" in page) is ("file" in lacking)
    assert not Message.objects.exists()
    assert not Upload.objects.filter(state=Upload.State.KEPT).exists()


def test_everything_that_is_wrong_is_said_at_once_with_links_to_the_fields() -> None:
    event = an_event()
    client = client_of(user_of(a_member()))
    wrong = form(language="", text="", link="no address", agreed="")
    page = client.post(at(event, "new/"), wrong).content.decode()
    above = page.split('role="alert"')[1].split("</div>")[0]
    for name in ("language", "link", "agreed"):
        assert f'href="#id_{name}"' in above
        assert f'id="id_{name}"' in page


def test_the_same_form_posted_twice_is_one_message() -> None:
    event = an_event()
    client = client_of(user_of(a_member()))
    page = client.get(at(event, "new/")).context["form"]
    sent_form = form(uid=page["uid"].value())
    assert client.post(at(event, "new/"), sent_form).status_code == 302
    assert client.post(at(event, "new/"), sent_form).status_code == 302
    assert Message.objects.count() == 1


def test_a_recording_is_sent_whatever_its_name() -> None:
    event = an_event()
    client = client_of(user_of(a_member()))
    file = SimpleUploadedFile("../../Casilda in Culiacán.exe", a_recording(), "text/html")
    assert client.post(at(event, "new/"), form(text="", file=file)).status_code == 302
    message = Message.objects.get()
    assert message.kind == Message.Kind.AUDIO
    upload = Upload.objects.get(uid=message.media)
    assert upload.what == ""


# One's own


def test_only_ones_own_are_listed_and_taken_back() -> None:
    event, member = an_event(), a_member()
    message = shown(event, member, text="mine")
    other = sent(event, a_member(), text="of another")
    client = client_of(user_of(member))
    page = client.get("/programme/messages/").content.decode()
    assert "mine" in page
    assert "of another" not in page
    assert client.post(f"/programme/messages/{other.uid}/withdraw/").status_code == 404
    response = client.post(f"/programme/messages/{message.uid}/withdraw/", follow=True)
    assert "Taken back." in response.content.decode()
    assert client.post(f"/programme/messages/{message.uid}/withdraw/").status_code == 409
    assert client.get(f"/programme/messages/{message.uid}/withdraw/").status_code == 405


# At the desk


def test_a_host_reads_shows_and_translates() -> None:
    event = an_event()
    message = sent(event, a_member(), text="", file=a_recording())
    client = client_of(host())
    assert f"Message {message.pk}" in client.get("/desk/programme/messages/").content.decode()
    base = f"/desk/programme/messages/{message.pk}/"
    assert client.get(base).status_code == 200
    client.post(f"{base}transcript/", {"text": "Seguimos aquí."})
    client.post(f"{base}translation/", {"language": "en", "text": "We are still here."})
    assert client.post(f"{base}show/").status_code == 302
    page = Client().get(at(event)).content.decode()
    assert "Seguimos aquí." in page
    assert "We are still here." in page
    assert client.post(f"{base}show/").status_code == 409
    assert "No message here." in client.get("/desk/programme/messages/").content.decode()


def test_a_refusal_without_a_reason_keeps_the_page() -> None:
    message = sent(an_event(), a_member())
    client = client_of(host())
    base = f"/desk/programme/messages/{message.pk}/"
    response = client.post(f"{base}refuse/", {"why": " "})
    assert response.status_code == 409
    client.post(f"{base}refuse/", {"why": "it names a suspect"})
    assert "it names a suspect" in client.get(base).content.decode()
    mine = client_of(user_of(message.member)).get("/programme/messages/").content.decode()
    assert "it names a suspect" not in mine


def test_a_translation_that_is_refused_is_shown_again() -> None:
    message = sent(an_event(), a_member())
    base = f"/desk/programme/messages/{message.pk}/"
    for sent_form, status in (
        ({"language": "es", "text": "Long work"}, 409),
        ({"language": "none", "text": "Long work"}, 422),
    ):
        response = client_of(host()).post(f"{base}translation/", sent_form)
        assert response.status_code == status
        assert "Long work" in response.content.decode()


def test_the_desk_is_warned_where_words_hold_a_name_that_is_not_shown() -> None:
    message = sent(an_event(), a_member("Casilda Orduña"), text="Me llamo Casilda Orduna.")
    page = client_of(host()).get(f"/desk/programme/messages/{message.pk}/").content.decode()
    assert "hold the name of the member" in page
    assert "Casilda Orduña" not in page, "the name itself is not for every host to read"


def test_words_with_ones_own_name_are_sent_by_a_second_click() -> None:
    event, member = an_event(), a_member("Casilda Orduña")
    client, said = client_of(user_of(member)), form(text="Me llamo Casilda Orduna.")
    refused = client.post(at(event, "new/"), said)
    assert refused.status_code == 422
    assert "Your name stands in the words" in refused.content.decode()
    assert not Message.objects.exists()
    assert 'name="name_is_meant" value="on"' in refused.content.decode()
    assert client.post(at(event, "new/"), said | {"name_is_meant": "on"}).status_code == 302
    assert Message.objects.count() == 1


def test_a_name_in_the_words_is_shown_only_by_a_second_yes() -> None:
    message = sent(an_event(), a_member("Casilda Orduña"), text="Me llamo Casilda Orduna.")
    client, base = client_of(host()), f"/desk/programme/messages/{message.pk}/"
    assert client.post(f"{base}show/").status_code == 409
    message.refresh_from_db()
    assert message.state == Message.State.WAITING
    assert client.post(f"{base}show/", {"name_is_meant": "on"}).status_code == 302
    message.refresh_from_db()
    assert message.state == Message.State.SHOWN


def test_a_member_is_asked_once_by_a_letter_that_names_nobody() -> None:
    member = a_member("Casilda Orduña", languages=["nah", "es"])
    message = sent(an_event(), member, text="Me llamo Casilda Orduna.")
    client, base = client_of(host()), f"/desk/programme/messages/{message.pk}/"
    assert "Ask the member" in client.get(base).content.decode()
    assert client.post(f"{base}ask/").status_code == 302
    letter = Letter.objects.get()
    assert (letter.to_user, letter.language) == (None, "es")
    assert "/es/programme/messages/" in letter.body
    assert "Orduña" not in letter.body
    page = client.get(base).content.decode()
    assert "The member was written to." in page
    assert user_of(member).email not in page
    assert client.post(f"{base}ask/").status_code == 409
    assert Letter.objects.count() == 1


def test_who_has_sent_none_is_led_to_where_one_can_be_sent() -> None:
    event = an_event()
    page = client_of(user_of(a_member())).get("/programme/messages/").content.decode()
    assert f'href="/programme/{event.slug}/messages/new/"' in page


def test_a_long_wall_has_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vigil.programme.messages.views.public.ON_A_PAGE", 2)
    event = an_event()
    for n in range(3):
        shown(event, a_member(), text=f"Message number {n}.")
    first = Client().get(at(event)).content.decode()
    last = Client().get(at(event, "?page=2")).content.decode()
    assert ["number 2" in first, "number 1" in first, "number 0" in first] == [True, True, False]
    assert ["number 2" in last, "number 0" in last] == [False, True]


def test_the_desk_is_not_told_the_account_of_a_member() -> None:
    member = a_member("MARKER Name", pseudonym="MARKER")
    user = user_of(member)
    user.email, user.username, user.display_name = "MARKER@example.org", "MARKER", "MARKER"
    user.save()
    message = shown(an_event(), member)
    page = client_of(host()).get(f"/desk/programme/messages/{message.pk}/").content.decode()
    assert "the member" in page
    assert "MARKER" not in page
