"""What was tapped at the door of a session, and who came without a registration."""

from django.conf import settings
from django.db import models
from django.utils.translation import pgettext_lazy

from vigil.programme.events.models.session import Session
from vigil.programme.registrations.models import Registration

LONGEST_NONCE = 64


class CheckInTap(models.Model):
    """One tap at the door, known by the nonce that the telephone made for it.

    A telephone sends a tap again until it hears an answer: the nonce makes sure that it counts
    once. Of taps from several telephones the latest counts, by the time at which each was made.
    """

    class Kind(models.TextChoices):
        """What was tapped."""

        CHECK_IN = "check_in", pgettext_lazy("tap", "check in")
        UNDO = "undo", pgettext_lazy("tap", "undo")

    nonce = models.CharField(max_length=LONGEST_NONCE, unique=True)
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="taps")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    at = models.DateTimeField()
    """When it was tapped, which may be long before it arrived."""
    outcome = models.CharField(max_length=16)
    """What was answered (`check_in.outcomes.Outcome`), and is answered again."""

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"tap {self.pk}"


class WalkIn(models.Model):
    """Somebody who came without a registration, and of whom nothing is kept but that they came.

    Who wants letters is registered instead (`check_in.verbs.walk_ins`).
    """

    nonce = models.CharField(max_length=LONGEST_NONCE, unique=True)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="walk_ins")
    language = models.CharField(max_length=12, blank=True)
    at = models.DateTimeField()
    undone = models.BooleanField(default=False)
    """Counted by mistake. The row stays, so that its tap is not counted when it is sent again."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"walk-in {self.pk}"
