"""Forms for writing a report."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from vigil.outlook.consultations.forms import PlainForm
from vigil.outlook.models import Paragraph, Section
from vigil.outlook.reports.section_templates import templates
from vigil.outlook.reports.verbs import commenting
from vigil.outlook.reports.verbs.writing import LONGEST, LONGEST_HEADING, MOST_READERS
from vigil.outlook.sources.record_and_literature import LITERATURE

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
    readers = forms.IntegerField(
        label=_("How many readers must approve it"),
        min_value=0,
        max_value=MOST_READERS,
        initial=2,
        help_text=_(
            "People who read the draft and wrote nothing in it. Every change asks them again."
        ),
    )

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
    part = forms.ChoiceField(
        label=_("Part of the report"),
        choices=Section.ReportPart.choices,
        initial=Section.ReportPart.BODY,
        help_text=_("In the body and in annexes, each paragraph needs a source."),
    )


class PartForm(PlainForm):
    """The part to which a section belongs."""

    part = forms.ChoiceField(
        label=_("Part of the report"),
        choices=Section.ReportPart.choices,
        help_text=_("In the body and in annexes, each paragraph needs a source."),
    )


class ReadersForm(PlainForm):
    """How many readers must approve a report."""

    readers = forms.IntegerField(
        label=_("How many readers must approve it"), min_value=0, max_value=MOST_READERS
    )


class VersionForm(PlainForm):
    """The version that somebody has read."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class NewParagraphForm(PlainForm):
    """A new paragraph: its kind, and after which one it stands; first, if it says so."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Paragraph.Kind.choices)
    after = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)
    first = forms.BooleanField(required=False, widget=forms.HiddenInput)


class TextForm(PlainForm):
    """The words of a paragraph. `seen` is the version that was changed."""

    text = forms.CharField(
        label=_("Words"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 10, "dir": "auto"}),
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    as_name = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    """A typed number whose digits are part of a name."""


class ShowForm(PlainForm):
    """What of a figure is shown."""

    show = forms.ChoiceField(label=_("Shown"), choices=Paragraph.Show.choices)


class MoveForm(PlainForm):
    """The section to which a paragraph is moved."""

    section = forms.ChoiceField(label=_("Section"))

    def __init__(self, *args: Any, sections: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        """Make the form, with these sections to choose from."""
        super().__init__(*args, **kwargs)
        field = self.fields["section"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(sections)


class CommentForm(PlainForm):
    """A comment on a paragraph, or an answer to one."""

    text = forms.CharField(
        label=_("Comment"),
        max_length=commenting.LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    answers = forms.IntegerField(required=False, widget=forms.HiddenInput)


class NamedCommentForm(PlainForm):
    """The choice of a comment."""

    comment = forms.IntegerField(widget=forms.HiddenInput)


class RestoreForm(PlainForm):
    """The choice of a version to restore."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class InsertForm(PlainForm):
    """What to insert of which source."""

    kind = forms.CharField(max_length=20)
    ref = forms.CharField(max_length=1000, required=False)
    what = forms.CharField(max_length=60)
    before = forms.CharField(max_length=200, required=False)
    pages = forms.CharField(max_length=100, required=False)


class LiteratureForm(PlainForm):
    """A work that is cited."""

    author = forms.CharField(label=_("Author"), max_length=300)
    year = forms.CharField(label=_("Year"), max_length=20, required=False)
    title = forms.CharField(label=_("Title"), max_length=300)
    ref = forms.CharField(
        label=_("DOI or address"),
        max_length=1000,
        required=False,
        help_text=_("A DOI, or an address that begins with https://."),
    )
    numbers = forms.CharField(
        label=_("Numbers that it states"),
        max_length=1000,
        required=False,
        help_text=_("One a line: experts = 500. You can insert them as numbers."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    @property
    def about(self) -> dict[str, str]:
        """What describes the work, as sources keep it. Only for a form that is valid."""
        return {name: self.cleaned_data.get(name, "") for name in (*LITERATURE, "numbers")}


class PageForm(PlainForm):
    """The address of a page of this site that is cited."""

    address = forms.CharField(
        label=_("Address of the page"),
        max_length=1000,
        help_text=_("Copy it from the address line: a story, a campaign, an event or a session."),
    )


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
