"""The plan of a grant as a form: what it is for, its days, its budget, its donors and tranches."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vigil.desk.screens.labels import country_choices
from vigil.fund.grants.forms.acts import (
    GrantForm,
    amount_field,
    currency_field,
    day_field,
    format_typed_amount,
    language,
    sealed_text_field,
)
from vigil.fund.models import BudgetLine, Donor, Grant, Share, Tranche
from vigil.fund.payments import money
from vigil.fund.payments.verbs.tranches import MAX_TRANCHES, PlannedTranche, split_among_donors
from vigil.reading.codebook.terms import markets, responses
from vigil.trust.access.errors import Unfit

TRANCHE_ROWS: Final = 6
"""Tranches that a plan has room for at first, and by which it grows."""
SPARE_ROWS: Final = 2
"""Free ones that stand open."""


def themes() -> list[tuple[str, str]]:
    """Return the markets and responses of the codebook, in the language of the screen."""
    terms = {**markets().terms, **responses().terms}
    return [(code, term.named(language())) for code, term in terms.items()]


@dataclass(frozen=True)
class TrancheFields:
    """The fields of one tranche in the plan of a grant."""

    number: int
    hidden: Any
    """Holds for which tranche it stands."""
    fields: tuple[Any, ...]
    spare: bool
    """Whether it is folded away: nothing stands in it, and others are free before it."""


class PlanForm(GrantForm):
    """A grant: what it is for, its days, its budget, who gives it, in which tranches."""

    kind = forms.ChoiceField(label=_("What it is"), choices=Grant.Kind.choices)
    purpose = sealed_text_field(_("What it is for"), required=False)
    public_title = forms.CharField(
        label=_("Title for the public"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=_("Only of parties that are open. Without names of others, and without places."),
    )
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    starts_on = day_field(_("First day"), required=False)
    ends_on = day_field(_("Last day"), required=False)
    currency = currency_field(_("Currency"))

    def __init__(
        self,
        *args: Any,
        paid: int = 0,
        amends: bool = False,
        rows: int = TRANCHE_ROWS,
        conditioned: Collection[int] = (),
        **kwargs: Any,
    ) -> None:
        """`paid` is what was paid before; an amendment asks for amounts and a reason alone.

        `rows` is how many tranches there is room for; `conditioned` are the rows that have a
        condition which is kept.
        """
        self.paid, self.amends, self.room = paid, amends, min(rows, MAX_TRANCHES)
        self.fixed = kwargs.get("initial", {}).get("currency", "")
        super().__init__(*args, **kwargs)
        self._offer()
        self.donors = list(Donor.objects.all())
        for category, label in BudgetLine.Category.choices:
            self.fields[f"budget_{category}"] = amount_field(label, required=False)
        for donor in self.donors:
            self.fields[f"donor_{donor.pk}"] = amount_field(donor.name, required=False)
        for n in range(1, self.room + 1):
            self.fields[f"number_{n}"] = forms.IntegerField(
                required=False, widget=forms.HiddenInput
            )
            self.fields[f"amount_{n}"] = amount_field(_("Amount"), required=False)
            self.fields[f"due_{n}"] = day_field(_("To be paid on"), required=False)
            self.fields[f"report_{n}"] = day_field(_("Waits for the report due on"), required=False)
            self.fields[f"condition_{n}"] = sealed_text_field(_("Condition"), 2, required=False)
            if n in conditioned:
                self.fields[f"without_{n}"] = forms.BooleanField(
                    label=_("It has no condition any more"), required=False
                )
        if amends:
            for name in (
                *("kind", "purpose", "public_title", "theme", "country"),
                *("starts_on", "ends_on", "currency"),
            ):
                del self.fields[name]
            self.fields["why"] = sealed_text_field(_("Why the grant changes"))

    def _offer(self) -> None:
        for name, choices in (
            ("theme", [("", ""), *themes()]),
            ("country", [("", _("that of the party")), *country_choices()]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    @property
    def head(self) -> list[Any]:
        """The fields above the money."""
        names = ("kind", "purpose", "public_title", "theme", "country", "starts_on", "ends_on")
        return [self[name] for name in (*names, "currency", "why") if name in self.fields]

    @property
    def budget_fields(self) -> list[Any]:
        """The lines of the budget."""
        return [self[f"budget_{category}"] for category in BudgetLine.Category.values]

    @property
    def donor_fields(self) -> list[Any]:
        """What each donor gives."""
        return [self[f"donor_{donor.pk}"] for donor in self.donors]

    @property
    def rows(self) -> list[TrancheFields]:
        """The fields of the tranches, row by row."""
        rows: list[TrancheFields] = []
        free = 0
        names = ("amount", "report", "due", "condition", "without")
        for n in range(1, self.room + 1):
            asked = [f"{name}_{n}" for name in names]
            fields = tuple(self[name] for name in asked if name in self.fields)
            empty = not any(field.value() for field in fields)
            rows.append(
                TrancheFields(n, self[f"number_{n}"], fields, spare=empty and free >= SPARE_ROWS)
            )
            free += empty
        return rows

    def clean(self) -> dict[str, Any]:
        """Read the amounts, and hold them against each other."""
        code = self.fixed if self.amends else self.read_currency("currency")
        if not code:
            return self.cleaned_data
        budget = {c: self.read(f"budget_{c}", code) for c in BudgetLine.Category.values}
        donors = {d.pk: self.read(f"donor_{d.pk}", code) for d in self.donors}
        amounts = {n: self.read(f"amount_{n}", code) for n in range(1, self.room + 1)}
        if self.errors:
            return self.cleaned_data
        if not self.amends:
            self.cleaned_data["currency"] = code
        self.cleaned_data["budget"] = {c: minor for c, minor in budget.items() if minor}
        asked = {n: minor for n, minor in amounts.items() if minor}
        self._hold(code, sum(self.cleaned_data["budget"].values()), sum(asked.values()))
        given = {pk: minor for pk, minor in donors.items() if minor}
        if not given and len(self.donors) == 1:
            given = {self.donors[0].pk: sum(asked.values())}
        try:
            shares = split_among_donors(given, list(asked.values()))
        except Unfit:
            self.add_error(
                self._first_donor(),
                gettext("The donors give %(given)s; the tranches come to %(asked)s.")
                % {
                    "given": money.format_amount(sum(given.values()), code),
                    "asked": money.format_amount(sum(asked.values()), code),
                },
            )
            return self.cleaned_data
        self.cleaned_data["parts"] = [
            self._part(n, share) for n, share in zip(asked, shares, strict=True)
        ]
        return self.cleaned_data

    def _hold(self, code: str, budget: int, asked: int) -> None:
        if budget == self.paid + asked:
            return
        paid = gettext(" (of which %(paid)s is paid)") % {
            "paid": money.format_amount(self.paid, code)
        }
        self.add_error(
            f"budget_{BudgetLine.Category.values[0]}",
            gettext("The budget comes to %(budget)s; the tranches to %(asked)s%(paid)s.")
            % {
                "budget": money.format_amount(budget, code),
                "asked": money.format_amount(self.paid + asked, code),
                "paid": paid if self.paid else "",
            },
        )

    def _first_donor(self) -> str | None:
        return f"donor_{self.donors[0].pk}" if self.donors else None

    def _part(self, n: int, shares: Mapping[int, int]) -> PlannedTranche:
        said = self.cleaned_data.get(f"condition_{n}") or None
        if said is None and self.cleaned_data.get(f"without_{n}"):
            said = ""
        report_on = self.cleaned_data.get(f"report_{n}")
        return PlannedTranche(
            shares,
            self.cleaned_data.get(f"due_{n}"),
            report_on is not None,
            said,
            self.cleaned_data.get(f"number_{n}"),
            report_on,
        )

    @property
    def can_grow(self) -> bool:
        """Whether there can be more tranches than it has room for now."""
        return self.room < MAX_TRANCHES


def plan_values(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the verbs take, of what the form of a plan read: all but the purpose."""
    names = (
        *("kind", "currency", "theme", "country", "public_title", "starts_on", "ends_on"),
        *("why", "budget", "parts"),
    )
    return {name: data[name] for name in names if name in data}


def initial_plan(grant: Grant, rows: list[Tranche]) -> dict[str, Any]:
    """Return what stands in the form of a grant that is changed: `rows` are what is not paid."""
    code = grant.currency
    names = ("kind", "theme", "country", "public_title", "starts_on", "ends_on", "currency")
    values: dict[str, Any] = {name: getattr(grant, name) for name in names}
    for line in grant.budget.all():
        values[f"budget_{line.category}"] = format_typed_amount(line.minor, code)
    given: dict[int, int] = {}
    for n, row in enumerate(rows, 1):
        shares = list(Share.objects.filter(tranche=row).values_list("donor", "minor"))
        values[f"amount_{n}"] = format_typed_amount(sum(minor for _donor, minor in shares), code)
        values[f"due_{n}"] = row.due_on
        values[f"report_{n}"] = row.report.due_on if row.report else None
        values[f"number_{n}"] = row.number
        for donor, minor in shares:
            given[donor] = given.get(donor, 0) + minor
    return values | {f"donor_{pk}": format_typed_amount(minor, code) for pk, minor in given.items()}


def number_of_rows(data: Mapping[str, Any], rows: Collection[Tranche] = ()) -> int:
    """Return for how many tranches a plan has room: as it was sent, and free ones after `rows`."""
    sent = data.get("rows", "")
    asked = int(sent) if sent.isdecimal() and len(sent) < 5 else 0
    return min(max(TRANCHE_ROWS, asked, len(rows) + SPARE_ROWS), MAX_TRANCHES)
