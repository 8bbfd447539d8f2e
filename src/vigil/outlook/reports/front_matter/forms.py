"""Forms for the front of a report: its texts, its cover and its authors."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vigil.outlook.consultations.forms import PlainForm, date_field, short_text
from vigil.outlook.models import ReportAuthor, ReportPicture
from vigil.outlook.reports.front_matter.licences import licence_choices
from vigil.outlook.reports.front_matter.verbs import LONGEST_NAME, LONGEST_SUBTITLE


class FrontForm(PlainForm):
    """Subtitle, licence and numbers of a report."""

    subtitle = short_text(_("Subtitle"), LONGEST_SUBTITLE, required=False)
    licence = forms.ChoiceField(label=_("Licence"), required=False)
    doi = forms.CharField(
        label=_("DOI"),
        max_length=200,
        required=False,
        help_text=_("As 10.1234/abc, once it is registered for this report."),
    )
    isbn = forms.CharField(
        label=_("ISBN"), max_length=20, required=False, help_text=_("13 digits, with hyphens.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["licence"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("not chosen yet")), *licence_choices()]


class CoverForm(PlainForm):
    """The choice of a picture as the cover."""

    picture = forms.ChoiceField(label=_("Cover"), required=False)

    def __init__(self, *args: Any, pictures: list[ReportPicture], **kwargs: Any) -> None:
        """Make the form, with these pictures to choose from."""
        super().__init__(*args, **kwargs)
        field = self.fields["picture"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("no cover")), *((one.uid, one.alt) for one in pictures)]


class AuthorForm(PlainForm):
    """Somebody who agreed to be named."""

    name = short_text(_("Name, as it is printed"), LONGEST_NAME)
    role = forms.ChoiceField(label=_("Role"), choices=ReportAuthor.Role.choices)
    affiliation = short_text(_("Affiliation"), LONGEST_NAME, required=False)
    agreed_on = date_field(_("Day on which they agreed"))
    agreed = forms.BooleanField(
        label=_("They agreed to be named here, under this name, in print and on the web.")
    )


class NamedAuthorForm(PlainForm):
    """The choice of somebody who is named."""

    author = forms.CharField(widget=forms.HiddenInput)
