"""Forms for the pictures of a report."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vigil.files.limits import BYTES, MEGABYTE
from vigil.outlook.consultations.forms import PlainForm, date_field, short_text
from vigil.outlook.models import OutlookReport, ReportPicture
from vigil.outlook.reports.front_matter.licences import licence_choices


class PictureForm(PlainForm):
    """What is said of a picture, and who on it agreed."""

    alt = short_text(
        gettext_lazy("What is to be seen"),
        500,
        help_text=gettext_lazy("For people who cannot see it. Name nobody who is not named."),
    )
    caption = short_text(gettext_lazy("Caption"), 500, required=False)
    credit = short_text(
        gettext_lazy("Credit"), 200, required=False, help_text=gettext_lazy("Who made it.")
    )
    licence = forms.ChoiceField(label=gettext_lazy("Licence"), required=False)
    people = forms.ChoiceField(
        label=gettext_lazy("People on it"),
        widget=forms.RadioSelect,
        choices=ReportPicture.People.choices,
        help_text=gettext_lazy("It is published only if nobody, or everybody who agreed, is seen."),
    )
    agreed_on = date_field(gettext_lazy("Day on which the last of them agreed"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["licence"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", gettext_lazy("not known")), *licence_choices()]


class NewPictureForm(PictureForm):
    """A new picture."""

    file = forms.FileField(
        label=gettext_lazy("File (JPEG or PNG)"),
        help_text=gettext_lazy("It is rebuilt: place, camera and time are removed."),
    )
    field_order = ("file",)

    def clean_file(self) -> Any:
        """Return the file. Raises ValidationError if it is too large, before anybody reads it."""
        return small_enough(self.cleaned_data["file"])


def small_enough(file: Any) -> Any:
    """Return an uploaded file. Raises ValidationError if it is too large."""
    if file.size > BYTES:
        said = _("The file is larger than %(megabytes)d megabytes.")
        raise forms.ValidationError(said % {"megabytes": BYTES // MEGABYTE})
    return file


class PlaceForm(PlainForm):
    """The choice of a section for a picture."""

    section = forms.ChoiceField(label=gettext_lazy("Section"))

    def __init__(self, *args: Any, report: OutlookReport, **kwargs: Any) -> None:
        """Make the form, with the sections of a report to choose from."""
        super().__init__(*args, **kwargs)
        field = self.fields["section"]
        assert isinstance(field, forms.ChoiceField)
        rows = report.sections.filter(withdrawals=[])
        field.choices = [(one.uid, one.heading) for one in rows]
