"""Outcome statements for lists and sums. Nothing sealed is opened here."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from django.db.models import QuerySet

from vigil.fund.models import Grant, OutcomeStatement, Reading
from vigil.fund.parties import queries as party_queries
from vigil.trust.models import User

READERS_NEEDED: Final = 2
"""How many must say that the evidence shows a statement."""
State = OutcomeStatement.State


def outcomes_for(user: User) -> QuerySet[OutcomeStatement]:
    """Return the statements on grants of parties that this officer may know of."""
    seen = party_queries.visible_to(user).values("pk")
    rows = OutcomeStatement.objects.filter(grant__party__in=seen)
    return rows.select_related("grant__party", "by").prefetch_related("readings", "results")


def to_read(user: User) -> QuerySet[OutcomeStatement]:
    """Return the statements that wait for this officer as a reader: not theirs, not read yet."""
    read = Reading.objects.filter(reader=user).values("outcome")
    waiting = outcomes_for(user).filter(state=State.READING, grant__party__removed_at=None)
    return waiting.exclude(by=user).exclude(pk__in=read)


@dataclass(frozen=True)
class StatementInList:
    """A statement as a list shows it."""

    outcome: OutcomeStatement
    read_by: int
    evidence: tuple[str, ...]
    """The kinds of evidence of its results, as labels."""

    @property
    def readers_missing(self) -> int:
        """Return how many readers it still waits for."""
        return max(READERS_NEEDED - self.read_by, 0)


def in_list(rows: Iterable[OutcomeStatement]) -> list[StatementInList]:
    """Return statements for a list; `rows` come with readings and results."""
    return [
        StatementInList(
            row,
            len(row.readings.all()),
            tuple(dict.fromkeys(str(one.get_evidence_display()) for one in row.results.all())),
        )
        for row in rows
    ]


@dataclass
class StatementTotals:
    """Statements of a theme: how many are agreed or waiting, and on what the agreed ones stand."""

    agreed: int = 0
    waiting: int = 0
    evidence: Counter[str] = field(default_factory=Counter)
    """Results behind agreed statements, by kind of evidence."""


def totals_by_theme(rows: Iterable[OutcomeStatement]) -> dict[str, StatementTotals]:
    """Return the totals of statements by theme. `rows` come with their results."""
    found: dict[str, StatementTotals] = {}
    for row in rows:
        one = found.setdefault(row.theme, StatementTotals())
        if row.state == State.AGREED:
            one.agreed += 1
            one.evidence.update(result.evidence for result in row.results.all())
        else:
            one.waiting += 1
    return found


def agreed_by_grant(grants: Iterable[Grant]) -> Mapping[str, Counter[str]]:
    """Return how many agreed statements each grant has, by theme, with one query."""
    found: dict[str, Counter[str]] = {}
    rows = OutcomeStatement.objects.filter(state=State.AGREED, grant__in=grants)
    for uid, theme in rows.exclude(theme="").values_list("grant__uid", "theme"):
        found.setdefault(uid, Counter())[theme] += 1
    return found
