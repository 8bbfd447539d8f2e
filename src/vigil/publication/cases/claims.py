"""For each value of a case: which sources state it, and in which words.

At most 25 words are quoted from a source. `quotes` chooses them once for the whole page, and each
value is shown with those of them that state it. So no page quotes more of a source.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from vigil.casefile.coding.accepted_values import DATE_RANK, PLACE_RANK
from vigil.casefile.disclosure.sources import sources_in_order
from vigil.casefile.disclosure.withheld_words import WithheldWords
from vigil.casefile.models import AcceptedValue, Account, Basis, Case, Claim, Victim
from vigil.casefile.people.name_matching import same_person
from vigil.publication.cases.history import PublicStep
from vigil.publication.cases.quotes import QuotePart, quote, words_of
from vigil.publication.policy import disclosure
from vigil.publication.record.labels import publication_date

AGREES, PRECISION, DIFFERS = "agrees", "precision", "differs"
DECIDED_BY = {
    Basis.COMPILED: ("load_open_case_file", "confirm_case"),
    Basis.IMPORTED: ("import_case", "import_again", "verify_imported"),
    Basis.ADJUDICATED: ("adjudicate", "verify"),
    Basis.RULE: ("open", "verify"),
}
"""Which decisions accepted a value, by its basis. A rule applies when somebody opens the case."""


@dataclass(frozen=True, slots=True)
class QuotedSource:
    """A source of a case, as it may be shown, with the words quoted from it.

    `number` is its place among the sources of a release's line, from 1.
    """

    number: int
    source: disclosure.Source
    pieces: tuple[QuotePart, ...]
    accounts: tuple[Account, ...]

    @property
    def shown(self) -> bool:
        """Whether the source can be shown at all."""
        return bool(self.source.publisher or self.source.url or self.source.protected)

    @property
    def text(self) -> str:
        """The quoted words as they run."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class SourceStatement:
    """One source that states a value, with those of its quoted words that state it."""

    number: int
    publisher: str
    day: str
    language: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ValueSources:
    """Which sources state a value, with another precision, or differently; what accepted it."""

    says: tuple[SourceStatement, ...] = ()
    other_precision: tuple[SourceStatement, ...] = ()
    otherwise: tuple[SourceStatement, ...] = ()
    by_rule: bool = False
    decided: tuple[PublicStep, ...] = ()

    @property
    def any_statement(self) -> bool:
        """Whether any source states the value in any way."""
        return bool(self.says or self.other_precision or self.otherwise)


NOTHING_RECORDED = ValueSources()


class Claims:
    """What the sources of one public case state. Fetch it with `cases.queries.with_everything`."""

    def __init__(self, case: Case, withheld: WithheldWords, steps: Sequence[PublicStep]) -> None:
        """Take the case, the names that no text about it may contain, and its public steps."""
        self._steps = steps
        self._victims = list(case.victims.all())
        self.sources = tuple(quoted for quoted in _quoted(case, withheld) if quoted.shown)

    def on_case(self, entry: AcceptedValue) -> ValueSources:
        """Return the sources of an accepted value of the case."""
        claims = ((quoted, c) for quoted, c in self._claims(entry.field) if c.person is None)
        return self._sources_of(entry, claims)

    def on_person(self, victim: Victim, entry: AcceptedValue) -> ValueSources:
        """Return the sources of an accepted value of a person.

        For a person who may not be named, only the decisions: words could reveal who they are.
        """
        names = disclosure.public_names(victim)
        claims = (
            (quoted, claim)
            for quoted, claim in self._claims(entry.field)
            if names and claim.person is not None and self._is(claim, names)
        )
        return self._sources_of(entry, claims)

    def decided_on(self, entry: AcceptedValue) -> ValueSources:
        """Return only the decisions that accepted a value."""
        return ValueSources(by_rule=entry.basis == Basis.RULE, decided=self._decided(entry.basis))

    def _claims(self, field: str) -> Iterator[tuple[QuotedSource, Claim]]:
        for quoted in self.sources:
            for account in quoted.accounts:
                for claim in account.claims.all():
                    if claim.field == field and disclosure.public_claim(claim):
                        yield quoted, claim

    def _is(self, claim: Claim, names: Sequence[str]) -> bool:
        """Say whether a claim is about the person with these names.

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
        found: dict[str, dict[int, SourceStatement]] = {AGREES: {}, PRECISION: {}, DIFFERS: {}}
        for quoted, claim in claims:
            statements = found[_compared(entry, claim)]
            words = statements[quoted.number].words if quoted.number in statements else ()
            statements[quoted.number] = _statement_of(quoted, claim, words)
        return ValueSources(
            says=tuple(found[AGREES].values()),
            other_precision=tuple(found[PRECISION].values()),
            otherwise=tuple(found[DIFFERS].values()),
            by_rule=entry.basis == Basis.RULE,
            decided=self._decided(entry.basis),
        )

    def _decided(self, basis: str) -> tuple[PublicStep, ...]:
        """Return the latest decision of each kind that accepts a value with this basis."""
        verbs = DECIDED_BY.get(Basis(basis), ())
        latest = {step.verb: step for step in self._steps}
        return tuple(latest[verb] for verb in verbs if verb in latest)


def _statement_of(quoted: QuotedSource, claim: Claim, already: tuple[str, ...]) -> SourceStatement:
    spans = [(s["start"], s["end"]) for s in claim.spans if s.get("in") == "text"]
    words = (words_of(quoted.pieces, span) for span in spans)
    source = quoted.source
    return SourceStatement(
        number=quoted.number,
        publisher=source.publisher or source.title,
        day=publication_date(source.date),
        language=source.language,
        words=tuple(dict.fromkeys([*already, *(one for one in words if one)])),
    )


def _compared(entry: AcceptedValue, claim: Claim) -> str:
    """Compare a claim with the accepted value, by the rules of the codebook."""
    accepted, claimed = entry.value, claim.value
    if isinstance(accepted, list):
        return AGREES  # of lists all entries are accepted
    if not (isinstance(accepted, dict) and isinstance(claimed, dict)):
        return AGREES if accepted == claimed else DIFFERS
    if "low" in accepted:
        same = all(accepted.get(end) == claimed.get(end) for end in ("low", "high"))
        return AGREES if same else DIFFERS
    key, rank = ("name", PLACE_RANK) if entry.field == "place" else ("value", DATE_RANK)
    if claimed.get(key) == accepted.get(key):
        return AGREES
    same = rank.get(str(claimed.get("precision"))) == rank.get(str(accepted.get("precision")))
    return DIFFERS if same else PRECISION


def _quoted(case: Case, withheld: WithheldWords) -> Iterator[QuotedSource]:
    """Yield the sources in the order of a release's line, each with the words quoted from it."""
    quotable = disclosure.quotable(case)
    for number, accounts in enumerate(sources_in_order(disclosure.accounts_of(case)), 1):
        report = accounts[0].report
        yield QuotedSource(
            number=number,
            source=disclosure.public_source(report, withheld),
            pieces=tuple(quote(report.text, _spans(accounts), withheld)) if quotable else (),
            accounts=tuple(accounts),
        )


def _spans(accounts: Iterable[Account]) -> list[tuple[int, int]]:
    return [
        (span["start"], span["end"])
        for account in accounts
        for claim in account.claims.all()
        if disclosure.public_claim(claim)
        for span in claim.spans
        if span.get("in") == "text"
    ]
