"""The form that corrects who published a report."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vigil.casefile.models import Report
from vigil.casefile.outlets.queries import host_of
from vigil.desk.screens.labels import country_choices, language_name

OWN, COPY = "own", "copy"
ALONE, HOST = "report", "host"
LANGUAGES = ("es", "en", "pt", "fr", "ar", "it", "de", "ru")


class OutletForm(forms.Form):
    """Who published the report, where it is at home, and whether the words are its own."""

    name = forms.CharField(label=_("Name of the outlet"), max_length=200)
    country = forms.ChoiceField(label=_("Country"), required=False)
    admin1 = forms.CharField(label=_("State, province or region"), max_length=120, required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    words = forms.ChoiceField(
        label=_("Whose words it prints"),
        widget=forms.RadioSelect,
        choices=[
            (OWN, _("its own: it is an independent source")),
            (COPY, _("those of another outlet: a mirror, or the text of an agency")),
        ],
    )
    copied_from = forms.CharField(
        label=_("Name of the other outlet"), max_length=200, required=False
    )
    scope = forms.ChoiceField(label=_("What to correct"), widget=forms.RadioSelect)
    why = forms.CharField(
        label=_("Reason (no names)"),
        max_length=2000,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )

    def __init__(self, *args: Any, report: Report, **kwargs: Any) -> None:
        """Take the report. Its host can be corrected as a whole if it has one."""
        super().__init__(*args, **kwargs)
        host = host_of(report)
        scopes: list[tuple[str, Any]] = [(ALONE, _("this report alone"))]
        if host:
            every = _("all reports of %(host)s, those to come too") % {"host": host}
            scopes.append((HOST, every))
        now = report.outlet.language if report.outlet else ""
        tags = dict.fromkeys(tag for tag in (now, *LANGUAGES) if tag)
        languages = [(tag, language_name(tag)) for tag in tags]
        for name, choices in (
            ("scope", scopes),
            ("country", [("", _("not known")), *country_choices()]),
            ("language", [("", _("not known")), *languages]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        """Require the other outlet exactly where the words are of another outlet."""
        data = super().clean() or self.cleaned_data
        if data.get("words") == OWN:
            data["copied_from"] = ""
        elif not data.get("copied_from", "").strip():
            self.add_error("copied_from", _("Type the name of the outlet whose words it prints."))
        return data


class UndoForm(forms.Form):
    """Which correction is undone."""

    one = forms.IntegerField(min_value=1, max_value=2**62, widget=forms.HiddenInput)
