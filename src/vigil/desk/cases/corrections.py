"""What a proposed correction changes: before, after, why and by which sources."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from vigil.casefile.cases.compiled_texts import texts_of
from vigil.casefile.coding.checks import Values
from vigil.casefile.coding.verbs.drafts import starting_values
from vigil.casefile.disclosure.names_in_notes import strangers_in_note
from vigil.casefile.models import Adjudication, Case
from vigil.desk.cases.evidence import Quote, Quotes
from vigil.desk.coding.forms import CodingForm
from vigil.desk.screens.labels import field_label, text_label, value_text
from vigil.reading import codebook


@dataclass(frozen=True)
class ProposedChange:
    """A value or text that a correction changes. `person` counts from 1; None for the case."""

    label: str
    person: int | None
    before: Sequence[str]
    after: Sequence[str]
    reason: str
    quotes: Sequence[Quote] = ()
    """What the sources of the case say of the value."""
    strangers: Sequence[str] = ()
    """Words of a new text that look like names of nobody in the case."""


def proposed_changes(
    case: Case, proposed: Adjudication, quotes: Quotes
) -> tuple[ProposedChange, ...]:
    """Return what differs from the values and texts that are accepted now, in their order."""
    held = starting_values(case)
    before, after = dict(by_name(held)), dict(by_name(proposed.values))
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    order = {field: place for place, field in enumerate(codebook.current().fields)}
    names.sort(key=lambda name: (name.rpartition("/")[0], order.get(_field(name), 0)))
    of_persons = quotes.of_persons(CodingForm.of(codebook.current(), held)) if names else []
    changes = [
        _change(name, before.get(name), after.get(name), proposed, quotes, of_persons)
        for name in names
    ]
    return (*changes, *_texts(case, proposed))


def by_name(values: Values) -> Iterator[tuple[str, Any]]:
    """Yield each value with its name in the reasons: "method", "0/age"."""
    yield from values.get("case", {}).items()
    for place, person_values in enumerate(values.get("victims", [])):
        yield from ((f"{place}/{field}", value) for field, value in person_values.items())


def _field(name: str) -> str:
    return name.rpartition("/")[2]


def _change(
    name: str,
    before: Any,
    after: Any,
    proposed: Adjudication,
    quotes: Quotes,
    of_persons: Sequence[dict[str, list[Quote]]],
) -> ProposedChange:
    place, _slash, field = name.rpartition("/")
    number = int(place) if place else None
    found = quotes.of_case(field)
    if number is not None:
        found = of_persons[number].get(field, []) if number < len(of_persons) else []
    return ProposedChange(
        label=field_label(field),
        person=None if number is None else number + 1,
        before=_written(field, before),
        after=_written(field, after),
        reason=str(proposed.reasons.get(name, "")),
        quotes=found,
    )


def _written(field: str, value: Any) -> list[str]:
    return [] if value is None else [value_text(field, value)]


def _texts(case: Case, proposed: Adjudication) -> Iterator[ProposedChange]:
    """Yield the texts that change, without the paragraphs that stay: they would hide the others."""
    held = texts_of(case)
    for name, said in (proposed.values.get("texts") or {}).items():
        before = held.get(name, [])
        if said == before:
            continue
        removed = [one for one in before if one not in said]
        added = [one for one in said if one not in before]
        known = set(strangers_in_note(case, "\n".join(before)))
        found = strangers_in_note(case, "\n".join(said))
        yield ProposedChange(
            label=text_label(name),
            person=None,
            before=removed if removed or added else before,
            after=added if removed or added else said,
            reason=str(proposed.reasons.get(name, "")),
            strangers=[word for word in found if word not in known],
        )
