"""Forms of the screens for published editions."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vigil.casefile.sheet_files.reading import MAX_BYTES
from vigil.outlook.consultations.forms import PlainForm
from vigil.outlook.index_editions.headers import editions


class EditionForm(PlainForm):
    """A downloaded file, and the edition to read from it."""

    year = forms.ChoiceField(label=gettext_lazy("Edition"))
    file = forms.FileField(
        label=gettext_lazy("File (.xlsx or .csv)"),
        help_text=gettext_lazy("First it is shown what is in it. Nothing is taken in yet."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = [(year, year) for year in reversed(editions())]
        self.fields["year"].choices = years  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        """Return the file. Raises ValidationError if it is too large, before anybody reads it."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("The file is too large."))
        return file
