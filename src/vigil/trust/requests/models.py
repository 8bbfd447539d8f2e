"""The tables of requests of the public, and of how many came from an address."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

USER = settings.AUTH_USER_MODEL


class Request(models.Model):
    """One request about one item (kind and key; empty where it is about no one item).

    How to reach the person, if they said, lies in the vault as `contact` of ("request", pk).
    """

    class Wants(models.TextChoices):
        """What somebody asks for."""

        CORRECTION = "correction", _("a correction")
        REMOVAL = "removal", _("removal")
        OTHER = "other", _("something else")

    class State(models.TextChoices):
        """Whether a request is open, answered or declined."""

        OPEN = "open", pgettext_lazy("request", "open")
        ANSWERED = "answered", _("answered")
        DECLINED = "declined", _("declined")

    item_kind = models.CharField(max_length=40, blank=True)
    item_key = models.CharField(max_length=200, blank=True)
    wants = models.CharField(max_length=12, choices=Wants.choices)
    text = models.TextField()
    language = models.CharField(max_length=12, blank=True)
    urgent = models.BooleanField(default=False)
    """It touches somebody's safety: acted on first, examined afterwards."""
    has_contact = models.BooleanField(default=False)
    received_at = models.DateTimeField(default=timezone.now)
    received_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """Who wrote it down for somebody; None when it came through the public form."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["-urgent", "received_at", "id"]
        indexes = [models.Index(fields=["state", "-urgent", "received_at"])]

    def __str__(self) -> str:
        return f"request {self.pk}"


class RequestCount(models.Model):
    """How often somebody asked on one day, by a digest that changes daily."""

    day = models.DateField()
    digest = models.CharField(max_length=64)
    n = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "digest"], name="one_count_a_day_and_digest")
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.n}"
