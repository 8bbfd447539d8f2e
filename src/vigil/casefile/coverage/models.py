"""Table of which outlets were monitored for which countries, and when."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from vigil.casefile.reports.models import Outlet

USER = settings.AUTH_USER_MODEL
UNBROKEN = timedelta(days=31)
"""A feed that was not collected for longer has lost entries: its monitoring was interrupted."""


class Monitoring(models.Model):
    """A time in which one outlet was monitored for some countries.

    `until` is the last day, None while it goes on. `collected_until` is the day of the last run
    that collected the outlet, None if only a person recorded the monitoring. `settled` says that a
    person has entered, ended, corrected or removed this row: a run does not start the monitoring of
    this outlet again then. Rows with `taken_back` were removed, and count for nothing.
    """

    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="monitorings")
    countries = models.JSONField(default=list)
    language = models.CharField(max_length=12, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    collected_until = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)
    settled = models.BooleanField(default=False)
    taken_back = models.BooleanField(default=False)
    added_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["outlet__name", "since", "id"]

    def __str__(self) -> str:
        return f"{self.outlet} ({', '.join(self.countries)})"

    @property
    def key(self) -> str:
        """The key under which decisions on this monitoring are recorded."""
        return f"monitoring-{self.pk}"

    def last_day(self, today: date) -> date:
        """Return the last day that counts as monitored, as known on `today`."""
        if self.until is not None:
            return min(self.until, today)
        if self.collected_until is not None and today - self.collected_until > UNBROKEN:
            return self.collected_until
        return today

    def goes_on(self, today: date) -> bool:
        """Say whether the outlet is still monitored on `today`."""
        return self.until is None and self.last_day(today) == today
