"""Figures by the coded values of cases and of the people in them."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from vigil.charts.bars_and_columns import Bar, bar_chart
from vigil.publication.figures.inputs import FigureInputs, by_value
from vigil.publication.figures.tables import (
    Figure,
    FigureRow,
    cases_cell,
    people_cell,
)
from vigil.publication.record.labels import choices, field_label, value_label
from vigil.publication.search.facets import Tally
from vigil.publication.search.selection import NOT_REPORTED


def of_field(inputs: FigureInputs, field: str, key: str, title: str) -> Figure:
    """Count cases by a field with one value, in the order of the codebook."""
    return _by_code(inputs, field, key, title, [])


def of_people_in(inputs: FigureInputs, field: str, key: str, title: str, note: str) -> Figure:
    """Count cases by the values of the people in them. A case may count under several."""
    return _by_code(inputs, field, key, title, [note])


def _by_code(inputs: FigureInputs, field: str, key: str, title: str, notes: list[str]) -> Figure:
    facet = inputs.facets[field]
    tallies = {tally.value: tally for tally in facet.values}
    asked = inputs.selection.asked.get(field)
    kept = [
        (capfirst(value_label(field, value)), tallies[value], {field: value})
        for value, _label in choices(field)
        if value in tallies and (not facet.several or asked in (None, value))
    ]
    if facet.several and asked:
        notes = [*notes, _("Only the value that the filter asks for is counted.")]
    unknown = next((value for value, _label in choices(field) if value in NOT_REPORTED), None)
    missing = inputs.missing(facet, field_label(field), **({field: unknown} if unknown else {}))
    return by_value(inputs, key, title, kept, missing, notes)


def events(inputs: FigureInputs) -> Figure:
    """Count cases by event (killing, attempt, prevented), with the people in them."""
    facet = inputs.facets["event"]
    tallies = {tally.value: tally for tally in facet.values}
    kept = [value for value, _label in choices("event") if value in tallies]
    rows = [_event_row(inputs, tallies[value], value_label("event", value)) for value in kept]
    missing = inputs.missing(facet, field_label("event"))
    return inputs.figure(
        "by-event",
        _("Killings, attempts and prevented attempts"),
        heads=[_("Cases"), _("People killed"), _("Targets"), _("Targets who survived")],
        rows=rows,
        foot=None,
        chart=bar_chart(
            [
                Bar(capfirst(value_label("event", v)), tallies[v].cases, str(tallies[v].cases))
                for v in kept
            ],
            "by-event",
            rtl=inputs.rtl,
        ),
        missing=missing,
        notes=[
            _(
                "A case is one attack. Where one target was killed and another survived, it is "
                "a killing; the survivor is counted."
            )
        ],
    )


def _event_row(inputs: FigureInputs, tally: Tally, label: str) -> FigureRow:
    url = inputs.links.list(event=tally.value)
    people = (tally.killed, tally.targets, tally.targets_survived)
    return FigureRow(
        capfirst(label),
        inputs.links.figures_of(event=tally.value),
        [cases_cell(tally.cases, url), *(people_cell(n, tally.cases, url) for n in people)],
    )
