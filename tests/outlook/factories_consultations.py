"""Consultations, responses and recommendations for tests, made by the verbs of the outlook."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from factories import UserFactory
from vigil.outlook.consultations.verbs import (
    coding as coding_verbs,
)
from vigil.outlook.consultations.verbs import (
    editing,
    notes_and_statements,
    publishing,
)
from vigil.outlook.models import Consultation, Recommendation, Response, Standing, Statement
from vigil.outlook.recommendations.verbs import recommendations as recommendation_verbs
from vigil.outlook.recommendations.verbs import responses
from vigil.trust.models import Role, User

NOTES = """Containers leave the port unseen, and so does the cocaine in them.

Fishing boats bring people across, since the catch has gone.

Banks that ask nothing are used by all of them.
"""
CODES: Sequence[Mapping[str, Sequence[str]]] = (
    {"markets": ["cocaine"], "drivers": ["infrastructure_trade"], "places": ["ECU"]},
    {"markets": ["human_smuggling"], "drivers": ["climate"]},
    {"drivers": ["finance_banking"]},
)
"""What the statements of `NOTES` are about."""
State = Consultation.State


def chair(**values: Any) -> User:
    """Make a chair."""
    return UserFactory(roles=[Role.PANEL_CHAIR], **values)


def coder(**values: Any) -> User:
    """Make a coder."""
    return UserFactory(roles=[Role.CODER], **values)


def consultation(by: User | None = None, **values: Any) -> Consultation:
    """Make a consultation in draft, without notes."""
    values = {
        "title": "Ports of the Pacific",
        "region": "005",
        "countries": [],
        "starts_local": datetime(2021, 3, 4, 15, 0),
        "zone": "America/Bogota",
        "held": Consultation.Held.ONLINE,
    } | values
    return editing.make_consultation(by=by or chair(), **values)


def noted(by: User | None = None, notes: str = NOTES, **values: Any) -> Consultation:
    """Make a consultation with statements, given to two coders."""
    row = consultation(by, **values)
    notes_and_statements.take_notes(row, notes, "en", by=row.chair)
    for _n in range(2):
        coding_verbs.give_to(row, coder(), by=row.chair)
    return row


def being_coded(by: User | None = None, **values: Any) -> Consultation:
    """Make a consultation whose coding has begun."""
    return coding_verbs.begin_coding(
        noted(by, **values), by=by or Consultation.objects.latest("pk").chair
    )


def code(
    row: Consultation, *codings: Sequence[Mapping[str, Sequence[str]]], hand_in: bool = True
) -> None:
    """Let the coders code all statements, each as one of `codings` says."""
    for coding, codes in zip(row.codings.all(), codings, strict=False):
        for statement, given in zip(row.statements.all(), codes, strict=True):
            coding_verbs.code_statement(coding, statement, given, by=coding.coder)
        if hand_in:
            coding_verbs.hand_in(coding, by=coding.coder)


def settled(
    by: User | None = None,
    codes: Sequence[Mapping[str, Sequence[str]]] = CODES,
    **values: Any,
) -> Consultation:
    """Make a consultation that two people coded alike, settled."""
    row = being_coded(by, **values)
    code(row, codes, codes)
    return coding_verbs.settle(row, {}, {}, by=row.chair)


def published(
    by: User | None = None,
    codes: Sequence[Mapping[str, Sequence[str]]] = CODES,
    **values: Any,
) -> Consultation:
    """Make a published consultation."""
    row = settled(by, codes, **values)
    return publishing.publish_consultation(row, by=row.chair)


def made(state: str, by: User | None = None, **values: Any) -> Consultation:
    """Make a consultation in a state."""
    if state == State.DRAFT:
        return noted(by, **values)
    if state == State.CODING:
        return being_coded(by, **values)
    if state == State.SETTLED:
        return settled(by, **values)
    row = published(by, **values)
    if state == State.WITHDRAWN:
        return editing.withdraw_consultation(row, "asked", by=row.chair)
    return row


def response(
    by: User | None = None, state: str = Standing.DRAFT, of: Sequence[Statement] = (), **values: Any
) -> Response:
    """Make a response in a state; `of` are the statements that it stands on."""
    by = by or chair()
    values = {
        "title": "Scanners at the port",
        "what": "The port bought two scanners and published what they found.",
        "by_whom": Response.By.STATE,
        "level": "national",
        "markets": ["cocaine"],
        "drivers": [],
        "places": ["ECU"],
        "since": "2019",
        "until": "",
        "worked": Response.Worked.PARTLY,
        "evidence": "Fewer containers were opened by hand.",
        "sources": [{"what": "Audit 2021", "url": "https://example.org/a", "grade": "evaluated"}],
    } | values
    row = responses.make_response(by=by, statements=[one.uid for one in of], **values)
    if state != Standing.DRAFT:
        row = responses.publish_response(row, by=by)
    if state == Standing.WITHDRAWN:
        row = responses.withdraw_response(row, "asked", by=by)
    return row


def recommendation(
    by: User | None = None,
    state: str = Standing.DRAFT,
    of: Sequence[Statement] = (),
    tried: Sequence[Response] = (),
    **values: Any,
) -> Recommendation:
    """Make a recommendation in a state; without anything behind it, it stands on a response."""
    by = by or chair()
    if not of and not tried:
        tried = [response(by)]
    values = {
        "text": "Publish what scanners find.",
        "level": "national",
        "addressed_to": "Port authorities",
        "look_on": timezone.localdate(),
    } | values
    row = recommendation_verbs.make_recommendation(
        by=by, statements=[one.uid for one in of], responses=[one.uid for one in tried], **values
    )
    if state != Standing.DRAFT:
        row = recommendation_verbs.publish_recommendation(row, by=by)
    if state == Standing.WITHDRAWN:
        row = recommendation_verbs.withdraw_recommendation(row, "asked", by=by)
    return row
