"""The shapes of the API's answers, for its OpenAPI document. Names and docstrings are public.

For speed, answers are written without them. Tests compare every answer with its shape.
"""

from typing import Any

from ninja import Schema
from pydantic import ConfigDict, Field


class Shape(Schema):
    """A shape with the fields that are named, and no others."""

    model_config = ConfigDict(extra="forbid")


class Day(Shape):
    """A date in EDTF, and the days between which it lies."""

    value: str = Field(examples=["2019-03-07", "2019-03", "2019-03/2019-05"])
    from_: str | None = Field(alias="from", description="First day, ISO 8601.")
    to: str | None = Field(description="Last day, ISO 8601.")


class Place(Shape):
    """A place as finely as it may be shown; `coarsened` says that more is known."""

    name: str | None
    admin1: str | None = Field(description="State, province or region.")
    country: str | None = Field(description="ISO 3166-1 alpha-3.", examples=["MEX"])
    precision: str | None = Field(examples=["town", "admin1", "country"])
    lat: float | None
    lon: float | None
    coarsened: bool


class Age(Shape):
    """Years; two where reports differ."""

    low: int | None
    high: int | None


class Person(Shape):
    """A person in a case. `names` is empty where the person may not be named."""

    names: list[str]
    named: bool
    minor: bool
    outcome: str | None
    target_category: str | None
    role: str | None
    age: Age | None
    age_group: str | None = Field(description="Null where unknown, or where reports differ.")
    gender: str | None


class Counts(Shape):
    """People in a case."""

    people: int
    named: int
    killed: int
    survived: int
    targets: int = Field(description="People whom the attack was meant for.")
    targets_killed: int
    targets_survived: int


class Values(Shape):
    """Values of the codebook; null where nothing was coded."""

    event: str | None
    method: str | None
    motive: str | None
    organised_crime_link: str | None
    contract_or_reward: str | None
    impunity: str | None
    why_targeted: str | None
    place_type: str | None


class Labels(Shape):
    """The words of a case in a language, where `labels` asks for them."""

    title: str
    date: str | None
    place: str | None
    values: dict[str, str | None]


class Justice(Shape):
    """The source for the state of justice, and the latest judgement, as years."""

    checked_year: int | None
    judged_year: int | None


class Entry(Shape):
    """A case at the depth of a list."""

    id: str = Field(examples=["V-0042"])
    url: str
    date: Day | None
    place: Place
    values: Values
    justice: Justice
    people: list[Person]
    counts: Counts
    basis: str = Field(
        description="What the values rest on: adjudicated, imported, compiled (from published "
        "sources, not yet verified here), confirmed (compiled, then verified by two people here)."
    )
    contested: bool
    headline: bool = Field(description="Whether the headline count counts it.")
    published_at: str
    changed_at: str
    digest: str = Field(description="Names the state of the case: cite it.")
    labels: Labels | None = None


class Cases(Shape):
    """A page of a selection. `next` is the address of the following one."""

    count: int = Field(description="Cases in the whole selection.")
    next: str | None
    results: list[Entry]
    about: dict[str, Any] = Field(description="Where the answer comes from, and its terms.")


class ReadPassage(Shape):
    """What somebody wrote down who read a source, in words of their own; no quotation."""

    on: str = Field(description="The day, ISO 8601.", examples=["2026-11-29"])
    by: str = Field(description="`compilers` of the open case file, or an `editor` here.")
    value: str | None = Field(description="The value, where it is not the accepted one.")
    words: str | None
    where: str | None = Field(examples=["paragraph 3"])
    note: str | None


class SourceStatement(Shape):
    """What one source has to say on one value."""

    __qualname__ = "Said"  # what the OpenAPI document has called it since version 1
    model_config = ConfigDict(title="Said")

    source: int = Field(description="Place in `sources`, from 1.")
    words: list[str] = Field(description="Of the words quoted from it, those that say the value.")
    read: list[ReadPassage]


class Claim(Shape):
    """A value of a case and who says so. `person` is a place in `people`, from 0, or null."""

    field: str
    person: int | None
    says: list[SourceStatement]
    other_precision: list[SourceStatement]
    otherwise: list[SourceStatement]
    coded_by_us: str | None = Field(description="Why we coded it so, from the facts of the case.")
    decided: list[int] = Field(description="Steps that accepted the value, as places in `steps`.")


class Quote(Shape):
    """At most 25 words of a source. `marked` are the words among them that say a value."""

    source: int
    text: str
    marked: list[str]


class Step(Shape):
    """A step of the decisions on a case: what, on which day, in which role; never who."""

    step: str
    day: str
    what: str
    role: str


class Related(Shape):
    """Another public case that hangs together with this one."""

    id: str
    url: str
    kind: str
    direction: str = Field(description="`to` the other case, or `from` it.")


class Case(Entry):
    """A case whole. `record` has the shape of a line of a release (docs/use/releases.md)."""

    formerly: list[str] = Field(description="Numbers that were merged into this case.")
    record: dict[str, Any]
    claims: list[Claim]
    quotes: list[Quote]
    steps: list[Step]
    related: list[Related]
    about: dict[str, Any]


class Tally(Shape):
    """One value of a field: the cases or the people with it.

    Of a value of cases, the numbers of people are of everybody in these cases. Of a value of
    people, they are of the people with this value alone.
    """

    value: str
    cases: int
    people: int
    killed: int
    targets: int
    targets_survived: int
    targets_survived_share: float | None


class Facet(Shape):
    """A field: its values, out of how many cases or people, and of how many it is not reported."""

    counts: str = Field(
        description="What `denominator` and `not_reported` count: `cases` or `people`."
    )
    denominator: int
    not_reported: int
    several: bool = Field(description="A case may be in more than one tally.")
    values: list[Tally]


class Choice(Shape):
    """A value of a parameter, and how many cases it would leave, given the other parameters."""

    value: str
    cases: int


class Facets(Shape):
    """The tallies of a selection for every field that can be filtered."""

    count: int
    totals: dict[str, int | float | None]
    facets: dict[str, Facet]
    choices: dict[str, list[Choice]]
    about: dict[str, Any]


class Geometry(Shape):
    """A point: longitude, latitude."""

    type: str
    coordinates: list[float]


class Feature(Shape):
    """A case with the point at which it may be shown, or none."""

    type: str
    id: str
    geometry: Geometry | None
    properties: dict[str, Any]


class Features(Shape):
    """A GeoJSON collection. `next` is the address of the following page."""

    type: str
    count: int
    next: str | None
    features: list[Feature]
    about: dict[str, Any]


class Days(Shape):
    """Days from a first to a last one, both within."""

    from_: str = Field(alias="from")
    to: str


class CoveredCountry(Shape):
    """When a country was monitored and when not, and through which outlets."""

    country: str
    monitored: list[Days]
    not_monitored: list[Days]
    outlets: list[str]


class CoveredOutlet(Shape):
    """A time in which an outlet was followed. `until` is null while it goes on."""

    outlet: str
    countries: list[str]
    language: str
    since: str
    until: str | None


class Joined(Shape):
    """An outlet that joined within the time: what rises after that day may be its doing."""

    outlet: str
    countries: list[str]
    on: str


class Coverage(Shape):
    """What was monitored. A country or a month that was not is never a zero."""

    from_: str = Field(alias="from")
    to: str
    as_of: str
    countries: list[CoveredCountry]
    outlets: list[CoveredOutlet]
    joined: list[Joined]
    sentences: list[str] = Field(description="The same in words.")


class CodedValue(Shape):
    """A value of a field, with its words by language."""

    value: str
    labels: dict[str, str]
    definition: str


class CodedField(Shape):
    """A field of the codebook."""

    id: str
    level: str = Field(description="What it is coded of: `case` or `victim`.")
    type: str
    labels: dict[str, str]
    definition: str
    mappings: dict[str, str] = Field(description="What it is in ICCS and in SDG 16.10.1.")
    values: list[CodedValue]


class Codebook(Shape):
    """The public fields of the codebook, and what the headline count counts."""

    version: str
    headline: str
    fields_: list[CodedField] = Field(alias="fields")


class Refused(Shape):
    """What was wrong with a request; `errors` names the parameters."""

    detail: str
    errors: dict[str, list[str]] = Field(default_factory=dict)
