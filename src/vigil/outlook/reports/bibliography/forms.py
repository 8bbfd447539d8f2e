"""Forms for the bibliography of a report."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from vigil.outlook.consultations.forms import PlainForm, long_text, short_text
from vigil.outlook.reports.bibliography.exchange import LONGEST
from vigil.outlook.reports.bibliography.items import TEXTS

LABELS: Final[Mapping[str, str | Promise]] = {
    "book": pgettext_lazy("kind of work", "book"),
    "chapter": pgettext_lazy("kind of work", "chapter in a book"),
    "article-journal": pgettext_lazy("kind of work", "journal article"),
    "report": pgettext_lazy("kind of work", "report"),
    "webpage": pgettext_lazy("kind of work", "web page"),
    "article-newspaper": pgettext_lazy("kind of work", "news article"),
    "legislation": pgettext_lazy("kind of work", "law"),
    "dataset": pgettext_lazy("kind of work", "data set"),
}
_FIELDS: Final[Mapping[str, Sequence[str]]] = {
    "book": ("edition", "publisher-place", "publisher"),
    "chapter": ("container-title", "page", "publisher-place", "publisher"),
    "article-journal": ("container-title", "volume", "issue", "page"),
    "report": ("number", "publisher-place", "publisher"),
    "webpage": ("container-title", "publisher"),
    "article-newspaper": ("container-title",),
    "legislation": ("number", "container-title", "publisher"),
    "dataset": ("edition", "publisher"),
}
"""What each kind of work has besides people, title, days and addresses."""
_NAMES: Final[Mapping[str, str | Promise]] = {
    "container-title": gettext_lazy("Published in"),
    "publisher": gettext_lazy("Publisher"),
    "publisher-place": gettext_lazy("Place of publication"),
    "volume": gettext_lazy("Volume"),
    "issue": gettext_lazy("Issue"),
    "page": gettext_lazy("Pages"),
    "number": gettext_lazy("Number"),
    "edition": gettext_lazy("Edition or version"),
    "DOI": gettext_lazy("DOI"),
    "URL": gettext_lazy("Address"),
}


class WorkForm(PlainForm):
    """A work, with the fields of its kind."""

    type = forms.ChoiceField(label=gettext_lazy("Kind"), widget=forms.HiddenInput, choices=LABELS)
    title = short_text(gettext_lazy("Title"), TEXTS["title"])
    author = long_text(
        gettext_lazy("Authors"),
        rows=3,
        max_length=8000,
        required=False,
        help_text=gettext_lazy("One a line: “Family, Given”, or an organisation."),
    )
    editor = long_text(gettext_lazy("Editors"), rows=2, max_length=8000, required=False)
    issued = forms.CharField(
        label=gettext_lazy("Published"),
        max_length=10,
        required=False,
        help_text=gettext_lazy("2024-05-31, 2024-05 or 2024. Empty: no date."),
    )
    accessed = forms.CharField(
        label=gettext_lazy("Retrieved"),
        max_length=10,
        required=False,
        help_text=gettext_lazy("The day on which you read it, as 2024-05-31."),
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        """Make the form for a kind of work."""
        super().__init__(*args, **kwargs)
        self.initial.setdefault("type", kind)
        for name in (*_FIELDS[kind], "DOI", "URL"):
            self.fields[name] = short_text(_NAMES[name], TEXTS[name], required=False)
        if kind not in ("book", "chapter"):
            del self.fields["editor"]
        self.order_fields(["type", "author", "title", "editor", "issued"])
        rest = [name for name in self.fields if name not in ("accessed",)]
        self.order_fields([*rest, "accessed"])


def work_of(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a form read as CSL-JSON."""
    told: dict[str, Any] = {name: value for name, value in data.items() if name in TEXTS}
    told["type"] = data["type"]
    for role in ("author", "editor"):
        lines = str(data.get(role, "")).splitlines()
        told[role] = [_person(line) for line in lines if line.strip()]
    for name in ("issued", "accessed"):
        if data.get(name):
            told[name] = {"date-parts": [[int(n) for n in re.findall(r"[0-9]{1,4}", data[name])]]}
    return told


def _person(line: str) -> dict[str, str]:
    family, comma, given = line.partition(",")
    if comma and given.strip():
        return {"family": family.strip(), "given": given.strip()}
    return {"literal": line.strip().rstrip(",")}


def initial_of(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return a work as its form shows it."""
    told = {name: item[name] for name in (*TEXTS, "type") if name in item}
    for role in ("author", "editor"):
        told[role] = "\n".join(
            one.get("literal") or f"{one['family']}, {one['given']}" for one in item.get(role, [])
        )
    for name in ("issued", "accessed"):
        parts = item.get(name, {}).get("date-parts", [[]])[0]
        told[name] = "-".join(f"{n:02}" if at else f"{n:04}" for at, n in enumerate(parts))
    return told


class ImportForm(PlainForm):
    """A list of works, pasted or as a file."""

    text = long_text(
        gettext_lazy("Works to import"),
        rows=6,
        max_length=LONGEST,
        required=False,
        help_text=gettext_lazy("CSL-JSON, BibTeX or RIS, as reference managers export it."),
    )
    file = forms.FileField(label=gettext_lazy("Or a file"), required=False)

    def clean_file(self) -> Any:
        """Return the file. Raises ValidationError if it is too large."""
        file = self.cleaned_data["file"]
        if file is not None and file.size > LONGEST:
            raise forms.ValidationError(_("The file is too large. Import it in parts."))
        return file

    def clean(self) -> dict[str, Any]:
        """Return the text to import. Raises ValidationError if there is none."""
        data = super().clean() or self.cleaned_data
        file = data.get("file")
        if file is not None:
            try:
                data["text"] = file.read().decode("utf-8-sig")
            except UnicodeDecodeError as error:
                said = _("This file is not written in UTF-8. Export it as UTF-8.")
                raise forms.ValidationError({"file": said}) from error
        if not self.errors and not str(data.get("text", "")).strip():
            raise forms.ValidationError(_("Paste something, or choose a file."))
        return data


class DoiForm(PlainForm):
    """A DOI to ask doi.org about."""

    doi = forms.CharField(label=gettext_lazy("DOI"), max_length=200)


class NoteForm(PlainForm):
    """What stands in the note of a work besides its reference."""

    before = short_text(
        gettext_lazy("Before it in the note"),
        200,
        required=False,
        help_text=gettext_lazy("As “See”, or a sentence of your own."),
    )
    pages = short_text(
        gettext_lazy("Pages"), 100, required=False, help_text=gettext_lazy("As “p. 12”.")
    )


class CiteForm(NoteForm):
    """The choice of a paragraph that cites a work."""

    paragraph = forms.ChoiceField(label=gettext_lazy("Paragraph"))
    field_order = ("paragraph",)

    def __init__(
        self, *args: Any, paragraphs: Sequence[tuple[str, str]] = (), **kwargs: Any
    ) -> None:
        """Make the form, with these paragraphs to choose from."""
        super().__init__(*args, **kwargs)
        field = self.fields["paragraph"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(paragraphs)
