"""Convert between the records of the reading rooms and the rows of the case file."""

from collections.abc import Iterator
from typing import Any

import msgspec

from vigil.casefile.models import Account, Claim
from vigil.casefile.models import Report as StoredReport
from vigil.reading.records import Account as AccountRecord
from vigil.reading.records import Evidence, Report, VictimRead

CITED = "cited"
"""The reader of an account of a source that was only cited. It has no values to compare."""
PERSON_FIELDS = ("age", "gender", "occupation", "target_category", "outcome")
NUMBER_FIELDS = ("killed", "injured")
"""How many an account says were killed and hurt: {low, best, high}. The codebook has no such field."""
UNKNOWN: tuple[Any, ...] = (None, "", "unknown", [], {})


def account_data(record: AccountRecord) -> dict[str, Any]:
    """Return the account as plain data, for `Account.record`."""
    data = msgspec.to_builtins(record)
    assert isinstance(data, dict)
    return data


def account_record(account: Account) -> AccountRecord:
    """Return the account as it was read. Raises msgspec.ValidationError if it is damaged."""
    return msgspec.convert(account.record, AccountRecord)


def report_record(report: StoredReport) -> Report:
    """Return a stored report as the record that linkage compares."""
    return Report(
        id=report.key,
        text=report.text,
        url=report.canonical_url or report.url,
        outlet=report.outlet.name if report.outlet else "",
        title=report.title,
        published=report.published,
        language=report.language,
        country=report.outlet.country if report.outlet else "",
    )


def event_span(record: AccountRecord) -> Evidence | None:
    """Return the words that state the event, if there are any."""
    return next((e for e in record.evidence if e.field == "/event"), None)


def claims_of(record: AccountRecord, reader: str) -> Iterator[Claim]:
    """Yield the claims of an account, unsaved. A value without spans gives no claim."""
    for field, value, pointer in _event_values(record):
        spans = _spans(record, pointer)
        if spans and value not in UNKNOWN:
            yield Claim(field=field, value=value, spans=spans, reader=reader)
    for person, victim in enumerate(record.victims):
        for field, value, pointer in _person_values(person, victim):
            spans = _spans(record, pointer)
            if spans and value not in UNKNOWN:
                yield Claim(field=field, person=person, value=value, spans=spans, reader=reader)


def _event_values(record: AccountRecord) -> Iterator[tuple[str, Any, str]]:
    yield "event", record.event, "/event"
    if record.date.value:
        yield "date_of_attack", msgspec.to_builtins(record.date), "/date"
    if record.place.name or record.place.country:
        yield "place", msgspec.to_builtins(record.place), "/place"
    yield "method", record.method, "/method"
    for field in NUMBER_FIELDS:
        yield field, msgspec.to_builtins(getattr(record, field)), f"/{field}"
    yield "weapons", record.weapons, "/weapons"
    for number, perpetrator in enumerate(record.perpetrators):
        yield "perpetrators", [msgspec.to_builtins(perpetrator)], f"/perpetrators/{number}"


def _person_values(person: int, victim: VictimRead) -> Iterator[tuple[str, Any, str]]:
    at = f"/victims/{person}"
    names = [name for name in [victim.name, *victim.names] if name]
    yield "names", list(dict.fromkeys(names)), f"{at}/name"
    age = victim.age
    yield "age", None if age is None else {"low": age, "high": age}, f"{at}/age"
    for field in PERSON_FIELDS:
        if field != "age":
            yield field, getattr(victim, field), f"{at}/{field}"


def _spans(record: AccountRecord, pointer: str) -> list[dict[str, Any]]:
    """Return the evidence of a value: of its own pointer, or of one inside it."""
    inside = pointer + "/"
    # `/victims/0/name` and `/victims/0/names/1` are forms of one value.
    forms = pointer + "s/" if pointer.endswith("/name") else inside
    return [
        {"in": e.in_, "start": e.start, "end": e.end, "text": e.text}
        for e in record.evidence
        if e.field == pointer or e.field.startswith((inside, forms))
    ]
