"""The audit log: every decision, who took it, and why."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils import timezone


class UnchangeableQuerySet(models.QuerySet["Decision"]):
    """Decisions in bulk, which cannot be changed or deleted either."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Refuse: decisions are never changed."""
        raise TypeError("a decision is never changed: record another one")

    def delete(self) -> NoReturn:
        """Refuse: decisions are kept."""
        raise TypeError("a decision is never deleted")


class Decision(models.Model):
    """Who changed what, when, from what to what, and why. Written once, never changed.

    `actor` is None when the installation itself acted (loading the open case file). Where an act
    took two people, `actor` confirmed what `asked_by` had asked for.
    `target` names the thing by kind and permanent key, so that a decision outlives it.
    """

    at = models.DateTimeField(default=timezone.now, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    verb = models.CharField(max_length=40, db_index=True)
    target_kind = models.CharField(max_length=40)
    target_key = models.CharField(max_length=200)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    why = models.TextField(blank=True)
    undoes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="undone_by"
    )

    objects = UnchangeableQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["target_kind", "target_key"])]

    def __str__(self) -> str:
        return f"{self.verb} {self.target_kind} {self.target_key}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new decision; refuse to change one that stands."""
        if not self._state.adding:
            raise TypeError("a decision is never changed: record another one")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse: decisions are kept."""
        raise TypeError("a decision is never deleted")
