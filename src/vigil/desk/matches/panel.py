"""Show the listed killings and other cases that a case may be, and judge them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vigil.casefile.matches import queries as match_queries
from vigil.casefile.matches.known_signs import KnownSigns
from vigil.casefile.matches.queries import PossibleMatch
from vigil.casefile.models import Case, CaseMatch, ListedKilling
from vigil.desk.cases.forms import OptionalReasonForm
from vigil.desk.matches.linking_reasons import linking_reasons
from vigil.desk.matches.reasons import reasons_in_words
from vigil.language.punctuation import in_a_row, one_by_one


def _found[M: Model](kind: type[M], key: int | None) -> M | None:
    return None if key is None else kind._default_manager.filter(pk=key).first()


def _key() -> forms.IntegerField:
    return forms.IntegerField(
        min_value=1, max_value=2**62, required=False, widget=forms.HiddenInput
    )


class MatchForm(OptionalReasonForm):
    """A judgement on a row of a list, or on another case: the same or not."""

    listed = _key()
    other = _key()
    verdict = forms.ChoiceField(choices=CaseMatch.Verdict.choices, widget=forms.HiddenInput)
    percent = forms.IntegerField(
        min_value=0, max_value=100, required=False, widget=forms.HiddenInput
    )

    def clean(self) -> dict[str, Any]:
        """Find the row or the case."""
        data = super().clean() or self.cleaned_data
        data["listed"] = _found(ListedKilling, data.get("listed"))
        data["other"] = _found(Case, data.get("other"))
        if bool(data["listed"]) == bool(data["other"]):
            raise forms.ValidationError(_("This is not there any more."))
        if data["other"] and data.get("verdict") == CaseMatch.Verdict.SAME:
            raise forms.ValidationError(_("Two cases of one attack are merged."))
        percent = data.get("percent")
        data["probability"] = None if percent is None else percent / 100
        return data


@dataclass(frozen=True)
class PossibleMatchRow:
    """A possible match as it is shown."""

    possible: PossibleMatch
    percent: int
    reasons: str

    @property
    def row(self) -> "ListedKillingRow | None":
        """The row of a list, if it is one."""
        return ListedKillingRow(self.possible.listed) if self.possible.listed else None


@dataclass(frozen=True)
class ListedKillingRow:
    """A row of a list in one line."""

    listed: ListedKilling

    @property
    def names(self) -> str:
        """The names it gives."""
        return one_by_one(self.listed.names[:2])

    @property
    def when(self) -> str:
        """Its date, as exactly as it is known."""
        first, last = self.listed.first, self.listed.last
        if first is None or last is None:
            return ""
        return _as_told(first, last)

    @property
    def where(self) -> str:
        """Its place, from fine to coarse."""
        return in_a_row([self.listed.place, self.listed.admin1])

    @property
    def link(self) -> str:
        """The row's page at its publisher, where it has one that can be opened."""
        return self.listed.url if self.listed.url.startswith(("https://", "http://")) else ""


@dataclass(frozen=True)
class JudgedMatchRow:
    """A judgement on a row of a list or on another case."""

    match: CaseMatch

    @property
    def row(self) -> ListedKillingRow | None:
        """The row of a list, if it is one."""
        return ListedKillingRow(self.match.listed) if self.match.listed else None

    @property
    def changed(self) -> bool:
        """Whether the list has changed the row since."""
        return bool(self.match.listed and self.match.listed.changed_at > self.match.at)


@dataclass(frozen=True)
class CaseMatches:
    """The rows of lists and the other cases that a case is, is not, or may be."""

    same: Sequence[JudgedMatchRow]
    apart: Sequence[JudgedMatchRow]
    listed: Sequence[PossibleMatchRow]
    cases: Sequence[PossibleMatchRow]

    def __bool__(self) -> bool:
        return bool(self.same or self.apart or self.listed or self.cases)


def matches_of(case: Case, signs: KnownSigns) -> CaseMatches | None:
    """Return the known and possible matches of a case; None if it was merged into another."""
    if case.superseded_by_id:
        return None
    said = [JudgedMatchRow(match) for match in match_queries.judgements_of(case)]
    return CaseMatches(
        same=[one for one in said if one.match.verdict == CaseMatch.Verdict.SAME],
        apart=[one for one in said if one.match.verdict != CaseMatch.Verdict.SAME],
        listed=[_shown(possible) for possible in match_queries.possible_listed(case)],
        cases=[
            _shown(possible) for possible in match_queries.possible_and_doubted_cases(case, signs)
        ],
    )


def perhaps_the_same(case: Case) -> list[PossibleMatchRow]:
    """Return the few other cases that may be this one, found at once; see `match_queries`."""
    if case.superseded_by_id:
        return []
    return [_shown(possible) for possible in match_queries.perhaps_the_same(case)]


def with_note_if_known(said: str, case: Case) -> str:
    """Add to a sentence on a new case that it may be known already, if so."""
    if not (match_queries.possible_listed(case) or match_queries.possible_and_doubted_cases(case)):
        return said
    return f"{said} {gettext('It may be known already: its page shows what is like it.')}"


def _shown(possible: PossibleMatch) -> PossibleMatchRow:
    percent = min(99, round(possible.probability * 100))
    reasons = reasons_in_words(possible.reasons)
    if possible.doubted:
        told = linking_reasons(possible.why_doubted) or [gettext("reports that are alike")]
        reasons += [words for words in told if words not in reasons]
    if possible.share_a_report:
        reasons.append(gettext("one report tells of both, perhaps as two attacks"))
    if possible.shared_name:
        told = linking_reasons([[possible.shared_name, None]])
        reasons += [words for words in told if words not in reasons]
    return PossibleMatchRow(possible, percent, in_a_row(reasons))


def _as_told(first: date, last: date) -> str:
    """Return the text of a day, a month, a year or a span of days, as exact as the list is."""
    if first == last:
        return first.isoformat()
    if (first.day, first.month, last.day, last.month) == (1, 1, 31, 12) and first.year == last.year:
        return str(first.year)
    if (
        first.day == 1
        and (last - first).days > 26
        and (first.month, first.year)
        == (
            last.month,
            last.year,
        )
    ):
        return f"{first:%Y-%m}"
    return f"{first.isoformat()}/{last.isoformat()}"
