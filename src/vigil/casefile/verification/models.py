"""The table of reviews: what one person found when they checked the values of a compiled case."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vigil.casefile.cases.models import Case


class Finding(models.TextChoices):
    """What somebody found when they compared a value with its sources."""

    CONFIRMED = "confirmed", _("right")
    WRONG = "wrong", _("wrong")
    UNSURE = "unsure", _("not sure")


class CaseReview(models.Model):
    """One person's findings on the values of a compiled case, as they are now.

    `findings` holds a `Finding` for each value: "method", "0/age" for the age of the first person,
    "summary" for the sentences. `confirmed` says that this person confirmed every value that was
    not corrected here. A correction takes away the findings on what it changes.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reviews")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="case_reviews"
    )
    at = models.DateTimeField(default=timezone.now)
    findings = models.JSONField(default=dict)
    note = models.TextField(blank=True)
    confirmed = models.BooleanField(default=False)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "by"], name="one_review_a_person_and_case")
        ]

    def __str__(self) -> str:
        return f"{self.case} by {self.by}"
