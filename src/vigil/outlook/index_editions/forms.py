"""Forms of the screens for published editions."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vigil.casefile.sheet_files.reading import MAX_BYTES
from vigil.outlook.consultations.forms import PlainForm
from vigil.outlook.index_editions.column_mapping import (
    Ignored,
    first_cells,
    guess,
    read_again,
    unknown_titles,
)
from vigil.outlook.index_editions.country_page import average_name, term_name
from vigil.outlook.index_editions.headers import (
    AVERAGES,
    COUNTRY,
    ISO,
    PASSED_OVER,
    terms_by_kind,
)
from vigil.outlook.index_editions.headers import (
    YEAR as YEAR_COLUMN,
)
from vigil.outlook.index_editions.queries import earlier_mapping
from vigil.outlook.index_editions.verbs import YEAR
from vigil.outlook.models import EditionUpload


class EditionForm(PlainForm):
    """A downloaded file, and the edition to read from it."""

    year = forms.RegexField(
        YEAR,
        label=gettext_lazy("Edition (year)"),
        max_length=4,
        error_messages={"invalid": gettext_lazy("Write the edition as a year, such as 2025.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "placeholder": "2025"}),
    )
    file = forms.FileField(
        label=gettext_lazy("File (.xlsx or .csv)"),
        help_text=gettext_lazy("First it is shown what is in it. Nothing is taken in yet."),
    )

    def clean_file(self) -> Any:
        """Return the file. Raises ValidationError if it is too large, before anybody reads it."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("The file is too large."))
        return file


class ColumnsForm(PlainForm):
    """What each unknown column of a waiting file means, with a guess where a title is alike.

    A column that was mapped in an earlier version of the same year keeps its meaning.
    """

    def __init__(self, *args: Any, upload: EditionUpload, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sheet = read_again(upload.sheet)
        earlier = earlier_mapping(upload.year)
        self.titles = unknown_titles(sheet)
        for n, title in enumerate(self.titles):
            shown = " · ".join(first_cells(sheet, title))
            self.fields[f"column-{n}"] = forms.ChoiceField(
                label=title,
                choices=_column_choices(),
                initial=earlier.get(title) or guess(title),
                help_text=_("First values: %(values)s") % {"values": shown},
            )

    def clean(self) -> dict[str, Any]:
        """Return the meanings by title, as `meanings`."""
        said = super().clean() or {}
        chosen = {title: said.get(f"column-{n}", "") for n, title in enumerate(self.titles)}
        return {"meanings": chosen}


def _column_choices() -> list[tuple[str, Any]]:
    """Return what a column can mean, in groups."""
    lists = [
        (
            capfirst(average_name(kind)),
            [(code, capfirst(term_name(code))) for code in terms],
        )
        for kind, terms in terms_by_kind().items()
    ]
    averages = [(code, capfirst(term_name(code))) for code in AVERAGES]
    others = [
        (COUNTRY, _("Country: its name")),
        (ISO, _("Country: its ISO code")),
        (YEAR_COLUMN, _("Year of the edition")),
        (PASSED_OVER, _("Region, continent or rank: not imported")),
    ]
    ignored = [
        (str(Ignored.NEW_MARKET), _("New market, not in the codebook: not imported")),
        (str(Ignored.NEW_ACTOR), _("New kind of actor, not in the codebook: not imported")),
        (str(Ignored.NEW_BLOCK), _("New building block, not in the codebook: not imported")),
        (str(Ignored.OTHER), _("Something else: not imported")),
    ]
    return [
        ("", _("Choose")),
        *lists,
        (_("Averages"), averages),
        (_("Other columns"), others),
        (_("Not imported"), ignored),
    ]


def meaning_name(code: str) -> str:
    """Return what a column was mapped to, in the language of the page."""
    groups = (group for _name, group in _column_choices() if isinstance(group, list))
    return next((str(name) for group in groups for key, name in group if key == code), code)
