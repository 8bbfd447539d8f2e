"""Forms of reviews: points and comment, a draft of them, declining, a remark."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from vigil.fund.applications.desk_forms import CONDITIONS_LABEL
from vigil.fund.calls.form_definition import in_language
from vigil.fund.models import ApplicationFile, Outcome
from vigil.fund.parties.forms.desk import DeskForm, long_text, set_choices
from vigil.fund.payments import money


class RemarkForm(DeskForm):
    """A word in the discussion."""

    text = long_text(_("What you want to say; sealed"))


class ReviewForm(DeskForm):
    """Points for each criterion of the call's rubric, an outcome, and words."""

    says = forms.ChoiceField(
        label=_("What should come of it"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    comment = long_text(_("How you came to your points; sealed"))
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    """The stamp of the draft that it replaces: see `drafting.stamp`."""

    def __init__(self, *args: Any, rubric: list[dict[str, Any]], **kwargs: Any) -> None:
        """Ask for points by the criteria of the rubric, before the rest."""
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        rest, self.keys = dict(self.fields), [str(one["key"]) for one in rubric]
        self.fields.clear()
        for one in rubric:
            most = int(one["points"])
            self.fields[f"points-{one['key']}"] = forms.TypedChoiceField(
                label=str(in_language(one["label"], language)),
                help_text=str(in_language(one.get("help", {}), language)),
                choices=[(str(n), str(n)) for n in range(most + 1)],
                coerce=int,
                widget=forms.RadioSelect if most <= 10 else forms.Select,
            )
        self.fields.update(rest)

    def clean(self) -> dict[str, Any]:
        """Gather the points by criterion, of those that were given."""
        found = super().clean() or {}
        given = {key: found.get(f"points-{key}") for key in self.keys}
        return found | {"scores": {k: n for k, n in given.items() if n not in (None, "")}}


class ReviewDraftForm(ReviewForm):
    """A review as far as it is written."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask for nothing that is not there yet."""
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False


class ConflictsForm(DeskForm):
    """In which of one's applications one has a conflict of interest."""

    reviews = forms.MultipleChoiceField(
        label=_("I have a conflict of interest in"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, choices: Any = (), **kwargs: Any) -> None:
        """Offer one's unwritten reviews, by number and country."""
        super().__init__(*args, **kwargs)
        field = self.fields["reviews"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = choices


class OpenFileInSetForm(DeskForm):
    """Which file to open, for the reason that was stated for all."""

    file = forms.ModelChoiceField(
        label=_("File"), queryset=ApplicationFile.objects.none(), to_field_name="uid"
    )

    def __init__(self, *args: Any, rows: Any = None, **kwargs: Any) -> None:
        """Offer the files that one may open."""
        super().__init__(*args, **kwargs)
        if rows is not None:
            set_choices(self, "file", rows)


class DeclineForm(DeskForm):
    """Why an application is given back unreviewed."""

    why = long_text(_("Why; sealed"))
    interest = forms.BooleanField(
        label=_("I have an interest in it: show me nothing of the applicant any more."),
        required=False,
    )


class RankingForm(DeskForm):
    """Why applications of a call are decided so, and what is added to the texts."""

    reasons = long_text(_("Reasons, for us; sealed"))
    award = long_text(_("Add to the text for those we support"), required=False)
    reserve = long_text(_("Add to the text for those in reserve"), required=False)
    decline = long_text(_("Add to the text for those we decline"), required=False)
    exception = long_text(
        _("Why it is decided without all reviews, if it is; sealed"), required=False
    )
    conditions = forms.BooleanField(
        label=_(
            "For each application that we support: I read the conditions of the call and they are "
            "met, and I have no interest in it"
        ),
        required=False,
    )


class ProposeForm(DeskForm):
    """What a panel proposes for one application."""

    outcome = forms.ChoiceField(
        label=_("What the panel proposes"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    reasons = long_text(_("Reasons, for us; sealed"))
    words = long_text(_("Personal words for the applicant, after the usual text"), required=False)
    exception = long_text(
        _("Why it is decided without all reviews, if it is; sealed"), required=False
    )
    conditions = forms.BooleanField(label=CONDITIONS_LABEL, required=False)


class PanelBudgetForm(DeskForm):
    """How much a panel can award, as typed in the language of the screen."""

    budget = forms.CharField(label=_("How much the panel can award"), max_length=40)

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        """Read the amount in this currency."""
        super().__init__(*args, **kwargs)
        self.currency = currency
        self.fields["budget"].help_text = currency

    def clean_budget(self) -> int:
        """Return the amount in the minor unit."""
        typed = str(self.cleaned_data["budget"])
        try:
            return money.read_amount(typed, self.currency, get_language() or "en")
        except money.NotAnAmount as error:
            raise forms.ValidationError(str(error)) from None
