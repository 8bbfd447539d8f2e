"""Spread applications evenly among reviewers. Pure: no database.

Who can review fewest is served first; then work is moved along chains of reviewers until no move
makes the loads more even. So the loads are as even as the bars allow: Harvey, Ladner, Lovász &
Tamir 2006, "Semi-matchings for bipartite graphs and load balancing" (an assignment is optimal if
there is no cost-reducing path).
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class ReviewTask:
    """An application that lacks reviewers, and who can be one."""

    key: int
    wanted: int
    """How many more reviewers it needs."""
    able: frozenset[int]


def spread(tasks: Sequence[ReviewTask], loads: Mapping[int, int]) -> dict[int, tuple[int, ...]]:
    """Return the new reviewers of each application, in ascending order.

    `loads` is how many each reviewer has already. An application with fewer able reviewers than it
    wants gets all of them. Equal input gives equal output.
    """
    balance = _Balance(loads)
    for task in sorted(tasks, key=lambda one: (len(one.able), one.key)):
        lightest = sorted(task.able, key=lambda who: (balance.loads[who], who))
        balance.give(task, lightest[: task.wanted])
    while balance.improve():
        pass
    return {key: tuple(sorted(who)) for key, who in balance.given.items()}


class _Balance:
    """Who has what, and which application could move from whom to whom."""

    def __init__(self, loads: Mapping[int, int]) -> None:
        self.loads = dict(loads)
        self.given: dict[int, set[int]] = {}
        self.able: dict[int, frozenset[int]] = {}
        self.moves: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))

    def give(self, task: ReviewTask, who: Iterable[int]) -> None:
        """Give an application to these reviewers for the first time."""
        self.able[task.key] = task.able
        self.given[task.key] = set(who)
        for one in self.given[task.key]:
            self.loads[one] += 1
        self._note(task.key, there=True)

    def improve(self) -> bool:
        """Move work along one chain from a heavy reviewer to a lighter one; False if none helps."""
        for heavy in sorted(self.loads, key=lambda who: (-self.loads[who], who)):
            chain = self._chain(heavy)
            if chain:
                for giver, taker in pairwise(chain):
                    self._move(giver, taker)
                return True
        return False

    def _chain(self, heavy: int) -> list[int]:
        """Return the way from a reviewer to the lightest one reached, if that one has 2 less."""
        came: dict[int, int] = {heavy: heavy}
        queue = deque([heavy])
        while queue:
            giver = queue.popleft()
            for taker in sorted(self.moves[giver]):
                if taker not in came and self.moves[giver][taker]:
                    came[taker] = giver
                    queue.append(taker)
        light = min(came, key=lambda who: (self.loads[who], who))
        if self.loads[heavy] - self.loads[light] < 2:
            return []
        chain = [light]
        while chain[-1] != heavy:
            chain.append(came[chain[-1]])
        return chain[::-1]

    def _move(self, giver: int, taker: int) -> None:
        key = min(self.moves[giver][taker])
        self._note(key, there=False)
        self.given[key] = self.given[key] - {giver} | {taker}
        self.loads[giver] -= 1
        self.loads[taker] += 1
        self._note(key, there=True)

    def _note(self, key: int, *, there: bool) -> None:
        """Note, or forget, between whom an application can move."""
        for giver in self.given[key]:
            for taker in self.able[key] - self.given[key]:
                moves = self.moves[giver][taker]
                if there:
                    moves.add(key)
                else:
                    moves.discard(key)
