"""The forms of the acts on a case. The coding form is in `desk.coding`."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vigil.casefile.models import Account, Case, CaseRelation, Judgement, ProtectedSource, Report
from vigil.desk.cases.case_on_screen import CaseOnScreen
from vigil.desk.cases.rejection_form import RejectionFields
from vigil.desk.cases.search import find_cases
from vigil.desk.screens.labels import country_name
from vigil.language.punctuation import in_a_row, isolated


class ActForm(forms.Form):
    """The least that any act sends: the state of the case that the person saw."""

    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, shown: CaseOnScreen, **kwargs: Any) -> None:
        self.shown = shown
        super().__init__(*args, **kwargs)
        self.auto_id = "id_%s"  # the prefix tells the forms of the screen apart


class ReasonForm(ActForm):
    """An act that must be given a reason."""

    why = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class RejectForm(RejectionFields, ActForm):
    """A candidate, or an open case, that is not a case."""

    def rejected_cases(self) -> Iterable[Case]:
        """Return the case on the screen."""
        return (self.shown.case,)


class OptionalReasonForm(ActForm):
    """An act that may be given a reason."""

    why = forms.CharField(label=_("Note (may stay empty)"), max_length=2000, required=False)


class OtherCaseForm(ActForm):
    """An act that needs another case: picked from likely ones, or found by id or name."""

    pick = forms.ChoiceField(label=_("Likely ones"), required=False, widget=forms.RadioSelect)
    other = forms.CharField(
        label=_("Or another: its number, or a name or place in it"), required=False, max_length=200
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.likely = list(self.shown.likely_same)
        self._offer()

    def _offer(self) -> None:
        field = self.fields["pick"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(case.pk), describe(case)) for case in self.likely]

    def clean_pick(self) -> Case | None:
        """Return the case that was picked."""
        picked = self.cleaned_data["pick"]
        return next((case for case in self.likely if str(case.pk) == picked), None)

    def clean(self) -> dict[str, Any]:
        """Find the other case by the text that was typed. Offer several matches."""
        data = super().clean() or self.cleaned_data
        text = data.get("other", "")
        if not text:
            if not data.get("pick"):
                self.add_error("other", _("Choose or find the other case."))
            return data
        found = [case for case in find_cases(text) if case.pk != self.shown.case.pk]
        picked = self.data.get(self.add_prefix("pick"))
        match = next((case for case in found if str(case.pk) == picked), None)
        if match or len(found) == 1:
            data["pick"] = match or found[0]
            self.errors.pop("pick", None)
        elif found:
            self.likely = found
            self._offer()
            self.add_error("other", _("Several cases match: pick one above."))
        else:
            self.add_error("other", _("No case matches."))
        return data


class MergeForm(OtherCaseForm):
    """Which case is the same attack, and which of the two keeps its number."""

    keep = forms.ChoiceField(
        label=_("Which one stays"),
        choices=[("this", _("this case")), ("other", _("the other case"))],
        widget=forms.RadioSelect,
        initial="this",
    )
    why = forms.CharField(label=_("Why they are the same attack"), max_length=2000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["keep"] = "this" if self.shown.case.public_id else "other"


class RelateForm(OtherCaseForm):
    """How this case is related to another one."""

    kind = forms.ChoiceField(label=_("This case is"), choices=CaseRelation.Kind.choices)
    why = forms.CharField(label=_("Note (may stay empty)"), max_length=2000, required=False)


class SplitForm(ActForm):
    """Which accounts belong to another attack."""

    chosen = forms.MultipleChoiceField(
        label=_("Accounts of the other attack"), widget=forms.CheckboxSelectMultiple
    )
    why = forms.CharField(label=_("Why these are two attacks"), max_length=2000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_accounts(self.fields["chosen"], self.shown.inside)

    def clean_chosen(self) -> list[Account]:
        """Return the accounts that were ticked."""
        ticked = set(self.cleaned_data["chosen"])
        return [account for account in self.shown.inside if str(account.pk) in ticked]


class MoveForm(OtherCaseForm):
    """Which account to move, and to which case."""

    account = forms.ChoiceField(label=_("Account to move"))
    why = forms.CharField(label=_("Why it belongs there"), max_length=2000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["version", "account", "pick", "other", "why"])
        _offer_accounts(self.fields["account"], self.shown.inside)

    def clean_account(self) -> Account:
        """Return the account that was chosen."""
        return _chosen(self.shown.inside, self.cleaned_data["account"])


class SuggestionForm(OptionalReasonForm):
    """One suggested account."""

    account = forms.ChoiceField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_accounts(
            self.fields["account"], [a for a in self.shown.accounts if a.membership.suggested]
        )

    def clean_account(self) -> Account:
        """Return the account that was chosen."""
        return _chosen(self.shown.accounts, self.cleaned_data["account"])


class JudgeForm(ActForm):
    """A judgement on two accounts: the same attack or not."""

    a = forms.ChoiceField(label=_("One account"))
    b = forms.ChoiceField(label=_("The other"))
    verdict = forms.ChoiceField(
        label=_("They tell of"), choices=Judgement.Verdict.choices, widget=forms.RadioSelect
    )
    why = forms.CharField(label=_("Note (may stay empty)"), max_length=2000, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_accounts(self.fields["a"], self.shown.accounts)
        _offer_accounts(self.fields["b"], self.shown.accounts)
        if len(self.shown.accounts) > 1:
            self.fields["b"].initial = str(self.shown.accounts[1].pk)

    def clean_a(self) -> Account:
        """Return the first account."""
        return _chosen(self.shown.accounts, self.cleaned_data["a"])

    def clean_b(self) -> Account:
        """Return the second account."""
        return _chosen(self.shown.accounts, self.cleaned_data["b"])


class ProtectSourceForm(OptionalReasonForm):
    """Which parts of a source the public does not see."""

    report = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**62)
    parts = forms.ChoiceField(
        label=_("Hidden from the public"),
        choices=[("", _("nothing")), *ProtectedSource.Parts.choices],
        required=False,
    )

    def clean_report(self) -> Report:
        """Return the report; one that is not in the case any more cannot be chosen."""
        wanted = self.cleaned_data["report"]
        found = (a.report for a in self.shown.accounts if a.report_id == wanted)
        if (report := next(found, None)) is None:
            raise forms.ValidationError(_("This source is not in this case."))
        return report


class NumberedItemForm(OptionalReasonForm):
    """An act on one thing of the case, named by its number: a decision, a judgement."""

    one = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**62)


class SetAsideForm(ReasonForm):
    """What waits for a second person is set aside, with a reason."""

    one = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**62)


class ContestForm(ReasonForm):
    """Whether the case is marked as contested."""

    contested = forms.ChoiceField(widget=forms.HiddenInput, choices=[("yes", "yes"), ("no", "no")])


def describe(case: Case) -> str:
    """Name a case in one line, for choosing it among others."""
    country = country_name(case.country)
    place = in_a_row((case.place_name if case.place_name != country else "", country))
    number = case.public_id or f"case-{case.pk}"
    parts = [number, case.title, case.date, place, case.stage_label]
    return " · ".join(isolated(part) for part in parts if part)


def describe_account(account: Account) -> str:
    """Name an account in one line, for choosing it among others."""
    report = account.report
    outlet = report.outlet.name if report.outlet else ""
    number = f"#{account.number}" if account.number > 1 else ""
    parts = [
        outlet,
        report.published[:10],
        (report.title or report.url or report.key)[:120],
        number,
    ]
    return " · ".join(isolated(part) for part in parts if part)


def _offer_accounts(field: forms.Field, accounts: list[Account]) -> None:
    assert isinstance(field, forms.ChoiceField)
    field.choices = [(str(account.pk), describe_account(account)) for account in accounts]


def _chosen(accounts: list[Account], key: str) -> Account:
    return next(account for account in accounts if str(account.pk) == key)
