"""Hold two consultations, and recommend what was said there."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any, Final

from vigil.outlook.consultations.verbs import (
    coding,
    editing,
    notes_and_statements,
    publishing,
    quoting_statements,
)
from vigil.outlook.consultations.verbs.speakers_and_consent import QUOTES, agree
from vigil.outlook.models import Consultation, Response, Statement
from vigil.outlook.recommendations.verbs import recommendations, responses
from vigil.site.demonstration.rooms.world import DemoWorld, days_before, invented
from vigil.trust.models import Consent

FIELDS: Final = ("title", "region", "countries", "zone", "held", "people")
CODERS: Final = ("coder", "second-coder")
LOOK_AGAIN: Final = timedelta(days=180)


def hold_consultations(world: DemoWorld) -> list[Consultation]:
    """Publish the consultations: coded by two people, some statements quotable."""
    return [_held(world, told) for told in invented("outlook")["consultations"]]


def recommend(world: DemoWorld, held: Sequence[Consultation]) -> None:
    """Publish a response that was tried, and recommendations; one was followed up."""
    told, chair = invented("outlook"), world.by("chair")
    values = dict(told["response"])
    of = _statement(held, (1, values.pop("statement")))
    tried = responses.make_response(by=chair, statements=[of.uid], **values)
    tried = responses.publish_response(tried, by=chair)
    for one in told["recommendations"]:
        _recommended(world, one, [_statement(held, pair) for pair in one["statements"]], tried)


def _held(world: DemoWorld, told: Mapping[str, Any]) -> Consultation:
    chair, day = world.by("chair"), days_before(world.today, told["days"])
    row = editing.make_consultation(
        by=chair,
        starts_local=datetime.combine(day, time(10)),
        **{name: told[name] for name in FIELDS},
    )
    notes_and_statements.take_notes(row, told["notes"].strip(), told["language"], by=chair)
    codings = [coding.give_to(row, world.by(key), by=chair) for key in CODERS]
    row = coding.begin_coding(row, by=chair)
    _code(row, codings, told["codes"])
    row = coding.settle(row, {}, {}, by=chair)
    how = Consent.Given.PAPER
    agree(row.subject, QUOTES, how, by=chair, given_on=day, why="All who came signed a form.")
    every = list(row.statements.values_list("uid", "number"))
    quoting_statements.clear_names(row, [uid for uid, _n in every], by=chair)
    quoted = [uid for uid, number in every if number in told["quotable"]]
    quoting_statements.set_quotable(row, quoted, by=chair)
    return publishing.publish_consultation(row, by=chair)


def _code(row: Consultation, codings: Sequence[Any], codes: Sequence[Mapping[str, Any]]) -> None:
    """Let two people code each statement."""
    statements = list(row.statements.all())
    for own in codings:
        for statement, given in zip(statements, codes, strict=True):
            coding.code_statement(own, statement, given, by=own.coder)
        coding.hand_in(own, by=own.coder)


def _statement(held: Sequence[Consultation], which: Sequence[int]) -> Statement:
    """Return a statement by the place of its consultation and its number."""
    return held[which[0] - 1].statements.get(number=which[1])


def _recommended(
    world: DemoWorld, told: Mapping[str, Any], of: Sequence[Statement], tried: Response
) -> None:
    chair = world.by("chair")
    row = recommendations.make_recommendation(
        by=chair,
        statements=[one.uid for one in of],
        responses=[tried.uid] if told.get("response") else [],
        text=told["text"],
        level=told["level"],
        addressed_to=told["addressed_to"],
        look_on=world.today + LOOK_AGAIN,
    )
    row = recommendations.publish_recommendation(row, by=chair)
    if told["outcome"]:
        recommendations.follow_up(
            row,
            told["outcome"],
            told["found"],
            told["evidence"],
            by=chair,
            on=days_before(world.today, 3),
            look_on=world.today + LOOK_AGAIN,
        )
