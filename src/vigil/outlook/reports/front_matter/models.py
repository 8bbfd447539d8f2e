"""Tables of what stands in front of a report: its authors, licence and numbers."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from vigil.outlook.reports.models import OutlookReport
from vigil.outlook.reports.pictures.models import ReportPicture
from vigil.trust.uploads.models import new_uid


class FrontMatter(models.Model):
    """What stands on the first pages of a report, besides its authors."""

    report = models.OneToOneField(OutlookReport, on_delete=models.CASCADE, related_name="front")
    subtitle = models.CharField(max_length=300, blank=True)
    licence = models.CharField(max_length=20, blank=True)
    """A code of `vigil.outlook.reports.front_matter.licences`."""
    doi = models.CharField(max_length=200, blank=True)
    isbn = models.CharField(max_length=17, blank=True)
    cover = models.ForeignKey(
        ReportPicture, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    def __str__(self) -> str:
        return str(self.report)


class ReportAuthor(models.Model):
    """Somebody who agreed to be named in a report. Without an agreement there is no row.

    The row is deleted when somebody takes their agreement back. It is no secret: it is there to be
    printed.
    """

    class Role(models.TextChoices):
        """What somebody did for a report."""

        AUTHOR = "author", pgettext_lazy("role in a report", "author")
        EDITOR = "editor", pgettext_lazy("role in a report", "editor")
        CONTRIBUTOR = "contributor", pgettext_lazy("role in a report", "contributor")
        REVIEWER = "reviewer", pgettext_lazy("role in a report", "reviewer")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    report = models.ForeignKey(OutlookReport, on_delete=models.CASCADE, related_name="authors")
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.AUTHOR)
    affiliation = models.CharField(max_length=200, blank=True)
    agreed_on = models.DateField(default=timezone.localdate)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["report", "order", "pk"]

    def __str__(self) -> str:
        return self.uid
