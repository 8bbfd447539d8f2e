"""Everything that can be sent to us, by two people at one instant: as if one came after the other.

The table of routes says what can be posted, and in which states it is done. Two who send the same
at once must leave what they would have left one after the other, and never get an error. Whoever
comes second may be told so in another way than if they had come later: a form finds gone what was
there a moment ago. Where nothing is done twice, they may be told that it is done.
"""

from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.shortcuts import resolve_url
from django.test import Client

from races.arena import Act, Arena, at_once
from routes.rows import Post
from routes.table import ROUTES, WORLDS, address
from routes.worlds import World, made_user
from vigil.trust.models import Decision, Role, User

pytestmark = [pytest.mark.tail("`test_acts` races the most harmful daily"), pytest.mark.either]
RACES = 2
TWICE = {
    (
        "desk/sheets/<int:pk>/apply/",
        "",
    ): "the second import finds nothing to do, and is kept",
    ("desk/programme/recordings/<int:pk>/", "cut"): "the file of the second is made and destroyed",
}
"""What may be done twice at once, and why."""
POSTS = [
    pytest.param(at, name, id=f"{at} {name}")
    for at, route in ROUTES.items()
    for name, post in route.posts.items()
    if post.done and not route.members and (at, name) not in TWICE
]


@pytest.mark.parametrize(("at", "name"), POSTS)
def test_two_who_send_the_same_at_once(at: str, name: str, arena: Arena) -> None:
    route, post = ROUTES[at], ROUTES[at].posts[name]
    state = next(iter(post.done))
    arena.begin()
    with transaction.atomic():
        world = WORLDS[route.of][state]()
    keys = [key_of(who) for who in two_who_may(post, state)]
    with transaction.atomic():
        sent = [dict(post.send(world)) for _key in keys]
    where = address(at, world.names)
    arena.keep()

    def acts() -> list[Act]:
        return [lambda n=n: answered(keys[n], where, sent[n]) for n in range(2)]  # type: ignore[misc]

    allowed = []
    for order in ((0, 1), (1, 0)):
        with arena.copy():
            answers = [acts()[n]() for n in order]
            assert all(one < 500 for one in answers), answers
            allowed.append((sum(one < 400 for one in answers), left_by(world)))
    for _race in range(RACES):
        with arena.copy():
            answers, left = at_once(acts()), left_by(world)
        assert all(isinstance(one, int) and one < 500 for one in answers), answers
        assert left in [one for _done, one in allowed], f"{left}, and not one of {allowed}"
        assert sum(one < 400 for one in answers) >= min(done for done, _left in allowed), answers


def two_who_may(post: Post, state: str) -> list[User | None]:
    """Make two people who may send something; nobody where visitors may."""
    if None in post.by:
        return [None, None]
    wanted = Role.ADJUDICATOR if state in post.adjudicators else sorted(map(str, post.by))[0]  # type: ignore[type-var]
    role = Role(wanted)
    first = f"{role}@example.org"
    known = User.objects.filter(username=first).first()
    return [known or made_user(first, role), made_user(f"second.{role}@example.org", role)]


def key_of(user: User | None) -> str:
    """Sign somebody in; return their session."""
    if user is None:
        return ""
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def answered(key: str, where: str, sent: dict[str, Any]) -> int:
    """Send something; return the status of the answer: 401 where it is to sign in first."""
    client = Client(raise_request_exception=False)
    if key:
        client.cookies[settings.SESSION_COOKIE_NAME] = key
    answer = client.post(where, sent)
    signs_in = answer.headers.get("Location", "").startswith(resolve_url(settings.LOGIN_URL))
    return 401 if signs_in else answer.status_code


def left_by(world: World) -> dict[str, Any]:
    """Return what the acts left: how the thing is, and how many rows of each kind there are."""
    tables = sorted(m._meta.db_table for m in apps.get_models(True) if m.__module__[:6] == "vigil.")
    counts = ", ".join(f"(SELECT count(*) FROM {table})" for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}")
        rows = dict(zip(tables, cursor.fetchone(), strict=True))
    # Who was refused may have looked, which is kept.
    rows[Decision._meta.db_table] = Decision.objects.exclude(verb="open_sealed").count()
    return {"rows": rows, "thing": world.facts()}
