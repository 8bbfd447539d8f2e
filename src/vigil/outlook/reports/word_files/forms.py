"""Forms for Word files of a report."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from vigil.outlook.consultations.forms import PlainForm
from vigil.outlook.reports.pictures.forms import small_enough
from vigil.outlook.reports.verbs.writing import LONGEST_HEADING
from vigil.outlook.reports.word_files.comparing import WordChange


class WordFileForm(PlainForm):
    """A .docx file that comes back."""

    file = forms.FileField(
        label=_("Word file (.docx)"),
        help_text=_("First it is shown what would change. Nothing changes yet."),
    )

    def clean_file(self) -> Any:
        """Return the file. Raises ValidationError if it is too large, before anybody reads it."""
        return small_enough(self.cleaned_data["file"])


class AcceptForm(PlainForm):
    """The choice of the changes that are accepted."""

    change = forms.MultipleChoiceField(label=_("Changes"), required=False)

    def __init__(self, *args: Any, changes: list[WordChange], **kwargs: Any) -> None:
        """Make the form, with these changes to choose from."""
        super().__init__(*args, **kwargs)
        field = self.fields["change"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(one.key, one.label) for one in changes if not one.problems]


class NewFromWordForm(WordFileForm):
    """A new report that begins with the text of a .docx file."""

    title = forms.CharField(label=_("Title"), max_length=LONGEST_HEADING)
    slug = forms.CharField(
        label=_("Last part of its address"),
        max_length=80,
        help_text=_("For good. Small Latin letters, digits and hyphens."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    field_order = ("title", "slug", "language", "file")
