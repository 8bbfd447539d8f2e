"""What the page of a case shows, and nothing else. `summary` has the entry of a list.

Everything here has passed `policy.disclosure`. Templates get these records, never models.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vigil.casefile.cases.compiled_texts import convictions_of
from vigil.casefile.coding.details import NoValue
from vigil.casefile.disclosure.policy import disclosed_value, may_be_public
from vigil.casefile.disclosure.withheld_words import WithheldWords
from vigil.casefile.models import AcceptedValue, Basis, Case, Origin
from vigil.casefile.releases.case_lines import CONFIRMED, basis_of
from vigil.language.counts import count_text
from vigil.language.punctuation import in_a_row
from vigil.publication.cases.claims import NOTHING_RECORDED, Claims, ValueSources
from vigil.publication.cases.disagreements import Disagreement, disagreements_of
from vigil.publication.cases.history import PublicStep
from vigil.publication.cases.people import Person, people_of
from vigil.publication.cases.shown_sources import ShownSource, sources_of
from vigil.publication.cases.summary import (
    CaseSummary,
    case_summary_of,
    full_title_of,
    known_label,
    place_text,
)
from vigil.publication.cases.texts import NO_TEXT, CaseTexts, ShownText
from vigil.publication.models import PublicCase
from vigil.publication.policy import disclosure
from vigil.publication.record.labels import (
    date_text,
    field_label,
)
from vigil.reading import codebook


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
class RelatedCase:
    """A public case that is related to this one."""

    public_id: str
    url: str
    kind: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """All that the page of a case shows."""

    line: CaseSummary
    title: str
    """Everybody who may be named: the title of a list shortens it."""
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
    disagreements: tuple[Disagreement, ...]
    convictions: ShownText
    """While proceedings are open: what sources report of convictions so far."""
    convictions_sources: ValueSources
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
        """Whether it was verified here."""
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
        return any(source.sha256 for source in self.sources)


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
    convictions, convictions_sources = _convictions(case, justice, claims, texts)
    ids = {f"known-{row.field}" for row in rows} | ({"known-justice"} if justice else set())
    ids |= {f"person-{number}" for number, _person in enumerate(people, 1)}
    justice_text = texts.of("judicial", justice.text if justice else "")
    return CasePage(
        line=case_summary_of(row),
        title=full_title_of(row.people),
        compiled=case.origin == Origin.COMPILED,
        people=people,
        summary=_sentences(case, "summary", texts),
        rows=tuple(row for row in rows if row.field != "organised_crime_link"),
        link=next((row for row in rows if row.field == "organised_crime_link"), None),
        justice=justice,
        justice_text=justice_text,
        justice_impunity=known_label("impunity", justice.impunity) if justice else "",
        justice_sources=_sources_of_justice(case, justice, claims),
        impunity_sources=_sources_of_impunity(case, justice, claims),
        convictions=convictions,
        convictions_sources=convictions_sources,
        disagreements=disagreements_of(case, texts, claims, justice, ids),
        sources=tuple(sources_of(row.public_id, claims)),
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


def _convictions(
    case: Case, justice: disclosure.Justice | None, claims: Claims, texts: CaseTexts
) -> tuple[ShownText, ValueSources]:
    """Return the convictions so far of a case whose proceedings are open, with their sources.

    Nothing where no source that may be shown reports them.
    """
    known = convictions_of(case) if justice is not None and justice.open else {}
    sources = claims.on_convictions(known.get("says") or []) if known else NOTHING_RECORDED
    text = texts.of("convictions", str(known.get("text") or "")) if sources.says else NO_TEXT
    return text, sources if text else NOTHING_RECORDED


def _entries(case: Case) -> dict[str, AcceptedValue]:
    return {entry.field: entry for entry in case.accepted.all() if entry.victim_id is None}


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
            said = str(basis.value) if basis else ""
            shown = said if may_be_public(said, texts.withheld) else ""
            note = texts.of("basis", shown) if shown else NO_TEXT
        sources = claims.on_case(entry)
        if claims.may_show(entry, sources):
            support, differs = support_text(entry.support)
            yield CaseField(name, field_label(name), value, support, differs, note, sources)
    for name, why in case.no_value.items():
        silent = name in disclosure.CASE_FIELDS and name not in disclosure.SHOWN_WITH_YEAR
        if silent and name not in accepted:
            yield CaseField(name, field_label(name), str(NoValue(why).label))
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
    value = disclosed_value(field, entry.value_in_force, withheld)
    if field.type == "edtf":
        return date_text(value["value"]) if value else ""
    if field.type == "money":
        return f"{value['amount']} {value['currency'] or ''}".strip() if value else ""
    if field.type == "count":
        return count_text(value) if value else ""
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
