"""Convert between the values of parts, as sheets have them, and the values of a coding. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from vigil.casefile.sheet_files.field_parts import field_parts

EVIDENCE = {
    "specific_target": "specific_target_evidence",
    "contract_or_reward": "contract_or_reward_evidence",
}
NO_WORDS = "From a team's own sheet; which words of which source show it was not recorded there."
COARSE = ("admin2", "admin1", "country")


def coding_of(event: Mapping[str, Any], persons: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the values of parts in the shape of a coding.

    Values that a coding needs and no sheet has are added: the precision of a place, and for each
    criterion with yes or no, the remark that the sheet does not give the words.
    """
    return {"case": _event(event), "victims": [_person(person) for person in persons]}


def parts_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the event values of a coding by their parts."""
    found: dict[str, Any] = {}
    for field, value in values.items():
        if field in ("place", "price_paid"):
            found |= {
                f"{field}.{name}": part
                for name, part in (value or {}).items()
                if part is not None and f"{field}.{name}" in field_parts()
            }
        elif field == "perpetrators":
            found["perpetrators.name"] = value
        else:
            found[field] = value
    return found


def person_parts_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of one person of a coding by their parts."""
    names = list(values.get("names") or [])
    found = {f"victim.{field}": value for field, value in values.items() if field != "names"}
    if names:
        found["victim.name"] = names[0]
    if names[1:]:
        found["victim.other_names"] = names[1:]
    return found


def _event(event: Mapping[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in event.items():
        field, dot, part = name.partition(".")
        if value in (None, "", [], {}):
            continue
        if field == "perpetrators":
            values[field] = value
        elif dot:
            values.setdefault(field, {})[part] = value
        else:
            values[field] = value
    if place := values.get("place"):
        place.setdefault("precision", precision_of(place))
        if set(place) == {"precision"}:
            del values["place"]
    for criterion, evidence in EVIDENCE.items():
        if values.get(criterion) in ("yes", "no"):
            values.setdefault(evidence, NO_WORDS)
    return values


def precision_of(place: Mapping[str, Any]) -> str:
    """Return the precision of a place when it is not given: unknown, if the place has a name."""
    if place.get("name"):
        return "unknown"
    return next((level for level in COARSE if place.get(level)), "unknown")


def _person(person: Mapping[str, Any]) -> dict[str, Any]:
    values = {
        name.removeprefix("victim."): value
        for name, value in person.items()
        if value not in (None, "", [], {})
    }
    first = [values.pop("name")] if "name" in values else []
    names = list(dict.fromkeys([*first, *values.pop("other_names", [])]))
    return {**({"names": names} if names else {}), **values}


def changed_event(event: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the event values of a coding with some parts changed. Other values stay."""
    values = dict(event)
    before = dict(values.get("place") or {})
    for name, value in changes.items():
        field, dot, part = name.partition(".")
        if field == "perpetrators" or not dot:
            values[field] = value
        else:
            values[field] = {**(values.get(field) or {}), part: value}
            values[field] = {n: v for n, v in values[field].items() if v not in (None, "")}
    place = values.get("place") or {}
    derived = before.get("precision") == precision_of(before)
    if place != before and derived and "place.precision" not in changes:
        place["precision"] = precision_of(place)
    if set(place) <= {"precision"}:
        values.pop("place", None)
    for criterion, evidence in EVIDENCE.items():
        if values.get(criterion) in ("yes", "no"):
            values.setdefault(evidence, NO_WORDS)
        elif values.get(evidence) == NO_WORDS:
            values.pop(evidence)
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}


def changed_person(person: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of one person with some parts changed."""
    return _person({**person_parts_of(person), **changes})
