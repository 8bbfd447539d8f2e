"""The table of .docx files that came back and wait for somebody to accept their changes."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from vigil.outlook.reports.models import OutlookReport
from vigil.trust.uploads.models import new_uid


class ReturnedText(models.Model):
    """The text of a .docx file that came back. The file itself is not kept.

    It is deleted when its changes are accepted or discarded, and after seven days.
    """

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    report = models.ForeignKey(
        OutlookReport, on_delete=models.CASCADE, related_name="returned_texts"
    )
    document = models.JSONField()
    """What `vigil.files.read_document` read, as plain data."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.uid
