"""Whatever people and machine do in whatever order: no account is lost, and numbers lead somewhere.

Random sequences of acts on a small world. What the case file refuses is refused; after every act
the invariants hold. Sequences that begin alike do their beginning once: a savepoint is a fork in
the way, and each end of it is a sequence of its own.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction

from factories import adjudicator
from readings import read_report
from vigil.casefile.cases.queries import case_or_successor
from vigil.casefile.cases.verbs.merging import merge_cases
from vigil.casefile.cases.verbs.moving import move_account
from vigil.casefile.cases.verbs.opening import open_case, reject_case, reopen_case
from vigil.casefile.cases.verbs.splitting import split_case
from vigil.casefile.cases.verbs.suggestions import confirm_suggestion, dismiss_suggestion
from vigil.casefile.cases.verbs.undoing import UNDOABLE, undo
from vigil.casefile.linking.verbs.proposing import propose
from vigil.casefile.models import Account, Case, CaseAccount, Rejection
from vigil.casefile.reports.verbs.admitting import admit
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Decision, User
from vigil.trust.rooms import house

pytestmark = pytest.mark.django_db

DAILY, ALL = (30, 1, 1, 2, 5), (2500, 1, 1, 2, 2)
"""Into how many a way forks at each step: 300 sequences of 450 acts, and 10,000 of 22,500.

Most ways part late, where the world holds more than at the beginning.
"""
DAILY_RUNS, ALL_RUNS = 30, 10
"""The machine runs again at one of so many places."""
TOLD = 6
"""The rooms above hear of what happens on one of so many ways: telling them is half of the time.

What they make of it is theirs to test; here it is enough that nothing ever stops them.
"""
TRIES = 4
PEOPLE = {"Amalia Ríos Quintero": 2, "Bento Carvalho Nunes": 1}
"""Who was attacked, and how many reports tell of it."""
type Act = Callable[[random.Random, User], object]


OFTEN = {"accept": 3, "undo": 3, "move": 3, "merge": 2}
"""Acts that lead to more states than others."""


class Rollback(Exception):
    """Ends a sequence: the world stands again as it stood before."""


@pytest.fixture
def by(db: None) -> User:
    """Make two candidates, and somebody who may decide everything."""
    admit(
        [
            read_report(f"{name[0]}{n}", victim=name, day=f"2019-0{i + 1}-07", town=f"Town {name}")
            for i, (name, reports) in enumerate(PEOPLE.items())
            for n in range(reports)
        ]
    )
    propose()
    return adjudicator()


def _a_case(draw: random.Random) -> Case:
    return draw.choice(list(Case.objects.filter(superseded_by=None).order_by("pk")))


def _an_account(draw: random.Random) -> Account:
    return draw.choice(list(Account.objects.order_by("key")))


def _some(draw: random.Random, case: Case) -> Sequence[Account]:
    inside = list(Account.objects.filter(membership__case=case).order_by("key"))
    return draw.sample(inside, k=draw.randint(0, len(inside)))


def _split(draw: random.Random, by: User) -> object:
    case = _a_case(draw)
    return split_case(case, _some(draw, case), by=by, why="two")


def _undo(draw: random.Random, by: User) -> object:
    done = list(Decision.objects.filter(verb__in=UNDOABLE).order_by("pk"))
    if not done:
        raise NotPossible("nothing was done yet")
    return undo(draw.choice(done[-2:]), by=by)


ACTS: dict[str, Act] = {
    "accept": lambda draw, by: open_case(_a_case(draw), by=by),
    "reject": lambda draw, by: reject_case(_a_case(draw), by=by, reason=Rejection.ACCIDENT),
    "take up": lambda draw, by: reopen_case(_a_case(draw), by=by, why="again"),
    "merge": lambda draw, by: merge_cases(_a_case(draw), _a_case(draw), by=by, why="one"),
    "split": _split,
    "move": lambda draw, by: move_account(_an_account(draw), _a_case(draw), by=by, why="there"),
    "confirm": lambda draw, by: confirm_suggestion(_an_account(draw), by=by),
    "dismiss": lambda draw, by: dismiss_suggestion(_an_account(draw), by=by),
    "undo": _undo,
}


@contextmanager
def unheard() -> Iterator[None]:
    """Let rooms above the case file hear nothing of the cases that change."""
    below = house.rooms()[: [room.name for room in house.rooms()].index("casefile") + 1]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(house, "rooms", lambda: below)
        yield


@dataclass
class Way:
    """How the world came to be as it is."""

    done: tuple[str, ...] = ()
    numbers: frozenset[str] = frozenset()
    """Every number that a case has had."""


@dataclass
class Walk:
    """A walk down every fork, and how many ends it came to."""

    by: User
    forks: Sequence[int]
    runs: int
    ends: int = 0

    def go(self, way: Way, place: tuple[int, ...] = ()) -> None:
        """Try each fork at a place, and put the world back as it was."""
        if len(place) == len(self.forks):
            self.ends += 1
            return
        for fork in range(self.forks[len(place)]):
            heard = place or fork % TOLD == 0
            with suppress(Rollback), transaction.atomic(), nullcontext() if heard else unheard():
                here = (*place, fork)
                self.go(self._step(way, here), here)
                raise Rollback

    def _step(self, way: Way, place: tuple[int, ...]) -> Way:
        """Do something, check the invariants, and return how it goes on."""
        names = _drawn(random.Random(repr(place[:-1])), place[-1] % len(ACTS))
        draw = random.Random(repr(place))
        done = (*way.done, _something(draw, names, self.by))
        # Seldom, and where ways part: a run is as long as several acts, and what follows shares it.
        if run := len(place) > 1 and draw.randrange(self.runs) == 0:
            propose()
            done = (*done, "run")
        numbers = way.numbers | {*Case.objects.values_list("public_id", flat=True)} - {None}
        assert faults(numbers, ran=run) == [], (place, done)
        return Way(done, numbers)


def _drawn(draw: random.Random, fork: int) -> list[str]:
    """Return the acts to try, in the order of each fork: what forks begins with different acts."""
    names = sorted(ACTS, key=lambda name: draw.random() ** (1 / OFTEN.get(name, 1)), reverse=True)
    return (names[fork:] + names)[:TRIES]


def _something(draw: random.Random, names: Sequence[str], by: User) -> str:
    """Do the first of several acts that is not refused, and return its name.

    What is refused writes nothing; what is done is in the log.
    """
    before = Decision.objects.count()
    for name in names:
        try:
            with transaction.atomic():
                ACTS[name](draw, by)
        except NotPossible:
            assert Decision.objects.count() == before, name
        else:
            assert Decision.objects.count() > before, name
            return name
    return "nothing"


def faults(numbers: set[str], ran: bool) -> list[str]:
    """Return which invariants do not hold."""
    found: list[str] = []
    rows: list[tuple[Any, ...]] = list(
        CaseAccount.objects.values_list("account__key", "case", "suggested", "case__superseded_by")
    )
    found += [f"{key} in a merged case" for key, _case, _s, merged in rows if merged]
    if ran and len(rows) != sum(PEOPLE.values()):
        found.append("an account is in no case")
    for number in numbers:
        if not Case.objects.filter(public_id=number).exists():
            found.append(f"{number} is gone")
        elif case_or_successor(number)[0].superseded_by_id:
            found.append(f"{number} leads to a merged case")
    for case in Case.objects.filter(superseded_by=None):
        held = {key for key, pk, suggested, _m in rows if pk == case.pk and not suggested}
        if case.n_reports != len(held):
            found.append(f"{case} counts {case.n_reports} reports of {len(held)}")
    return found


@pytest.mark.turns
def test_300_sequences_keep_every_account_and_number(by: User) -> None:
    walk = Walk(by, DAILY, DAILY_RUNS)
    walk.go(Way())
    assert walk.ends == 300


@pytest.mark.tail("300 sequences daily, of which some run the machine again")
def test_ten_thousand_sequences(by: User) -> None:
    walk = Walk(by, ALL, ALL_RUNS)
    walk.go(Way())
    assert walk.ends == 10_000
