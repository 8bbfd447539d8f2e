"""Table of frozen, numbered releases."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Release(models.Model):
    """A frozen dataset of verified, published cases, with the hashes of its files."""

    class Kind(models.TextChoices):
        """How far the release was reviewed."""

        PROVISIONAL = "provisional", _("provisional")
        VETTED = "vetted", _("vetted")

    number = models.PositiveIntegerField(unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    codebook_version = models.CharField(max_length=12)
    manifest = models.JSONField()
    frozen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"Release {self.number} ({self.kind})"
