"""Every route of ours, for everybody, by every method, in every state of what it names.

The table is `routes.table`. A route, a state or a role that is not in it fails.
"""

import io
import logging
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.backends.django import Template
from django.test import Client
from django.test.client import ClientHandler
from django.urls import URLResolver, get_resolver
from pytest_django.fixtures import Settings

from page_heads import faults_of_page, title_of
from routes.case_worlds import KEEPER_ID, SHOWN
from routes.outlook_panel_worlds import panels_in
from routes.rows import METHODS, PERSONS, Answer, Roles, Route, answer
from routes.table import (
    NO_STATES,
    NOT_OURS,
    ROUTES,
    STATES_OF,
    WORLD_OF,
    WORLDS,
    address,
    routes,
)
from routes.worlds import World, made_user
from vigil.outlook.panels.preconditions import REMARK, ROUND, SEAT
from vigil.trust.models import Decision, Role, RoleGrant, User

STATES = [(kind, state) for kind, states in WORLDS.items() for state in states]
SAME_AS_PANEL = frozenset({"panel question", "panel round", "panel seat"})
"""Kinds whose worlds are those of a panel, of which their addresses name a part."""
LEADS_TO = {"names/<slug:handle>/": "people/<slug:handle>/", "people/": "cases/people/"}
"""Routes that lead for good to another (301), where it is not the same one of a kept case."""
MADE = [(kind, state) for kind, state in STATES if kind not in SAME_AS_PANEL]
"""What is made once for each state."""
TITLES: dict[tuple[str, str, str], str] = {}
"""Titles of the public pages that were read so far, in each world, and their routes."""
HANDLER = ClientHandler(enforce_csrf_checks=False)
"""One for all clients: each of its own would put the middleware together anew."""
type Ask = tuple[str, str, str, str]
"""A route, by which method it is asked, what is sent, and by whom."""
type Try = tuple[str, str, str]
"""By which method a route is asked, what is sent, and by whom."""
type Asks = Callable[[str, str], Iterable[Try]]
"""What a person whose turn it is tries at a route."""
type Choose = Callable[[Sequence[str], Collection[str], int], Iterable[str]]
"""Which of those who get the same answer ask: who asks anyway, and how many states came before."""


@dataclass(frozen=True)
class Scope:
    """How much of the table is asked."""

    asks: Asks
    choose: Choose
    draws: Callable[[str, str, str], bool]
    """Whether the page is drawn that refuses someone at a route what they sent."""


DUMMIES = {
    "country": "COL",
    "code": "1-x",
    "file": "x",
    "pk": "1",
    "other": "2",
    "uid": "x",
    "key": "what",
    "public_id": "V-1",
    "name": "motive",
    "form": "bib",
    "token": "x",
    "slug": "x",
    "session": "x",
    "sheet": "x",
    "conflict": "x",
    "panel": "x",
    "assessment": "x",
    "handle": "x",
    "number": "1",
    "report": "1",
    "round": "1",
    "language": "es",
    "kind": "text",
    "block": "00000000-0000-4000-8000-000000000000",
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    """Keep the documents of a test to itself."""
    settings.DATA = tmp_path / "data"


@pytest.fixture(autouse=True)
def _quietly(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Of 60,000 refusals write no line, and draw no page: who is refused what, is asked here."""
    monkeypatch.setattr("vigil.site.urls.handler403", refused, raising=False)
    monkeypatch.setattr("vigil.site.urls.handler404", missing, raising=False)
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(status=403)


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(status=404)


# No gaps


def models() -> Iterator[type[Model]]:
    for model in apps.get_models(include_auto_created=True):
        if model.__module__.startswith("vigil."):
            yield model


def with_choices() -> Iterator[tuple[str, set[str]]]:
    for model in models():
        for field in model._meta.concrete_fields:
            if field.choices:
                yield f"{model.__name__}.{field.name}", {key for key, _ in field.choices}


CHOICES = dict(with_choices())


def test_every_route_of_ours_has_a_row_and_no_row_is_of_none() -> None:
    assert set(routes()) == set(ROUTES)


def test_the_exempt_routes_are_all_of_allauth() -> None:
    parts = [part for part in get_resolver().url_patterns if isinstance(part, URLResolver)]
    under = [pattern for part in parts for pattern in part.url_patterns]
    exempt = [p for p in under if isinstance(p, URLResolver) and str(p.pattern) == NOT_OURS]
    assert [p.urlconf_name.__name__ for p in exempt] == ["allauth.urls"]


def test_every_route_that_names_something_says_of_which_kind() -> None:
    for at, route in ROUTES.items():
        assert ("<" not in at) or route.of, at
        assert route.of in WORLDS, at


def test_every_state_that_a_row_speaks_of_is_made() -> None:
    for at, route in ROUTES.items():
        for post in route.posts.values():
            spoken = {*post.done, *post.refused, *post.adjudicators, *post.nothing} - {"none"}
            assert spoken <= set(WORLDS[route.of]), at
        assert set(route.seen) <= set(WORLDS[route.of]), at


NEVER = {
    ("mine/<str:token>/messages/", "say nothing"),
    ("desk/fund/parties/<slug:uid>/checks/", "nothing found"),
    # These parties entered no account.
    ("desk/fund/parties/<slug:uid>/account/", "open"),
    ("desk/fund/parties/<slug:uid>/account/", "confirm"),
    # An application was sent in, whose points stay. No reviewer has anything left to do.
    ("desk/fund/calls/<slug:slug>/rubric/", "add"),
    ("desk/fund/calls/<slug:slug>/reviewers/", "another plan"),
    ("desk/fund/calls/<slug:slug>/reviewers/", "remind"),
    ("desk/fund/calls/<slug:slug>/reviewers/", "release reminders"),
    ("desk/fund/calls/<slug:slug>/panel/", "without a reason"),
    ("desk/fund/reviews/", "reason"),
    # The day alone no longer makes a grant active, and agreements of the table are accepted.
    ("desk/fund/grants/<int:pk>/", "agree"),
    ("desk/fund/grants/<int:pk>/", "decline"),
}
"""Posts of the fund that are refused in every state of the table."""


def test_what_is_done_nowhere_is_said_to_be_refused_for_what_it_sends() -> None:
    """A row that forgets its states would be asked only for refusals."""
    never = {
        (at, name, post.otherwise)
        for at, route in ROUTES.items()
        for name, post in route.posts.items()
        if not post.done
    }
    # To approve what was not looked at, or release nothing, is refused in every state. Sound has no
    # smaller copies, no message of the table was entered by a host, and no run has times to clear.
    # No service of DOIs may be asked, the picture is in no section, and a text came too late.
    # A letter of a decision must not name the platform, and a payment has no such file.
    # `NEVER` has those of the fund.
    refused = ("approve unseen", "release nothing", "renditions", "entered film", "clear")
    refused += ("ask where it may not", "unplace what is in no section", "late")
    refused += ("the name", "no such file")
    assert {(at, name) for at, name, _status in never} >= NEVER
    never = {one for one in never if one[1] not in refused and one[:2] not in NEVER}
    assert {status for _at, _name, status in never} <= {200, 422}, never


def test_every_role_is_a_person_of_the_table() -> None:
    assert set(Role.values) <= set(PERSONS)


def test_every_field_with_choices_is_known_as_a_state_or_as_none() -> None:
    assert {name for name, _ in with_choices()} == set(STATES_OF) | set(NO_STATES)
    assert not set(STATES_OF) & set(NO_STATES)


def test_every_value_of_a_state_has_a_world() -> None:
    """Each value is said to be in a world; `test_answers` holds each world to that."""
    assert set(WORLD_OF.values()) <= set(MADE)
    said = {one for kind, state in MADE for one in values_of(kind, state)}
    assert said == {(name, value) for name in STATES_OF for value in CHOICES[name]}


def values_of(kind: str, state: str) -> list[tuple[str, str]]:
    """Return which value of which field a world is said to have.

    Most worlds bear the name of the value that they are for, and their kind that of its model:
    "draft" of a "desk grant" is a grant. `WORLD_OF` says where the others are.
    """
    models_named = (kind.replace(" ", ""), kind.split(" ")[-1])
    named = [
        (name, state)
        for name in STATES_OF
        if state in CHOICES[name] and name.split(".")[0].casefold() in models_named
    ]
    return [*named, *(value for value, world in WORLD_OF.items() if world == (kind, state))]


def lacking(kind: str, state: str) -> Iterator[str]:
    """Say which of its values a world lacks, and which it has that its field does not know."""
    for name, value in values_of(kind, state):
        found = set(STATES_OF[name]())
        if value not in found:
            yield f"no {name} is {value or 'empty'}"
        if unknown := found - CHOICES[name]:
            yield f"{name} does not know {unknown}"


# The table


in_every_state = pytest.mark.parametrize(
    ("kind", "state"), MADE, ids=[f"{kind} {state}".strip() for kind, state in MADE]
)
ALWAYS = (
    *("", "case candidate", "case published", "case withdrawn", "testimony opened"),
    *("fund link told", "desk grant paid", "seat discussing"),
)
"""States that are asked each day: those in which most could leak."""


@pytest.mark.turns(always=ALWAYS)
@pytest.mark.django_db
@in_every_state
def test_answers(kind: str, state: str) -> None:
    answers_of(kind, state, Scope(asks_daily, one_in_turn, drawn_daily))


@pytest.mark.tail("daily one of those who get the same answer asks, and by few of the methods")
@pytest.mark.django_db
@in_every_state
def test_answers_to_everybody(kind: str, state: str) -> None:
    answers_of(kind, state, Scope(asks_everything, everybody, lambda at, name, act: True))


def answers_of(kind: str, state: str, scope: Scope) -> None:
    """Hold answers in one state against the table."""
    worlds = panels_in(state) if kind == "panel" else {kind: WORLDS[kind][state]()}
    wrong = list(lacking(kind, state))
    asked_for = {each: list(asking(each, state, scope)) for each in worlds}
    names = dict.fromkeys(name for some in asked_for.values() for *_, name in some)
    keys = {name: session_of(name) for name in names}
    for each, world in worlds.items():
        wrong += wrong_answers(world, asked_for[each], keys, scope)
    assert not wrong, "\n" + "\n".join(wrong)


def wrong_answers(
    world: World, asked_for: Sequence[Ask], keys: Mapping[str, str], scope: Scope
) -> Iterator[str]:
    """Ask in one world; say which answers are not those of the table."""
    before = facts_of(world)
    for at, asks_there in groupby(asked_for, key=itemgetter(0)):
        wrote = False
        for _at, method, act, name in asks_there:
            drawn = scope.draws(at, name, act)
            written = rows_written()
            yield from asked(world, before, at, method, act, name, keys[name], drawn=drawn)
            # What a post writes is undone.
            wrote |= method != "POST" and (written is None or rows_written() != written)
        if wrote and (after := facts_of(world)) != before:
            yield f"/{at} changed something by no post: {differing(before, after)}"
            before = after


def routes_of(kind: str) -> list[str]:
    """Return the routes that name this kind of thing."""
    return [at for at, route in ROUTES.items() if route.of == kind]


def asking(kind: str, state: str, scope: Scope) -> Iterator[Ask]:
    """Yield what is asked in one state of a kind of thing.

    In turns everybody tries to read and to do everything: over the states of a kind, each person
    once. And in each state, of those who may read or act somewhere, whoever is chosen.
    """
    turn = list(WORLDS[kind]).index(state)
    in_turn = list(PERSONS)[turn :: len(WORLDS[kind])]
    for at in routes_of(kind):
        route = ROUTES[at]
        tries = [one for name in in_turn for one in scope.asks(at, name)]
        yield from ((at, *one) for one in tries)
        acts = [("POST", act, post.by) for act, post in route.posts.items()]
        for method, act, may in [*acts, ("GET", "", route.get)]:
            already = {name for *one, name in tries if one == [method, act]}
            for alike in by_answer(at, method, act, state, may):
                yield from ((at, method, act, name) for name in scope.choose(alike, already, turn))


def one_in_turn(alike: Sequence[str], already: Collection[str], turn: int) -> Sequence[str]:
    """Choose one of those who get the same answer, in each state the next.

    Who left is asked to sign in, in every state: they try everything when it is their turn.
    """
    active = [name for name in alike if PERSONS[name].active]
    return () if {*alike} & {*already} or not active else (active[turn % len(active)],)


def everybody(alike: Sequence[str], already: Collection[str], turn: int) -> Sequence[str]:
    """Choose all of those who get the same answer."""
    return [name for name in alike if name not in already]


def asks_everything(at: str, name: str) -> Iterator[Try]:
    """Yield every act, where it is a post, and every other method."""
    for method in METHODS:
        for act in (ROUTES[at].posts or [""]) if method == "POST" else [""]:
            yield method, act, name


def asks_daily(at: str, name: str) -> Iterator[Try]:
    """Yield whatever hangs on who asks; of what is the same for all and of odd methods, a part.

    Nothing here answers to PUT, PATCH or DELETE, and Django makes a HEAD of a GET. Whoever is
    stopped at the door of a page tries a third of its acts, the next person the next third, and
    reads every second page.
    """
    turn = turn_of(at, name)
    odd = sorted({*METHODS} - {"GET", "POST"})
    for method, act, _name in asks_everything(at, name):
        if method in odd:
            chosen = turn % (6 * len(odd)) == odd.index(method)
        elif is_for_all(at, method, act):
            chosen = turn % 4 == 0
        elif is_stopped(at, name):
            acts = list(ROUTES[at].posts) if method == "POST" else []
            chosen = acts.index(act) % 3 == turn % min(3, len(acts)) if acts else turn % 2 == 0
        else:
            chosen = True
        if chosen:
            yield method, act, name


def drawn_daily(at: str, name: str, act: str) -> bool:
    """Say whether a page that refuses something is drawn daily: a quarter of them are."""
    return turn_of(at, name, act) % 4 == 0


def turn_of(at: str, name: str, act: str = "") -> int:
    """Return a number that differs from one person, route and act to the next."""
    acts = ["", *ROUTES[at].posts]
    return list(PERSONS).index(name) + list(ROUTES).index(at) + acts.index(act)


def is_stopped(at: str, name: str) -> bool:
    """Say whether somebody gets no further than the door of the desk, or of a page of it."""
    route, who = ROUTES[at], PERSONS[name]
    passes = who.signed_in and who.holds(route.door) and who.holds(route.gate)
    return at.startswith("desk/") and not passes


def is_for_all(at: str, method: str, act: str) -> bool:
    """Say whether the table lets everybody read or do it, or nobody at all."""
    route = ROUTES[at]
    if method == "POST":
        return act not in route.posts or None in route.posts[act].by
    return route.get is None or None in route.get


def by_answer(
    at: str, method: str, act: str, state: str, may: Roles | None
) -> Iterable[Sequence[str]]:
    """Return whom it concerns, those together who get the same answer. None: it is nobody's."""
    alike: dict[str, list[str]] = {}
    for name, who in PERSONS.items():
        if may is not None and concerns(name, may):
            expected = answer(at, ROUTES[at], method, act, state, who)
            alike.setdefault(repr(expected), []).append(name)
    return alike.values()


def concerns(name: str, may: Roles) -> bool:
    """Say whether it hangs on this person's roles; where everybody may, ask a visitor."""
    return name == "visitor" if None in may else PERSONS[name].holds(may)


def asked(
    world: World,
    before: dict[str, Any],
    at: str,
    method: str,
    act: str,
    name: str,
    key: str,
    *,
    drawn: bool,
) -> Iterator[str]:
    """Ask, say what is wrong with the answer and with what it did, and undo that."""
    route = ROUTES[at]
    expected = answer(at, route, method, act, world.state, PERSONS[name])
    ask = getattr(client_of(key), method.lower())
    if method == "POST":
        data = route.posts[act].send(world) if route.posts else {}
        with undone(), nullcontext() if drawn or expected.changes is not None else undrawn():
            written = rows_written()
            said = ask(address(at, world.names), data)
            wrote = written is None or rows_written() != written
            problems = [
                *amiss(said, expected, at, method, world, name),
                *amiss_after(expected, route, act, before, facts_of(world) if wrote else before),
            ]
    else:
        problems = list(amiss(ask(address(at, world.names)), expected, at, method, world, name))
    sent = f" ({act})" if act else ""
    for problem in problems:
        yield f"{method} /{at}{sent} in {world.state or 'any state'} as {name}: {problem}"


def rows_written() -> int | None:
    """Return how many rows SQLite has written so far; another database does not say.

    Most refusals write none: then nothing changed, and nothing need be read to know it.
    """
    if connection.vendor != "sqlite":
        return None
    connection.ensure_connection()
    return int(connection.connection.total_changes)


@contextmanager
def undrawn() -> Iterator[None]:
    """Draw no page within: to say a refusal, the whole screen is drawn again."""
    with mock.patch.object(Template, "render", return_value=""):
        yield


@contextmanager
def undone() -> Iterator[None]:
    """Take back what is written within."""
    point = transaction.savepoint_create()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)


def session_of(name: str) -> str:
    """Make a person of the table, if there is none yet, and sign them in; return their session."""
    who = PERSONS[name]
    if who.visitor:
        return ""
    email = f"{name.replace(' ', '.').replace(',', '')}@example.org"
    # A world may know them already: it is then theirs.
    user = User.objects.filter(username=email).first() or made_user(email, *who.roles)
    for role, limits in who.elsewhere.items():
        RoleGrant.objects.create(user=user, role=role, **limits)
    client = Client()
    client.force_login(user)
    if not who.active:
        user.is_active = False
        user.save()
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def client_of(key: str) -> Client:
    client = Client()
    client.handler = HANDLER
    if key:
        client.cookies[settings.SESSION_COOKIE_NAME] = key
    return client


def amiss(
    response: HttpResponseBase, expected: Answer, at: str, method: str, world: World, name: str
) -> Iterator[str]:
    """Say what is wrong with an answer: its status, where it leads, what it tells of."""
    if response.status_code != expected.status:
        yield f"{response.status_code}, and not {expected.status}"
        return
    leads = response.headers.get("Location", "")
    desk = at.startswith("desk/")
    sent_to_sign_in = desk and not PERSONS[name].signed_in and expected.status == 302
    if sent_to_sign_in and not leads.startswith("/account/login/?next=/desk/"):
        yield f"leads to {leads}"
    if desk and response.status_code == 200 and "no-store" not in response["Cache-Control"]:
        yield "may be kept in a cache"
    if response.status_code == 301:
        leading = LEADS_TO.get(at, at)
        keeper = address(leading, {**world.names, "public_id": KEEPER_ID})
        if not leads.startswith(keeper):
            yield f"leads to {leads}"
    if method == "HEAD" and body(response):
        yield "a body"
    if method == "GET" and name == "visitor" and is_page(response):
        yield from amiss_in_page(body(response), at, world)
    if method == "GET" and (how := ROUTES[at].lists):
        shown = world.state in SHOWN
        text = body(response)
        if how == "id" and (world.names["public_id"] in text) is not shown:
            yield "tells of the case" if not shown else "does not tell of the case"
        one = '"count":1' in text.replace(" ", "")
        if how == "count" and one is not (shown or world.state == "merged"):
            yield "counts wrongly"


def is_page(response: HttpResponseBase) -> bool:
    return response.status_code == 200 and response["Content-Type"].startswith("text/html")


def amiss_in_page(page: str, at: str, world: World) -> Iterator[str]:
    """Say what is wrong with the head of a public page, and which other page has its title."""
    yield from faults_of_page(page, at)
    titled = (world.kind, world.state, title_of(page))
    if "noindex" not in page and TITLES.setdefault(titled, at) != at:
        yield f"has the title of /{TITLES[titled]}"


def body(response: Any) -> str:
    """Return the text of an answer; of a workbook all of its parts."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            content = b"".join(book.read(part) for part in book.namelist())
    return str(content.decode())


def facts_of(world: World) -> dict[str, Any]:
    """Read what acts change: the last decision, the number of rows, the state of the thing.

    That a page of a panel opened what its reader may read is kept too, and is no act.
    """
    shown = Decision.objects.filter(
        verb="open_sealed", actor=None, target_kind__in=(REMARK, ROUND, SEAT)
    )
    acts = Decision.objects.exclude(pk__in=shown)
    last = acts.order_by("-pk").values_list("pk", flat=True).first()
    tables = sorted(model._meta.db_table for model in models())
    counts = ", ".join(f"(SELECT count(*) FROM {table})" for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}")
        rows = dict(zip(tables, cursor.fetchone(), strict=True))
    rows[Decision._meta.db_table] = acts.count()
    return {"decided": last, "rows": rows, "thing": world.facts()}


def amiss_after(
    expected: Answer, route: Route, act: str, before: dict[str, Any], after: dict[str, Any]
) -> Iterator[str]:
    """Say what is wrong with what was done: not done, done though refused, done otherwise."""
    if expected.changes is None:
        if after != before:
            yield f"done, though refused: {differing(before, after)}"
        return
    if route.posts[act].recorded and after["decided"] == before["decided"]:
        yield "not done, or no decision recorded"
    wanted = {**before["thing"], **expected.changes}
    if after["thing"] != wanted:
        yield f"left {after['thing']}, and not {wanted}"


def differing(before: dict[str, Any], after: dict[str, Any]) -> str:
    """Say what is not as before."""
    old, new = ({**facts, **facts["rows"], **facts["thing"]} for facts in (before, after))
    apart = {"rows", "thing"}
    changed = [name for name in old if name not in apart and old[name] != new[name]]
    return ", ".join(f"{name} {old[name]} became {new[name]}" for name in changed)


# Forms of strangers


@pytest.mark.django_db
def test_every_post_needs_its_csrf_token() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(made_user("somebody@example.org", *Role))
    posted = [at for at, route in ROUTES.items() if route.posts]
    answers = {at: client.post(address(at, DUMMIES)).status_code for at in posted}
    assert {at for at, status in answers.items() if status != 403} == set()
    assert answers
