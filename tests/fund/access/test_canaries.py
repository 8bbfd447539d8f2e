"""Secrets at every level, through every part of the fund: no output holds one.

Every route of the installation is read by everybody without the right; a route that is not listed
here fails.
"""

import io
import logging
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.client import ClientHandler
from pytest_django.fixtures import Settings

from factories import UserFactory
from fund import factories
from fund.access.canaries import (
    CALLED,
    Life,
    Planted,
    ask_to_look_again,
    planted,
    with_a_file,
    with_a_voice,
)
from fund.applicants import old_ticket
from fund.factories import officer
from fund.parties.verbs.test_registering import everything_in_the_database
from routes.rows import DESK, PERSONS
from routes.table import ROUTES, address, routes
from turns import DAY
from vigil.fund.models import Prompt
from vigil.fund.parties.verbs import who_may_know
from vigil.fund.reviews.verbs import reviewing
from vigil.trust.models import Decision, Letter, Level, Role, RoleGrant, User
from vigil.trust.outbox.verbs.letters import release_letter
from vigil.trust.outbox.verbs.sending import send_waiting

pytestmark = pytest.mark.django_db
SECRET = re.compile(r"qyx\d{3}jz")
"""What every secret is, in small letters: see `Planted.mark`."""
HANDLER = ClientHandler(enforce_csrf_checks=False)
"""One for all clients: each of its own would put the middleware together anew."""
NAMED = (Level.OPEN, Level.PARTNER_ONLY)
"""The levels at which a name stands in the tables, for officers."""

FUND = {
    "fund/": [],
    "fund/calls/<slug:slug>/": ["call"],
    "fund/calls/<slug:slug>/apply/": ["call"],
    "fund/emergency/": [],
    "fund/leave/": [],
    "key/": [],
    "mine/<str:token>/": ["nobody"],
    "mine/<str:token>/agreed/": ["nobody"],
    "mine/<str:token>/dates/": ["nobody"],
    "mine/<str:token>/due/": ["nobody"],
    "mine/<str:token>/messages/": ["nobody"],
    "mine/<str:token>/happened/": ["nobody"],
    "mine/<str:token>/changed/": ["nobody"],
    "mine/<str:token>/account/": ["nobody"],
    "mine/<str:token>/settings/": ["nobody"],
    "mine/<str:token>/key/": ["nobody"],
    "mine/<str:token>/report/<slug:uid>/": ["report"],
    "mine/<str:token>/<slug:uid>/": ["application"],
    "fund/results/": [],
    "fund/results.json": [],
    "fund/data/iati.xml": [],
    "fund/data/360giving.json": [],
    "desk/fund/": [],
    "desk/fund/letters/": [],
    "desk/fund/parties/": [],
    "desk/fund/parties/<slug:uid>/": ["party"],
    "desk/fund/parties/<slug:uid>/stop/": ["party"],
    "desk/fund/finance/": [],
    "desk/fund/finance/budgets/": [],
    "desk/fund/finance/forecast/": [],
    "desk/fund/finance/statements/": [],
    "desk/fund/finance/statements/<slug:uid>/": ["statement"],
    "desk/fund/finance/differences/": [],
    "desk/fund/finance/audit-file/": [],
    "desk/fund/grants/payments/<slug:uid>/": ["payment"],
    "desk/fund/parties/<slug:uid>/messages/": ["party"],
    "desk/fund/from-grantees/": [],
    "desk/fund/parties/<slug:uid>/checks/": ["party"],
    "desk/fund/parties/<slug:uid>/account/": ["party"],
    "desk/fund/decisions/": [],
    "desk/fund/nominate/": [],
    "desk/fund/nominations/": [],
    "desk/fund/nominations/<slug:uid>/": ["nomination"],
    "desk/fund/emergencies/": [],
    "desk/fund/emergencies/new/": [],
    "desk/fund/emergencies/<slug:uid>/": ["emergency"],
    "desk/fund/calls/": [],
    "desk/fund/calls/new/": [],
    "desk/fund/calls/<slug:slug>/": ["call"],
    "desk/fund/calls/<slug:slug>/ranking/": ["call"],
    "desk/fund/calls/<slug:slug>/reviewers/": ["call"],
    "desk/fund/calls/<slug:slug>/agreement/": ["call"],
    "desk/fund/calls/<slug:slug>/panel/": ["call"],
    "desk/fund/calls/<slug:slug>/answers/": ["call"],
    "desk/fund/decision-texts/": [],
    "desk/fund/calls/<slug:slug>/basics/": ["call"],
    "desk/fund/calls/<slug:slug>/texts/": ["call"],
    "desk/fund/calls/<slug:slug>/form/": ["call"],
    "desk/fund/calls/<slug:slug>/form.xlsx": ["call"],
    "desk/fund/calls/<slug:slug>/form.json": ["call"],
    "desk/fund/calls/<slug:slug>/form/<slug:key>/": ["field"],
    "desk/fund/calls/<slug:slug>/conditions/": ["call"],
    "desk/fund/calls/<slug:slug>/rubric/": ["call"],
    "desk/fund/calls/<slug:slug>/translations/": ["call"],
    "desk/fund/calls/<slug:slug>/preview/": ["call"],
    "desk/fund/applications/": [],
    "desk/fund/applications/<slug:uid>/": ["application"],
    "desk/fund/voices/<slug:uid>/": ["voice"],
    "desk/fund/reviews/": [],
    "desk/fund/reviews/<slug:uid>/": ["review"],
    "desk/fund/grants/": [],
    "desk/fund/grants/new/": [],
    "desk/fund/grants/donors/": [],
    "desk/fund/grants/results/": [],
    "desk/fund/grants/outcomes/": [],
    "desk/fund/grants/outcomes/<slug:uid>/": ["outcome"],
    "desk/fund/grants/connections/": [],
    "desk/fund/grants/<int:pk>/outcomes/new/": ["grant"],
    "desk/fund/grants/ledger/": [],
    "desk/fund/grants/audit/": [],
    "desk/fund/grants/audit/<int:pk>/": ["grant"],
    "desk/fund/grants/gates/": [],
    "desk/fund/grants/export/": [],
    "desk/fund/grants/<int:pk>/": ["grant"],
    "desk/fund/grants/<int:pk>/plan/": ["grant"],
    "desk/fund/releases/": [],
    "desk/fund/releases/make/": [],
    "desk/fund/releases/make/read/": [],
    "desk/fund/releases/<int:number>/": ["release"],
}
"""Every route of the fund, and of what it names one is put into it."""
ELSEWHERE = {
    "country": "mex",
    "code": "x",
    "round": "1",
    "file": "x",
    "pk": "1",
    "other": "2",
    "report": "1",
    "uid": "x",
    "name": "base",
    "digest": "0",
    "key": "by-country",
    "public_id": "V-7300",
    "form": "bib",
    "edition": "2023",
    "token": "x",
    "slug": "x",
    "session": "x",
    "sheet": "x",
    "conflict": "x",
    "panel": "x",
    "assessment": "x",
    "handle": "x",
    "language": "es",
    "height": "360",
    "upload": "x",
    "audience": "public",
    "kind": "text",
    "part": "fund",
    "number": "1",
    "block": "00000000-0000-4000-8000-000000000000",
}
"""What stands in the addresses of other rooms."""
BROKEN = ("/fund/nothing-here/", "/desk/fund/parties/nobody/", "/mine/nobody/", "/es/fund/x/")
POSTED = {"act": "open", "why": "curious", "open-why": "curious", "field": "name", "do": "open"}


@pytest.fixture(scope="module")
def planting(shared_world: None) -> tuple[Planted, str]:
    """Plant everything, once for all tests; return it, and what was logged meanwhile."""
    root, logged = logging.getLogger(), io.StringIO()
    handler, level = logging.StreamHandler(logged), root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        return planted(), logged.getvalue()
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


@pytest.fixture
def made(planting: tuple[Planted, str]) -> Planted:
    """Return what is planted: the rows as they stand before any test."""
    return deepcopy(planting[0])


def test_what_is_logged_while_secrets_are_planted_holds_none(
    planting: tuple[Planted, str],
) -> None:
    made, logged = planting
    assert "Testing" in logged, "what rules were asked is logged, at the lowest level"
    assert held(logged, made.secrets) == []


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path / "data"
    settings.VIGIL_MAIL_FROM = "post@example.org"
    settings.MAILERS = {
        name: {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}
        for name in ("default", "outbox")
    }


def of(life: Life, made: Planted, what: str) -> dict[str, str]:
    """Return what fills an address of the fund."""
    return {
        "call": {"slug": made.call.slug},
        "field": {"slug": made.call.slug, "key": "what"},
        "nobody": {"token": "nobody"},
        "party": {"uid": life.party.uid},
        "nomination": {"uid": life.nomination.uid},
        "emergency": {"uid": life.emergency.uid},
        "application": {"uid": life.application.uid, "token": "nobody"},
        "report": {"uid": life.report.uid, "token": "nobody"},
        "voice": {"uid": life.voice},
        "review": {"uid": life.review.uid},
        "grant": {"pk": str(life.grant.pk)},
        "payment": {"uid": life.grant.tranches.get(number=1).payments.get().uid},
        "statement": {"uid": made.waiting.uid if made.waiting else "x"},
        "outcome": {"uid": life.outcome.uid},
        "release": {"number": "1"},
    }[what]


def addresses(made: Planted, lives: Sequence[Life] | None = None) -> Iterator[str]:
    """Yield every address of the fund, for every party, or for some of them."""
    for route in FUND:
        yield from addresses_of(route, made, lives)


def addresses_of(route: str, made: Planted, lives: Sequence[Life] | None = None) -> list[str]:
    """Return the addresses of one route of the fund."""
    named = [of(life, made, what) for what in FUND[route] for life in lives or made.lives]
    return sorted({address(route, one) for one in named or [{}]})


def lives_in_turn(made: Planted) -> list[Life]:
    """Return the life of which most may be shown, and another: each day the next."""
    *others, most = sorted(made.lives, key=lambda life: life.level == Level.OPEN)
    return [most, others[DAY.toordinal() % len(others)]]


def said(answer: object) -> str:
    """Return all that an answer says: body, headers, cookies, files within it."""
    streaming = getattr(answer, "streaming", False)
    body = b"".join(answer) if streaming else answer.content  # type: ignore[call-overload, attr-defined]
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            names = "\n".join(packed.namelist()).encode()
            body = names + b"\n".join(packed.read(name) for name in packed.namelist())
    head = "\n".join(f"{k}: {v}" for k, v in answer.headers.items())  # type: ignore[attr-defined]
    return head + body.decode("utf-8", "replace") + str(answer.cookies)  # type: ignore[attr-defined]


def held(text: str, secrets: Iterable[str]) -> list[str]:
    """Return the secrets that a text holds, in any case of letters."""
    there = set(SECRET.findall(text.casefold()))
    return [secret for secret in secrets if secret.casefold() in there]


def clients(made: Planted) -> dict[str, Client]:
    """Return everybody without the right: visitors, other roles, an officer with an interest."""
    found = {"visitor": client_of(None)}
    hindered = officer(email="hindered@example.org")
    for life in made.lives:
        who_may_know.say_conflict(life.party, hindered, by=hindered)
    users: dict[str, User] = {"hindered": hindered}
    users |= {r: UserFactory(roles=[r]) for r in Role if r != Role.FUND_OFFICER}
    return found | {str(name): client_of(user) for name, user in users.items()}


def client_of(user: User | None) -> Client:
    """Return a client of somebody who is signed in, or of a visitor."""
    found = Client()
    found.handler = HANDLER
    if user is not None:
        found.force_login(user)
    return found


def test_no_route_of_the_fund_is_missing_here() -> None:
    ours = {
        route for route in routes() if route.startswith(("fund/", "key/", "mine/", "desk/fund/"))
    }
    assert ours == set(FUND)


def test_there_are_more_than_fifty_secrets_at_four_levels(made: Planted) -> None:
    assert len(made.secrets) >= 50
    planted_at = {what.partition(" ")[0] for what in made.secrets.values()}
    assert planted_at == {*Level, "bank"}, "of parties at each level, and of a bank's statements"


def leaking(answer: object, at: str, made: Planted, secrets: Iterable[str]) -> list[str]:
    """Say which of these secrets an answer holds."""
    return [f"{at}: {made.secrets[one]}" for one in held(said(answer), secrets)]


@pytest.mark.usefixtures("refusals")
@pytest.mark.parametrize(
    "everybody",
    [False, pytest.param(True, marks=pytest.mark.tail("each address is asked as several daily"))],
)
def test_no_answer_to_anybody_without_the_right_holds_a_secret(
    caplog: pytest.LogCaptureFixture, made: Planted, everybody: bool
) -> None:
    """Visitors, officers with an interest and who else may read a route ask it, in every life.

    Of those who are refused, each day others ask: `site.test_routes` asks daily who is refused.
    """
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.INFO, logger="rules")  # names rules only: most of all that is logged
    with_a_file(made)
    with_a_voice(made)
    ask_to_look_again(made)
    everything = set(made.secrets)
    hidden = everything - made.named(Level.OPEN)  # who is open agreed to results and files
    leaks: list[str] = []
    asked: set[tuple[str, str]] = set()
    for turn, (who, client) in enumerate(clients(made).items()):
        for number, route in enumerate(FUND):
            always = {*ASK_EVERYWHERE, *readers(route)}
            if not (everybody or who in always or (number + turn + DAY.toordinal()) % 6 == 0):
                continue
            asked.add((who, route))
            for at in addresses_of(route, made):
                secrets = hidden if at.startswith("/fund/") else everything
                leaks += leaking(client.get(at), f"{who} {at}", made, secrets)
                if at.startswith("/desk/"):
                    posted = client.post(at, POSTED)
                    leaks += leaking(posted, f"{who} POST {at}", made, everything)
        for at in BROKEN:
            leaks += leaking(client.get(at), f"{who} {at}", made, everything)
    assert leaks == []
    assert {route for _who, route in asked} == set(FUND)
    assert {who for who, _route in asked} >= {role for role in PERSONS if role in Role.values} - {
        Role.FUND_OFFICER
    }
    assert held(caplog.text, made.secrets) == []


@pytest.mark.parametrize(
    "everybody",
    [
        False,
        pytest.param(
            True, marks=pytest.mark.tail("two of those who may read an address do so daily")
        ),
    ],
)
def test_no_answer_of_another_room_holds_a_secret(
    caplog: pytest.LogCaptureFixture, made: Planted, everybody: bool
) -> None:
    """Search, feeds, lists, the log, the sitemap: all are asked for the name as well."""
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.INFO, logger="rules")  # names rules only: most of all that is logged
    with_a_file(made)
    with_a_voice(made)
    ask_to_look_again(made)
    asked = urlencode({"q": CALLED})
    leaks: list[str] = []
    for who, client in clients(made).items():
        for number, route in enumerate(routes()):
            if route not in FUND and (everybody or who in asking(number, readers(route))):
                at = f"{address(route, ELSEWHERE)}?{asked}"
                leaks += leaking(client.get(at), f"{who} {at}", made, made.secrets)
    assert leaks == []
    assert held(caplog.text, made.secrets) == []


ASK_EVERYWHERE = ("visitor", "hindered")


def asking(number: int, readers: Iterable[str]) -> set[str]:
    """Return who asks a route daily: one who may not read it, and two who may, in turn."""
    turn, may = number + DAY.toordinal(), sorted(readers)
    return {ASK_EVERYWHERE[turn % 2], *(may[(turn + n) % len(may)] for n in (0, 1) if may)}


def readers(route: str) -> set[str]:
    """Return the roles that read a route; one of them, where everybody reads the same.

    What is refused is one page. `site.test_routes` asks daily who is refused.
    """
    roles = ROUTES[route].get or ()
    return {Role.ADMINISTRATOR} if None in roles else {str(role) for role in roles}


def test_readers_are_those_of_the_table() -> None:
    assert readers("cases/") == {Role.ADMINISTRATOR}
    assert readers("desk/people/") == {Role.ADMINISTRATOR}
    assert readers("desk/") == {*DESK}


def test_an_officer_reads_names_of_two_levels_and_no_sealed_word_unasked(made: Planted) -> None:
    with_a_voice(made)
    ask_to_look_again(made)
    client = client_of(officer())
    sealed = set(made.secrets) - made.named(*NAMED)
    told = {at: client.get(at) for at in addresses(made)}
    texts = {at: said(answer) for at, answer in told.items()}
    assert keys_in("".join(texts.values()), made) == []
    leaks = [
        (at, [made.secrets[one] for one in found])
        for at, text in texts.items()
        if (found := held(text, sealed))
    ]
    assert leaks == []
    # The pages are there, and would say it: what may be read is read.
    desk = {answer.status_code for at, answer in told.items() if at.startswith("/desk/")}
    assert desk <= {200, 403, 405}  # 403: the reviewers' own, 405: what is only posted
    assert set(held("".join(texts.values()), made.secrets)) == made.named(*NAMED)
    assert held(texts["/fund/results/"], made.secrets) == list(made.named(Level.OPEN))


def test_everybody_without_the_right_is_asked_as(made: Planted) -> None:
    roles = {role for role in PERSONS if role in Role.values}
    assert set(clients(made)) >= roles - {Role.FUND_OFFICER} | {"visitor", "hindered"}


@pytest.mark.parametrize(
    "every",
    [False, pytest.param(True, marks=pytest.mark.tail("daily pages of two of the parties"))],
)
def test_an_officer_who_reviews_in_a_blind_call_reads_no_name_of_its_applicants(
    made: Planted, every: bool
) -> None:
    lives = made.lives if every else lives_in_turn(made)
    extra = factories.application(call=made.call)
    mine = reviewing.assign(extra, factories.reviewer(), by=made.by)
    RoleGrant.objects.create(user=mine.reviewer, role=Role.FUND_OFFICER)
    names = {one for one, what in made.secrets.items() if what.endswith(" name")}
    client = client_of(User.objects.get(pk=mine.reviewer_id))

    def told(within: str) -> str:
        desk = [at for at in addresses(made, lives) if at.startswith(within)]
        searched = [life.party.name or "Heron" for life in made.lives]
        asked = [client.post("/desk/fund/parties/", {"q": name}) for name in searched]
        asked += [client.post("/desk/fund/grants/export/", {"form": to}) for to in ("csv", "json")]
        asked += [client.post(at, POSTED) for at in desk]
        text = "".join(said(answer) for answer in [client.get(at) for at in desk] + asked)
        # What was searched for stands in the field of the search: it is theirs.
        for name in searched:
            text = text.replace(f'name="q" value="{name}"', "")
        return text

    blind = told("/desk/")
    assert held(blind, names) == []
    assert "Heron" not in blind
    reviewing.submit_review(mine, {"need": 1, "safety": 1}, "award", "fine", by=mine.reviewer)
    factories.reviewed(3, of=extra)
    seen = told("/desk/fund/parties/")
    theirs = {s for s in names if made.secrets[s].partition(" ")[0] in {x.level for x in lives}}
    assert set(held(seen, names)) >= theirs, "shown, or opened by what was posted"
    assert "Heron" in seen


WHO_APPLIES = (" name", " contact", " bank", " identity", " place", " area")
"""What of the planted would tell a blind reviewer who applies."""
ALSO = (Role.FUND_OFFICER, Role.ADJUDICATOR, Role.AUDITOR, Role.ADMINISTRATOR)


@pytest.mark.tail("the test above asks the fund's desk addresses as such an officer daily")
def test_no_desk_address_tells_a_blind_reviewer_who_applies(
    caplog: pytest.LogCaptureFixture, made: Planted
) -> None:
    """Lists, search, files, the log of decisions, letters, exports: whatever else they may do."""
    caplog.set_level(logging.WARNING)
    with_a_file(made)
    ask_to_look_again(made)
    extra = factories.application(call=made.call)
    mine = reviewing.assign(extra, factories.reviewer(), by=made.by)
    for role in ALSO:
        RoleGrant.objects.create(user=mine.reviewer, role=role)
    telling = {one for one, what in made.secrets.items() if what.endswith(WHO_APPLIES)}
    client = client_of(User.objects.get(pk=mine.reviewer_id))
    own = f"/desk/fund/reviews/{mine.uid}/"
    desk = [at for at in addresses(made) if at.startswith("/desk/")]
    desk += [
        address(route, ELSEWHERE)
        for route in routes()
        if route.startswith("desk/") and route not in FUND
    ]

    def leaks() -> list[str]:
        found = []
        for at in [*desk, own]:
            asked = f"{at}?{urlencode({'q': CALLED})}"
            for answer in (client.get(asked), client.post(at, POSTED)):
                found += leaking(answer, at, made, telling)
        return found

    assert len(desk) > 150
    assert leaks() == []
    assert "Tzintzuntzan" not in said(client.post(own, {"act": "read"}))
    reviewing.submit_review(mine, {"need": 1, "safety": 1}, "award", "fine", by=mine.reviewer)
    factories.reviewed(3, of=extra)
    assert leaks(), "who is blind no more reads what officers read"


def test_who_holds_a_link_reads_nothing_of_others(made: Planted) -> None:
    for life in made.lives:
        theirs = {s for s, what in made.secrets.items() if not what.startswith(life.level + " ")}
        theirs -= made.named(Level.OPEN)
        for other in made.lives:
            for at in (
                f"/mine/{life.token}/",
                f"/mine/{life.token}/{other.application.uid}/",
                f"/mine/{life.token}/report/{other.report.uid}/",
            ):
                assert held(said(Client().get(at)), theirs) == [], at


def test_letters_that_go_out_say_nothing(made: Planted) -> None:
    for letter in Letter.objects.filter(state=Letter.State.WAITING):
        release_letter(letter, by=made.by)
    send_waiting()
    assert mail.outbox
    for message in mail.outbox:
        text = f"{message.subject}\n{message.body}\n{message.extra_headers}\n{message.attachments}"
        assert held(text, made.secrets) == []
        assert "fund" not in message.subject.casefold()
    assert held("\n".join(Letter.objects.values_list("body", flat=True)), made.secrets) == []


def test_a_link_that_waits_in_a_letter_stands_nowhere(made: Planted) -> None:
    waiting = Letter.objects.filter(state=Letter.State.WAITING, sealed=True)
    assert waiting.count() == len(made.links) == len(Level)
    told = everything_in_the_database()
    if connection.vendor == "sqlite":
        told += connection.connection.serialize().decode("utf-8", "replace")
    backup = io.StringIO()
    call_command("dumpdata", "trust", "fund", stdout=backup)
    told += backup.getvalue()
    for user in (UserFactory(roles=[Role.ADMINISTRATOR, Role.ADJUDICATOR]), made.by):
        client = Client()
        client.force_login(user)
        pages = ["/desk/outbox/?state=all", "/desk/fund/letters/"]
        pages += [f"/desk/outbox/{letter.pk}/" for letter in waiting]
        told += "".join(said(client.get(at)) for at in pages)
    assert "The text is sealed" in told
    tokens = [*made.links, *(life.token for life in made.lives)]
    assert [token for token in tokens if token in told] == []
    # They are there all the same: each goes out with its own link, and is gone here after.
    for letter in waiting:
        release_letter(letter, by=made.by)
    send_waiting()
    sent = "".join(str(message.body) for message in mail.outbox)
    assert [link for link in made.links if link not in sent] == []
    assert not Letter.objects.filter(sealed=True).exists()


def test_the_database_its_backup_and_the_files_hold_nothing_but_names_in_the_open(
    settings: Settings, made: Planted
) -> None:
    with_a_file(made)
    with_a_voice(made)
    ask_to_look_again(made)
    assert Prompt.objects.exists()
    sealed = set(made.secrets) - made.named(*NAMED)
    assert held(everything_in_the_database(), sealed) == []
    if connection.vendor == "sqlite":
        assert held(connection.connection.serialize().decode("utf-8", "replace"), sealed) == []
    backup = io.StringIO()
    call_command("dumpdata", stdout=backup)
    assert len(backup.getvalue()) > 10_000
    assert held(backup.getvalue(), sealed) == []
    kept = [path for path in Path(settings.DATA).rglob("*") if path.is_file()]
    assert kept
    for path in kept:
        assert held(str(path) + path.read_bytes().decode("latin-1"), made.secrets) == []


def test_a_key_stands_nowhere(made: Planted, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.INFO, logger="rules")
    client = client_of(None)
    for key in made.keys:
        typed = " ".join(key.parts)
        answer = client.post("/key/", {"ticket": old_ticket(), "key": typed})
        assert answer.status_code in (302, 422)
    told = everything_in_the_database() + caplog.text
    if connection.vendor == "sqlite":
        told += connection.connection.serialize().decode("utf-8", "replace")
    backup = io.StringIO()
    call_command("dumpdata", stdout=backup)
    # Pages of officers are asked for keys above.
    assert len(made.keys) == 3 * len(Level)
    assert keys_in(told + backup.getvalue(), made) == []


def keys_in(told: str, made: Planted) -> list[str]:
    """Return the parts of keys, two after each other, that a text holds."""
    pairs = [two for key in made.keys for two in pairwise(key.parts)]
    return [f"{a}{by}{b}" for a, b in pairs for by in (" ", "-", "") if f"{a}{by}{b}" in told]


def test_the_log_of_decisions_names_nobody(made: Planted) -> None:
    told = "\n".join(
        str(row) for row in Decision.objects.values_list("before", "after", "why", "target_key")
    )
    assert held(told, made.secrets) == []
