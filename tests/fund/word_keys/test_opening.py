"""A key opens its party's page for an hour, at a neutral address, and nothing tells of others."""

import random
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from fund import factories
from fund.applicants import old_ticket
from fund.word_keys import slips
from vigil.fund.models import Party, WordKey
from vigil.fund.parties.verbs import own_page_links, removing
from vigil.fund.word_keys import hashing, limits
from vigil.fund.word_keys.typed_keys import NewKey, UnreadableKey
from vigil.fund.word_keys.verbs import making, opening
from vigil.fund.word_keys.verbs.opening import WrongKey, open_by_key
from vigil.fund.word_keys.word_lists import LANGUAGES
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Decision

pytestmark = pytest.mark.django_db
Form = WordKey.Form


def keyed(party: Party | None = None, language: str = "en") -> tuple[Party, NewKey]:
    """Make a party with a key that counts."""
    who = party or factories.party()
    form = Form.DIGITS if language == "digits" else Form.WORDS
    key = making.make_key(who, form, "" if language == "digits" else language)
    making.try_key(who, " ".join(key.parts), "en")
    return who, key


def typed(client: Client, text: str, at: str = "/key/") -> Any:
    return client.post(at, {"ticket": old_ticket(), "key": text})


def test_a_key_counts_once_it_was_typed() -> None:
    who = factories.party()
    first = making.make_key(who, Form.WORDS, "fr")
    with pytest.raises(WrongKey):
        open_by_key(first.text, "fr")
    with pytest.raises(NotPossible, match="not the key that was shown"):
        making.try_key(who, making.new_key(Form.WORDS, "fr").text, "fr")
    making.try_key(who, first.text.upper(), "fr")
    token = open_by_key(first.text, "fr").token
    assert own_page_links.party_of_token(token) == who
    second = making.make_key(who, Form.DIGITS, "")
    assert open_by_key(first.text, "fr").token  # the old one, until the new one was typed
    making.try_key(who, second.text, "fr")
    assert own_page_links.party_of_token(token) is None
    with pytest.raises(WrongKey):
        open_by_key(first.text, "fr")
    assert WordKey.objects.get().digest not in (first.text, second.text)
    assert not Decision.objects.filter(after__icontains=first.parts[0]).exists()


def test_a_key_that_was_shown_an_hour_ago_is_too_old() -> None:
    who = factories.party()
    key = making.make_key(who, Form.DIGITS, "")
    WordKey.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(NotPossible, match="too old"):
        making.try_key(who, key.text, "en")


def test_it_is_typed_at_a_neutral_address_and_opens_the_page_for_an_hour() -> None:
    who, key = keyed()
    client = Client()
    page = client.get("/key/")
    assert "<title>Open a page" in page.content.decode()
    assert "fund" not in page.content.decode().split("<title>")[1].split("</title>")[0].casefold()
    assert "no-store" in page["Cache-Control"]
    assert "script-src 'none'" in page["Content-Security-Policy"]
    assert page["X-Robots-Tag"].startswith("noindex")
    answer = typed(client, slips.in_one_word(key.parts, random.Random(5)))
    assert answer.status_code == 302
    at = answer["Location"]
    assert at.startswith("/mine/")
    assert not client.cookies
    shown = client.get(at).content.decode()
    assert at not in shown.split('class="link"')[-1] or 'class="link"' not in shown
    assert "This address ends within the hour" in shown
    left = client.post(at, {"ticket": old_ticket(), "do": "leave"})
    assert (left.status_code, left["Refresh"].startswith("0; url=http")) == (200, True)
    assert client.get(at).status_code == 404
    again = client.post(at, {"ticket": old_ticket(), "do": "leave"})
    assert again["Refresh"]  # who leaves late is led away too
    late = typed(client, key.text)["Location"]
    who.passes.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.get(late).status_code == 404


def test_what_opens_nothing_gets_one_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    who, key = keyed()
    client, hashed = Client(), []
    digest_of_key = opening.digest_of_key
    monkeypatch.setattr(
        opening, "digest_of_key", lambda text: hashed.append(text) or digest_of_key(text)
    )
    unknown = typed(client, making.new_key(Form.WORDS, "en").text)
    almost = typed(client, " ".join([*key.parts[:6], "zebra"]))
    removing.remove(who, by=None, why="asked")
    removed = typed(client, key.text)
    answers = {one.status_code for one in (unknown, almost, removed)}
    assert answers == {422}
    for one in (unknown, removed):
        assert "No page opens with this key" in one.content.decode()
    assert len(hashed) >= 2  # each costs the digest
    said = typed(client, "qqqqqqq " * 7).content.decode()
    assert "Word 1, “qqqqqqq”, is not in the list" in said
    assert typed(client, "").status_code == 422
    assert client.post("/key/", {"key": key.text}).status_code == 403  # no form of ours


def test_removing_a_party_deletes_its_key() -> None:
    who, key = keyed()
    open_by_key(key.text, "en")
    removing.remove(who, by=None, why="asked")
    assert not WordKey.objects.exists()
    assert not who.passes.exists()


def test_tries_are_bounded(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    monkeypatch.setattr(limits, "FROM_ALL", 2)
    monkeypatch.setattr(limits, "FROM_ONE", 1)
    client = Client()
    assert [typed(client, "no key").status_code for _n in range(3)] == [422, 422, 429]
    one = {"REMOTE_ADDR": "9.9.9.9"}
    sent = [client.post("/key/", {"ticket": old_ticket(), "key": "x"}, **one) for _n in range(2)]
    assert [answer.status_code for answer in sent] == [422, 429]
    monkeypatch.setattr(hashing, "WAITS", 0.01)
    with hashing._TURN, hashing._TURN, pytest.raises(hashing.TooManyTries):
        hashing.digest_of_key("x")


def test_making_and_trying_on_the_own_page() -> None:
    who = factories.party()
    token = own_page_links.new_link(who, by=None)
    client, at = Client(), f"/mine/{token}/key/"
    assert "Make a key" in client.get(at).content.decode()
    assert client.post(at, {"ticket": old_ticket(), "do": "make"}).status_code == 422
    made = client.post(at, {"ticket": old_ticket(), "do": "make", "kind": "words-pt"})
    parts = made.content.decode().split('class="key-parts"')[1].split("</ol>")[0]
    words = [part.split("</li>")[0] for part in parts.split("<li>")[1:]]
    assert len(words) == 7
    wrong = client.post(at, {"ticket": old_ticket(), "do": "try", "key": "qqqqqq " * 7})
    assert (wrong.status_code, words[0] in wrong.content.decode()) == (422, False)
    other = client.post(at, {"ticket": old_ticket(), "do": "try", "key": "1" * 24})
    assert other.status_code in (409, 422)
    done = client.post(at, {"ticket": old_ticket(), "do": "try", "key": " ".join(words)})
    assert done.status_code == 302
    assert "Seven words open your page" in client.get(at).content.decode()
    fresh = typed(client, " ".join(words))["Location"]
    ended = client.post(f"{fresh}key/", {"ticket": old_ticket(), "do": "end"})
    assert ended.status_code == 200
    assert not WordKey.objects.exists()
    assert client.get(fresh).status_code == 404
    assert client.get(at).status_code == 200
    assert client.get(f"/mine/{'x' * 43}/key/").status_code == 404


def asked_with_slips(language: str, number: int) -> None:
    """Let many parties type their keys with one slip: none opens the page of another."""
    chance, opened = random.Random(7), 0
    keys = [keyed(language=language) for _n in range(min(number, 20))]
    for n in range(number):
        who, key = keys[n % len(keys)]
        slip = slips.in_the_digits if language == "digits" else slips.in_one_word
        try:
            page = open_by_key(slip(key.parts, chance), "en")
        except (UnreadableKey, WrongKey):
            continue
        assert own_page_links.party_of_token(page.token) == who
        opened += 1
    assert opened >= number * 0.9


def test_with_one_slip_nobody_opens_the_page_of_another() -> None:
    for language in (*LANGUAGES, "digits"):
        asked_with_slips(language, 6)


@pytest.mark.tail("test_with_one_slip_nobody_opens_the_page_of_another, with six keys")
@pytest.mark.parametrize("language", [*LANGUAGES, "digits"])
def test_with_a_thousand_slips_nobody_opens_the_page_of_another(language: str) -> None:
    asked_with_slips(language, 1000)
