"""For each value of a case: which sources state it, in which words, or why we coded it so.

Somebody who read a page wrote down in words of their own what it says, and in which paragraph. At
most 25 words are quoted from a source. `quotes` chooses them once for the whole page, and each
value is shown with those of them that state it. So no page quotes more of a source.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from vigil.casefile.coding.agreement import Agreement, compared, counts
from vigil.casefile.coding.verbs.supporting import reports_quoted
from vigil.casefile.disclosure.unknown_names import may_name_stranger
from vigil.casefile.models import AcceptedValue, Basis, Case, Claim, Victim
from vigil.casefile.open_case_file.disagreements import DisputedField
from vigil.casefile.people.name_matching import same_person
from vigil.publication.cases.claimed_values import ShownPlace, claimed_text
from vigil.publication.cases.history import PublicStep
from vigil.publication.cases.passages import passage
from vigil.publication.cases.quoted_sources import QuotedSource, quoted_sources
from vigil.publication.cases.quotes import words_of
from vigil.publication.cases.source_labels import labels_of
from vigil.publication.cases.texts import NO_TEXT, CaseTexts, ShownText
from vigil.publication.policy import disclosure
from vigil.publication.record.labels import date_text, publication_date

PLACE_FIELDS = frozenset({"place", "place_type"})
"""Fields whose words may say where exactly somebody lived."""
DECIDED_BY = {
    Basis.COMPILED: ("load_open_case_file", "update_open_case_file", "confirm_case"),
    Basis.IMPORTED: ("import_case", "import_again", "verify_imported"),
    Basis.ADJUDICATED: ("adjudicate", "take_up", "verify"),
    Basis.RULE: ("open", "verify"),
}
"""Which decisions accepted a value, by its basis. A rule applies when somebody opens the case."""


@dataclass(frozen=True, slots=True)
class ReadPassage:
    """What somebody who read a page wrote down: the value, our words, the paragraph, a note.

    `value` is empty where it is the accepted one, or may not be shown. `read_on` is ISO 8601.
    """

    value: str = ""
    words: str = ""
    where: str = ""
    note: str = ""
    read_on: str = ""
    by_editor: bool = False
    """Whether somebody of this installation read it; else the compilers did."""


@dataclass(frozen=True, slots=True)
class SourceStatement:
    """One source that states a value: its quoted words, and what people who read it wrote down."""

    number: int
    publisher: str
    day: str
    language: str
    words: tuple[str, ...] = ()
    read: tuple[ReadPassage, ...] = ()
    apart: str = ""
    """What tells it from another source of the same publisher and day."""


@dataclass(frozen=True, slots=True)
class ValueSources:
    """Which sources state a value, with another precision, or differently; what accepted it."""

    says: tuple[SourceStatement, ...] = ()
    other_precision: tuple[SourceStatement, ...] = ()
    otherwise: tuple[SourceStatement, ...] = ()
    by_rule: bool = False
    decided: tuple[PublicStep, ...] = ()
    coded: ShownText = NO_TEXT
    """Why we coded the value so, where no source states it in so many words."""

    @property
    def statements(self) -> tuple[SourceStatement, ...]:
        """All sources that state the value in any way."""
        return (*self.says, *self.other_precision, *self.otherwise)

    @property
    def any_statement(self) -> bool:
        """Whether any source states the value in any way."""
        return bool(self.statements)

    @property
    def backed(self) -> bool:
        """Whether a source states the value, or it says why we coded it so."""
        return bool(self.says or self.other_precision or self.coded)

    @property
    def names_a_paragraph(self) -> bool:
        """Whether somebody wrote down where on a page the value stands."""
        return any(read.where for one in self.statements for read in one.read)

    @property
    def compilers_read_on(self) -> list[str]:
        """The days on which the compilers read the pages, in the language of the page."""
        return self._read_on(by_editor=False)

    @property
    def editors_read_on(self) -> list[str]:
        """The days on which editors of this installation read pages, likewise."""
        return self._read_on(by_editor=True)

    def _read_on(self, *, by_editor: bool) -> list[str]:
        read = (one for s in self.statements for one in s.read if one.by_editor is by_editor)
        return [date_text(day) for day in sorted({one.read_on for one in read})]


NOTHING_RECORDED = ValueSources()


class Claims:
    """What the sources of one public case state. Fetch it with `cases.queries.with_everything`."""

    def __init__(self, case: Case, texts: CaseTexts, steps: Sequence[PublicStep]) -> None:
        """Take the case, the names that no text about it may contain, and its public steps."""
        withheld = texts.withheld
        self._case, self._texts, self._withheld, self._steps = case, texts, withheld, steps
        self._victims = list(case.victims.all())
        self._place = ShownPlace.of(case, withheld)
        self._quotable = disclosure.quotable(case)
        self.sources = tuple(quoted for quoted in quoted_sources(case, withheld) if quoted.shown)
        self.labels = labels_of(((one.number, one.source) for one in self.sources), texts)
        self._coded: dict[str, Any] = case.compiled.get("coded_by_us") or {}

    @property
    def recorded(self) -> bool:
        """Whether it was recorded, for the compiled values, which source states which."""
        claims = (c for q in self.sources for a in q.accounts for c in a.claims.all())
        return bool(self._coded) or any(
            c.read_on is not None and c.coder_id is None for c in claims
        )

    @property
    def compiled_on(self) -> str:
        """The last day on which the compilers read the sources, ISO 8601; "" if not recorded."""
        claims = (c for q in self.sources for a in q.accounts for c in a.claims.all())
        days = [c.read_on for c in claims if c.read_on is not None and c.coder_id is None]
        return max(days).isoformat() if days else ""

    def on_case(self, entry: AcceptedValue) -> ValueSources:
        """Return the sources of an accepted value of the case."""
        claims = ((quoted, c) for quoted, c in self._claims(entry.field) if c.person is None)
        found = self._sources_of(entry, claims)
        return replace(found, coded=self._why_coded(entry, "case", self._coded.get("case") or {}))

    def on_person(self, victim: Victim, entry: AcceptedValue) -> ValueSources:
        """Return the sources of an accepted value of a person.

        For a person who may not be named, only the decisions: words could reveal who they are.
        """
        names = disclosure.public_names(victim)
        hidden = entry.field == "age" and disclosure.is_minor(victim)
        if not names or hidden:
            return self.decided_on(entry)
        claims = [(q, c) for q, c in self._claims(entry.field) if self._is_of(c, victim, names)]
        if entry.field == "outcome":
            claims += [(q, c) for q, c in self._claims("event") if _event_of(c, victim)]
        people = self._coded.get("victims") or []
        coded = people[victim.position] if victim.position < len(people) else {}
        return replace(
            self._sources_of(entry, claims),
            coded=self._why_coded(entry, f"victims.{victim.position}", coded),
        )

    def on_others_harmed(self) -> ValueSources:
        """Return what sources say of others who were hurt or killed; no value is accepted."""
        statements: dict[int, SourceStatement] = {}
        if self._quotable:
            for quoted, claim in self._claims(disclosure.OTHERS_HARMED):
                self._add(statements, quoted, claim, self._read(claim, accepted=None))
        said = (s for s in statements.values() if any(read.value for read in s.read))
        return ValueSources(says=tuple(said))

    def on_convictions(self, says: Iterable[Mapping[str, str]]) -> ValueSources:
        """Return what sources say of convictions while proceedings are open.

        `says` has the address of each source and the value that it gives: no other word of a
        source on the courts is shown then.
        """
        wanted = {(one["url"], one["value"]) for one in says}
        statements: dict[int, SourceStatement] = {}
        for quoted, claim in self._claims("judicial_outcome"):
            if (claim.account.report.url, claim.value) in wanted:
                self._add(statements, quoted, claim, self._read(claim, accepted=None))
        return ValueSources(says=tuple(statements.values()))

    def on_disagreement(self, about: DisputedField) -> tuple[SourceStatement, ...]:
        """Return what the sources of which a sentence on a disagreement speaks say of a field."""
        statements: dict[int, SourceStatement] = {}
        for quoted, claim in self._claims(about.field):
            if claim.account.report.url in about.urls and self._is_disputed(about, claim):
                self._add(statements, quoted, claim, self._read(claim, accepted=None))
        return tuple(statements.values())

    def _is_disputed(self, about: DisputedField, claim: Claim) -> bool:
        """Say whether a claim is about whom a sentence is about, and may be shown with them."""
        if about.field == disclosure.OTHERS_HARMED and not self._quotable:
            return False
        if about.person is None:
            return claim.person is None
        victim = next((one for one in self._victims if one.uid == claim.about), None)
        if victim is None or victim.position != about.person:
            return False
        hidden = about.field == "age" and disclosure.is_minor(victim)
        return bool(disclosure.public_names(victim)) and not hidden

    def may_show(self, entry: AcceptedValue, sources: ValueSources) -> bool:
        """Say whether a value has a source or a stated reason, where these were recorded."""
        return entry.basis != Basis.COMPILED or not self.recorded or sources.backed

    def decided_on(self, entry: AcceptedValue) -> ValueSources:
        """Return only the decisions that accepted a value."""
        return ValueSources(by_rule=entry.basis == Basis.RULE, decided=self._decided(entry))

    def _why_coded(self, entry: AcceptedValue, of: str, coded: dict[str, Any]) -> ShownText:
        if entry.basis != Basis.COMPILED:
            return NO_TEXT  # it explains the compiled value, which people have replaced
        why = str(coded.get(entry.field) or "")
        return self._texts.of(f"coded_by_us.{of}.{entry.field}", why)

    def _claims(self, field: str) -> Iterator[tuple[QuotedSource, Claim]]:
        for quoted in self.sources:
            for account in quoted.accounts:
                for claim in account.claims.all():
                    if claim.field == field and disclosure.public_claim(claim):
                        yield quoted, claim

    def _is_of(self, claim: Claim, victim: Victim, names: Sequence[str]) -> bool:
        """Say whether a claim is on a person in the case, who has these names."""
        if claim.person is None:
            return False
        return claim.about == victim.uid if claim.about else self._is(claim, names)

    def _is(self, claim: Claim, names: Sequence[str]) -> bool:
        """Say whether a claim that a machine read is about the person with these names.

        `casefile.coding.accepted_values` assigns claims to people in the same way.
        """
        claims = [c for c in claim.account.claims.all() if not c.superseded]
        people = {c.person for c in claims if c.person is not None}
        read = [
            str(name)
            for c in claims
            if c.person == claim.person and c.field == "names" and isinstance(c.value, list)
            for name in c.value
        ]
        alone = len(people) == 1 and len(self._victims) == 1 and not read
        return alone or same_person(read, names)

    def _sources_of(
        self, entry: AcceptedValue, claims: Iterable[tuple[QuotedSource, Claim]]
    ) -> ValueSources:
        found: dict[Agreement, dict[int, SourceStatement]] = {kind: {} for kind in Agreement}
        stating = self._quoted_for(entry)
        for quoted, claim in claims:
            kind = compared(entry.field, entry.value, claim)
            if claim.read_on is None and kind != Agreement.AGREES and quoted.number in stating:
                continue  # people found the value in this source, whatever the machine read
            if not counts(kind, entry.basis, claim):
                continue
            same = kind == Agreement.AGREES and claim.field == "event"
            shown = claim.value if same else entry.value
            self._add(found[kind], quoted, claim, self._read(claim, accepted=shown))
        for number, quoted in stating.items():
            if number not in found[Agreement.AGREES]:
                self._add(found[Agreement.AGREES], quoted, None, None)
        return ValueSources(
            says=tuple(found[Agreement.AGREES].values()),
            other_precision=tuple(found[Agreement.PRECISION].values()),
            otherwise=tuple(found[Agreement.DIFFERS].values()),
            by_rule=entry.basis == Basis.RULE,
            decided=self._decided(entry),
        )

    def _quoted_for(self, entry: AcceptedValue) -> dict[int, QuotedSource]:
        """Return by number the sources in which coders found words for a value: none is shown."""
        reports = reports_quoted(entry)
        return {
            one.number: one
            for one in self.sources
            if any(account.report_id in reports for account in one.accounts)
        }

    def _decided(self, entry: AcceptedValue) -> tuple[PublicStep, ...]:
        """Return the latest decision of each kind that accepts a value with this basis.

        Of a value that two people adjudicated: the one that accepted it, and the proposal before.
        """
        verbs = DECIDED_BY.get(Basis(entry.basis), ())
        own = next((step for step in self._steps if step.decision == entry.decision_id), None)
        if entry.basis != Basis.ADJUDICATED or own is None:
            latest = {step.verb: step for step in self._steps}
            return tuple(latest[verb] for verb in verbs if verb in latest)
        before = [s for s in self._steps if s.verb in verbs[:-1] and s.number < own.number]
        return (*before[-1:], own)

    def _read(self, claim: Claim, *, accepted: Any) -> ReadPassage | None:
        """Return what somebody wrote down who read the page; None for a claim of a machine."""
        if claim.read_on is None:
            return None
        value = claimed_text(claim, self._withheld, self._place)
        if claim.field == disclosure.OTHERS_HARMED:
            value = self._texts.of(disclosure.OTHERS_HARMED, value)
        return ReadPassage(
            value="" if _is_same(claim.value, accepted) else value,
            words=self._own_words(claim),
            where=passage(self._withheld.let_through(claim.where)),
            note=self._withheld.let_through(claim.note) if claim.coder_id is None else "",
            read_on=claim.read_on.isoformat(),
            by_editor=claim.coder_id is not None,
        )

    def _add(
        self,
        statements: dict[int, SourceStatement],
        quoted: QuotedSource,
        claim: Claim | None,
        read: ReadPassage | None,
    ) -> None:
        """Add a claim to what its source states; each source has one statement."""
        number, source = quoted.number, quoted.source
        already = statements.get(number) or SourceStatement(
            number=number,
            publisher=source.publisher or source.title,
            day=publication_date(source.date),
            language=source.language,
            apart=self.labels[number].apart,
        )
        spans = claim.spans if claim else ()
        places = [(s["start"], s["end"]) for s in spans if s.get("in") == "text"]
        words = [one for one in (words_of(quoted.pieces, place) for place in places) if one]
        statements[number] = replace(
            already,
            words=tuple(dict.fromkeys([*already.words, *words])),
            read=tuple(dict.fromkeys([*already.read, *([read] if read else [])])),
        )

    def _own_words(self, claim: Claim) -> str:
        """Return our words for what a page says, if they may be shown.

        Words of one person at the desk, and words on a place that is shown less finely than it is
        known, are shown only without names that the case does not show.
        """
        if not self._quotable or not self._withheld.allows(claim.words):
            return ""
        finer = claim.field in PLACE_FIELDS and not self._place.exact
        unreviewed = claim.coder_id is not None
        if (finer or unreviewed) and may_name_stranger(claim.words, self._withheld):
            return ""
        return claim.words


def _is_same(claimed: Any, accepted: Any) -> bool:
    """Say whether a claim gives the accepted value in the same words; a place has its name."""
    if isinstance(claimed, dict) and isinstance(accepted, dict) and accepted.get("name"):
        return bool(claimed.get("name") == accepted["name"])
    return bool(claimed == accepted)


def _event_of(claim: Claim, victim: Victim) -> bool:
    return claim.read_on is not None and claim.about in (None, victim.uid)
