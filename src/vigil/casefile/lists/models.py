"""Lists that others keep of people killed, and which case stands in which of them.

For the desk alone: nothing of a list is ever shown to the public or handed out.
"""

from django.conf import settings
from django.db import models
from django.utils import timezone

USER = settings.AUTH_USER_MODEL


class KnownList(models.Model):
    """A list that somebody else publishes, as it was last taken in.

    `as_of` is the day whose state the list gives, as its publisher says. `preset` names the
    mapping of columns that was used.
    """

    name = models.CharField(max_length=60, unique=True)
    publisher = models.CharField(max_length=200, blank=True)
    url = models.URLField(max_length=2000, blank=True)
    licence = models.CharField(max_length=200, blank=True)
    as_of = models.DateField(null=True, blank=True)
    preset = models.CharField(max_length=60, blank=True)
    n_rows = models.PositiveIntegerField(default=0)
    """Rows of the newest file, by which the chance of any one of them is judged."""
    added_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ListedKilling(models.Model):
    """One row of a list: a person killed, or an event with a number of dead.

    `key` is the row's id in the list. `first` and `last` are the days that its date may mean.
    `event` says that it counts the dead of an event and tells nothing of the persons. `gone`
    marks a row that the newest file does not have any more; it is kept.
    """

    known_list = models.ForeignKey(KnownList, on_delete=models.PROTECT, related_name="rows")
    key = models.CharField(max_length=200)
    names = models.JSONField(default=list)
    first = models.DateField(null=True, blank=True)
    last = models.DateField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True)
    admin2 = models.CharField(max_length=200, blank=True)
    admin1 = models.CharField(max_length=200, blank=True)
    country = models.CharField(max_length=3, blank=True)
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    age_low = models.PositiveIntegerField(null=True, blank=True)
    age_high = models.PositiveIntegerField(null=True, blank=True)
    gender = models.CharField(max_length=8, blank=True)
    killed = models.PositiveIntegerField(null=True, blank=True)
    event = models.BooleanField(default=False)
    url = models.CharField(max_length=2000, blank=True)
    gone = models.BooleanField(default=False)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["known_list_id", "key"]
        constraints = [
            models.UniqueConstraint(fields=["known_list", "key"], name="one_row_per_key_of_a_list")
        ]
        indexes = [models.Index(fields=["country", "first"])]

    def __str__(self) -> str:
        return f"{self.known_list}: {self.key}"


class ListedName(models.Model):
    """Two words of a row's name by their sound, under which the row is found again."""

    listed = models.ForeignKey(ListedKilling, on_delete=models.CASCADE, related_name="sounds")
    key = models.CharField(max_length=80, db_index=True)

    def __str__(self) -> str:
        return self.key
