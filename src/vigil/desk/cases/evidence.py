"""The reports of a case as coders read them, and the words behind each prefilled value."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from vigil.casefile.cases.verbs.entering import ENTERED
from vigil.casefile.coding.quotations import Place, Quotation
from vigil.casefile.models import TESTIMONY, Account, Case, CaseAccount, Claim, Report
from vigil.casefile.people.name_matching import PersonInAccount, align, same_person
from vigil.casefile.reports.records import UNKNOWN
from vigil.casefile.reports.verbs.citing import ADDED_HERE
from vigil.desk.cases.highlighting import Span, highlighted, with_gaps, without_gaps
from vigil.desk.coding.forms import CodingForm
from vigil.desk.screens.labels import field_label_in, label_of_value
from vigil.language.graphic_words import graphic_words
from vigil.language.punctuation import without_marks
from vigil.reading.codebook import Codebook
from vigil.reading.intake.extraction.sentences import Part, sentences

_CODED = {"date": "date_of_attack", "name": "names"}
"""Fields of the codebook that an account calls otherwise."""

QUOTED = 80
"""Code points of a quote beside a field; the whole of it is in the report."""


@dataclass(frozen=True)
class Quote:
    """Words that state a value, their place in the report, and the value read from them."""

    words: str
    language: str
    anchor: str
    said: str
    outlet: str
    apart: str = ""
    """The day of the report; its title too where another one has the same outlet and day."""
    value: Any = None
    """The value itself."""
    found: Quotation | None = None
    """Where the words are; None for what somebody typed."""
    report: int = 0
    """The key of the report that has the words."""


@dataclass(frozen=True)
class PassageOnScreen:
    """What somebody who read the page wrote down of one field. `claim` can be taken back."""

    label: str
    value: str
    words: str
    where: str
    claim: Claim
    added_here: bool


@dataclass
class ReportWithEvidence:
    """One report with its accounts that are in the case, or suggested for it."""

    report: Report
    accounts: list[Account] = field(default_factory=list)
    book: Codebook | None = None
    marked: bool = True
    """Whether the words that state a value are marked. For whoever codes blind they are not."""
    quoted: Mapping[Place, Sequence[Span]] = field(default_factory=dict)
    """Words on which coders based accepted values."""

    @cached_property
    def claims(self) -> list[Claim]:
        """Return the claims of the accounts that are not superseded."""
        return [c for account in self.accounts for c in account.claims.all() if not c.superseded]

    @property
    def passages(self) -> list[PassageOnScreen]:
        """What people who read the page wrote down, in the order of the claims."""
        assert self.book is not None
        return [
            PassageOnScreen(
                label=label_of(claim, self.book),
                value=label_of_value(self.book, claim.field, claim.value),
                words=claim.words,
                where=claim.where,
                claim=claim,
                added_here=claim.reader in ADDED_HERE,
            )
            for claim in self.claims
            if claim.read_on is not None
        ]

    @property
    def disagreements(self) -> list[str]:
        """What a second reader, such as a language model, read otherwise: a sentence each."""
        return [
            self._disagreement(mark)
            for account in self.accounts
            if not account.superseded
            for mark in account.record.get("disagreements", [])
        ]

    def _disagreement(self, mark: Mapping[str, str]) -> str:
        assert self.book is not None
        name = mark["field"].rsplit("/", 1)[-1]
        said = {"reader": mark["reader"], "other": mark["other"], "words": mark["text"]}
        if mark["field"] in ("/victims", "/accounts"):
            return _("Only %(reader)s reads that “%(other)s” was attacked, in “%(words)s”.") % said
        name = _CODED.get(name, name)
        said |= {"field": field_label_in(self.book, name), "value": mark["value"]}
        if name in self.book.fields:
            for which in ("value", "other"):
                said[which] = label_of_value(self.book, name, mark[which])
        return (
            _(
                "The two readers differ on %(field)s: “%(value)s”, but %(reader)s reads "
                "“%(other)s” in “%(words)s”."
            )
            % said
        )

    @property
    def memberships(self) -> list[CaseAccount]:
        """How each account is in the case."""
        return [account.membership for account in self.accounts]

    @property
    def suggested(self) -> bool:
        """Whether the machine only suggests that this report belongs here."""
        return all(membership.suggested for membership in self.memberships)

    @property
    def made_by(self) -> str:
        """Who made a report that no outlet published; "" for a report of an outlet."""
        readers = {account.reader for account in self.accounts}
        if self.report.report_kind == TESTIMONY:
            return _("Told in confidence: it lies sealed in the vault and is never public")
        if self.report.outlet_id or self.report.url:
            return ""
        if "open-case-file" in readers:
            return _("The record as it was compiled")
        for reader in readers:
            if reader.startswith("sheet:"):
                return _("A row of the sheet %(name)s") % {"name": reader.removeprefix("sheet:")}
        return _("Typed at the desk") if ENTERED in readers else ""

    @property
    def title_html(self) -> SafeString:
        """The headline, its evidence marked."""
        title = self.report.title
        return highlighted(title, self._spans("title"), self.graphic_in(title))

    @property
    def text_html(self) -> SafeString:
        """The text, its evidence marked, runs of empty lines shown as one."""
        text = self.report.text
        return without_gaps(highlighted(text, self._spans("text"), self.graphic_in(text)))

    @property
    def whole_title_html(self) -> SafeString:
        """The headline as `whole_text_html` has the text; empty if there is none."""
        return self._whole("title", self.report.title) if self.report.title else SafeString("")

    @property
    def whole_text_html(self) -> SafeString:
        """The text with every character of it, its evidence marked, and where its sentences are."""
        return self._whole("text", self.report.text)

    def graphic_in(self, text: str) -> list[tuple[int, int]]:
        """Return where graphic words are in a text of this report."""
        return graphic_words(text, self.report.language)

    def _whole(self, part: Part, text: str) -> SafeString:
        return format_html(
            '<span data-in="{}" data-sentences="{}">{}</span>',
            part,
            _sentences(part, text),
            with_gaps(highlighted(text, self._spans(part), self.graphic_in(text))),
        )

    def _spans(self, part: str) -> list[Span]:
        assert self.book is not None
        return [
            *(
                Span(span["start"], span["end"], label_of(claim, self.book), _anchor(claim, number))
                for claim in (self.claims if self.marked else ())
                for number, span in enumerate(claim.spans)
                if span.get("in") == part
            ),
            *self.quoted.get((self.report.pk, part), ()),
        ]


def _sentences(part: Part, text: str) -> str:
    """Return where the sentences of a text are, in code points: "0-31 33-80"."""
    # Only their places are asked for: folding the words would take most of the time.
    return " ".join(f"{s.start}-{s.end}" for s in sentences(part, text, folded=text))


def label_of(claim: Claim, book: Codebook) -> str:
    """Name what a claim is about: the field, and which person of the report if several."""
    label = field_label_in(book, claim.field)
    if claim.person is None or claim.person == 0:
        return label
    return _("%(field)s, person %(number)d") % {"field": label, "number": claim.person + 1}


def reports_of(
    accounts: Sequence[Account],
    book: Codebook,
    *,
    marked: bool = True,
    quoted: Mapping[Place, Sequence[Span]] = MappingProxyType({}),
) -> list[ReportWithEvidence]:
    """Group accounts by report: what is in the case first, then what is suggested."""
    shown: dict[int, ReportWithEvidence] = {}
    for account in accounts:
        blank = ReportWithEvidence(account.report, book=book, marked=marked, quoted=quoted)
        of = shown.setdefault(account.report_id, blank)
        of.accounts.append(account)
    # Within each group a report in which something was read comes before one without.
    return sorted(shown.values(), key=lambda report: (report.suggested, not report.claims))


class Quotes:
    """The words behind values: of the case by field, of persons by name and field."""

    def __init__(
        self, accounts: Sequence[Account], book: Codebook, names: Mapping[UUID, list[str]]
    ) -> None:
        """Take the accounts of a case, and the names of its people by their uid."""
        self._book, self._names = book, names
        placed = [account for account in accounts if not account.membership.suggested]
        self._claims = [
            (account, claim)
            for account in placed
            for claim in account.claims.all()
            if not claim.superseded
        ]
        self._persons = self._align()
        reports = {account.report_id: account.report for account in placed}
        self._looks = Counter(map(_look, reports.values()))

    def of_case(self, name: str) -> list[Quote]:
        """Return the words that state a field of the case."""
        return self._quotes([c for c in self._claims if c[1].person is None and c[1].field == name])

    def of_persons(self, form: CodingForm) -> list[dict[str, list[Quote]]]:
        """Return, for each person of a form, the words by field.

        A person of the form is the person with a similar name in the reports. A person without a
        name is matched by position.
        """
        free = list(range(len(self._persons)))
        found: dict[int, int] = {}
        for number, part in enumerate(form.persons):
            like = (p for p in free if same_person(part.names, self._persons[p][0]))
            match = next(like, None)
            if match is None and not part.names and number in free:
                match = number
            if match is not None:
                found[number] = match
                free.remove(match)
        return [self._by_field(found.get(number)) for number in range(len(form.persons))]

    def _by_field(self, person: int | None) -> dict[str, list[Quote]]:
        if person is None:
            return {}
        claims = self._persons[person][1]
        names = dict.fromkeys(claim.field for _, claim in claims)
        return {name: self._quotes([c for c in claims if c[1].field == name]) for name in names}

    def _align(self) -> list[tuple[list[str], list[tuple[Account, Claim]]]]:
        """Group the claims on persons as the case file groups the persons themselves."""
        grouped: dict[tuple[str, int], list[tuple[Account, Claim]]] = {}
        for account, claim in sorted(self._claims, key=lambda c: c[0].key):
            if claim.person is not None and claim.about is None and claim.value not in UNKNOWN:
                grouped.setdefault((account.key, claim.person), []).append((account, claim))
        accounts: dict[str, list[PersonInAccount]] = {}
        behind: dict[int, list[tuple[Account, Claim]]] = {}
        for key in sorted(grouped):
            reading = PersonInAccount(
                key[0], {claim.field: claim.value for _, claim in grouped[key]}
            )
            accounts.setdefault(key[0], []).append(reading)
            behind[id(reading)] = grouped[key]
        for account, claim in self._claims:
            names = self._names.get(claim.about) if claim.about else None
            if names and claim.person is not None:
                of_claim = f"{account.key}#{claim.pk}"
                reading = PersonInAccount(of_claim, {"names": names})
                accounts[of_claim], behind[id(reading)] = [reading], [(account, claim)]
        return [
            (person.names, [c for reading in person.readings for c in behind[id(reading)]])
            for person in align(list(accounts.values()))
        ]

    def _quotes(self, claims: Sequence[tuple[Account, Claim]]) -> list[Quote]:
        """Quote each claim. Words that one report repeats to the same effect are quoted once."""
        quotes: dict[tuple[int, str, str], Quote] = {}
        for account, claim in claims:
            said = label_of_value(self._book, claim.field, claim.value)
            outlet = account.report.outlet.name if account.report.outlet else ""
            here, language = account.report_id, account.report.language
            day, alike = account.report.published[:10], self._looks[_look(account.report)] > 1
            apart = " · ".join(filter(None, (day, account.report.title if alike else "")))
            for number, span in enumerate(claim.spans):
                words = span["text"]
                short = words if len(words) <= QUOTED else words[: QUOTED - 1] + "…"
                reading = "" if without_marks(said) == words else said
                anchor = _anchor(claim, number)
                place = Quotation.of_json({**span, "report": here, "exact": words})
                quote = Quote(
                    *(short, language, anchor, reading, outlet, apart), claim.value, place, here
                )
                quotes.setdefault((here, words, said), quote)
            if not claim.spans:
                read = claim.words[:QUOTED]
                reading = f"{said} ({read})" if read else said
                whole = Quote(
                    *("", language, f"r-{here}", reading, outlet, apart), claim.value, None, here
                )
                quotes.setdefault((here, "", said), whole)
        return list(quotes.values())


def _look(report: Report) -> tuple[int | None, str]:
    return report.outlet_id, report.published[:10]


def names_by_uid(case: Case) -> dict[UUID, list[str]]:
    """Return all forms of the name of each person in a case."""
    prefetch_related_objects([case], "victims__names")
    return {
        victim.uid: [name for name in (victim.name, *(n.name for n in victim.names.all())) if name]
        for victim in case.victims.all()
    }


def _anchor(claim: Claim, number: int) -> str:
    return f"e-{claim.pk}-{number}"
