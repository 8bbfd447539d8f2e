"""The tables of background work: tasks, duties, and when each source was last collected."""

from django.conf import settings
from django.db import models
from django.utils import timezone

USER = settings.AUTH_USER_MODEL
LONGEST_TROUBLE = 300


class Held(models.Model):
    """What one worker at a time does. Its lease ends by itself if the worker is gone."""

    due_at = models.DateTimeField(default=timezone.now)
    held_by = models.CharField(max_length=120, blank=True)
    """The worker that does it now: name of the machine, process, and a random part."""
    held_until = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=LONGEST_TROUBLE, blank=True)
    """Why it last failed, in our own words: the text of an error may hold a name."""

    class Meta:
        abstract = True


class Task(Held):
    """One piece of work that somebody asked for, done once by any worker.

    `left` lists the keys of the things that are still to be done. A worker does a few in one
    transaction, and takes them off the list in the same one.
    """

    class State(models.TextChoices):
        """Where it stands. One that waits may be held: then a worker does it."""

        WAITING = "waiting"
        DONE = "done"
        FAILED = "failed"

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    """What it is about. Two tasks of one kind with one key never wait at the same time."""
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    """Who asked for it, and as whom it is done."""
    language = models.CharField(max_length=12, blank=True)
    """The language in which that person reads why something was left out."""
    why = models.TextField(blank=True)
    """The reason that person gave, kept until the task has ended."""
    left = models.JSONField(default=list)
    done = models.PositiveIntegerField(default=0)
    left_out = models.JSONField(default=list)
    """Keys that could not be done, each with the reason."""
    priority = models.SmallIntegerField(default=0)
    """Tasks with a higher one are done first."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    """How often it was begun since something of it was last done."""
    asked_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-priority", "due_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"],
                condition=models.Q(state="waiting"),
                name="one_waiting_task_of_a_kind_and_key",
            )
        ]
        indexes = [
            models.Index(
                fields=["-priority", "due_at", "id"],
                condition=models.Q(state="waiting"),
                name="tasks_that_wait",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Duty(Held):
    """Something that is done again and again, and by one worker at a time."""

    name = models.CharField(max_length=60, unique=True)
    done_at = models.DateTimeField(null=True, blank=True)
    """When it was last done without trouble."""

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "duties"

    def __str__(self) -> str:
        return self.name


class Collection(models.Model):
    """When a listed source was last collected, and what came of it."""

    source = models.CharField(max_length=200, unique=True)
    at = models.DateTimeField()
    worked_at = models.DateTimeField(null=True, blank=True)
    """When it last gave a report."""
    reports = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=LONGEST_TROUBLE, blank=True)
    """Why the source as a whole could not be read."""

    class Meta:
        ordering = ["source"]

    def __str__(self) -> str:
        return self.source
