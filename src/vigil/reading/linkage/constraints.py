"""People's word as constraints: which accounts must be together, which must be apart.

Where people's words contradict each other, the rule is: a placement in a case comes before
"different", "different" before "same"; among judgements of "same" the smaller pair of keys comes
first. What yields is answered as a contradiction, never dropped unseen.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property

from vigil.reading.linkage.profile_columns import number_of
from vigil.reading.linkage.records import Judgement


class Constraints:
    """Groups that people made, and the groups they hold apart.

    Accounts that are not in the batch count too: "a is b" and "b is c" hold a and c together
    when b's report is not at hand.
    """

    def __init__(self, judgements: Iterable[Judgement], placed: Mapping[str, str]) -> None:
        self._parent: dict[str, str] = {}
        self._case: dict[str, str] = {}
        self._apart: dict[str, set[str]] = defaultdict(set)
        yielding: set[tuple[str, str]] = set()
        self._place(placed)
        verdicts: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for word in judgements:
            verdicts[word.verdict].add((min(word.a, word.b), max(word.a, word.b)))
        for pair in sorted(verdicts["different"]):
            if not self._separate(*pair):
                yielding.add(pair)
        for pair in sorted(verdicts["same"]):
            if not self._unite(*pair):
                yielding.add(pair)
        self.contradictions = sorted(yielding)
        self.spoken_of = frozenset(self._parent)

    def group(self, key: str) -> str:
        """Return the name of an account's group: one of its keys, the same for all in it."""
        parent = self._parent.setdefault(key, key)
        while parent != self._parent[parent]:
            self._parent[parent] = self._parent[self._parent[parent]]
            parent = self._parent[parent]
        self._parent[key] = parent
        return parent

    def case(self, group: str) -> str | None:
        """Return the case in which people placed a group, if they did."""
        return self._case.get(group)

    def apart(self, group: str) -> set[str]:
        """Return the groups that a group must never be with by judgement."""
        return self._apart.get(group, set())

    @cached_property
    def digests(self) -> Mapping[str, int]:
        """For each account that people judged or placed, a digest of what they decided.

        It covers the accounts that must be with it, its case, and those it must be apart from.
        """
        members: dict[str, list[str]] = {}
        for key in sorted(self.spoken_of):
            members.setdefault(self.group(key), []).append(key)
        digests: dict[str, int] = {}
        for group, own in members.items():
            apart = sorted(members[other][0] for other in self.apart(group))
            decided = "\n".join([self.case(group) or "", "", *own, "", *apart])
            digests |= dict.fromkeys(own, number_of(decided))
        return digests

    def _place(self, placed: Mapping[str, str]) -> None:
        first: dict[str, str] = {}
        for key, case in sorted(placed.items()):
            anchor = first.setdefault(case, self.group(key))
            self._parent[self.group(key)] = anchor
            self._case[anchor] = case

    def _separate(self, a: str, b: str) -> bool:
        one, two = self.group(a), self.group(b)
        if one == two:
            return False
        self._apart[one].add(two)
        self._apart[two].add(one)
        return True

    def _unite(self, a: str, b: str) -> bool:
        one, two = self.group(a), self.group(b)
        if one == two:
            return True
        cases = {self._case.get(one), self._case.get(two)} - {None}
        if len(cases) > 1 or two in self._apart[one]:
            return False
        self._parent[two] = one
        for other in self._apart.pop(two, set()):
            self._apart[other].discard(two)
            self._apart[other].add(one)
            self._apart[one].add(other)
        if two in self._case:
            self._case[one] = self._case.pop(two)
        return True
