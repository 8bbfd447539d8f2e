"""Tables of reports: drafts, what each paragraph cites, frozen editions and errata."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vigil.trust.uploads.models import new_uid

USER = settings.AUTH_USER_MODEL


class OutlookReport(models.Model):
    """A report that is written here, in one language. Readers see its frozen editions alone."""

    class State(models.TextChoices):
        """How far the draft is."""

        DRAFT = "draft", _("draft")
        REVIEW = "review", _("sent to review")
        PUBLISHED = "published", _("published")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    language = models.CharField(max_length=8)
    template = models.CharField(max_length=40)
    """By which template its sections were laid out."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    editors = models.ManyToManyField("trust.User", related_name="+", blank=True)
    """Who wrote in it."""
    sent_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-changed_at", "pk"]

    def __str__(self) -> str:
        return self.slug


class Section(models.Model):
    """A heading of a report and what stands below it. `depth` is 1 or 2."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    report = models.ForeignKey(OutlookReport, on_delete=models.CASCADE, related_name="sections")
    order = models.PositiveSmallIntegerField()
    depth = models.PositiveSmallIntegerField(default=1)
    heading = models.CharField(max_length=200)
    withdrawals = models.JSONField(default=list, blank=True)
    """The withdrawals (pk) while which nobody sees its words."""

    class Meta:
        ordering = ["report", "order"]

    def __str__(self) -> str:
        return self.uid


class Paragraph(models.Model):
    """A paragraph. Its uid is permanent, and its address in every edition.

    Numbers, figures and terms of likelihood stand in `text` as tokens that name a basis by its
    key (`vigil.outlook.reports.tokens`), and are filled from what the basis stands on.
    """

    class Kind(models.TextChoices):
        """What it is."""

        TEXT = "text", pgettext_lazy("paragraph", "text")
        FIGURE = "figure", pgettext_lazy("paragraph", "figure with its table")
        TABLE = "table", pgettext_lazy("paragraph", "table alone")
        RECOMMENDATIONS = "recommendations", pgettext_lazy("paragraph", "recommendations")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="paragraphs")
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=16, choices=Kind.choices, default=Kind.TEXT)
    text = models.TextField(blank=True)
    leans = models.JSONField(default=list, blank=True)
    """Whom its words name, and which stories and cases it points to: it is shown while they are."""
    withdrawals = models.JSONField(default=list, blank=True)
    """The withdrawals (pk) while which nobody sees its words."""

    class Meta:
        ordering = ["section", "order"]

    def __str__(self) -> str:
        return self.uid


class Basis(models.Model):
    """Something that a paragraph stands on, as it stood when it was put there.

    `kind` is one of `vigil.outlook.sources.kinds`; `ref` says which: a filter, a number, an
    address, a uid. `seen` is the digest of what it said when it was put there.
    """

    paragraph = models.ForeignKey(Paragraph, on_delete=models.CASCADE, related_name="bases")
    key = models.CharField(max_length=24)
    """By what tokens of the paragraph name it."""
    kind = models.CharField(max_length=20)
    ref = models.CharField(max_length=1000, blank=True)
    as_of = models.DateField(default=timezone.localdate)
    about = models.JSONField(default=dict, blank=True)
    """Of literature: author, year, title, url, numbers. Else empty."""
    seen = models.CharField(max_length=16, blank=True)

    class Meta:
        ordering = ["paragraph", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["paragraph", "key"], name="one_basis_of_a_key")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class ReportEdition(models.Model):
    """A frozen edition: `snapshot` is all it says, the files are made of that and of nothing else.

    It never changes but for one reason: a passage of which somebody was withdrawn is taken out.
    `removed` says which and on which day; `superseded` keeps the digests of the files that were
    destroyed then. Where no PDF could be set at that time, it is set later from what is left.
    """

    report = models.ForeignKey(OutlookReport, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now)
    sent_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    snapshot = models.JSONField()
    leans = models.JSONField(default=dict, blank=True)
    """By uid of a paragraph: whom it names and what it points to."""
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
    """What is wrong in a frozen edition. It stands beside it; the edition stays as it was."""

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
