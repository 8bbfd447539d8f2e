"""Blindness over all addresses: one panel played twice with other answers answers all the same.

An expert answers over the site, once one way and once the other. While the round is open, every
route of the installation that names the panel, and every list, log, search, file and feed there is,
is asked as everybody else: status, headers, sizes and bodies must be equal once what is random has
a lasting name. Routes are taken from the resolver, so that no new one is left out. Once the round
is closed the same look finds differences: the test can fail.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.utils import timezone

from outlook import factories_panels as factories
from outlook.factories_panels import Kind, fresh, wall
from outlook.shown_pages import differing, named, number_from_the_same, posted, written
from refusals import Refusals
from routes.table import ROUTES, address, routes
from routes.worlds import made_user
from vigil.outlook.experts.verbs import inviting_and_seating, reminding
from vigil.outlook.models import Panel, Round, Seat
from vigil.outlook.panels.verbs import rounds, setting_up
from vigil.trust.models import Role, User

pytestmark = pytest.mark.django_db
OURS = ("outlook/", "desk/outlook/", "api/v1/outlook/")
KINDS = tuple(Kind.values)
STRANGERS = frozenset({"another chair", "an expert of none", "a late expert"})
"""Whom the outlook alone is asked as: elsewhere they are what others are who are asked."""
WHEN_CLOSED = frozenset({"another expert", "a late expert", "another chair", "the public"})
"""Who is asked as once the round is closed: one who then sees the answers, and who still do not."""
READERS = frozenset({"another expert", "the public"})
"""Whom the pages that everybody reads are asked of: to others they say who reads them as well."""
ASKED_DAILY = frozenset({"another expert", "the chair", "the administrator", "the public"})
"""Who is asked as every day; the tail asks as everybody. A late expert: `test_blindness`."""
FIRST = {
    "1.score": "2", "2.q05": "1", "2.q50": "2", "2.q95": "3", "3.probability": "5",
    "4.direction": "-2", "6.c0": "1",
}  # fmt: skip
SECOND = {
    "1.score": "9.5", "2.q05": "100", "2.q50": "2000", "2.q95": "30000", "4.direction": "2",
    "5.c0": "4", "5.c2": "x", "6.c1": "10",
}  # fmt: skip


@dataclass
class Play:
    """A panel that is played, and what everybody else was shown of it."""

    panel: Panel
    row: Round
    seats: list[Seat]
    seen: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    """Of random words, by when each was seen first."""
    asked: dict[str, str] = field(default_factory=dict)
    """The same of what was asked, which comes in the same order in both plays."""
    each_anew: bool = False
    """Name random words in each answer anew: where one answer differs, those after it need not."""

    @property
    def others(self) -> dict[str, User | None]:
        """Who must not tell one set of answers from the other."""
        found: dict[str, User | None] = {
            "another expert": self.seats[1].user,
            "a late expert": self.seats[2].user,
            "the chair": self.panel.chair,
            "another chair": made_user("other.chair@example.org", Role.PANEL_CHAIR),
            "an expert of none": made_user("no.expert@example.org", Role.PANEL_EXPERT),
            "the auditor": made_user("auditor@example.org", Role.AUDITOR),
            "the administrator": made_user("administrator@example.org", Role.ADMINISTRATOR),
            "the public": None,
        }
        return found

    def look(self, *, closed: bool, once: bool) -> None:
        """Ask everything as everybody else, and write down the answers.

        Once the round is closed, only the outlook is asked, as those of whom something is said.
        With `once`, what everybody reads elsewhere is asked of two alone: a visitor and an expert.
        Of the other pages elsewhere each person reads every second one, the next person the others.
        Then it is asked as ASKED_DAILY; of assessments, `test_blindness_of_assessments` asks.
        To a route that takes no post none is sent: the table of routes holds it to 405.
        """
        ours = list(self.addresses())
        sent = [at for route, at in ours if not once or ROUTES[route].posts]
        rest = [at for at in routes() if "<" not in at and not at.startswith(OURS)]
        told_apart = [at for at in rest if not (once and None in (ROUTES[at].get or ()))]
        for turn, (name, user) in enumerate(self.others.items()):
            if (closed and name not in WHEN_CLOSED) or (once and name not in ASKED_DAILY):
                continue
            asked = [at for route, at in ours if not once or "assessments/" not in route]
            if not (closed or name in STRANGERS):
                elsewhere = told_apart[turn % 2 :: 2] if once else told_apart
                asked += [f"/{at}" for at in (rest if name in READERS else elsewhere)]
                asked.append(f"/search/?q={self.panel.uid}")
            client = Client()
            if user is not None:
                client.force_login(user)
            for at in asked:
                cache.clear()
                self.note(f"GET {at} as {name}", client.get(at))
            for at in sent:
                self.note(f"POST {at} as {name}", posted(client, at))

    def addresses(self) -> Iterator[tuple[str, str]]:
        """Yield every route of the outlook, filled with the panel and what it consists of."""
        for at in routes():
            if at.startswith(OURS):
                of_panels = "panel" in at or "seat" in at or "question" in at or "round" in at
                for uid in self.uids if of_panels else self.uids[:1]:
                    yield at, address(at, {**PARTS, "uid": uid, "slug": uid})
                    if "<" not in at:
                        break

    @property
    def uids(self) -> list[str]:
        """The panel, and what it consists of."""
        question = self.panel.questions.get(position=1)
        seats = [self.seats[0].uid, self.seats[1].uid]
        return [self.panel.uid, question.uid, self.row.uid, *seats]

    def note(self, what: str, answer: Any) -> None:
        """Write an answer down: its status, headers, size and body, with names for what varies."""
        self.seen[named(what, self.asked)] = named(
            written(answer), {} if self.each_anew else self.names
        )


PARTS = {
    **dict.fromkeys(("sheet", "conflict", "panel", "assessment"), "x"),
    "code": "cocaine",
    "edition": "2023",
    "number": "1", "round": "1", "pk": "1", "country": "COL", "name": "x", "form": "csv",
    "token": "x", "handle": "x", "language": "es", "kind": "text", "file": "x",
}  # fmt: skip


def _begun() -> Play:
    """Make a panel of every kind of question, in its first round, with four experts."""
    panel = factories.draft(KINDS, by=made_user("chair@example.org", Role.PANEL_CHAIR))
    row = factories.plan(panel, Round.Kind.FINAL)
    users = [made_user(f"expert{n}@example.org", Role.PANEL_EXPERT) for n in range(4)]
    seats = [factories.seat(panel, user) for user in users]
    panel = setting_up.open_panel(panel, by=panel.chair)
    row = rounds.open_round(row, by=panel.chair)
    inviting_and_seating.extend(seats[2], row, wall(9), by=panel.chair)
    factories.answer_all(fresh(seats)[1])
    return Play(panel, row, fresh(seats))


def _answer(play: Play, first: bool) -> None:
    """Answer over the site as one of two persons would: other values and words, as often."""
    client = Client()
    client.force_login(play.seats[0].user)
    at = f"/outlook/panels/{play.panel.uid}/"
    words = {"reasons": "Yes.", "quotable": "on"} if first else {"sources": "x" * 900}
    values = FIRST if first else SECOND
    for number in range(1, 7):
        typed = {k: v for k, v in values.items() if k.startswith(f"{number}.")}
        typed |= {f"{number}.{k}": v for k, v in words.items()}
        sent = {**typed, f"{number}.base": "0", f"{number}.nonce": f"n{number}"}
        assert client.post(f"{at}questions/{number}/", sent).status_code == 302
    again = {"2.base": "1", "2.nonce": "again", "2.q05": "7"}
    passed = {**again, "do": "pass"} if first else again
    assert client.post(f"{at}questions/2/", passed).status_code == 302
    unfit = {"1.base": "1", "1.score": "77" if first else "many"}
    assert client.post(f"{at}questions/1/", unfit).status_code == 422
    older = {"1.base": "0", "1.score": "3" if first else "8", "1.nonce": "older"}
    assert client.post(f"{at}all/", older).status_code == 409
    assert client.post(f"{at}hand-in/").status_code == 302


Plays = Callable[..., dict[str, str]]


@pytest.fixture
def play(caplog: pytest.LogCaptureFixture, refusals: Refusals) -> Plays:
    """Return what plays the panel, and draws the refusals of each play anew."""

    def played(first: bool, *, closed: bool) -> dict[str, str]:
        refusals.drawn.clear()
        caplog.clear()
        return _play(first, caplog, closed=closed, once=refusals.once)

    return played


def _play(
    first: bool, caplog: pytest.LogCaptureFixture, *, closed: bool, once: bool
) -> dict[str, str]:
    """Play the panel with one of two sets of answers; nothing of it stays."""
    with transaction.atomic(), caplog.at_level(logging.INFO):
        number_from_the_same()
        play = _begun()
        play.each_anew = closed
        _answer(play, first)
        soon = timezone.now() + timedelta(days=2)
        Round.objects.filter(pk=play.row.pk).update(closes_at=soon)
        reminding.remind()
        if closed:
            over = timezone.now() - timedelta(minutes=1)
            Round.objects.filter(pk=play.row.pk).update(closes_at=over)
            factories.close_round(play.row, by=play.panel.chair)
        play.look(closed=closed, once=once)
        logged = [record.getMessage() for record in caplog.records]
        play.seen["the log"] = named("\n".join(logged), play.names)
        transaction.set_rollback(True)
    return play.seen


@pytest.fixture(autouse=True)
def _handles_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the same handles in both plays: their order is that of what is shown."""
    monkeypatch.setattr(
        inviting_and_seating,
        "new_handle",
        lambda panel: f"B{inviting_and_seating.HANDLE_LETTERS[panel.seats.count()]}2",
    )
    assert settings.DEBUG is False


@pytest.mark.turns
def test_no_address_tells_one_set_of_answers_from_another(play: Plays) -> None:
    one, two = (play(first, closed=False) for first in (True, False))
    assert len(one) > 500
    assert sum(text.startswith("200") for text in one.values()) > 100
    assert differing(one, two) == []


@pytest.mark.tail("test_once_it_is_closed_there_is_a_difference_to_be_seen_but_not_by_who_is_late")
def test_once_the_round_is_closed_they_are_told_apart(play: Plays) -> None:
    one, two = (play(first, closed=True) for first in (True, False))
    apart = differing(one, two)
    assert any("/rounds/1/1/ as another expert" in what for what in apart), apart
    assert not any("as the public" in what or "as another chair" in what for what in apart), apart
    # Who answers late still sees nothing.
    assert not any("as a late expert" in what for what in apart), apart
