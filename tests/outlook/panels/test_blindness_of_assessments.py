"""Blindness of an assessment, by its addresses: played twice with other answers, it looks the same.

The world is made once, with a first round that is closed. Then experts answer the second round by
page, script and sheet, once in one way and once in another: values, words and what is passed over.
A conflict is stated, an expert replaced, cells are taken away; some are late. While the round is
open, every address of the outlook answers the same to everybody else, and log and letters are the
same. Once it is closed there are differences, but not for who still has time: the test can fail.
"""

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from outlook.assessment_in_play import Size, World, act, close_second_round, made_world
from outlook.shown_pages import differing, named, number_from_the_same, posted, written
from routes.table import ROUTES, address, routes
from routes.worlds import made_user
from vigil.outlook.assessments.country_sets import names_of_split, regions_named
from vigil.outlook.assessments.people.verbs import seating
from vigil.outlook.models import Panel, Round, Seat
from vigil.outlook.questions.term_lists import LISTS
from vigil.trust.models import Decision, Letter, Role, Sealed, User

pytestmark = pytest.mark.django_db
OURS = ("outlook/", "desk/outlook/", "api/v1/outlook/")
OTHERS = (
    *("desk/outlook/reports/", "desk/outlook/consultations/", "desk/outlook/editions/"),
    *("outlook/reports/", "outlook/consultations/", "outlook/recommendations/"),
    "outlook/<slug:slug>/",
)
"""Addresses of the outlook that name nothing of an assessment."""
NO_PAGE = {
    "desk/outlook/assessments/sheets/<slug:uid>/": "a sheet that waits: there is none any more",
    "outlook/panels/reminders/": "takes a form alone",
    "outlook/panels/<slug:uid>/cells/": "takes a form alone",
}
"""Addresses that nobody in the world can open, and why."""
SETTING_UP = (
    *("outlook/index/quadrants/", "outlook/index/compare/", "outlook/index/editions/"),
    *("outlook/index/<int:edition>", "desk/outlook/assessments/<slug:uid>/terms/"),
    *("desk/outlook/assessments/<slug:uid>/regions/", "desk/outlook/assessments/<slug:uid>/sheet"),
    *("desk/outlook/assessments/new/", "desk/outlook/panels/<slug:uid>/add/"),
)
"""Addresses of what is asked and of what was published before: they are asked in the tail alone."""
OF_CELLS = ("country>/", "cells/", "answers.xlsx", "rounds/<int:round>/<int:number>/")
"""How addresses end at which an expert reads answers: daily all experts who look on ask them."""
MOMENT = re.compile(r"datetime\.datetime\([^)]*\)")
IN_FINAL = "XKX"
"""A country of the region that is final."""
UIDS = (
    ("desk/outlook/assessments/", ("assessment",)),
    ("desk/outlook/questions/", ("question",)),
    ("desk/outlook/rounds/", ("round", "first round")),
    ("desk/outlook/seats/", ("seat",)),
    ("outlook/results/assessments/", ("assessment",)),
    ("outlook/results/", ("final", "panel")),
    ("api/v1/outlook/panels/", ("final", "panel")),
    ("", ("panel",)),
)
"""What the part "uid" of an address names, by how the address begins."""


def nine_regions() -> dict[str, Sequence[str]]:
    """Return the countries of the world by region."""
    specs = regions_named(names_of_split("nine", "en"), members=True)
    return {one.name: one.countries for one in specs}


def terms(most: int) -> list[tuple[str, str]]:
    """Return the lists and codes of all terms, or of the first of each list."""
    lists = ("markets", "actors", "resilience")
    return [(name, code) for name in lists for code in list(LISTS[name]().terms)[:most]]


def a_tenth() -> Size:
    """Return two regions of about ten countries, six terms and 50 experts."""
    some = list(nine_regions().items())[:2]
    return Size(50, {name: codes[:10] for name, codes in some}, terms(2))


def whole() -> Size:
    """Return nine regions with all members of the United Nations, 32 terms and 500 experts."""
    return Size(500, nine_regions(), terms(99))


@dataclass
class Play:
    """What everybody but the experts who act was shown."""

    world: World
    seen: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)
    """Once the round is closed."""
    names: dict[str, str] = field(default_factory=dict)

    @property
    def readers(self) -> dict[str, User | None]:
        """Who must not tell one set of answers from the other."""
        world = self.world
        return {
            "the director": world.made.director,
            "the lead": world.panel.chair,
            "a second reader": world.reader,
            "another expert": world.beside.user,
            "a late expert": world.late.user,
            "the successor": world.successor,
            "the public": None,
        }

    @property
    def strangers(self) -> dict[str, User | None]:
        """Who has no part in the region."""
        return {
            "another lead": self.world.regions[1].chair,
            "an expert elsewhere": self.world.seats[self.world.regions[1].pk][-1].user,
            "the auditor": made_user("auditor@example.org", Role.AUDITOR),
            "the administrator": made_user("administrator@example.org", Role.ADMINISTRATOR),
        }

    def look(self, *, everything: bool) -> None:
        """Ask for every page as those who may open it; with `everything` as all, and post."""
        people = self.readers | (self.strangers if everything else {})
        for name, user in people.items():
            client = Client()
            if user is not None:
                client.force_login(user)
            for route, at in addresses(self.world):
                if everything or name in expected(route):
                    cache.clear()
                    self.note(self.seen, f"GET {route} {at} as {name}", client.get(at))
                if everything and ROUTES[route].posts:
                    self.note(self.seen, f"POST {route} {at} as {name}", posted(client, at))
        self.note_rows()

    def note(self, seen: dict[str, str], what: str, answer: Any) -> None:
        """Write an answer down, with names for what varies."""
        seen[what] = named(written(answer), self.names)

    def note_rows(self) -> None:
        """Write down the log, the letters, and what stands of seats, rounds and panels."""
        rows: dict[str, Any] = {
            "log": Decision.objects.values_list("verb", "target_key", "actor", "before", "after"),
            "letters": Letter.objects.values(),
            "vault": Sealed.objects.values_list("subject_kind", "field"),
        }
        for model in (Panel, Round, Seat):
            rows[model.__name__] = model.objects.values()  # type: ignore[attr-defined]
        for name, found in rows.items():
            told = "\n".join(map(str, found.order_by("pk")))
            self.seen[name] = named(MOMENT.sub("a moment", told), self.names)

    def look_once_closed(self) -> None:
        """Close the round, and ask again for what then tells the answers."""
        close_second_round(self.world)
        uid, place = self.world.panel.uid, self.world.names["country"]
        for name, at in {
            "another expert": f"/outlook/panels/{uid}/rounds/2/countries/{place}/",
            "a late expert": f"/outlook/panels/{uid}/rounds/2/countries/{place}/",
            "the lead": f"/desk/outlook/second-reading/{uid}/",
            "the public": f"/outlook/results/{uid}/",
        }.items():
            client = Client()
            if (user := self.readers[name]) is not None:
                client.force_login(user)
            answer = client.get(at)
            self.after[name] = named(written(answer), {})


def expected(route: str) -> frozenset[str]:
    """Return as whom a page is read daily: those for whom it is made."""
    if route.startswith(SETTING_UP):
        return frozenset()
    if route.startswith("desk/outlook/second-reading"):
        return frozenset({"the lead", "a second reader"})
    if route.startswith("desk/outlook/assessments/"):
        board = route.endswith(("people/", "conflicts/", "board/"))
        return frozenset({"the director", "the lead"} if board else {"the director"})
    if route.startswith("desk/"):
        return frozenset({"the lead"})
    if route.startswith("outlook/panels/"):
        more = {"a late expert", "the successor"} if route.endswith(OF_CELLS) else set()
        return frozenset({"another expert"} | more)
    return frozenset({"the public"})


def addresses(world: World) -> Iterator[tuple[str, str]]:
    """Yield every route of an assessment, filled with what the world has."""
    for route in routes():
        if not route.startswith(OURS) or route.startswith(OTHERS) or route == "outlook/":
            continue
        keys = next(keys for start, keys in UIDS if route.startswith(start))
        for key in keys if "uid>" in route else keys[:1]:
            for more in ways(route):
                filled = world.names | {"uid": world.names[key], "number": "1"} | more
                if key == "final":
                    filled["country"] = IN_FINAL
                yield route, address(route, filled)


def ways(route: str) -> list[dict[str, str]]:
    """Return what fills the other parts of an address, for each time that it is asked."""
    if "<int:round>" in route:
        return [{"round": "1"}, {"round": "2"}]
    if route.startswith("outlook/results/assessments/") and "country" in route:
        return [{}, {"country": IN_FINAL}]
    return [{"edition": "2023", "form": "bib" if "cite" in route else "csv"}]


def play(world: World, first: bool, caplog: pytest.LogCaptureFixture, *, everything: bool) -> Play:
    """Play the second round with one of two sets of answers; nothing of it stays."""
    with transaction.atomic(), caplog.at_level(logging.INFO):
        caplog.clear()
        number_from_the_same()
        played = Play(world)
        act(world, first, len(world.regions) if everything else 1)
        played.look(everything=everything)
        logged = "\n".join(record.getMessage() for record in caplog.records)
        played.seen["records"] = named(logged, played.names)
        played.look_once_closed()
        transaction.set_rollback(True)
    return played


def opened(played: Play) -> set[str]:
    """Return the routes that somebody could read."""
    return {
        what.split()[1]
        for what, text in played.seen.items()
        if what.startswith("GET") and text.startswith("200")
    }


@pytest.mark.parametrize(
    ("size", "everything"),
    [
        pytest.param(a_tenth, False, id="a tenth"),
        pytest.param(
            whole, True, id="whole", marks=pytest.mark.tail("a tenth, as those who may read it")
        ),
    ],
)
def test_nobody_can_tell_what_experts_answer_before_the_round_is_closed(
    size: Any, everything: bool, caplog: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = made_world(size())
    # What is shown in the order of handles must come in the same order in both plays.
    monkeypatch.setattr(seating, "new_handle", lambda panel: "ZZ9")
    one, two = (play(world, first, caplog, everything=everything) for first in (True, False))
    assert differing(one.seen, two.seen) == []
    # Each address was opened by somebody, and not only refused.
    asked = {route for route, _at in addresses(world) if everything or expected(route)}
    assert asked - opened(one) == set(NO_PAGE)
    told_apart = {name for name in one.after if one.after[name] != two.after[name]}
    assert told_apart == {"another expert", "the lead"}
