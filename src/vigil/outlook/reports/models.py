"""Tables of reports: drafts, what each paragraph cites, frozen editions and errata."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vigil.trust.uploads.models import new_uid

USER = settings.AUTH_USER_MODEL


class OutlookReport(models.Model):
    """A report of the outlook in one language. Readers see only its frozen editions."""

    class State(models.TextChoices):
        """How far the work on a draft is."""

        DRAFT = "draft", _("draft")
        REVIEW = "review", _("sent to review")
        PUBLISHED = "published", _("published")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    language = models.CharField(max_length=8)
    template = models.CharField(max_length=40)
    """The template of its sections."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    editors = models.ManyToManyField("trust.User", related_name="+", blank=True)
    """The people who wrote in the draft."""
    sent_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    changed_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=0)
    """Counts the changes of the draft. Readers approve one version."""
    readers_wanted = models.PositiveSmallIntegerField(default=0)
    """How many readers must approve the present version before it is published."""

    class Meta:
        ordering = ["-changed_at", "pk"]

    def __str__(self) -> str:
        return self.slug


class Section(models.Model):
    """A section of a report: a heading and its paragraphs. `depth` is 1 or 2."""

    class ReportPart(models.TextChoices):
        """The part of a report. Only the body and an annex need a source for each paragraph."""

        BODY = "body", pgettext_lazy("part of a report", "body")
        FOREWORD = "foreword", pgettext_lazy("part of a report", "foreword")
        METHODS = "methods", pgettext_lazy("part of a report", "methods")
        ACKNOWLEDGEMENTS = "acknowledgements", pgettext_lazy("part of a report", "acknowledgements")
        ABOUT = "about", pgettext_lazy("part of a report", "about the authors")
        ANNEX = "annex", pgettext_lazy("part of a report", "annex")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    report = models.ForeignKey(OutlookReport, on_delete=models.CASCADE, related_name="sections")
    order = models.PositiveSmallIntegerField()
    depth = models.PositiveSmallIntegerField(default=1)
    heading = models.CharField(max_length=200)
    part = models.CharField(max_length=20, choices=ReportPart.choices, default=ReportPart.BODY)
    withdrawals = models.JSONField(default=list, blank=True)
    """The withdrawals (pk) while which nobody sees its words."""

    class Meta:
        ordering = ["report", "order"]

    def __str__(self) -> str:
        return self.uid


class Paragraph(models.Model):
    """A paragraph of a report. Its uid is permanent, and is its address in every edition.

    In `text`, numbers, figures and terms of likelihood are tokens with the key of a basis
    (`vigil.outlook.reports.tokens`). They are filled from the source of the basis.
    """

    class Kind(models.TextChoices):
        """The kind of a paragraph."""

        TEXT = "text", pgettext_lazy("paragraph", "text")
        LIST = "list", pgettext_lazy("paragraph", "list")
        QUOTE = "quote", pgettext_lazy("paragraph", "quote")
        FIGURE = "figure", pgettext_lazy("paragraph", "figure")
        TABLE = "table", pgettext_lazy("paragraph", "table")
        MAP = "map", pgettext_lazy("paragraph", "map")
        RECOMMENDATIONS = "recommendations", pgettext_lazy("paragraph", "recommendations")
        PICTURE = "picture", pgettext_lazy("paragraph", "picture")

    class Show(models.TextChoices):
        """What of a figure is shown."""

        BOTH = "both", pgettext_lazy("figure", "figure and table")
        FIGURE = "figure", pgettext_lazy("figure", "figure alone")
        TABLE = "table", pgettext_lazy("figure", "table alone")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="paragraphs")
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=16, choices=Kind.choices, default=Kind.TEXT)
    text = models.TextField(blank=True)
    show = models.CharField(max_length=8, choices=Show.choices, default=Show.BOTH)
    """What of its figure is shown."""
    version = models.PositiveIntegerField(default=0)
    """The number of its last version (`ParagraphVersion`)."""
    leans = models.JSONField(default=list, blank=True)
    """The people it names, and the stories and cases it cites. It is shown as long as they are."""
    withdrawals = models.JSONField(default=list, blank=True)
    """The withdrawals (pk) while which nobody sees its words."""

    class Meta:
        ordering = ["section", "order"]

    def __str__(self) -> str:
        return self.uid


class Basis(models.Model):
    """A source that a paragraph cites.

    `kind` is one of `vigil.outlook.sources.kinds`; `ref` names the source: a filter, a number, an
    address, a uid. `seen` is the digest of the source on the day `as_of`.
    """

    paragraph = models.ForeignKey(Paragraph, on_delete=models.CASCADE, related_name="bases")
    key = models.CharField(max_length=24)
    """The name of the source in the tokens of the paragraph."""
    kind = models.CharField(max_length=20)
    ref = models.CharField(max_length=1000, blank=True)
    as_of = models.DateField(default=timezone.localdate)
    about = models.JSONField(default=dict, blank=True)
    """For literature: author, year, title, url, numbers. Else empty."""
    seen = models.CharField(max_length=16, blank=True)
    shown = models.JSONField(default=dict, blank=True)
    """What the editor shows of it without reading it again: its label, its numbers, and the names
    of its figures, as of that day. Empty where the source can be withdrawn."""

    class Meta:
        ordering = ["paragraph", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["paragraph", "key"], name="one_basis_of_a_key")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class ParagraphVersion(models.Model):
    """A paragraph as it was once saved, with its sources. A removed one can be restored from it."""

    report = models.ForeignKey(OutlookReport, on_delete=models.CASCADE, related_name="versions")
    uid = models.CharField(max_length=32, db_index=True)
    """The uid of the paragraph."""
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=16)
    text = models.TextField(blank=True)
    show = models.CharField(max_length=8, default=Paragraph.Show.BOTH)
    bases = models.JSONField(default=list, blank=True)
    """Its sources: key, kind, ref, as_of, about, seen."""
    section_uid = models.CharField(max_length=32)
    order = models.PositiveSmallIntegerField()
    removed = models.BooleanField(default=False)
    """Whether the paragraph was removed then."""
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    """None for what was saved before versions were kept."""
    at = models.DateTimeField(default=timezone.now)
    withdrawals = models.JSONField(default=list, blank=True)
    """The withdrawals (pk) while which nobody sees its words."""

    class Meta:
        ordering = ["uid", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["uid", "number"], name="one_version_of_a_paragraph")
        ]

    def __str__(self) -> str:
        return f"{self.uid} {self.number}"


class ReportComment(models.Model):
    """A comment on a paragraph of a draft. Answers have the comment they answer as `parent`."""

    report = models.ForeignKey(OutlookReport, on_delete=models.CASCADE, related_name="comments")
    paragraph_uid = models.CharField(max_length=32, db_index=True)
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="answers"
    )
    text = models.TextField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawals = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["paragraph_uid", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.paragraph_uid} {self.pk}"


class ReportApproval(models.Model):
    """That somebody read one version of a draft, and approves it."""

    report = models.ForeignKey(OutlookReport, on_delete=models.CASCADE, related_name="approvals")
    version = models.PositiveIntegerField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["report", "-version", "at"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "version", "by"], name="one_approval_of_a_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.version}"


class ReportEdition(models.Model):
    """A frozen edition. `snapshot` is its whole content, and all files are made from it alone.

    It changes for one reason only: a passage that names or cites somebody or something that is no
    longer shown is removed. `removed` states which passage and on which day; `superseded` keeps the
    digests of the destroyed files. If the new PDF cannot be made then, somebody makes it later.
    """

    report = models.ForeignKey(OutlookReport, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now)
    sent_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    snapshot = models.JSONField()
    leans = models.JSONField(default=dict, blank=True)
    """Uid of a paragraph -> the people it names and the things it cites."""
    removed = models.JSONField(default=dict, blank=True)
    superseded = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["report", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="one_edition_of_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.report.slug} {self.number}"


class EditionFile(models.Model):
    """A file of a frozen edition, with the SHA-256 of its bytes."""

    edition = models.ForeignKey(ReportEdition, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=40)
    content = models.BinaryField(editable=False)
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["edition", "name"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "name"], name="one_file_of_a_name")
        ]

    def __str__(self) -> str:
        return self.name


class Erratum(models.Model):
    """A note on what is wrong in a frozen edition. The edition itself does not change."""

    edition = models.ForeignKey(ReportEdition, on_delete=models.PROTECT, related_name="errata")
    paragraph_uid = models.CharField(max_length=32)
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    leans = models.JSONField(default=list, blank=True)
    withdrawals = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["edition", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.edition} {self.paragraph_uid}"
