"""The table of literature of a report."""

from django.db import models

from vigil.outlook.reports.models import OutlookReport
from vigil.trust.uploads.models import new_uid


class LibraryItem(models.Model):
    """A work that paragraphs of a report cite, as an item of CSL-JSON (citation style language)."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    report = models.ForeignKey(OutlookReport, on_delete=models.CASCADE, related_name="library")
    key = models.CharField(max_length=60)
    """Its short name in lists and exports, as `okafor2020`."""
    item = models.JSONField()

    class Meta:
        ordering = ["report", "key"]
        constraints = [
            models.UniqueConstraint(fields=["report", "key"], name="one_library_item_of_a_key")
        ]

    def __str__(self) -> str:
        return self.key
