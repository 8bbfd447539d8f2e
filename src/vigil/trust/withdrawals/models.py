"""The table of withdrawals, with what each room did."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from vigil.trust.decisions.models import Decision

USER = settings.AUTH_USER_MODEL


class Withdrawal(models.Model):
    """A withdrawal, with the receipt of every room. It holds no name.

    `receipts` lists {room, language, done: [{kind, key, did}], left: [{kind, key}],
    still: [sentence]}, one for each keeper, also for those that hold nothing. A receipt
    stays in the language in which it was given.
    """

    at = models.DateTimeField(default=timezone.now, db_index=True)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="withdrawals")
    why = models.TextField()
    receipts = models.JSONField(default=list)
    decision = models.OneToOneField(
        Decision, on_delete=models.PROTECT, null=True, related_name="withdrawal"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lift_why = models.TextField(blank=True)
    lift_receipts = models.JSONField(default=list)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"withdrawal {self.pk}"
