"""What a search of the desk shows somebody: cases, notes and reports with the words marked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from django.core.cache import caches
from django.core.paginator import Page, Paginator
from django.db.models import Prefetch, QuerySet

from vigil.casefile.models import Case, CaseAccount, CaseNote, GoldCase, Report
from vigil.casefile.reliability.queries import is_measured
from vigil.casefile.searching.queries import cases_named, notes_with, reports_with
from vigil.casefile.searching.words import phrases_of
from vigil.desk.coding.own_coding import CODED_IN, own_coding
from vigil.desk.finding.marking import Piece, marked, marked_sentence
from vigil.trust.models import User

FEW: Final = 5
"""Notes and cases shown beside the reports."""
ON_A_PAGE: Final = 20
KEPT: Final = 300
"""Seconds for which the languages of the reports are kept: to find them takes a look at each."""
MOST_COUNTED: Final = 1000
"""Results are counted up to so many: whoever has more adds a word."""


@dataclass(frozen=True)
class FoundReport:
    """A report with the words, and the cases that hold it."""

    report: Report
    title: list[Piece]
    sentence: list[Piece]
    cases: list[tuple[Case, bool]]
    """Each with whether this person sees its number alone."""


@dataclass(frozen=True)
class FoundNote:
    """A note with the words, and its case."""

    note: CaseNote
    case: Case
    text: list[Piece]


class Hidden:
    """Of which cases somebody must not see what the machine read, or what others noted."""

    def __init__(self, user: User) -> None:
        """Take who looks. Gold cases are read once."""
        self._user = user
        self._gold = set(GoldCase.objects.filter(ended_at=None).values_list("case_id", flat=True))
        self._values: dict[int, bool] = {}

    def notes(self, case: Case) -> bool:
        """Say whether the page of the case is closed to them: they are measured against it."""
        return case.pk in self._gold and is_measured(case, self._user)

    def values(self, case: Case) -> bool:
        """Say whether they code the case blind, and so see neither its names nor its place."""
        if case.pk not in self._values:
            coded = case.stage in CODED_IN
            self._values[case.pk] = self.notes(case) or (
                coded and not own_coding(case, self._user).sees_machine
            )
        return self._values[case.pk]


class Results:
    """The results of one search for one person."""

    def __init__(
        self, search: str, user: User, *, what: str = "", language: str = "", page: str = "1"
    ) -> None:
        """Take the words, who looks, and the filters."""
        self.search, self.what = search, what
        self._language, self._page = language, page
        self._phrases = phrases_of(search)
        self.hidden = Hidden(user)

    @property
    def asked(self) -> bool:
        """Whether the search has a word."""
        return bool(self._phrases)

    @cached_property
    def cases(self) -> list[Case]:
        """The cases whose names, places or number have the words, those first that show them."""
        if not self.asked or self.what not in ("", "cases"):
            return []
        most = ON_A_PAGE if self.what else FEW
        # A few more are read, because of some nothing may be shown.
        found = cases_named(self.search)[: most * 3]
        return [case for case in found if not self.hidden.values(case)][:most]

    @cached_property
    def notes(self) -> list[FoundNote]:
        """The notes with the words, of cases whose notes this person may read."""
        if not self.asked or self.what not in ("", "notes"):
            return []
        most = ON_A_PAGE if self.what else FEW
        found = notes_with(self.search).select_related("by", "case")[: most * 3]
        shown = ((note, _case_of(note)) for note in found)
        return [
            FoundNote(note, case, marked(note.text, self._phrases))
            for note, case in shown
            if case is not None and not self.hidden.notes(case)
        ][:most]

    @cached_property
    def page(self) -> Page[int] | None:
        """The page of reports, as keys; None where no reports are asked for."""
        if not self.asked or self.what not in ("", "reports"):
            return None
        keys = self._reports().values_list("pk", flat=True)[:MOST_COUNTED]
        return Paginator(list(keys), ON_A_PAGE).get_page(self._page)

    @property
    def more(self) -> bool:
        """Whether there are more reports than are counted."""
        return self.page is not None and self.page.paginator.count >= MOST_COUNTED

    @cached_property
    def reports(self) -> list[FoundReport]:
        """The reports of the page."""
        if self.page is None:
            return []
        memberships = CaseAccount.objects.select_related("case")
        rows = Report.objects.select_related("outlet").prefetch_related(
            Prefetch("accounts__membership", queryset=memberships)
        )
        by_key = rows.in_bulk(list(self.page))
        return [self._shown(by_key[key]) for key in self.page if key in by_key]

    @property
    def nothing(self) -> bool:
        """Whether nothing was found."""
        return not (self.cases or self.notes or self.reports)

    def _reports(self) -> QuerySet[Report]:
        found = reports_with(self.search)
        return found.filter(language=self._language) if self._language else found

    def _shown(self, report: Report) -> FoundReport:
        return FoundReport(
            report,
            marked(report.title, self._phrases),
            marked_sentence(report.text or report.url, self._phrases),
            [(case, self.hidden.values(case)) for case in _cases_of(report)],
        )


def _cases_of(report: Report) -> list[Case]:
    held: Iterable[Case] = (
        account.membership.case
        for account in report.accounts.all()
        if hasattr(account, "membership")
    )
    return list({case.pk: case for case in held}.values())


def _case_of(note: CaseNote) -> Case | None:
    """Return the case of a note: the one it was written on, or that its account is in now."""
    case = note.case
    if case is None:
        held = CaseAccount.objects.filter(account__key=note.account).select_related("case").first()
        case = held.case if held else None
    while case is not None and case.superseded_by is not None:
        case = case.superseded_by
    return case


def languages() -> Sequence[str]:
    """Return the languages of the stored reports, as they were a few minutes ago at most."""
    return caches["process"].get_or_set("desk-search-languages", _languages, KEPT) or ()


def _languages() -> Sequence[str]:
    found = Report.objects.exclude(language="").order_by("language")
    return list(found.values_list("language", flat=True).distinct())
