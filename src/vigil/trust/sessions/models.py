"""The tables of sessions, of browsers that people use, and of lockdowns."""

from django.conf import settings
from django.db import models
from django.utils import timezone

USER = settings.AUTH_USER_MODEL


class OpenSession(models.Model):
    """One session of one person. It can be listed and ended.

    No address of a network is kept. `browser` names a family and a system, as "Firefox, Linux".
    """

    user = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="open_sessions")
    session_key = models.CharField(max_length=40, unique=True)
    began_at = models.DateTimeField(default=timezone.now)
    browser = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["-began_at", "-pk"]

    def __str__(self) -> str:
        return f"session {self.pk}"


class Device(models.Model):
    """A browser in which somebody with a guarded role signed in.

    `digest` is that of a random number in a cookie. It shows where one person has two accounts.
    """

    user = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="devices")
    digest = models.CharField(max_length=64, db_index=True)
    last_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "digest"], name="one_row_per_user_and_device")
        ]

    def __str__(self) -> str:
        return f"device {self.pk}"


class Lockdown(models.Model):
    """A time in which nobody may sign in. Only one is in force; two people end it."""

    began_at = models.DateTimeField(default=timezone.now)
    began_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lift_asked_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    in_force = models.BooleanField(default=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["in_force"],
                condition=models.Q(in_force=True),
                name="one_lockdown_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"lockdown of {self.began_at:%Y-%m-%d %H:%M}"


class SharedValue(models.Model):
    """What all processes of the site must know for a short time: how often a password was tried.

    `key` is a keyed digest: who was tried cannot be read from it. `value` is JSON.
    """

    key = models.CharField(max_length=64, primary_key=True)
    value = models.TextField()
    ends = models.FloatField(db_index=True)
    """When it counts no longer, in seconds since 1970."""

    def __str__(self) -> str:
        return f"shared value {self.key[:8]}"
