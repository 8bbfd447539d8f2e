"""What editors write: drafts and their revisions, as Wagtail pages. The public never reads them.

A page holds words and nothing else. Whether a story is shown, of whom it is, which files stand in
it and who agreed to what are rows of our own (`vigil.witness.stories.models.story`), and what
readers see is made of both by `vigil.witness.stories.projection`.
"""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Page

LONGEST_BODY = 60_000
"""Characters of one language's text: about forty pages."""

DAY = forms.DateInput(attrs={"type": "date"})
"""The browser's own: Wagtail's starts itself by a script within the page."""


class TextsPanel(InlinePanel):
    """The texts of a story, one below the other. All languages are there from the beginning.

    Wagtail's own panel starts itself by a script within the page, which our policy forbids; this
    one adds and removes nothing, and needs none.
    """

    class BoundPanel(InlinePanel.BoundPanel):
        template_name = "witness/editors/texts.html"


class StoriesPage(Page):
    """The parent page of all stories. There is one; it holds no words."""

    subpage_types: ClassVar[list[str]] = ["witness.StoryPage"]
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    content_panels: ClassVar[list[Any]] = []
    promote_panels: ClassVar[list[Any]] = []
    settings_panels: ClassVar[list[Any]] = []
    preview_modes: ClassVar[list[Any]] = []


class StoryPage(Page):
    """The words of one story in all its languages. Its title is the story's id, and never a name.

    Wagtail's own log keeps titles; so that nothing of a story stays there, none stands in them.
    """

    sources = models.TextField(
        _("sources"),
        blank=True,
        max_length=20_000,
        help_text=_("One a line: what it is | its address. The address may be left out."),
    )
    justice_as_of = models.CharField(
        _("what has happened since, as of"),
        max_length=10,
        blank=True,
        help_text=_("The last day, month or year that you checked: 2026-11-01, 2018."),
    )
    related = models.CharField(
        _("related stories"),
        max_length=200,
        blank=True,
        help_text=_("Their ids, as S-0102 S-0117."),
    )

    subpage_types: ClassVar[list[str]] = []
    parent_page_types: ClassVar[list[str]] = ["witness.StoriesPage"]
    content_panels: ClassVar[list[Any]] = [
        TextsPanel(
            "texts",
            heading=_("Texts"),
            label=_("Language"),
        ),
        MultiFieldPanel(
            [FieldPanel("sources"), FieldPanel("justice_as_of", widget=DAY), FieldPanel("related")],
            heading=_("For all languages"),
        ),
    ]
    promote_panels: ClassVar[list[Any]] = []
    settings_panels: ClassVar[list[Any]] = []
    preview_modes: ClassVar[list[Any]] = []

    class Meta:
        verbose_name = _("story")


class StoryText(models.Model):
    """A draft of a story in one language. How its body is written says `stories.markup`."""

    page = ParentalKey(StoryPage, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    name = models.CharField(
        _("the name, in this script"),
        max_length=200,
        blank=True,
        help_text=_("How the person is called in this language. Several are parted by a comma."),
    )
    title = models.CharField(_("title"), max_length=200, blank=True)
    summary = models.CharField(
        _("in one line"),
        max_length=300,
        blank=True,
        help_text=_("Lists, the feed and the card show it."),
    )
    body = models.TextField(
        _("text"),
        blank=True,
        max_length=LONGEST_BODY,
        help_text=_(
            "Leave an empty line between paragraphs. Begin a heading with ## and a quote "
            "with >. End a quote with a line that begins with > -- and says who speaks, "
            "as “> -- a sister”."
        ),
    )
    family_account = models.TextField(
        _("the family's account"),
        blank=True,
        max_length=LONGEST_BODY,
        help_text=_("Shown beside the record's account, and marked as the family's words."),
    )
    justice = models.TextField(
        _("what has happened since"),
        blank=True,
        max_length=8_000,
        help_text=_("Investigation, trial, appeal. No names of suspects."),
    )
    reviewed_as = models.CharField(max_length=64, blank=True, editable=False)
    """A digest of this text and of the original it was compared with, when somebody reviewed it."""

    panels: ClassVar[list[Any]] = [
        FieldPanel("name"),
        FieldPanel("title"),
        FieldPanel("summary"),
        FieldPanel("body"),
        FieldPanel("family_account"),
        FieldPanel("justice"),
    ]

    class Meta:
        ordering = ["pk"]
        unique_together = [("page", "language")]

    def __str__(self) -> str:
        return f"{self.language} text of page {self.page_id}"
