"""The form that uploads a sheet of members."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vigil.network.sheets.reading import MAX_BYTES


class SheetForm(forms.Form):
    """A file of members."""

    file = forms.FileField(
        label=gettext_lazy("File (.csv or .xlsx)"),
        help_text=gettext_lazy("You first see what the import would change. Nothing is saved yet."),
    )

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("The file is too large. Split it, and upload the parts."))
        return file


class ApplyForm(forms.Form):
    """The plan that the person saw, by its digest."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)


class BrokenRowsForm(forms.Form):
    """Whether the broken rows are shown or downloaded ("csv")."""

    do = forms.CharField(required=False, widget=forms.HiddenInput)
