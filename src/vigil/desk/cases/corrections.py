"""What a proposed correction changes: before, after, why and by which sources."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vigil.casefile.cases.compiled_texts import texts_of
from vigil.casefile.coding.changes import WHOLE, AcceptedNow, Change, accepted_now, changes_of
from vigil.casefile.coding.verbs.drafts import starting_values
from vigil.casefile.disclosure.names_in_notes import strangers_in_note
from vigil.casefile.models import Adjudication, Case, Report
from vigil.desk.cases.evidence import Quote, Quotes
from vigil.desk.coding.forms import CodingForm
from vigil.desk.screens.labels import text_label
from vigil.desk.taking_up.forms import label_of, report_label, text_of
from vigil.reading import codebook


@dataclass(frozen=True)
class ChangeSource:
    """The source that a change was proposed with: a report of the case, or an address."""

    label: str
    url: str = ""
    report: int = 0


@dataclass(frozen=True)
class ProposedChange:
    """A value or text that a correction changes. `person` counts from 1; None for the case."""

    label: str
    person: int | None
    before: Sequence[str]
    after: Sequence[str]
    reason: str
    who: str = ""
    """The name of the person, as it is accepted."""
    source: ChangeSource | None = None
    quotes: Sequence[Quote] = ()
    """What the sources of the case say of the value."""
    strangers: Sequence[str] = ()
    """Words of a new text, or of the reason, that look like names of nobody in the case."""
    stale: bool = False
    """Whether something else is accepted now than when the change was proposed."""


@dataclass(frozen=True)
class ProposedValue:
    """A value of a record that waits for a second person. `person` counts from 1; 0: the case."""

    field: str
    value: Any
    person: int = 0
    reason: str = ""
    """Why the adjudicator chose it, where they said so."""


def proposed_record(proposed: Adjudication) -> list[ProposedValue]:
    """Return every value of a record that waits for a second person, with its reason."""
    rows = [
        ProposedValue(name, value, 0, str(proposed.reasons.get(name, "")))
        for name, value in proposed.values.get("case", {}).items()
    ]
    for place, person in enumerate(proposed.values.get("victims", [])):
        rows += [
            ProposedValue(name, value, place + 1, str(proposed.reasons.get(f"{place}/{name}", "")))
            for name, value in person.items()
        ]
    return rows


def proposed_changes(
    case: Case, proposed: Adjudication, quotes: Quotes
) -> tuple[ProposedChange, ...]:
    """Return what differs from the values and texts that are accepted now, in their order."""
    now, changes = accepted_now(case), changes_of(proposed)
    of_persons = (
        quotes.of_persons(CodingForm.of(codebook.current(), starting_values(case)))
        if changes
        else []
    )
    seen: dict[str, list[str]] = {}
    for change in changes:
        if change.reason not in seen:
            seen[change.reason] = strangers_in_note(case, change.reason)
    rows = [_change(one, proposed, now, quotes, of_persons, seen[one.reason]) for one in changes]
    return (*rows, *_texts(case, proposed))


def _change(
    change: Change,
    proposed: Adjudication,
    now: AcceptedNow,
    quotes: Quotes,
    of_persons: Sequence[dict[str, list[Quote]]],
    strangers: Sequence[str],
) -> ProposedChange:
    places = {uid: place for place, uid in enumerate(now.people)}
    place = places.get(change.person)
    found = [] if change.person else quotes.of_case(change.field)
    if place is not None and place < len(of_persons):
        found = of_persons[place].get(change.field, [])
    number = place
    if number is None and change.person in proposed.people:
        number = proposed.people.index(change.person)
    names = now.people.get(change.person, {}).get("names") or []
    return ProposedChange(
        label=label_of(change),
        person=None if number is None else number + 1,
        who=names[0] if names else "",
        before=_written(change.field, change.before),
        after=_written(change.field, change.after),
        reason=change.reason,
        source=_source(change.source),
        quotes=[] if change.field == WHOLE else found,
        strangers=strangers,
        stale=not now.holds(change),
    )


def _written(field: str, value: Any) -> list[str]:
    return [] if value is None else [text_of(field, value)]


def _source(source: Mapping[str, Any]) -> ChangeSource | None:
    if "report" in source:
        report = Report.objects.filter(pk=source["report"]).select_related("outlet").first()
        return ChangeSource(report_label(report), report=report.pk) if report else None
    url = str(source.get("url") or "")
    return ChangeSource(url, url=url) if url else None


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
