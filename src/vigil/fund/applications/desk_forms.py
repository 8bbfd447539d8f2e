"""Forms about applications at the desk: filter, open a file, assign, decide."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from vigil.fund.calls.forms import themes
from vigil.fund.models import Application, ApplicationFile, Call, Outcome, Review
from vigil.fund.parties.forms.desk import REASON_LABEL, DeskForm, long_text, set_choices
from vigil.trust.models import User

CONDITIONS_LABEL: Final = _(
    "I read the conditions of the call and they are met, and I have no interest in it"
)
"""What an officer states before they propose to support an application."""


class ApplicationFilter(forms.Form):
    """Which applications to show, beside their state. What offers no choice is left out."""

    code = forms.CharField(
        label=_("Number of an application or a party"), required=False, max_length=20
    )
    call = forms.ModelChoiceField(
        label=_("Call"),
        queryset=Call.objects.exclude(state=Call.State.DRAFT),
        required=False,
        to_field_name="slug",
        empty_label=pgettext_lazy("filter", "all"),
    )
    outcome = forms.ChoiceField(
        label=_("Outcome"),
        required=False,
        choices=[("", pgettext_lazy("filter", "all")), *Outcome.choices],
    )
    theme = forms.ChoiceField(label=_("Theme"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the themes that applications have, in the language of the screen."""
        super().__init__(*args, **kwargs)
        used = set(Application.objects.exclude(theme="").order_by().values_list("theme").distinct())
        offered = [(code, name) for code, name in themes() if (code,) in used]
        field = self.fields["theme"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", pgettext("filter", "all")), *offered]
        if not offered:
            del self.fields["theme"]


class OpenFileForm(DeskForm):
    """Which file to open, and why."""

    file = forms.ModelChoiceField(
        label=_("File"), queryset=ApplicationFile.objects.none(), to_field_name="uid"
    )
    why = forms.CharField(label=REASON_LABEL, max_length=2000)

    def __init__(self, *args: Any, rows: Any = None, **kwargs: Any) -> None:
        """Offer the files that are kept."""
        super().__init__(*args, **kwargs)
        if rows is not None:
            set_choices(self, "file", rows)


class AssignForm(DeskForm):
    """To whom an application is given."""

    reviewer = forms.ModelChoiceField(label=_("Reviewer"), queryset=User.objects.none())

    def __init__(self, *args: Any, rows: Any = None, **kwargs: Any) -> None:
        """Offer those to whom it can be given."""
        super().__init__(*args, **kwargs)
        if rows is not None:
            set_choices(self, "reviewer", rows)


class DetermineForm(DeskForm):
    """What comes of an application."""

    outcome = forms.ChoiceField(label=_("What comes of it"), choices=Outcome.choices)
    reasons = long_text(_("Reasons, for us; sealed"))
    message = long_text(_("What the applicant reads once it is released; sealed"))
    exception = long_text(
        _("Why it is decided without all reviews, if it is; sealed"), required=False
    )
    conditions = forms.BooleanField(label=CONDITIONS_LABEL, required=False)


class ReviewChoiceField(forms.ModelChoiceField):
    """A review, called by who writes it."""

    def label_from_instance(self, obj: Any) -> str:
        """Return whom a review was given to."""
        return str(obj.reviewer)


class UnassignForm(DeskForm):
    """From whom an application is taken back, and why."""

    review = ReviewChoiceField(
        label=_("From whom"), queryset=Review.objects.none(), to_field_name="uid"
    )
    why = long_text(_("Why; sealed"))

    def __init__(self, *args: Any, rows: Any = None, **kwargs: Any) -> None:
        """Offer the reviews that are not in, by their reviewers."""
        super().__init__(*args, **kwargs)
        if rows is not None:
            set_choices(self, "review", rows)


class ThisDecisionForm(DeskForm):
    """Which decision the page showed: another one may have replaced it meanwhile."""

    decision = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)
