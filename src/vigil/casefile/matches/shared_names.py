"""Find cases that a victim's name connects: two cases bear it, or a report of one names it.

Each question is answered by an index: of names, of the words of reports, of the days of cases. A
name that many reports contain connects nothing.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal

from django.db.models import Q

from vigil.casefile.models import Account, Case, CaseAccount, Report, VictimName
from vigil.casefile.searching.queries import reports_with
from vigil.casefile.searching.words import words_of

SharedName = Literal["same_name", "name_in_text"]
"""How a name connects two cases: a code of `vigil.reading.linkage.explaining`."""
MOST_REPORTS: Final = 12
"""A full name in more reports than these connects nothing."""
MOST_REPORTS_OF_A_WORD: Final = 3
"""A name of one word in more reports than these connects nothing."""
LEAST_LETTERS: Final = 5
"""Letters below which a name of one word connects nothing."""
MOST_NAMES: Final = 12
"""Names of a case that are looked for."""
MOST_NAMES_NEAR: Final = 500
"""Names of other cases of about the same days that are looked for in the reports of a case."""
MOST_APART: Final = timedelta(days=31)
"""Reports tell of earlier killings too: further apart, a name in a report connects nothing."""


@dataclass(frozen=True)
class _Name:
    """A name as the words of reports are compared."""

    words: str

    @classmethod
    def of(cls, name: str) -> "_Name":
        return cls(" ".join(word.folded for word in words_of(name)))

    @property
    def full(self) -> bool:
        return " " in self.words

    def reports(self) -> set[int]:
        """Return the reports that contain it; none if it is too common, or too short."""
        if not self.full and len(self.words) < LEAST_LETTERS:
            return set()
        most = MOST_REPORTS if self.full else MOST_REPORTS_OF_A_WORD
        found = reports_with(f'"{self.words}"').order_by().values_list("pk", flat=True)
        keys = set(found[: most + 1])
        return keys if len(keys) <= most else set()


def cases_sharing_a_name(case: Case) -> dict[int, SharedName]:
    """Return, by key, the cases in force that a victim's name connects with this one, and how.

    Reports tell of earlier killings too: the name in a report counts where the days of both cases
    are known, and about the same. Two cases may bear a full name whatever their days.
    """
    own_reports = Account.objects.filter(membership__case=case, superseded=False)
    reports = set(own_reports.values_list("report_id", flat=True))
    names = _names(VictimName.objects.filter(victim__case=case).order_by("pk")[:MOST_NAMES])
    in_text = _named_in_reports(case, names, reports) | _naming(case, reports)
    bearing = _bearing(case, names)
    return {**dict.fromkeys(in_text, "name_in_text"), **dict.fromkeys(bearing, "same_name")}


def _names(rows: Iterable[VictimName]) -> dict[_Name, list[str]]:
    """Return names as words, each with its forms as `VictimName.folded` has them."""
    found: dict[_Name, list[str]] = {}
    for row in rows:
        if (name := _Name.of(row.name)).words:
            found.setdefault(name, []).append(row.folded)
    return found


def _bearing(case: Case, names: dict[_Name, list[str]]) -> set[int]:
    """Return the cases in which a victim bears a full name of this one."""
    full = [folded for name, forms in names.items() if name.full for folded in forms]
    rows = VictimName.objects.filter(folded__in=full).order_by()
    rows = rows.filter(victim__case__superseded_by=None).exclude(victim__case=case)
    return set(rows.values_list("victim__case", flat=True)[:MOST_NAMES_NEAR])


def _named_in_reports(case: Case, names: Iterable[_Name], without: Collection[int]) -> set[int]:
    """Return the cases of about the same days whose reports name a victim of this one."""
    near = _near(case)
    if near is None:
        return set()
    reports = {key for name in names for key in name.reports()} - set(without)
    held = CaseAccount.objects.filter(
        account__report__in=reports, account__superseded=False, suggested=False
    )
    found = Case.objects.filter(near, pk__in=held.values("case")).exclude(pk=case.pk)
    return set(found.order_by().values_list("pk", flat=True))


def _naming(case: Case, reports: Collection[int]) -> set[int]:
    """Return the cases of about the same days and country whose victims these reports name."""
    near = _near(case)
    if near is None:
        return set()
    texts = Report.objects.filter(pk__in=reports).values_list("title", "text")
    told = [f" {_Name.of(part).words} " for row in texts for part in row if part]
    others = Case.objects.filter(near, country__in={"", case.country}).exclude(pk=case.pk)
    keys = list(
        others.order_by("-date_earliest", "pk").values_list("pk", flat=True)[:MOST_NAMES_NEAR]
    )
    rows = VictimName.objects.filter(victim__case__in=keys).order_by("pk")
    rarely: dict[_Name, bool] = {}
    found = set()
    for name, other in rows.values_list("name", "victim__case")[:MOST_NAMES_NEAR]:
        sought = _Name.of(name)
        if not sought.words or not any(f" {sought.words} " in text for text in told):
            continue
        if sought not in rarely:
            rarely[sought] = bool(sought.reports())
        if rarely[sought]:
            found.add(other)
    return found


def _near(case: Case) -> Q | None:
    """Return the condition for cases in force of about the same days; None if it has no day."""
    first, last = case.date_earliest, case.date_latest
    if first is None or last is None or last - first > 2 * MOST_APART:
        return None
    days = (first - MOST_APART, last + MOST_APART)
    return Q(superseded_by=None, date_earliest__range=days)
