"""What the page of a case shows, and nothing else. `summary` has the entry of a list.

Everything here has passed `policy.disclosure`. Templates get these records, never models.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vigil.casefile.disclosure.policy import disclosed_value
from vigil.casefile.disclosure.withheld_words import WithheldWords
from vigil.casefile.models import AcceptedValue, Basis, Case, Origin, Victim
from vigil.casefile.open_case_file.texts import LISTS
from vigil.casefile.releases.case_lines import basis_of
from vigil.language.punctuation import in_a_row
from vigil.publication.cases.claims import NOTHING_RECORDED, Claims, ValueSources
from vigil.publication.cases.history import PublicStep
from vigil.publication.cases.people_pages import pages_of_people
from vigil.publication.cases.quotes import QuotePart
from vigil.publication.cases.summary import (
    CaseSummary,
    PublicPerson,
    case_summary_of,
    describe_person,
    known_label,
    place_text,
)
from vigil.publication.cases.texts import NO_TEXT, CaseTexts, ShownText, name_beside
from vigil.publication.models import PublicCase
from vigil.publication.policy import disclosure
from vigil.publication.record.labels import (
    date_text,
    field_label,
    language_name,
    publication_date,
)
from vigil.reading import codebook


@dataclass(frozen=True, slots=True)
class Person:
    """A person in a case. `name` is empty if it may not be shown; `described` is never empty."""

    name: str
    described: str
    other_names: tuple[str, ...]
    age: str
    occupation: ShownText
    category: str
    outcome: str
    role: str
    fields: tuple["PersonField", ...] = ()
    beside: str = ""
    """The name in the script of the page, where `name` is in another."""
    url: str = ""
    """The person's own page, if they have one."""


@dataclass(frozen=True, slots=True)
class PersonField:
    """A field that is shown of a person, and the sources of its value."""

    field: str
    label: str
    sources: ValueSources


@dataclass(frozen=True, slots=True)
class CaseField:
    """A field of a case, its value in words, and the sources of the value."""

    field: str
    label: str
    value: str
    support: str = ""
    differs: str = ""
    note: ShownText = NO_TEXT
    sources: ValueSources = NOTHING_RECORDED


@dataclass(frozen=True, slots=True)
class ShownSource:
    """A source and the words quoted from it. `number` is its position among a release's sources."""

    number: int
    publisher: str
    title: str
    date: str
    language: str
    language_tag: str
    url: str
    captured: str
    sha256: str
    pieces: tuple[QuotePart, ...] = ()

    @property
    def details(self) -> list[str]:
        """The words below the link: date and language, and the publisher below a title."""
        publisher = self.publisher if self.title else ""
        return [part for part in (publisher, self.date, self.language) if part]


@dataclass(frozen=True, slots=True)
class RelatedCase:
    """A public case that is related to this one."""

    public_id: str
    url: str
    kind: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """All that the page of a case shows."""

    line: CaseSummary
    compiled: bool
    people: tuple[Person, ...]
    summary: tuple[ShownText, ...]
    rows: tuple[CaseField, ...]
    link: CaseField | None
    justice: disclosure.Justice | None
    justice_text: ShownText
    justice_impunity: str
    justice_sources: ValueSources
    disagreements: tuple[ShownText, ...]
    sources: tuple[ShownSource, ...]
    coarsened: bool
    related: tuple[RelatedCase, ...] = ()
    imported: bool = False
    """Whether its values were imported from a team's own sheet."""
    translated: bool = False
    """Whether the project has translated any of its texts into the language of the page."""
    original: bool = False
    """Whether the reader asked for the texts as they were written."""

    @property
    def quoted(self) -> list[ShownSource]:
        """The sources that are quoted."""
        return [source for source in self.sources if source.pieces]

    @property
    def copies(self) -> bool:
        """Whether this installation holds a copy of any source."""
        return any(source.captured for source in self.sources)


def case_page_of(
    case: Case, steps: Sequence[PublicStep] = (), *, original: bool = False
) -> CasePage:
    """Return the page of a public case. Fetch the case with `cases.queries.with_everything`.

    With `original`, its texts are as they were written, and not translated.
    """
    row: PublicCase = case.public
    withheld = disclosure.withheld_in(case)
    texts = CaseTexts(case, withheld, original=original)
    claims = Claims(case, withheld, steps)
    rows = list(_rows(case, withheld, claims, texts))
    justice = disclosure.public_justice(case, withheld)
    people = people_of(case, withheld, claims, texts)
    summary, disagreements = (_sentences(case, part, texts) for part in LISTS)
    justice_text = texts.of("judicial", justice.text if justice else "")
    return CasePage(
        line=case_summary_of(row),
        compiled=case.origin == Origin.COMPILED,
        people=people,
        summary=summary,
        rows=tuple(row for row in rows if row.field != "organised_crime_link"),
        link=next((row for row in rows if row.field == "organised_crime_link"), None),
        justice=justice,
        justice_text=justice_text,
        justice_impunity=known_label("impunity", justice.impunity) if justice else "",
        justice_sources=_sources_of_justice(case, claims),
        disagreements=disagreements,
        sources=tuple(_sources(claims, texts)),
        coarsened=disclosure.public_place(case, withheld).coarsened,
        related=tuple(_related(case)),
        imported=basis_of(case) == Basis.IMPORTED,
        translated=texts.any_translation,
        original=original,
    )


def _sources_of_justice(case: Case, claims: Claims) -> ValueSources:
    """Return the decisions that accepted the court outcome, without words of sources."""
    entries = {entry.field: entry for entry in case.accepted.all() if entry.victim_id is None}
    entry = entries.get("judicial_outcome") or entries.get("impunity")
    return claims.decided_on(entry) if entry else NOTHING_RECORDED


# People


def people_of(
    case: Case, withheld: WithheldWords, claims: Claims, texts: CaseTexts
) -> tuple[Person, ...]:
    """Return the people of a public case in their order, each with a page of their own if any."""
    row: PublicCase = case.public
    pages = pages_of_people(case)
    return tuple(
        replace(
            _person(victim, number, row.people, withheld, claims, texts),
            url=pages.get(victim.uid, ""),
        )
        for number, victim in enumerate(case.victims.all())
    )


def _person(
    victim: Victim,
    number: int,
    people: Sequence[PublicPerson],
    withheld: WithheldWords,
    claims: Claims,
    texts: CaseTexts,
) -> Person:
    public = people[number]
    names, gender = public["names"], disclosure.public_gender(victim)
    occupation = disclosure.public_occupation(victim, withheld)
    person = Person(
        name=names[0] if names else "",
        described=names[0] if names else describe_person(public, people),
        other_names=tuple(names[1:]),
        age=age_text(disclosure.public_age(victim)),
        occupation=texts.of(f"victims.{number}.occupation", occupation),
        category=known_label("target_category", public["category"], gender),
        outcome=known_label("outcome", public["outcome"], gender),
        role=known_label("role", public["role"], gender),
        beside=name_beside(str(victim.case.public_id), names),
    )
    return replace(person, fields=tuple(_person_fields(victim, person, claims)))


def _person_fields(victim: Victim, person: Person, claims: Claims) -> Iterator[PersonField]:
    """Yield the sources of each value that the page shows of a person."""
    shown = {
        "names": person.name,
        "age": person.age,
        "occupation": person.occupation,
        "target_category": person.category,
        "outcome": person.outcome,
        "role": person.role,
    }
    accepted = {entry.field: entry for entry in victim.accepted.all()}
    for field, value in shown.items():
        if value and field in accepted:
            sources = claims.on_person(victim, accepted[field])
            yield PersonField(field, field_label(field), sources)


def age_text(age: disclosure.Age) -> str:
    """Write an age: years, a range if reports differ, or only that the person was a minor."""
    if age.minor:
        return _("under 18")
    if age.low is None:
        return "" if age.high is None else str(age.high)
    if age.high is None or age.high == age.low:
        return str(age.low)
    return _("%(low)d to %(high)d, reports differ") % {"low": age.low, "high": age.high}


def _rows(
    case: Case, withheld: WithheldWords, claims: Claims, texts: CaseTexts
) -> Iterator[CaseField]:
    accepted = {a.field: a for a in case.accepted.all() if a.victim_id is None}
    for name in disclosure.CASE_FIELDS:
        entry = accepted.get(name)
        if entry is None or name in disclosure.SHOWN_WITH_YEAR:
            continue
        value = _value_text(case, entry, withheld)
        if not value:
            continue
        note = NO_TEXT
        if name == "organised_crime_link":
            basis = accepted.get("organised_crime_basis")
            note = texts.of("basis", str(basis.value)) if basis else NO_TEXT
        support, differs = support_text(entry.support)
        yield CaseField(
            name, field_label(name), value, support, differs, note, claims.on_case(entry)
        )


def _value_text(case: Case, entry: AcceptedValue, withheld: WithheldWords) -> str:
    if entry.field == "place":
        return place_text(disclosure.public_place(case, withheld), str(case.public_id))
    field = codebook.current().fields[entry.field]
    value = disclosed_value(field, entry.value, withheld)
    if field.type == "edtf":
        return date_text(value["value"]) if value else ""
    if field.type == "money":
        return f"{value['amount']} {value['currency'] or ''}".strip() if value else ""
    if isinstance(value, list):
        return in_a_row(known_label(entry.field, str(part)) for part in value)
    return "" if value is None else known_label(entry.field, str(value))


def support_text(support: dict[str, Any]) -> tuple[str, str]:
    """Write how many reports support a value, and how many contradict it."""
    reports, outlets = int(support.get("reports") or 0), int(support.get("outlets") or 0)
    against = int(support.get("against") or 0)
    behind = [ngettext("%(n)d report", "%(n)d reports", reports) % {"n": reports}]
    if outlets:
        behind.append(ngettext("%(n)d outlet", "%(n)d outlets", outlets) % {"n": outlets})
    differs = ngettext("%(n)d report says otherwise", "%(n)d reports say otherwise", against) % {
        "n": against
    }
    return in_a_row(behind) if reports else "", differs if against else ""


def _sentences(case: Case, key: str, texts: CaseTexts) -> tuple[ShownText, ...]:
    sentences = (texts.of(key, str(one)) for one in case.compiled.get(key) or [])
    return tuple(sentence for sentence in sentences if sentence)


# Sources


def _sources(claims: Claims, texts: CaseTexts) -> Iterator[ShownSource]:
    for quoted in claims.sources:
        source = quoted.source
        yield ShownSource(
            number=quoted.number,
            publisher=source.publisher,
            title=texts.title_of(source.url, source.title),
            date=publication_date(source.date),
            language=language_name(source.language) if source.language else "",
            language_tag=source.language,
            url=source.url,
            captured=date_text(source.captured),
            sha256=source.sha256,
            pieces=quoted.pieces,
        )


def _related(case: Case) -> Iterator[RelatedCase]:
    for relation in case.relations.all():
        other = relation.other
        if disclosure.is_public(other) and other.public_id:
            url = reverse("case", args=[other.public_id])
            yield RelatedCase(other.public_id, url, relation.get_kind_display())
    for relation in case.related_from.all():
        other = relation.case
        if disclosure.is_public(other) and other.public_id:
            url = reverse("case", args=[other.public_id])
            yield RelatedCase(
                other.public_id,
                url,
                _("in reverse: %(kind)s") % {"kind": relation.get_kind_display()},
            )
