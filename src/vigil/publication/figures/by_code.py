"""Figures by the coded values of cases, and by those of the people in them."""

from collections.abc import Sequence

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from vigil.charts.bars_and_columns import Bar, BarChart
from vigil.publication.figures.columns import column
from vigil.publication.figures.findings import most_often, parts
from vigil.publication.figures.inputs import NOT_REPORTED_ROW, FigureInputs, by_value, fold
from vigil.publication.figures.tables import (
    Figure,
    FigureCell,
    FigureRow,
    NotReportedCount,
    cases_cell,
    part_cell,
    people_cell,
)
from vigil.publication.record.labels import choices, field_label, value_label
from vigil.publication.search.facets import Facet, Tally
from vigil.publication.search.filters import link_to_unreported


def of_field(
    inputs: FigureInputs,
    field: str,
    key: str,
    title: str,
    notes: Sequence[str] = (),
    *,
    each: bool = False,
    caveat: str = "",
) -> Figure:
    """Count cases by a field with one value, in the order of its values.

    `each`: the finding names every value with its share, not only the most frequent one.
    """
    facet, label = inputs.facets[field], field_label(field)
    kept = [(name, tally, {field: tally.value}) for name, tally in _in_order(facet)]
    missing = inputs.missing(facet, label, **link_to_unreported(field))
    shares = [(value_label(field, tally.value), tally.cases) for _name, tally, _link in kept]
    finding = (parts if each else most_often)(shares, inputs.total, facet.not_reported)
    folded = fold(facet, label)
    return by_value(inputs, key, title, kept, missing, [*notes], folded, finding, caveat)


def folded_field(inputs: FigureInputs, field: str) -> str:
    """Return the sentence for a field of which all cases have one value; empty if they differ."""
    return fold(inputs.facets[field], field_label(field))


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
        of=inputs.all.people,
        unit="people",
        columns=[
            column("killed" if dead else "people"),
            column("share"),
            *([] if dead else [column("killed")]),
            column("cases"),
        ],
        rows=[
            _people_row(inputs, name, tally, {field: tally.value}, dead=dead)
            for name, tally in tallies
        ],
        foot=_people_foot(missing, dead=dead),
        plot=BarChart([Bar(name, tally.people, str(tally.people)) for name, tally in tallies]),
        finding=most_often(
            [(value_label(field, tally.value), tally.people) for _name, tally in tallies],
            inputs.all.people,
            facet.not_reported,
            of_people=True,
        ),
        missing=missing,
        notes=[*notes, _("Each person is counted once. A case may be in several rows.")],
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
            part_cell(tally.people, inputs.all.people),
            *([] if dead else [people_cell(tally.killed, tally.cases, url)]),
            cases_cell(tally.cases, url),
        ],
        tally.value,
    )


def _people_foot(missing: NotReportedCount, *, dead: bool) -> FigureRow | None:
    if not missing.counts.missing:
        return None
    people = people_cell(missing.counts.missing, missing.cases, missing.url)
    cases = cases_cell(missing.cases, missing.url)
    between = [FigureCell("")] * (1 if dead else 2)
    return FigureRow(_("not reported"), "", [people, *between, cases], NOT_REPORTED_ROW)


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
        columns=[column(name) for name in ("cases", "killed", "targets", "targets_survived")],
        rows=rows,
        foot=None,
        plot=BarChart(
            [
                Bar(capfirst(value_label("event", v)), tallies[v].cases, str(tallies[v].cases))
                for v in kept
            ]
        ),
        finding=parts(
            [(value_label("event", v), tallies[v].cases) for v in kept],
            inputs.total,
            facet.not_reported,
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
        tally.value,
    )
