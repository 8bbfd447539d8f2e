"""Read reports for tests: what the reading stage hands to the case file, made by hand."""

import hashlib
from typing import Any

from vigil.reading.engines.records import ReadReport
from vigil.reading.records import (
    Account,
    DateRead,
    Evidence,
    PerpetratorRead,
    PlaceRead,
    Report,
    Screening,
    VictimRead,
    account_key,
)

READER = "test-1"


def read_report(
    key: str,
    *,
    victim: str = "Amalia Ríos Quintero",
    day: str = "2019-03-07",
    town: str = "Puerto Ejemplo",
    outlet: str = "",
    perpetrator: str = "",
    reader: str = READER,
    shift: int = 0,
    accounts: int = 1,
    **report: Any,
) -> ReadReport:
    """Make a report that tells of `accounts` attacks on `victim`, every value with its span.

    `shift` moves the event's words by so many characters, as another reading might.
    """
    text = f"{victim} was shot dead in {town} on {day}. " + (
        f"Police suspect {perpetrator}. " if perpetrator else ""
    )
    text += report.pop("more", "")
    made = Report(
        id=key,
        text=text,
        title=report.pop("title", f"{victim} killed"),
        outlet=outlet or f"Outlet of {key}",
        published=day,
        language="en",
        url=f"https://news.example/{key}",
        **report,
    )
    return ReadReport(
        report=made,
        raw_sha256=hashlib.sha256(text.encode()).hexdigest(),
        locator="line 1",
        fetched_at="",
        canonical_url=made.url,
        content_sha256=hashlib.sha256(f"{made.outlet}{text}".encode()).hexdigest(),
        screening=Screening(
            id=key,
            score=0.9,
            relevant=True,
            report_kind="fresh",
            targeted_score=0.5,
            organised_crime_score=0.5,
            language="en",
        ),
        accounts=[
            _account(made, victim, day, town, perpetrator, shift, number + 1)
            for number in range(accounts)
        ],
        reader=reader,
    )


def _account(
    report: Report, victim: str, day: str, town: str, perpetrator: str, shift: int, number: int
) -> Account:
    def says(field: str, words: str, move: int = 0) -> Evidence:
        start = report.text.index(words) + move
        end = start + len(words)
        return Evidence(field=field, in_="text", start=start, end=end, text=report.text[start:end])

    event = says("/event", "was shot dead", shift + number - 1)
    evidence = [
        event,
        says("/victims/0/name", victim),
        says("/victims/0/outcome", "was shot dead"),
        says("/date", day),
        says("/place", town),
        says("/method", "shot"),
    ]
    perpetrators = []
    if perpetrator:
        perpetrators = [PerpetratorRead(name=perpetrator, kind="person", status="accused")]
        evidence.append(says("/perpetrators/0/name", perpetrator))
    return Account(
        report_id=report.id,
        account=number,
        key=account_key(report.id, "text", event.start, event.end),
        score=0.9,
        victims=[VictimRead(name=victim, names=[victim], outcome="killed")],
        date=DateRead(value=day, precision="day"),
        place=PlaceRead(name=town, country="MEX", precision="town"),
        method="firearm",
        perpetrators=perpetrators,
        evidence=evidence,
    )
