"""Forms that promise an answer are open only while somebody is there to give it."""

import html
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from factories import UserFactory, behind
from fund.applicants import WHO, old_ticket
from fund.factories import call
from vigil.fund.access.doors import APPLICATION_FORM, EMERGENCY_FORM
from vigil.fund.models import Party
from vigil.site.checks.self_check import CHECKS
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Request, Role, RoleGrant, User
from vigil.trust.people.duplicate_accounts import note_device
from vigil.trust.people.verbs.accounts import close_account
from vigil.trust.people.verbs.resetting_access import reset_on_host
from vigil.trust.people.verbs.roles import revoke_role
from vigil.trust.people.verbs.sign_in_links import use_grace
from vigil.trust.public_forms import doors
from vigil.trust.requests.verbs import CORRECTION
from vigil.trust.rooms import house
from vigil.trust.rooms.doors import Door
from vigil.witness import models as held
from vigil.witness.testimony.doors import STORY, TIP
from vigil.witness.testimony.verbs.sending import give
from witness.testimony_factories import WORDS, sent, ticket, told

pytestmark = pytest.mark.django_db
HELP: Mapping[str, Any] = {**WHO, "needs": ["legal"], "what": WORDS, "amount": "", "currency": ""}
PAGES: Mapping[str, tuple[str, Mapping[str, Any], str]] = {
    "tip": ("/bear-witness/", sent(), WORDS),
    "correction": ("/about/report-an-error/", {"wants": "correction", "text": WORDS}, WORDS),
    "emergency": ("/fund/emergency/", HELP, WORDS),
    "application": ("/fund/calls/radio/apply/", {**WHO, "never_send": "Nothing."}, "Nothing."),
}
"""By door: its page, what is sent there, and words of it that must not be lost."""
DOORS: Mapping[str, Door] = {
    door.key: door for door in (TIP, STORY, CORRECTION, EMERGENCY_FORM, APPLICATION_FORM)
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA = tmp_path / "data"
    settings.DATA.mkdir()
    return Path(settings.DATA)


def page_of(client: Client, at: str, data: Mapping[str, Any] | None = None) -> tuple[int, str]:
    sent = None if data is None else {**data, "ticket": old_ticket()}
    response = client.get(at) if sent is None else client.post(at, sent)
    return response.status_code, html.unescape(response.content.decode())


def taken_in() -> int:
    rows = (held.Testimony, Request, Party)
    return sum(model.objects.count() for model in rows)


def test_every_door_of_the_installation_is_asked_about_here() -> None:
    assert set(house.doors()) == set(DOORS)
    assert set(PAGES) == set(DOORS) - {"story"}  # which is a choice on the page of tips


@pytest.mark.parametrize("key", PAGES)
def test_a_closed_door_takes_nothing_in_promises_nothing_and_refers(
    client: Client, key: str
) -> None:
    at, data, words = PAGES[key]
    call(slug="radio")
    status, page = page_of(client, at)
    assert status == 200
    assert "Nobody can answer here at the moment" in page
    assert "frontlinedefenders.org" in page
    assert "<textarea" not in page
    assert "48 hours" not in page
    assert "The adjudicators" not in page
    assert "read by the adjudicators" not in page
    status, page = page_of(client, at, data)
    assert status == 503
    assert "it was not sent" in page
    assert words in page
    assert taken_in() == 0


@pytest.mark.parametrize("key", PAGES)
def test_it_opens_with_the_last_of_those_who_answer_and_closes_when_they_go(
    client: Client, key: str
) -> None:
    at, data, _words = PAGES[key]
    door = DOORS[key]
    call(slug="radio")
    behind(*door.answered_by * (door.people - 1))
    assert not doors.is_open(door)
    behind(*door.answered_by * door.people)
    status, page = page_of(client, at)
    assert "Nobody can answer" not in page
    assert ("48 hours" in page) is (key == "emergency")
    status, page = page_of(client, at, data)
    assert status in (200, 302)
    assert taken_in() == 1
    User.objects.filter(grants__role__in=door.answered_by).first().delete()  # type: ignore[union-attr]
    assert page_of(client, at, data)[0] == 503


def a_grant_less(user: User, by: User) -> None:
    revoke_role(user, Role.FUND_OFFICER, by=by, why="left the fund")


def an_account_less(user: User, by: User) -> None:
    close_account(user, by=by, why="left")


@pytest.mark.parametrize("go", [a_grant_less, an_account_less])
def test_it_takes_two_different_people_where_two_decide(go: Callable[[User, User], None]) -> None:
    chief = UserFactory(roles=[Role.ADMINISTRATOR])
    first, second = (UserFactory(roles=[Role.FUND_OFFICER]) for _ in range(2))
    assert doors.is_open(EMERGENCY_FORM)
    go(second, chief)
    assert [str(one) for one in doors.missing_roles(EMERGENCY_FORM)] == [
        "Help at once: closed. Role needed: Fund officer (2). People now: 1."
    ]
    assert doors.is_open(APPLICATION_FORM)
    assert first.is_active


def test_who_never_signed_in_answers_nobody() -> None:
    behind(Role.FUND_OFFICER)
    second = UserFactory(roles=[Role.FUND_OFFICER], last_login=None)
    assert not doors.is_open(EMERGENCY_FORM)
    second.last_login = timezone.now()
    second.save()
    assert doors.is_open(EMERGENCY_FORM)


def test_who_was_reset_answers_nobody_until_they_are_in_again() -> None:
    user = UserFactory(roles=[Role.ADJUDICATOR])
    assert doors.is_open(CORRECTION)
    token = reset_on_host(user, why="lost her phone")
    assert not doors.is_open(CORRECTION)
    Client().post(f"/account/link/{token}/")
    assert doors.is_open(CORRECTION)


def test_who_never_set_up_the_second_factor_answers_nobody() -> None:
    user = UserFactory(roles=[Role.ADJUDICATOR])
    use_grace(user)
    assert not doors.is_open(CORRECTION)
    client = Client()
    client.force_login(user)
    assert doors.is_open(CORRECTION)
    client.post("/account/logout/")
    assert not doors.is_open(CORRECTION)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    assert doors.is_open(CORRECTION)


def test_one_person_with_two_accounts_is_not_the_two_who_decide() -> None:
    one, other = (UserFactory(roles=[Role.FUND_OFFICER]) for _ in range(2))
    assert doors.is_open(EMERGENCY_FORM)
    note_device(one, "a browser")
    note_device(other, "a browser")
    assert not doors.is_open(EMERGENCY_FORM)
    assert doors.is_open(APPLICATION_FORM)


def test_who_reaches_one_country_alone_does_not_answer_tips_of_all() -> None:
    RoleGrant.objects.create(user=UserFactory(), role=Role.ADJUDICATOR, countries=["COL"])
    assert not doors.is_open(TIP)
    assert doors.is_open(CORRECTION)  # every adjudicator answers requests of all countries


def test_memories_are_asked_for_where_an_editor_answers(client: Client) -> None:
    behind(Role.ADJUDICATOR)
    assert 'value="memory"' not in page_of(client, "/bear-witness/")[1]
    with pytest.raises(NotPossible):
        give("memory", WORDS, ticket=ticket())
    behind(Role.EDITOR)
    assert 'value="memory"' in page_of(client, "/bear-witness/")[1]
    assert give("memory", WORDS, ticket=ticket()).code


def test_who_came_before_reads_answers_and_takes_back_but_adds_nothing(client: Client) -> None:
    code = told().code
    RoleGrant.objects.all().delete()
    at = "/bear-witness/return/"
    assert page_of(client, at, {"code": code})[0] == 200
    status, page = page_of(client, at, {"code": code, "do": "add", "text": "The plate."})
    assert status == 503
    assert "The plate." in page
    assert page_of(client, at, {"code": code, "do": "take-back", "sure": "on"})[0] == 200


# The words of the installation


def test_the_words_of_the_installation_stand_in_place_of_those_shipped(
    client: Client, folder: Path
) -> None:
    words = (
        '[en]\nany = "Call 555. See https://help.example/now"\nemergency = "Call +57 1 777 0100."\n'
    )
    (folder / "referrals.toml").write_text(words + '[es]\nany = "Llame al <555>."\n')
    page = page_of(client, "/bear-witness/")[1]
    assert "Call 555." in page
    assert 'href="https://help.example/now"' in page
    assert "frontlinedefenders" not in page
    # Isolated: in a page from right to left its groups would change places.
    assert "Call \u2066+57 1 777 0100\u2069." in page_of(client, "/fund/emergency/")[1]
    spanish = client.get("/es/fund/emergency/").content.decode()
    assert "Llame al &lt;555&gt;." in spanish
    assert "Call 555." in client.get("/fr/bear-witness/").content.decode()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("[en", "cannot be read"),
        ('[xx]\nany = "x"', "no language of this site"),
        ('[en]\nwindow = "x"', "not a text for a door"),
        ("[en]\nany = 1", "not a text for a door"),
    ],
)
def test_words_that_cannot_be_read_are_told_and_those_shipped_stand_there(
    client: Client, folder: Path, words: str, says: str
) -> None:
    (folder / "referrals.toml").write_text(words)
    with pytest.raises(NotPossible, match=says):
        CHECKS["doors"]()
    assert "frontlinedefenders.org" in page_of(client, "/bear-witness/")[1]


# Who hears of it


def test_the_check_says_which_doors_are_closed_and_why() -> None:
    behind(Role.ADJUDICATOR)
    told_of = CHECKS["doors"]()
    assert "Help at once: closed. Role needed: Fund officer (2). People now: 0." in told_of
    assert "Memories of somebody: closed. Role needed: Editor (1)" in told_of
    assert "Bear witness" not in told_of
    behind(Role.EDITOR, Role.FUND_OFFICER, Role.FUND_OFFICER)
    assert "has people behind it" in CHECKS["doors"]()


def test_the_page_of_people_and_roles_says_it_too(client: Client) -> None:
    client.force_login(UserFactory(roles=[Role.ADMINISTRATOR]))
    page = page_of(client, "/desk/people/")[1]
    assert "Help at once: closed. Role needed: Fund officer (2). People now: 0." in page
    behind(Role.ADJUDICATOR, Role.EDITOR, Role.FUND_OFFICER, Role.FUND_OFFICER)
    assert "is closed" not in page_of(client, "/desk/people/")[1]


# What is not promised


def test_nothing_is_said_to_be_taken_down_before_somebody_has_read_it(client: Client) -> None:
    behind(Role.ADJUDICATOR)
    pages = ["/about/report-an-error/", "/about/report-an-error/sent/?urgent=on", "/about/policy/"]
    for at in pages:
        page = " ".join(page_of(client, at)[1].split())
        assert "while we look" not in page
        assert "before it is examined" not in page
        assert "has read" in page or "reads it" in page, at
