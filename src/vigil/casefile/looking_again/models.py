"""The table of reminders to look at cases again."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from vigil.casefile.cases.models import Case


class LookAgain(models.Model):
    """A reminder to look at a verified case again. It goes once its reason is gone.

    `since` is the day from which the record knows nothing newer, `due` the day on which somebody
    looks again.
    """

    class Kind(models.TextChoices):
        """Why to look again."""

        PROCEEDINGS = "proceedings", _("proceedings open, or their end not known")
        UNNAMED = "unnamed", _("somebody who was killed has no name")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="looks_again")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    since = models.DateField()
    due = models.DateField(db_index=True)
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    moved_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["due", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "kind"], name="one_reminder_of_a_kind")
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.kind}, {self.due}"
