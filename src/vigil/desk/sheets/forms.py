"""Forms of the sheet screens: upload a file, export cases, resolve conflicts.

The form in which people say what columns mean is in `mapping_form`.
"""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vigil.casefile.models import SheetMapping
from vigil.casefile.sheet_files.reading import MAX_BYTES
from vigil.casefile.sheets.verbs.resolving_conflicts import OURS, THEIRS
from vigil.desk.sheets.queries import stages_to_export


class UploadForm(forms.Form):
    """A file, and the name of the sheet it belongs to."""

    name = forms.CharField(
        label=gettext_lazy("Name of the sheet"),
        max_length=60,
        help_text=gettext_lazy(
            "Use the same name each time. Rows are recognised by this name and their key."
        ),
        widget=forms.TextInput(attrs={"list": "sheet-names", "autocomplete": "off"}),
    )
    file = forms.FileField(label=gettext_lazy("File (.xlsx or .csv)"))

    def clean_file(self) -> Any:
        """Refuse a file that is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("The file is too large."))
        return file


_CHOOSE: Final = dict.fromkeys(
    ("required", "invalid_choice"), gettext_lazy("Choose what to export.")
)


class ExportForm(forms.Form):
    """Which cases to export, and in which form."""

    sheet = forms.ChoiceField(
        label=gettext_lazy("Columns and words"), required=False, error_messages=_CHOOSE
    )
    stage = forms.ChoiceField(label=gettext_lazy("Cases"), required=False, error_messages=_CHOOSE)
    form = forms.ChoiceField(
        label=gettext_lazy("Kind of file"),
        choices=[("xlsx", "XLSX"), ("csv", "CSV")],
        error_messages=_CHOOSE,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the sheets that are kept, and the stages of cases."""
        super().__init__(*args, **kwargs)
        kept = SheetMapping.objects.values_list("pk", "name")
        for name, offered in (
            ("sheet", [("", _("plain form")), *((str(pk), name) for pk, name in kept)]),
            ("stage", stages_to_export()),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = offered


class ConflictsForm(forms.Form):
    """The side that is kept in each conflict of a case. Inputs are named "row:part"."""

    why = forms.CharField(required=False)

    def clean(self) -> dict[str, Any]:
        """Add `chosen`: (row, part) -> side."""
        data = super().clean() or self.cleaned_data
        chosen: dict[tuple[int, str], str] = {}
        for name, side in self.data.items():
            number, colon, part = name.partition(":")
            if colon and number.isdigit() and side in (OURS, THEIRS):
                chosen[int(number), part] = str(side)
        return {**data, "chosen": chosen}
