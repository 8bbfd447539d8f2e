"""Generated reports that are read as what they are: killings, each told in a first sentence.

What follows the sentence are the generated words of `generated_reports`. Not one is real.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from generated_reports import told

from vigil.reading.records import (
    Account,
    DateRead,
    Evidence,
    PlaceRead,
    Report,
    VictimRead,
    account_key,
)

SEED = 19
SENTENCE = "{name}, {age}, was shot dead by gunmen in {town}, police said. "
NOBODY = "A man"
TOWNS = (
    *("Culiacán", "Tijuana", "Celaya", "Iguala", "Uruapan", "Reynosa", "Zamora", "Fresnillo"),
    *("Acapulco", "Morelia", "Tumaco", "Medellín", "Cali", "Guayaquil", "Belém", "Fortaleza"),
)


def lines(known: int, new: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return known reports and those published next, as the lines that `vigil run` takes.

    The latest are left out: few are published after the last attack, and long after it.
    """
    made = told((known + new) * 51 // 50, SEED)
    found = sorted(map(_line, made), key=lambda line: line["published"])[: known + new]
    return found[:known], found[known:]


def _line(made: tuple[dict[str, Any], dict[str, Any]]) -> dict[str, Any]:
    account, report = made
    attack = account["attack"]
    name = account["victims"][0]["name"] or NOBODY
    town = TOWNS[attack * 7919 % len(TOWNS)]
    sentence = SENTENCE.format(name=name, age=20 + attack % 50, town=town)
    title = sentence.split(" by ")[0]
    return {**report, "language": "en", "title": title, "text": sentence + report["text"]}


def account_of(report: Report) -> Account:
    """Read the first sentence of a report, as quickly as a hundred thousand of them need."""
    name, rest = report.text.split(", ", 1)
    age, town = rest.split(",")[0], rest.split(" in ")[1].split(",")[0]

    def says(field: str, words: str) -> Evidence:
        start = report.text.index(words)
        return Evidence(field=field, in_="text", start=start, end=start + len(words), text=words)

    event = says("/event", "was shot dead")
    return Account(
        report_id=report.id,
        account=1,
        key=account_key(report.id, "text", event.start, event.end),
        score=0.9,
        victims=[
            VictimRead(
                name=None if name == NOBODY else name,
                names=[] if name == NOBODY else [name],
                age=int(age),
                outcome="killed",
            )
        ],
        date=DateRead(value=report.published, precision="day"),
        place=PlaceRead(name=town, precision="town"),
        method="firearm",
        evidence=[
            event,
            says("/victims/0/name", name),
            says("/victims/0/age", age),
            says("/victims/0/outcome", "was shot dead"),
            says("/place", town),
            says("/method", "shot"),
        ],
    )


def write(path: Path, some: list[dict[str, Any]]) -> Path:
    """Write lines to a file."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(line) + "\n" for line in some)
    return path


def reports(some: list[dict[str, Any]]) -> Iterator[Report]:
    """Give lines as records."""
    for line in some:
        yield Report(**line)
