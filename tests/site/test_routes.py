"""Every route of ours, for everybody, by every method, in every state of what it names.

The table is `route_table`; the states are made by `route_states`. What is in neither fails.
"""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.test.client import ClientHandler
from pytest_django.plugin import DjangoDbBlocker

from desk.test_route_matrix import DESK, MATRIX, routes
from route_states import NO_STATES, SHOWN, STATES_OF, WORLDS, World, made_user
from route_table import METHODS, PERSONS, ROUTES, Answer, Route, answer
from vigil.casefile.models import Case, Coding
from vigil.trust.models import Decision, Role, RoleGrant

KINDS = [(kind, state) for kind, states in WORLDS.items() for state in states]
HANDLER = ClientHandler(enforce_csrf_checks=False)
"""One for all clients: each of its own would put the middleware together anew."""
FIRST = {next(iter(states)) for states in WORLDS.values()}
OUTSIDERS = [str(role) for role in Role if role not in DESK]


def told(route: str) -> Route:
    return ROUTES.get(route, Route())


# No gaps


def test_every_route_is_in_the_table_and_nothing_else() -> None:
    assert set(MATRIX) == set(routes())
    assert set(ROUTES) - set(MATRIX) == set()


def test_every_route_that_names_something_says_of_which_kind() -> None:
    for route in MATRIX:
        assert ("<" not in route) or told(route).of, route
        assert told(route).of in WORLDS, route


def test_every_state_that_a_row_speaks_of_is_made() -> None:
    for route, row in ROUTES.items():
        spoken = {*row.seen, *row.done, *row.refused, *row.adjudicators}
        assert spoken <= set(WORLDS[row.of]), route


def test_every_role_is_a_person_of_the_table() -> None:
    assert set(Role.values) <= set(PERSONS)


def with_choices() -> Iterator[tuple[str, set[str]]]:
    for model in apps.get_models():
        if model.__module__.startswith("vigil."):
            for field in model._meta.concrete_fields:
                if field.choices:
                    yield f"{model.__name__}.{field.name}", {key for key, _ in field.choices}


def test_every_field_with_choices_is_known_as_a_state_or_as_none() -> None:
    assert {name for name, _ in with_choices()} == set(STATES_OF) | set(NO_STATES)
    assert not set(STATES_OF) & set(NO_STATES)


@pytest.mark.django_db
def test_every_value_of_a_state_has_a_world() -> None:
    found: dict[str, set[str]] = {name: set() for name in STATES_OF}
    for states in WORLDS.values():
        for make in states.values():
            point = transaction.savepoint_create()
            make()
            for name, read in STATES_OF.items():
                found[name] |= set(read())
            transaction.savepoint_rollback(point)
    assert found == {name: values for name, values in with_choices() if name in STATES_OF}


# The table


@pytest.fixture(scope="module")
def world(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[World]:
    """Make what an address names in one state, and everybody who asks for it."""
    kind, state = request.param
    with django_db_blocker.unblock(), transaction.atomic():
        made = WORLDS[kind][state]()
        made.parts["keys"] = {name: _session_of(name) for name in PERSONS}
        yield made
        transaction.set_rollback(True)


def _session_of(name: str) -> str:
    who = PERSONS[name]
    if who.visitor:
        return ""
    user = made_user(f"person{len(name)}-{abs(hash(name))}@example.org", *who.roles)
    for role, limits in who.elsewhere.items():
        RoleGrant.objects.create(user=user, role=role, **limits)
    client = Client()
    client.force_login(user)
    if not who.active:
        user.is_active = False
        user.save()
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def client_of(world: World, name: str) -> Client:
    client = Client()
    client.handler = HANDLER
    if key := world.keys[name]:
        client.cookies[settings.SESSION_COOKIE_NAME] = key
    return client


def address(route: str, world: World, language: str = "") -> str:
    for kind in ("str:", "int:", ""):
        for part, value in world.names.items():
            route = route.replace(f"<{kind}{part}>", value)
    return f"/{language}{route}"


def ask(world: World, name: str, route: str, method: str) -> HttpResponseBase:
    """Ask as somebody, and undo whatever that did."""
    data = told(route).send(world) if method == "POST" else {}
    return getattr(client_of(world, name), method.lower())(address(route, world), data)


def combinations() -> Iterator[Any]:
    for made in KINDS:
        for route in sorted(MATRIX):
            if told(route).of == made[0]:
                yield pytest.param(made, route, id=f"{made[1] or 'any'}-/{route}")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("world", "route"), list(combinations()), indirect=["world"], scope="module"
)
def test_answers(world: World, route: str) -> None:
    wrong = [
        said
        for name in PERSONS
        for method in METHODS
        if is_asked(method, name, world.state)
        for said in asked(world, route, method, name)
    ]
    assert not wrong, "\n".join(wrong)


def is_asked(method: str, name: str, state: str) -> bool:
    """Leave out what is refused before any state is looked at, but in the first of the states.

    There everybody tries everything. In each other state one of the roles that have no business
    here stands for all of them, another each time; and an adjudicator, who may do most, tries
    the methods that no route knows.
    """
    if state in FIRST:
        return True
    if name in OUTSIDERS:
        number = [made for _kind, made in KINDS].index(state)
        return method in ("GET", "POST") and name == OUTSIDERS[number % len(OUTSIDERS)]
    return method in ("GET", "POST") or name == Role.ADJUDICATOR


def asked(world: World, route: str, method: str, name: str) -> Iterator[str]:
    """Ask, say what is wrong with the answer and with what it did, and undo that."""
    expected = answer(route, method, world.state, PERSONS[name])
    acts = method in ("GET", "POST")
    before = facts_of(world) if acts else {}
    point = transaction.savepoint_create()
    try:
        response = ask(world, name, route, method)
        problems = list(amiss(response, expected, route, method, world, name))
        if acts:
            problems += amiss_after(expected, method, before, facts_of(world))
    finally:
        transaction.savepoint_rollback(point)
    for problem in problems:
        yield f"{method} /{route} in {world.state or 'any state'} as {name}: {problem}"


def amiss(
    response: Any, expected: Answer, route: str, method: str, world: World, name: str
) -> Iterator[str]:
    """Say what is wrong with an answer: its status, where it leads, what it tells of."""
    if response.status_code != expected.status:
        yield f"{response.status_code}, and not {expected.status}"
        return
    leads = response.headers.get("Location", "")
    to_sign_in = route.startswith("desk/") and not PERSONS[name].signed_in
    if to_sign_in and not leads.startswith("/account/login/?next=/desk/"):
        yield f"leads to {leads}"
    if response.status_code == 301:
        keeper = World("", "", {"public_id": "V-7003"})
        if not leads.startswith(address(route, keeper).removesuffix("/")):
            yield f"leads to {leads}"
    if method == "HEAD" and body(response):
        yield "a body"
    if method == "GET" and (how := told(route).lists):
        shown = world.state in SHOWN
        text = body(response)
        if how == "id" and (world.names["public_id"] in text) is not shown:
            yield "tells of the case" if not shown else "does not tell of the case"
        one = '"count":1' in text.replace(" ", "")
        if how == "count" and one is not (shown or world.state == "merged"):
            yield "counts wrongly"


def body(response: Any) -> str:
    """Return the text of an answer; of a workbook all of its parts."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            content = b"".join(book.read(part) for part in book.namelist())
    return str(content.decode())


def facts_of(world: World) -> dict[str, Any]:
    """Read what acts change: decisions and codings, and the state of the case."""
    last = Decision.objects.order_by("-pk").values_list("pk", flat=True).first()
    facts: dict[str, Any] = {"decided": last, "coded": Coding.objects.count()}
    if world.kind == "case":
        case = Case.objects.filter(pk=world.case.pk).first()
        facts |= {name: getattr(case, name, None) for name in ("stage", "visibility", "contested")}
        facts["superseded"] = bool(case and case.superseded_by_id)
    return facts


def amiss_after(
    expected: Answer, method: str, before: dict[str, Any], after: dict[str, Any]
) -> Iterator[str]:
    """Say what is wrong with what was done: not done, done though refused, done otherwise."""
    if expected.changes is None or method != "POST":
        if after != before:
            yield f"done, though refused: {before} became {after}"
        return
    if after["decided"] == before["decided"]:
        yield "not done, or no decision recorded"
    apart = {"decided", "coded"}
    wanted = {**before, **expected.changes}
    if any(after[name] != wanted[name] for name in wanted if name not in apart):
        yield f"left {after}, and not {wanted}"
