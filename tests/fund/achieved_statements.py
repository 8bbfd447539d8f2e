"""Outcome statements with their results and readers for tests, made by the verbs."""

from typing import Any

from days import today
from fund.factories import officer
from vigil.fund.achieved import verbs
from vigil.fund.grants.verbs import accompanying
from vigil.fund.models import Grant, OutcomeStatement, Result
from vigil.trust.models import User

CHANGE = "The council of two villages opened its minutes to everybody."
CONTRIBUTION = "The grant paid the two people who asked for them every week."


def stated(grant: Grant, by: User | None = None, **values: Any) -> Result:
    """Record a result that an officer saw."""
    values = {"evidence": "observed", "shown_by": "I was there.", "month": today()} | values
    return accompanying.state_result(grant, "It warned forty.", by=by or officer(), **values)


def words(of: list[Result], **values: Any) -> verbs.StatementWords:
    """Return what an author types."""
    values = {
        "change": CHANGE,
        "contribution": CONTRIBUTION,
        "theme": "prevention",
        "month": today(),
        "results": [one.uid for one in of],
    } | values
    return verbs.StatementWords(**values)


def outcome(
    grant: Grant, state: str = "draft", by: User | None = None, **values: Any
) -> OutcomeStatement:
    """Make a statement in a state."""
    by = by or officer()
    row = verbs.write(grant, words([stated(grant, by)], **values), by=by)
    if state == "draft":
        return row
    row = verbs.send_to_readers(row, by=by)
    for shown in {"reading": [], "disputed": [False], "agreed": [True, True]}[state]:
        row = read(row, shown)
    return row


def read(row: OutcomeStatement, shown: bool = True, by: User | None = None) -> OutcomeStatement:
    """Let somebody open a statement, and say whether the evidence shows it."""
    by = by or officer()
    verbs.open_statement(row, by=by, why="to read it")
    return verbs.read(row, shown, "" if shown else "Who says so?", by=by)
