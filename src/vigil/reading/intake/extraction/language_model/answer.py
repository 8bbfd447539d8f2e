"""The form of an answer: as the model is told it, as the server enforces it, as we check it."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from vigil.reading.intake.extraction.language_model.errors import NoAnswerError

ACCOUNTS, VICTIMS = 4, 12
"""Attacks of a report, and victims of an attack, that an answer may hold."""

QUOTE, VALUE = 300, 120
"""Characters of a quotation and of a value."""

OLDEST, MOST = 120, 500
"""Years of an age, and people counted."""

_Words = Annotated[str, Meta(min_length=1, max_length=QUOTE)]


class Quoted(Struct, frozen=True, forbid_unknown_fields=True):
    """A value in words, and the words of the article that state it."""

    value: Annotated[str, Meta(min_length=1, max_length=VALUE)]
    quote: _Words


class QuotedNumber(Struct, frozen=True, forbid_unknown_fields=True):
    """A number, and the words of the article that state it."""

    value: Annotated[int, Meta(ge=0, le=MOST)]
    quote: _Words


class AnsweredVictim(Struct, frozen=True, forbid_unknown_fields=True):
    """A person, or a group without names, as the model read them."""

    name: Quoted | None
    count: QuotedNumber | None
    age: QuotedNumber | None
    gender: Quoted | None
    occupation: Quoted | None
    outcome: Quoted | None


class AnsweredAccount(Struct, frozen=True, forbid_unknown_fields=True):
    """An attack as the model read it."""

    event: Quoted
    victims: Annotated[list[AnsweredVictim], Meta(max_length=VICTIMS)]
    killed: QuotedNumber | None
    injured: QuotedNumber | None
    date: Quoted | None
    place: Quoted | None
    method: Quoted | None


class Answer(Struct, frozen=True, forbid_unknown_fields=True):
    """All attacks of a report as the model read them."""

    accounts: Annotated[list[AnsweredAccount], Meta(max_length=ACCOUNTS)]


Kind = Literal["event", "outcome", "method", "gender"]

CHOICES: dict[Kind, tuple[str, ...]] = {
    "event": ("killing", "attempt", "prevented"),
    "outcome": ("killed", "injured", "unhurt", "missing"),
    "method": (
        *("firearm", "explosive", "blade", "beating", "asphyxia", "poison", "vehicle", "fire"),
        "abduction",
    ),
    "gender": ("female", "male"),
}
"""Values of the closed lists."""


def _object(**fields: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": fields,
        "required": list(fields),
        "additionalProperties": False,
    }


def _quoted(kind: Kind | None = None) -> dict[str, Any]:
    value: dict[str, Any] = {"type": "string", "maxLength": VALUE}
    if kind is not None:
        value = {"type": "string", "enum": list(CHOICES[kind])}
    return _object(value=value, quote={"type": "string", "maxLength": QUOTE})


def _number(most: int) -> dict[str, Any]:
    # Without bounds a server writes digits until its limit.
    return _object(
        value={"type": "integer", "minimum": 0, "maximum": most},
        quote={"type": "string", "maxLength": QUOTE},
    )


def _or_null(kind: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [kind, {"type": "null"}]}


def schema() -> dict[str, Any]:
    """Return the JSON Schema of an answer: no pattern, multipleOf or uniqueItems, which servers
    ignore.
    """
    victim = _object(
        name=_or_null(_quoted()),
        count=_or_null(_number(MOST)),
        age=_or_null(_number(OLDEST)),
        gender=_or_null(_quoted("gender")),
        occupation=_or_null(_quoted()),
        outcome=_or_null(_quoted("outcome")),
    )
    account = _object(
        event=_quoted("event"),
        victims={"type": "array", "items": victim, "maxItems": VICTIMS},
        killed=_or_null(_number(MOST)),
        injured=_or_null(_number(MOST)),
        date=_or_null(_quoted()),
        place=_or_null(_quoted()),
        method=_or_null(_quoted("method")),
    )
    return _object(accounts={"type": "array", "items": account, "maxItems": ACCOUNTS})


def read_answer(content: str) -> Answer:
    """Read what a model wrote. Raises NoAnswerError for all but the form that was asked for."""
    try:
        return msgspec.json.decode(content.encode("utf-8", "surrogatepass"), type=Answer)
    except msgspec.ValidationError as error:
        raise NoAnswerError("wrong_schema", str(error)) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise NoAnswerError("not_json", f"the answer is no JSON: {error}") from error
