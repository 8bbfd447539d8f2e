"""Campaigns: the drafts that editors build from blocks, their state, and what readers see."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.fields import StreamField
from wagtail.models import Page

from vigil.witness.campaigns.blocks import stream
from vigil.witness.works.models import Work

USER = settings.AUTH_USER_MODEL


class CampaignsPage(Page):
    """The parent page of all campaigns. There is one; it holds no words."""

    subpage_types: ClassVar[list[str]] = ["witness.CampaignPage"]
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    content_panels: ClassVar[list[Any]] = []
    promote_panels: ClassVar[list[Any]] = []
    settings_panels: ClassVar[list[Any]] = []
    preview_modes: ClassVar[list[Any]] = []


class CampaignPage(Page):
    """A draft of a campaign in all its languages. The public never reads it.

    Its title is the campaign's address, and no word of it: Wagtail's own log keeps titles. It is
    written at our desk alone; Wagtail's admin answers for no address of it.
    """

    body = StreamField(stream(), blank=True)

    subpage_types: ClassVar[list[str]] = []
    parent_page_types: ClassVar[list[str]] = ["witness.CampaignsPage"]
    content_panels: ClassVar[list[Any]] = []
    promote_panels: ClassVar[list[Any]] = []
    settings_panels: ClassVar[list[Any]] = []
    preview_modes: ClassVar[list[Any]] = []

    class Meta:
        verbose_name = _("campaign")


class CampaignText(models.Model):
    """Title and summary of a campaign in one language. The blocks hold their own words."""

    page = ParentalKey(CampaignPage, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    title = models.CharField(_("title"), max_length=120, blank=True)
    summary = models.CharField(_("in one line"), max_length=300, blank=True)
    reviewed_as = models.CharField(max_length=64, blank=True, editable=False)
    """A digest of these words and of the original they were compared with, when reviewed."""

    class Meta:
        ordering = ["pk"]
        unique_together = [("page", "language")]

    def __str__(self) -> str:
        return f"{self.language} text of page {self.page_id}"

    @classmethod
    def word(cls, name: str) -> "models.CharField[str, str]":
        """Return the field of a word, which says its label and its greatest length."""
        found = cls._meta.get_field(name)
        assert isinstance(found, models.CharField)
        return found


class Campaign(Work):
    """A campaign: a page about one subject, built from blocks."""

    KIND = "campaign"
    WITHDRAWN_MESSAGE = _("This campaign was withdrawn.")

    class Standing(models.TextChoices):
        """How far it is."""

        DRAFT = "draft", _("not published")
        PUBLISHED = "published", pgettext_lazy("campaign", "published")
        WITHDRAWN = "withdrawn", pgettext_lazy("campaign", "withdrawn")

    slug = models.SlugField(max_length=80, unique=True)
    page = models.OneToOneField(
        CampaignPage, on_delete=models.SET_NULL, null=True, blank=True, related_name="campaign"
    )
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.DRAFT)
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.slug


class PublicCampaign(models.Model):
    """What readers may see of a campaign: its own words, and what its blocks point to.

    `texts` gives by language {title, summary}; `blocks` are {id, kind, settings, words}. `leans`
    says by block (its id, or nothing for title and line) which stories and people its words name:
    `S-0102`, or `person:` and the uid. A block is shown while all of these are.
    """

    campaign = models.OneToOneField(
        Campaign, on_delete=models.CASCADE, primary_key=True, related_name="public"
    )
    slug = models.SlugField(max_length=80, unique=True)
    language = models.CharField(max_length=2)
    languages = models.JSONField(default=list)
    texts = models.JSONField(default=dict)
    blocks = models.JSONField(default=list)
    leans = models.JSONField(default=dict)
    left_out = models.JSONField(default=list)
    """Ids of blocks that are not shown, since their words say what the record does not show."""
    digest = models.CharField(max_length=16)
    first_published_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-first_published_at", "-pk"]

    def __str__(self) -> str:
        return self.slug
