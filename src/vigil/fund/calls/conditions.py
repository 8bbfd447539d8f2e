"""Which fields of a form are shown, by the answers so far. Pure.

A condition names an earlier question, and options of which one must be chosen. A question that is
not shown counts as not answered, whatever was typed before, so one look from the first field to the
last decides; `form_definition` refuses conditions that point forwards, and so there are no circles.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vigil.fund.calls.form_definition import TRIGGER_KINDS, Field, answer_keys, is_answered


def visible_fields(form: Sequence[Field], values: Mapping[str, Any]) -> list[Field]:
    """Return the fields that these answers show, parts and notes among them, in their order."""
    chosen: dict[str, set[str]] = {}
    shown, part_shown = [], True
    for field in form:
        clauses = field.get("when", ())
        holds = all(chosen.get(one["field"], set()) & set(one["is"]) for one in clauses)
        if field["kind"] == "part":
            part_shown = holds
        elif not part_shown:
            holds = False
        if not holds:
            continue
        shown.append(field)
        if field["kind"] in TRIGGER_KINDS:
            chosen[field["key"]] = _chosen(field, values)
    return shown


def _chosen(field: Field, values: Mapping[str, Any]) -> set[str]:
    value = values.get(field["key"])
    if not value:
        return set()
    if field["kind"] == "yes":
        return {"yes"}
    return {value} if isinstance(value, str) else set(value)


def hidden_answers(form: Sequence[Field], values: Mapping[str, Any]) -> list[Field]:
    """Return the fields that have an answer, but are not shown any more."""
    shown = {field["key"] for field in visible_fields(form, values)}
    return [one for one in form if one["key"] not in shown and is_answered(one, values)]


def without_hidden(form: Sequence[Field], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers of the fields that are shown; nothing else."""
    kept = {key for field in visible_fields(form, values) for key in answer_keys(field)}
    return {key: value for key, value in values.items() if key in kept}


@dataclass(frozen=True)
class Step:
    """One part of a form on a page of its own; `part` is None for what stands before the first."""

    key: str
    part: Field | None
    fields: Sequence[Field]


def steps_of(form: Sequence[Field], values: Mapping[str, Any]) -> list[Step]:
    """Return the parts that are shown, each with its fields that are shown. At least one."""
    made: list[tuple[Field | None, list[Field]]] = [(None, [])]
    for field in visible_fields(form, values):
        if field["kind"] == "part":
            made.append((field, []))
        else:
            made[-1][1].append(field)
    if not made[0][1] and len(made) > 1:
        made = made[1:]
    return [Step(str(part["key"]) if part else "", part, fields) for part, fields in made]
