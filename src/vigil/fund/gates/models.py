"""Gates that an installation switched off."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import pgettext_lazy

USER = settings.AUTH_USER_MODEL


class SwitchedGate(models.Model):
    """One gate switched off for a while, with the reason in words. The audit view shows it.

    Two people switch it off; anybody of them switches it on again. Approval by two, what an
    approval binds, and the check of sanctions have no switch.
    """

    class Gate(models.TextChoices):
        """Which gates can be switched off."""

        REFERENCES = "references", pgettext_lazy("gate", "references")
        FINANCE = "finance", pgettext_lazy("gate", "how they handle money")
        DECISION_OF_TWO = "decision_of_two", pgettext_lazy("gate", "a decision by two people")
        AGREEMENT = "agreement", pgettext_lazy("gate", "an accepted agreement")
        SECOND_CHANNEL = "second_channel", pgettext_lazy("gate", "an account confirmed twice")
        SAFETY_PLAN = "safety_plan", pgettext_lazy("gate", "a safety plan")
        PROOF = "proof", pgettext_lazy("gate", "proof of the last transfer")

    gate = models.CharField(max_length=16, choices=Gate.choices)
    why = models.TextField()
    """In words that auditors read: it names nobody."""
    asked_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    off_at = models.DateTimeField(default=timezone.now)
    on_again_at = models.DateTimeField(null=True, blank=True)
    on_again_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-off_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["gate"], condition=Q(on_again_at=None), name="a_gate_is_off_once"
            )
        ]

    def __str__(self) -> str:
        return self.gate
