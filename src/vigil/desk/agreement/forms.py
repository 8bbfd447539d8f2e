"""What is asked for on the page of gold cases and training."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vigil.casefile.models import Case, CoderTraining, GoldCase
from vigil.casefile.reliability.queries import coders_in_training, gold_cases
from vigil.trust.models import Role, User


class GoldForm(forms.Form):
    """A case to mark as gold."""

    number = forms.CharField(label=_("Number of the case, as V-1000"), max_length=16)
    why = forms.CharField(label=_("Why it is a good measure (no names)"), max_length=2000)

    def clean_number(self) -> Case:
        """Return the case with this number."""
        found = Case.objects.filter(public_id=self.cleaned_data["number"].strip().upper()).first()
        if found is None:
            raise forms.ValidationError(_("There is no case with this number."))
        return found


class EndGoldForm(forms.Form):
    """A gold case that ends."""

    one = forms.ModelChoiceField(GoldCase.objects.none(), widget=forms.HiddenInput)

    def __init__(self, *args: Any, **more: Any) -> None:
        """Offer the gold cases of now."""
        super().__init__(*args, **more)
        self.fields["one"].queryset = gold_cases()  # type: ignore[attr-defined]


class TrainingForm(forms.Form):
    """A coder to train."""

    coder = forms.ModelChoiceField(
        User.objects.none(), label=_("Coder"), empty_label=_("choose somebody")
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        """Offer the coders who are not in training."""
        super().__init__(*args, **more)
        coders = User.objects.filter(is_active=True, grants__role=Role.CODER)
        self.fields["coder"].queryset = (  # type: ignore[attr-defined]
            coders.exclude(trainings__in=coders_in_training()).distinct().order_by("display_name")
        )


class EndTrainingForm(forms.Form):
    """A training that ends."""

    one = forms.ModelChoiceField(CoderTraining.objects.none(), widget=forms.HiddenInput)

    def __init__(self, *args: Any, **more: Any) -> None:
        """Offer the trainings of now."""
        super().__init__(*args, **more)
        self.fields["one"].queryset = coders_in_training()  # type: ignore[attr-defined]
