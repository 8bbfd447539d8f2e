"""The page of one country: its scores by edition, trajectory, quadrant and killings."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vigil.charts.fan_chart import INNER, OUTER, KnownValue, SeriesBreak, fan_chart
from vigil.charts.figure import Figure, Provenance
from vigil.charts.numbers import number_text
from vigil.files.formula_safety import safe_cell
from vigil.outlook.index_editions.headers import (
    ACTORS,
    CRIMINALITY,
    MARKETS,
    RESILIENCE,
    terms_by_kind,
)
from vigil.outlook.index_editions.index_name import index_name
from vigil.outlook.index_editions.killings import Killings, killings_in, with_share
from vigil.outlook.index_editions.quadrant_chart import QuadrantPoint, quadrant_chart
from vigil.outlook.index_editions.queries import (
    CountryScores,
    other_countries,
    panel_values,
    parts_in,
    published_values,
    scores_of_country,
)
from vigil.outlook.index_editions.trajectories import Change, Trajectory, Value, trajectory
from vigil.outlook.models import IndexEdition
from vigil.outlook.results.forecasts import ExpectedScore, expected_of
from vigil.outlook.results.tables import method_label
from vigil.publication.record.columns import current
from vigil.publication.record.labels import country_name, field_label
from vigil.publication.search.facets import facets
from vigil.publication.search.links import Links
from vigil.publication.search.selection import NotReported, Selection
from vigil.reading.codebook.terms import actors, markets, new_in, resilience

FIELDS = ("organised_crime_link",)
"""Fields for which the page states in how many cases they are not reported."""


@dataclass(frozen=True)
class TermRow:
    """A row of the table: a term, and its score in each edition."""

    term: str
    label: str
    cells: list[str]


@dataclass(frozen=True)
class TermGroup:
    """Rows of the table under one heading. The first row is their published average."""

    heading: str
    lines: list[TermRow]


@dataclass(frozen=True)
class CaseCount:
    """The number of public cases of the country, and in how many a field is not reported."""

    n: int
    url: str
    missing: list[str]


class CountryPage:
    """A country in the published editions. `term` is the term whose trajectory the page shows.

    `pinned` has years of which another version than the newest is shown.
    """

    def __init__(
        self, country: str, term: str = CRIMINALITY, pinned: Mapping[str, int] | None = None
    ) -> None:
        self.country, self.term, self.pinned = country, term, pinned
        self.name = country_name(country)
        self.said: list[CountryScores] = scores_of_country(country, pinned)

    @cached_property
    def years(self) -> list[str]:
        """Return the years of the editions that score the country."""
        return [one.edition.year for one in self.said]

    @cached_property
    def panels(self) -> dict[str, list[Value]]:
        """Return the scores that public panels gave the country, by term."""
        return panel_values(self.country)

    @cached_property
    def paths(self) -> dict[str, ExpectedScore]:
        """Return the future scores that public panels expect for the country, by term."""
        return expected_of(self.country)

    @property
    def expected(self) -> ExpectedScore | None:
        """The expected scores of the chosen term; None if no panel states any."""
        return self.paths.get(self.term)

    @property
    def tells(self) -> bool:
        """Return whether the chosen term has any value, known or expected."""
        return bool(self.trajectory.values) or self.expected is not None

    @cached_property
    def groups(self) -> list[TermGroup]:
        """Return the table of every score of every edition."""
        over_all = [self._line(CRIMINALITY)]
        kinds = [
            TermGroup(
                capfirst(average_name(kind)),
                [self._line(kind), *(self._line(code) for code in terms)],
            )
            for kind, terms in terms_by_kind().items()
        ]
        return [TermGroup(capfirst(average_name(CRIMINALITY)), over_all), *kinds]

    def _line(self, term: str) -> TermRow:
        cells = [number_text(one.scores[term]) if term in one.scores else "–" for one in self.said]
        return TermRow(term, term_name(term), cells)

    @cached_property
    def trajectory(self) -> Trajectory:
        """Return the values of the chosen term over editions and panels."""
        judged = self.panels.get(self.term, [])
        return trajectory([*published_values(self.term, self.said), *judged])

    @cached_property
    def figures(self) -> list[Figure]:
        """Return the trajectory of the chosen term, and the quadrant of the country."""
        return [figure_of_trajectory(self), *([figure_of_quadrants(self)] if self.said else [])]

    @property
    def known(self) -> bool:
        """Return whether any edition or public panel says anything of the country."""
        return bool(self.said or self.panels or self.paths)

    @property
    def first_term(self) -> str:
        """The term to show first: criminality, or without an edition the first that has values."""
        if self.said:
            return CRIMINALITY
        each = (code for _kind, code in _terms() if code in self.panels or code in self.paths)
        return next(each, CRIMINALITY)

    @cached_property
    def changes(self) -> list[str]:
        """Return a sentence for each change between comparable values, with their spread."""
        return [_changed(change) for change in self.trajectory.changes]

    @cached_property
    def cases(self) -> CaseCount | None:
        """Return how many public cases the country has; None if it has none."""
        columns = current()
        selection = Selection({"country": self.country})
        mask = selection.mask(columns)
        if not mask.any():
            return None
        missing = [
            with_share(NotReported(field_label(f.field), f.not_reported, f.denominator))
            for f in facets(columns, selection.chosen(columns))
            if f.field in FIELDS and f.denominator
        ]
        return CaseCount(int(mask.sum()), Links.of(selection).figures_of(), missing)

    @cached_property
    def killings(self) -> Killings | None:
        """Return the country's killings by target and motive, and those related to the term."""
        return killings_in(self.country, self.term)

    def csv(self) -> str:
        """Return every value as CSV.

        There is one row for each value of each edition and panel, and for each expected value.
        """
        held = io.StringIO()
        writer = csv.writer(held)
        writer.writerow(CSV_HEADS)
        writer.writerows([safe_cell(str(cell)) for cell in row] for row in self._csv_rows())
        return held.getvalue()

    def _csv_rows(self) -> Iterator[Sequence[object]]:
        for one in self.said:
            year, version = one.edition.year, one.edition.version
            for kind, term in _terms():
                if term in one.scores:
                    score = one.scores[term]
                    told = (score, "", "", "", "")
                    yield self.country, "index", "published", year, version, kind, term, *told
        for kind, term in _terms():
            for value in self.panels.get(term, ()):
                spread = (*value.spread, 0.5) if value.spread else ("", "", "")
                told = (value.value, *spread, value.n)
                at = f"{value.at:.2f}"
                yield self.country, value.label, "judged", at, "", kind, term, *told
            yield from self._expected_rows(kind, term)

    def _expected_rows(self, kind: str, term: str) -> Iterator[Sequence[object]]:
        expected = self.paths.get(term)
        if expected is None:
            return
        for one in expected.ahead:
            bands = ((one.outer, OUTER), (one.inner, INNER), (one.apart, INNER))
            spread = next(((*ends, share) for ends, share in bands if ends), ("", "", ""))
            told = (one.median, *spread, "" if one.n is None else one.n)
            at = f"{one.at:.2f}"
            yield self.country, expected.panel.title, "expected", at, "", kind, term, *told


CSV_HEADS = (
    *("country", "judged_by", "is", "time", "version", "kind", "term", "value"),
    *("low", "high", "between", "n"),
)
"""`between` is the share from `low` to `high`: of a panel's answers, or of the expected values."""


def _terms() -> Iterator[tuple[str, str]]:
    """Yield the kind and the code of each average and each term."""
    yield "average", CRIMINALITY
    for kind, terms in terms_by_kind().items():
        yield "average", kind
        for code in terms:
            yield kind, code


def average_name(code: str) -> str:
    """Return the name of an average in the language of the page."""
    return {
        CRIMINALITY: _("criminality"),
        MARKETS: _("criminal markets"),
        ACTORS: _("criminal actors"),
        RESILIENCE: _("resilience"),
    }[code]


def term_name(code: str) -> str:
    """Return the name of a term or an average in the language of the page."""
    for terms in terms_by_kind().values():
        if code in terms:
            return terms[code].named(get_language() or "en")
    return _("%(name)s, average") % {"name": average_name(code)}


def term_choices() -> list[tuple[str, str]]:
    """Return code and name of every term and average that can have a trajectory."""
    return [(code, capfirst(term_name(code))) for _kind, code in _terms()]


def new_terms(editions: Sequence[IndexEdition]) -> list[tuple[str, list[str]]]:
    """Return the years of later editions that score new terms, with the names of those terms."""
    lists = (markets(), actors(), resilience())
    each = [
        (one.year, [term_name(code) for terms in lists for code in new_in(one.year, terms)])
        for one in editions[1:]
    ]
    return [(year, names) for year, names in each if names]


def about_editions(said: Sequence[CountryScores], *more: str) -> Provenance:
    """Return the source and method of published values, and the day of their import."""
    as_of = max((localdate(one.edition.at) for one in said), default=localdate())
    source = _("%(index)s, editions %(years)s, as published") % {
        "index": index_name(),
        "years": ", ".join(one.edition.year for one in said),
    }
    method = _(
        "scores from 1 to 10 as the index publishes them; it publishes no spread and no number "
        "of answers. Criminality is the mean of the means of markets and actors, resilience the "
        "mean of its building blocks"
    )
    return Provenance(method, source, as_of, more=more)


def _about_trajectory(place: CountryPage) -> Provenance:
    """Return the sources and methods of all values of the chosen term, panels included."""
    more = tuple(_expectation_text(place.expected))
    index = about_editions(place.said, *more) if place.said else None
    judged = place.panels.get(place.term, [])
    days = [one.day for one in judged if one.day is not None]
    if place.expected is not None:
        days.append(localdate(place.expected.panel.final_at))
    methods = [_("median of all answers, equal weights")] if judged else []
    titles = [_("panel “%(title)s”") % {"title": one.label} for one in judged]
    return Provenance(
        "; ".join([*([index.method] if index else []), *methods]),
        "; ".join([*([index.source] if index else []), *titles]),
        max([*([index.as_of] if index else []), *days], default=localdate()),
        more=more,
    )


def figure_of_trajectory(place: CountryPage) -> Figure:
    """Draw the values of the chosen term over time, with the breaks between them."""
    found = place.trajectory
    return fan_chart(
        "trajectory",
        _("%(term)s: %(place)s") % {"term": capfirst(term_name(place.term)), "place": place.name},
        _about_trajectory(place),
        ahead=place.expected.ahead if place.expected is not None else (),
        seen=[KnownValue(one.at, one.value, one.label, one.spread, one.n) for one in found.values],
        breaks=[SeriesBreak(one.at, one.sentence) for one in found.breaks],
    )


def _expectation_text(expected: ExpectedScore | None) -> Iterator[str]:
    if expected is not None:
        said = {"title": expected.panel.title, "method": method_label(expected.method)}
        yield _("What is expected: panel “%(title)s”, %(method)s.") % said


def figure_of_quadrants(place: CountryPage) -> Figure:
    """Draw the country's place in each edition, among all other countries of the newest."""
    joined = [
        parts_in(a.edition, CRIMINALITY) == parts_in(b.edition, CRIMINALITY)
        for a, b in zip(place.said, place.said[1:], strict=False)
    ]
    points = [
        QuadrantPoint(
            one.edition.year, float(one.scores[CRIMINALITY]), float(one.scores[RESILIENCE]), join
        )
        for one, join in zip(place.said, [False, *joined], strict=True)
    ]
    newest = place.said[-1].edition
    return quadrant_chart(
        "quadrants",
        _("Criminality and resilience: %(place)s") % {"place": place.name},
        about_editions(
            place.said,
            _("The small circles are all other countries of %(year)s.") % {"year": newest.year},
        ),
        points=points,
        others=other_countries(newest, place.country),
    )


def signed_text(difference: float) -> str:
    """Return a change with its sign, in the language of the page; zero has no sign."""
    sign = "+" if difference > 0 else "-" if difference < 0 else ""
    return sign + number_text(abs(difference))


def _changed(change: Change) -> str:
    said = {
        "before": change.before.label,
        "after": change.after.label,
        "difference": signed_text(change.difference),
    }
    if change.beyond is None:
        told = _(
            "From %(before)s to %(after)s it changed by %(difference)s. No spread is published, so "
            "that nobody can say whether that is more than chance."
        )
    elif change.beyond:
        told = _(
            "From %(before)s to %(after)s it changed by %(difference)s, beyond the spread of both."
        )
    else:
        told = _(
            "From %(before)s to %(after)s it changed by %(difference)s, within the spread of both: "
            "that may be no change."
        )
    return told % said
