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
from vigil.casefile.releases.case_lines import CONFIRMED, basis_of
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

    @property
    def all_sources(self) -> ValueSources:
        """The sources of all fields together, and every step that accepted one of them."""
        every = [field.sources for field in self.fields]
        steps = {step.number: step for sources in every for step in sources.decided}
        return ValueSources(
            says=tuple(statement for sources in every for statement in sources.statements),
            by_rule=any(sources.by_rule for sources in every),
            decided=tuple(steps[number] for number in sorted(steps)),
        )


@dataclass(frozen=True, slots=True)
class PersonField:
    """A field that is shown of a person, its value in words, and the sources of the value."""

    field: str
    label: str
    value: str
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
    """A source and the words quoted from it. `number` is its position among a release's sources.

    `opens_at` is an address of ours that leads to a source whose own address is not shown.
    """

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
    opens_at: str = ""

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
    impunity_sources: ValueSources
    disagreements: tuple[ShownText, ...]
    sources: tuple[ShownSource, ...]
    coarsened: bool
    related: tuple[RelatedCase, ...] = ()
    basis: str = ""
    """Where its values come from: see `casefile.releases.case_lines.basis_of`."""
    read_on: str = ""
    """The day on which the compilers read the sources, in words; "" if that was not recorded."""
    translated: bool = False
    """Whether the project has translated any of its texts into the language of the page."""
    original: bool = False
    """Whether the reader asked for the texts as they were written."""

    @property
    def verified_here(self) -> bool:
        """Whether two people of this installation verified it."""
        return self.basis != Basis.COMPILED

    @property
    def confirmed(self) -> bool:
        """Whether its values were compiled, and two people of this installation confirmed them."""
        return self.basis == CONFIRMED

    @property
    def imported(self) -> bool:
        """Whether its values were imported from a team's own sheet."""
        return self.basis == Basis.IMPORTED

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
    claims = Claims(case, texts, steps)
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
        justice_sources=_sources_of_justice(case, justice, claims),
        impunity_sources=_sources_of_impunity(case, justice, claims),
        disagreements=disagreements,
        sources=tuple(_sources(row.public_id, claims, texts)),
        coarsened=disclosure.public_place(case, withheld).coarsened,
        related=tuple(_related(case)),
        basis=basis_of(case),
        read_on=date_text(claims.compiled_on),
        translated=texts.any_translation,
        original=original,
    )


def _sources_of_justice(
    case: Case, justice: disclosure.Justice | None, claims: Claims
) -> ValueSources:
    """Return the sources of the court outcome; only the decisions where its text is not shown."""
    entries = _entries(case)
    entry = entries.get("judicial_outcome")
    if entry and justice and justice.text:
        return claims.on_case(entry)
    entry = entry or entries.get("impunity")
    return claims.decided_on(entry) if entry else NOTHING_RECORDED


def _sources_of_impunity(
    case: Case, justice: disclosure.Justice | None, claims: Claims
) -> ValueSources:
    """Return the sources of the impunity; none while proceedings are open."""
    entry = _entries(case).get("impunity")
    shown = entry is not None and justice is not None and bool(justice.impunity)
    return claims.on_case(entry) if entry and shown else NOTHING_RECORDED


def _entries(case: Case) -> dict[str, AcceptedValue]:
    return {entry.field: entry for entry in case.accepted.all() if entry.victim_id is None}


def _may_show(entry: AcceptedValue, sources: ValueSources, claims: Claims) -> bool:
    """Say whether a value has a source or a stated reason, where these were recorded."""
    return entry.basis != Basis.COMPILED or not claims.recorded or sources.backed


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
    names = public["names"]
    told = _person_fields(victim, public, claims, texts)
    fields = {field.field: field for field in told}
    shown = {name: field.value for name, field in fields.items()}
    occupation = (
        disclosure.public_occupation(victim, texts.withheld) if "occupation" in shown else ""
    )
    return Person(
        name=names[0] if names else "",
        described=names[0] if names else describe_person(public, people),
        other_names=tuple(names[1:]),
        age=shown.get("age", ""),
        occupation=texts.of(f"victims.{victim.position}.occupation", occupation),
        category=shown.get("target_category", ""),
        outcome=shown.get("outcome", ""),
        role=shown.get("role", ""),
        fields=tuple(f for f in fields.values() if f.sources is not NOTHING_RECORDED),
        beside=name_beside(str(victim.case.public_id), names),
    )


def _person_fields(
    victim: Victim, public: PublicPerson, claims: Claims, texts: CaseTexts
) -> Iterator[PersonField]:
    """Yield each value that the page shows of a person, with its sources."""
    names, gender = public["names"], disclosure.public_gender(victim)
    occupation = disclosure.public_occupation(victim, texts.withheld)
    values = {
        "names": names[0] if names else "",
        "age": age_text(disclosure.public_age(victim)),
        "gender": known_label("gender", gender) if names else "",
        "occupation": texts.of(f"victims.{victim.position}.occupation", occupation),
        "target_category": known_label("target_category", public["category"], gender),
        "outcome": known_label("outcome", public["outcome"], gender),
        "role": known_label("role", public["role"], gender),
    }
    accepted = {entry.field: entry for entry in victim.accepted.all()}
    for name, value in values.items():
        entry = accepted.get(name)
        sources = claims.on_person(victim, entry) if entry else NOTHING_RECORDED
        kept = entry is None or name in ("names", "outcome") or _may_show(entry, sources, claims)
        if value and kept:
            yield PersonField(name, field_label(name), value, sources)


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
    accepted = _entries(case)
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
        sources = claims.on_case(entry)
        if _may_show(entry, sources, claims):
            support, differs = support_text(entry.support)
            yield CaseField(name, field_label(name), value, support, differs, note, sources)
    yield from _others_harmed(claims)


def _others_harmed(claims: Claims) -> Iterator[CaseField]:
    """Yield the row on others who were hurt or killed, as sources say it."""
    sources = claims.on_others_harmed()
    said = list(dict.fromkeys(read.value for s in sources.says for read in s.read if read.value))
    if said:
        value = said[0] if len(said) == 1 else _("Sources say it differently.")
        yield CaseField(disclosure.OTHERS_HARMED, _("Others harmed"), value, sources=sources)


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


def _sources(public_id: str, claims: Claims, texts: CaseTexts) -> Iterator[ShownSource]:
    for quoted in claims.sources:
        source = quoted.source
        hidden = source.protected in ("address", "both")
        yield ShownSource(
            number=quoted.number,
            publisher=source.publisher,
            title=texts.title_of(source.url, title_of_source(source)),
            date=publication_date(source.date),
            language=language_name(source.language) if source.language else "",
            language_tag=source.language,
            url=source.url,
            captured=date_text(source.captured),
            sha256=source.sha256,
            pieces=quoted.pieces,
            opens_at=reverse("protected_source", args=[public_id, quoted.number]) if hidden else "",
        )


def title_of_source(source: disclosure.Source) -> str:
    """Return the title of a source; a neutral one where its own may not be shown."""
    if source.protected not in ("title", "both"):
        return source.title
    day = publication_date(source.date)
    return _("Report of %(day)s") % {"day": day} if day else _("Report")


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
