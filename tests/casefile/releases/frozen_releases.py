"""Public cases, and releases of them."""

import json
from pathlib import Path
from typing import Any

from factories import (
    CaseFactory,
    adjudicator,
)
from vigil.casefile.cases.decisions import record_on_case
from vigil.casefile.coding.verbs.writing_values import write_values
from vigil.casefile.models import Basis, Case
from vigil.casefile.releases.verbs import freeze_release

KILLED = "Amalia Ríos Quintero"
PERPETRATOR = "Evaristo Montalvo Quiroga"
CODED = "Fulgencio Barrantes Ochoa"
MINOR = "Tadeo Belmonte Lara"
SURVIVOR = "Casilda Orduña Vela"
SECRET = ("Montalvo", "Quiroga", "Barrantes", "Tadeo", "Belmonte", "Casilda", "Orduña", "Jacaranda")
EVENT: dict[str, Any] = {
    "event": "killing",
    "date_of_attack": {"value": "2019-03-07", "precision": "day"},
    "place": {
        "name": "Puerto Ejemplo",
        "admin1": "Guerrero",
        "country": "MEX",
        "lat": 16.85341,
        "lon": -99.82365,
        "precision": "town",
    },
    "place_type": "vehicle_road",
    "method": "firearm",
    "specific_target": "yes",
    "organised_crime_link": "credibly_alleged",
    "organised_crime_basis": "Prosecutors say that a smuggling group paid for it.",
}
REPORTER: dict[str, Any] = {
    "names": [KILLED, "Amália Rios"],
    "age": {"low": 41, "high": 41},
    "gender": "female",
    "occupation": "Reporter",
    "outcome": "killed",
    "role": "target",
    "target_category": "journalist",
}


def published(
    event: dict[str, Any] | None = None,
    victims: list[dict[str, Any]] | None = None,
    basis: Basis = Basis.ADJUDICATED,
    **columns: Any,
) -> Case:
    """Make a published case whose values people settled, as `verify` writes them."""
    case: Case = CaseFactory(**columns)
    settle(case, {**EVENT, **(event or {})}, [REPORTER] if victims is None else victims, basis)
    return case


def settle(
    case: Case,
    event: dict[str, Any],
    victims: list[dict[str, Any]],
    basis: Basis = Basis.ADJUDICATED,
) -> None:
    decision = record_on_case("verify", case, by=None)
    write_values(case, {"case": event, "victims": victims}, basis=basis, decision=decision)


def frozen(folder: Path, kind: str = "provisional") -> Path:
    release = freeze_release(kind, by=adjudicator(), folder=folder)
    return folder / f"release-{release.number}"


def cases_in(release: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (release / "cases.jsonl").read_text().splitlines()]


def only(release: Path) -> dict[str, Any]:
    (line,) = cases_in(release)
    return line
