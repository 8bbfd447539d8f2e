"""Figures by the coded values of cases, and by those of the people in them."""

from collections.abc import Sequence

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from vigil.charts.bars_and_columns import Bar, bar_chart
from vigil.publication.figures.inputs import FigureInputs, by_value, fold
from vigil.publication.figures.tables import (
    Figure,
    FigureCell,
    FigureRow,
    NotReportedCount,
    cases_cell,
    people_cell,
    percent,
)
from vigil.publication.record.labels import choices, field_label, value_label
from vigil.publication.search.facets import Facet, Tally
from vigil.publication.search.filters import link_to_unreported


def of_field(
    inputs: FigureInputs, field: str, key: str, title: str, notes: Sequence[str] = ()
) -> Figure:
    """Count cases by a field with one value, in the order of its values."""
    facet, label = inputs.facets[field], field_label(field)
    kept = [(name, tally, {field: tally.value}) for name, tally in _in_order(facet)]
    missing = inputs.missing(facet, label, **link_to_unreported(field))
    return by_value(inputs, key, title, kept, missing, [*notes], fold(facet, label))


def of_people(
    inputs: FigureInputs, field: str, key: str, title: str, notes: Sequence[str] = ()
) -> Figure:
    """Count people by a field, each person once, and the cases that they are in.

    Where everybody was killed, the people killed are not counted again beside the people.
    """
    dead = inputs.all.killed == inputs.all.people
    facet, label = inputs.facets[field], field_label(field)
    tallies = _in_order(facet)
    missing = inputs.missing(facet, label, **link_to_unreported(field))
    return inputs.figure(
        key,
        title,
        denominator=inputs.of_all_people,
        heads=[
            _("People killed") if dead else _("People"),
            _("Of all"),
            *([] if dead else [_("People killed")]),
            _("Cases"),
        ],
        rows=[
            _people_row(inputs, name, tally, {field: tally.value}, dead=dead)
            for name, tally in tallies
        ],
        foot=_people_foot(missing, dead=dead),
        chart=bar_chart(
            [Bar(name, tally.people, str(tally.people)) for name, tally in tallies],
            key,
            rtl=inputs.rtl,
        ),
        missing=missing,
        notes=[*notes, _("Each person is counted once. A case may be in several rows.")],
        of_people=True,
        folded=fold(facet, label),
    )


def _in_order(facet: Facet) -> list[tuple[str, Tally]]:
    """Return the tallies of a facet with their labels, in the order of its values."""
    tallies = {tally.value: tally for tally in facet.values}
    return [(label, tallies[value]) for value, label in choices(facet.field) if value in tallies]


def _people_row(
    inputs: FigureInputs, label: str, tally: Tally, link: dict[str, str], *, dead: bool
) -> FigureRow:
    url = inputs.links.list(**link)
    return FigureRow(
        label,
        inputs.links.figures_of(**link),
        [
            people_cell(tally.people, tally.cases, url),
            FigureCell(percent(tally.people / inputs.all.people)),
            *([] if dead else [people_cell(tally.killed, tally.cases, url)]),
            cases_cell(tally.cases, url),
        ],
    )


def _people_foot(missing: NotReportedCount, *, dead: bool) -> FigureRow | None:
    if not missing.counts.missing:
        return None
    people = people_cell(missing.counts.missing, missing.cases, missing.url)
    cases = cases_cell(missing.cases, missing.url)
    return FigureRow(_("not reported"), "", [people, *[FigureCell("")] * (1 if dead else 2), cases])


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
        folded=fold(facet, field_label("event")),
    )


def _event_row(inputs: FigureInputs, tally: Tally, label: str) -> FigureRow:
    url = inputs.links.list(event=tally.value)
    people = (tally.killed, tally.targets, tally.targets_survived)
    return FigureRow(
        capfirst(label),
        inputs.links.figures_of(event=tally.value),
        [cases_cell(tally.cases, url), *(people_cell(n, tally.cases, url) for n in people)],
    )
