"""Forms for writing a report."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from vigil.outlook.consultations.forms import PlainForm
from vigil.outlook.models import Paragraph
from vigil.outlook.reports.section_templates import templates
from vigil.outlook.reports.verbs.writing import LONGEST, LONGEST_HEADING
from vigil.outlook.sources.kinds import source_kinds

TEMPLATES = {
    "trajectories": _("trajectories: from panels, beside published indices"),
    "index_edition": _("edition of the index: scores by country and region"),
    "consultations": _("from consultations alone, without any score"),
}
"""The names of the templates on the screen."""


class NewReportForm(PlainForm):
    """A new report."""

    title = forms.CharField(label=_("Title"), max_length=LONGEST_HEADING)
    slug = forms.CharField(
        label=_("Last part of its address"),
        max_length=80,
        help_text=_("For good. Small Latin letters, digits and hyphens."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    template = forms.ChoiceField(label=_("Template"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["template"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(name, TEMPLATES.get(name, name)) for name in templates()]


class HeadingForm(PlainForm):
    """A title or a heading."""

    heading = forms.CharField(label=_("Heading"), max_length=LONGEST_HEADING)


class NewSectionForm(HeadingForm):
    """A new section."""

    depth = forms.TypedChoiceField(
        label=_("How deep"), choices=[("1", _("section")), ("2", _("subsection"))], coerce=int
    )


class NewParagraphForm(PlainForm):
    """A new paragraph."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Paragraph.Kind.choices)


class TextForm(PlainForm):
    """The words of a paragraph."""

    text = forms.CharField(
        label=_("Words"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
    )


class BasisForm(PlainForm):
    """A source that a paragraph cites."""

    key = forms.CharField(
        label=_("Key"), max_length=24, help_text=_("By what the words name it, as in {number:key}.")
    )
    kind = forms.ChoiceField(label=_("What it is"))
    ref = forms.CharField(
        label=_("Which one"),
        max_length=1000,
        required=False,
        help_text=_("A number, a code, an address here, a filter; of literature a DOI or address."),
    )
    author = forms.CharField(label=_("Literature: author"), max_length=300, required=False)
    year = forms.CharField(label=_("Literature: year"), max_length=20, required=False)
    title = forms.CharField(label=_("Literature: title"), max_length=300, required=False)
    numbers = forms.CharField(
        label=_("Literature: numbers that it states"),
        max_length=1000,
        required=False,
        help_text=_("One a line: experts = 500"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.code, one.label) for one in source_kinds()]


class NamedBasisForm(PlainForm):
    """The choice of a source of a paragraph, by its key."""

    basis = forms.CharField(required=False, widget=forms.HiddenInput)


class WhyForm(PlainForm):
    """A reason."""

    why = forms.CharField(label=_("Why"), max_length=300)


class ErratumForm(PlainForm):
    """An erratum: what is wrong in a paragraph of a frozen edition."""

    paragraph = forms.ChoiceField(label=_("Paragraph"))
    text = forms.CharField(
        label=_("What is wrong, and what is right"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(
        self, *args: Any, paragraphs: Iterable[tuple[str, str]] = (), **kwargs: Any
    ) -> None:
        """Make the form, with these paragraphs to choose from."""
        super().__init__(*args, **kwargs)
        field = self.fields["paragraph"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(paragraphs)
