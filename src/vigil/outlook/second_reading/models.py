"""The table of requests for reasons that second readers address to the experts of a cell."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vigil.trust.uploads.models import new_uid

USER = settings.AUTH_USER_MODEL


class ReasonRequest(models.Model):
    """A request to everybody who answered a question to give a reason, or to check their answer.

    It follows from a closed round, and experts see it in the next one. It changes no result.
    """

    class Wish(models.TextChoices):
        """What experts are asked to do."""

        REASON = "reason", _("write why they answer so")
        CHECK = "check", _("check their answer")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    question = models.ForeignKey(
        "outlook.Question", on_delete=models.CASCADE, related_name="reason_requests"
    )
    round = models.ForeignKey(
        "outlook.Round", on_delete=models.CASCADE, related_name="reason_requests"
    )
    """The closed round whose result was unusual. The request is shown in the round after it."""
    wish = models.CharField(max_length=8, choices=Wish.choices, default=Wish.REASON)
    text = models.TextField(max_length=1000)
    asked_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withheld = models.JSONField(default=list, blank=True)
    """Numbers of the withdrawals that hide it from the experts."""

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "round"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="one_reason_request_a_cell",
            )
        ]

    def __str__(self) -> str:
        return f"request {self.uid}"
