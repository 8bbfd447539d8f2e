"""The table of pictures of a report."""

from django.db import models
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from vigil.outlook.reports.models import OutlookReport, Paragraph
from vigil.trust.uploads.models import new_uid


class ReportPicture(models.Model):
    """A picture of a report. The file is an upload, rebuilt from its pixels.

    It is published only if nobody can be recognised on it, or all who can be agreed.
    """

    class People(models.TextChoices):
        """Whether people can be recognised on a picture, and whether they agreed."""

        NOBODY = "nobody", pgettext_lazy("picture", "nobody can be recognised")
        AGREED = "agreed", pgettext_lazy("picture", "everybody who can be recognised agreed")
        NOT_AGREED = "not_agreed", pgettext_lazy("picture", "somebody has not agreed yet")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    report = models.ForeignKey(OutlookReport, on_delete=models.CASCADE, related_name="pictures")
    upload = models.CharField(max_length=32)
    """The uid of the upload."""
    suffix = models.CharField(max_length=5)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    alt = models.CharField(max_length=500, blank=True)
    caption = models.CharField(max_length=500, blank=True)
    credit = models.CharField(max_length=200, blank=True)
    licence = models.CharField(max_length=20, blank=True)
    people = models.CharField(max_length=12, choices=People.choices, default=People.NOT_AGREED)
    agreed_on = models.DateField(null=True, blank=True)
    """The day on which the last of them agreed."""
    paragraph = models.OneToOneField(
        Paragraph, on_delete=models.SET_NULL, null=True, blank=True, related_name="picture"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["report", "at", "pk"]

    def __str__(self) -> str:
        return self.uid

    @property
    def file_name(self) -> str:
        """Return the name of its file in an edition."""
        return f"picture-{self.uid[:12]}{self.suffix}"
