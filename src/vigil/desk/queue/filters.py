"""The filters of the queue, and what a row shows of a candidate."""

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vigil.casefile.models import Account, Case, Report
from vigil.desk.fields.conversion import without_nul
from vigil.desk.queue import queries
from vigil.desk.queue.reasons import reasons
from vigil.desk.screens.filters import FilterForm
from vigil.desk.screens.labels import country_name, language_name
from vigil.desk.screens.numbers import numbers_text
from vigil.trust.models import User

FIRST_WORDS = 14
SHOWN_WORDS = 3


class QueueFilter(FilterForm):
    """Which candidates to show."""

    country = forms.ChoiceField(label=_("Country"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    kind = forms.ChoiceField(
        label=_("Reports"),
        required=False,
        choices=[("", _("all")), ("fresh", _("fresh")), ("followup", _("follow-up"))],
    )
    whose = forms.ChoiceField(
        label=_("Whose"),
        required=False,
        choices=[
            ("", _("all")),
            ("mine", _("mine")),
            ("nobody", _("nobody's")),
            ("later", _("put off")),
        ],
    )
    q = forms.CharField(label=_("Search"), required=False, max_length=200)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        counted, tags = queries.filters_of_the_queue()
        self.offer("country", [_country(code, number) for code, number in counted])
        self.offer("language", [(tag, language_name(tag)) for tag in tags])


class QueueAddress:
    """The filters of the queue as an address carries them from page to page, unchecked."""

    NAMES = ("country", "language", "kind", "whose", "q")

    def __init__(self, data: QueryDict, user: User | None = None) -> None:
        self._user = user
        self.values = {
            name: without_nul(str(data[name]))[:200] for name in self.NAMES if data.get(name)
        }
        self.page = page if (page := str(data.get("page", ""))).isdecimal() else ""

    @cached_property
    def query(self) -> str:
        """Return the filters as the end of an address, with a question mark; empty without any."""
        return _query(self.values)

    @cached_property
    def here(self) -> str:
        """Return the same with the page of the queue, to come back to where one was."""
        return _query(self.values | ({"page": self.page} if self.page else {}))

    @property
    def candidates(self) -> QuerySet[Case]:
        """The candidates that pass."""
        return queries.candidates(**self.values, user=self._user)


def _query(values: dict[str, str]) -> str:
    data = QueryDict(mutable=True)
    data.update(values)
    return "?" + data.urlencode() if values else ""


def _country(code: str, number: int) -> tuple[str, str]:
    name = country_name(code) if code else gettext("not known")
    return code or "none", f"{name} ({number})"


@dataclass
class CandidateRow:
    """One candidate in the queue."""

    case: Case
    perhaps: Case | None = None
    """A case in people's hands with which the linking left it in doubt."""
    within: bool = True
    """Whether the roles of who looks reach it."""
    to_learn: bool = False
    """Whether it was drawn from what scores low, for the machine to learn from."""
    alike: list["CandidateRow"] = field(default_factory=list)
    """Candidates of the same page that may be the same attack, shown folded below it."""

    @cached_property
    def accounts(self) -> list[Account]:
        """Return the accounts, the one with the highest score first."""
        return [membership.account for membership in self.case.memberships.all()]

    @cached_property
    def reports(self) -> list[Report]:
        """Return the reports, each once."""
        return list({account.report_id: account.report for account in self.accounts}.values())

    @property
    def title(self) -> str:
        """The people attacked; before anyone is named, a headline or the first words."""
        if self.case.title:
            return self.case.title
        first = next((getattr(row, "begins", "") for row in self.case.memberships.all()), "")
        return " ".join(first.split()[:FIRST_WORDS]) or gettext("without a title")

    @property
    def numbers(self) -> str:
        """How many the reports that people or the linking placed in it say were killed and hurt."""
        held = (row.account for row in self.case.memberships.all() if not row.suggested)
        return numbers_text(claim for account in held for claim in getattr(account, "telling", []))

    @property
    def languages(self) -> list[str]:
        """The languages of the reports."""
        return sorted({report.language for report in self.reports if report.language})

    @property
    def spoken(self) -> frozenset[str]:
        """The primary language tags of the reports that people placed in it."""
        held = (row for row in self.case.memberships.all() if not row.suggested)
        tags = (row.account.report.language for row in held)
        return frozenset(tag.split("-")[0].lower() for tag in tags if tag)

    @property
    def outlets(self) -> list[str]:
        """The names of the outlets."""
        return sorted({report.outlet.name for report in self.reports if report.outlet})

    @property
    def reasons_line(self) -> str:
        """Why it stands here, in one line."""
        return " · ".join(self.reasons)

    @property
    def reasons(self) -> list[str]:
        """Why it stands here: what it is worth, in words, and the words of the event."""
        found: list[Any] = list(reasons(self.case, timezone.localdate()))
        words: dict[str, None] = {}
        for account in self.accounts:
            for claim in getattr(account, "telling", []):
                if claim.field == "event":
                    words |= {f"“{span['text'][:60]}”": None for span in claim.spans}
        found += list(words)[:SHOWN_WORDS]
        if self.reports and all(report.report_kind == "followup" for report in self.reports):
            found.append(gettext("follow-up reports only"))
        if self.perhaps:
            found.append(gettext("perhaps the same as %(case)s") % {"case": self.perhaps.public_id})
        return [str(reason) for reason in found]
