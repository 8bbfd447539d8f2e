"""Tables of corrected outlets. What the machine read is kept beside each correction."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from vigil.casefile.reports.models import Outlet, Report

USER = settings.AUTH_USER_MODEL


class OutletCorrection(models.Model):
    """What somebody corrected about who published a report, or all reports of a host.

    `host` is empty where it holds for the one report. `copied_from` is the outlet whose words it
    prints: it is a mirror of it, or prints an agency's text. `details_before` are the country,
    state and language of the outlet before, if the correction changed them.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="outlet_corrections")
    host = models.CharField(max_length=255, blank=True, db_index=True)
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+")
    copied_from = models.ForeignKey(
        Outlet, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    details_before = models.JSONField(default=dict)
    why = models.TextField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="outlet_corrections")
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.host or self.report_id}: {self.outlet_id}"


class CorrectedOutlet(models.Model):
    """A report whose outlet is corrected, and the outlet that the machine read (None: none)."""

    report = models.OneToOneField(
        Report, on_delete=models.CASCADE, primary_key=True, related_name="corrected_outlet"
    )
    original = models.ForeignKey(
        Outlet, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    correction = models.ForeignKey(
        OutletCorrection, on_delete=models.CASCADE, related_name="reports"
    )

    def __str__(self) -> str:
        return f"{self.report_id} was {self.original_id}"
