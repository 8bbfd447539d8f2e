"""The tables that limit public forms: spent tickets, and the hourly budget for files."""

from django.db import models
from django.utils import timezone


class SpentTicket(models.Model):
    """A digest of a used ticket, kept until the ticket would be too old anyway."""

    digest = models.CharField(max_length=64, unique=True)
    day = models.DateField(default=timezone.localdate)

    def __str__(self) -> str:
        return f"ticket of {self.day}"


class Budget(models.Model):
    """How many bytes of files everybody together sent to a room in one hour."""

    room = models.CharField(max_length=20)
    kind = models.CharField(max_length=10)
    begins_at = models.DateTimeField()
    n = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["room", "kind", "begins_at"], name="one_budget_a_room_and_span"
            )
        ]

    def __str__(self) -> str:
        return f"{self.room} {self.kind}: {self.n}"
