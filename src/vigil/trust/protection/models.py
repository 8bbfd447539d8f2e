"""The table of protection levels."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vigil.trust.decisions.models import Decision


class Level(models.TextChoices):
    """How much may be shown: from public to hidden."""

    OPEN = "open", pgettext_lazy("protection", "open")
    PARTNER_ONLY = "partner_only", _("partners only")
    PSEUDONYM = "pseudonym", _("under another name")
    HIDDEN = "hidden", _("hidden")


class Protection(models.Model):
    """The level set for one subject. A subject without a row is hidden."""

    subject_kind = models.CharField(max_length=40)
    subject_key = models.CharField(max_length=200)
    level = models.CharField(max_length=12, choices=Level.choices, default=Level.HIDDEN)
    set_at = models.DateTimeField(default=timezone.now)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_key"], name="one_protection_per_subject"
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_key}: {self.level}"
