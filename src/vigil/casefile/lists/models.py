"""Tables of lists of killed people that others publish, and of the rows of these lists.

Only the desk sees them: nothing of a list is ever shown to the public or handed out.
"""

from django.conf import settings
from django.db import models
from django.utils import timezone

USER = settings.AUTH_USER_MODEL


class KnownList(models.Model):
    """A list that somebody else publishes, as it was last imported.

    `as_of` is the date of the list, as its publisher states it. `preset` names the mapping of
    columns that was used.
    """

    name = models.CharField(max_length=60, unique=True)
    publisher = models.CharField(max_length=200, blank=True)
    url = models.URLField(max_length=2000, blank=True)
    licence = models.CharField(max_length=200, blank=True)
    as_of = models.DateField(null=True, blank=True)
    preset = models.CharField(max_length=60, blank=True)
    n_rows = models.PositiveIntegerField(default=0)
    """Number of rows in the newest file. It sets how likely any one of them is a match."""
    added_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ListedKilling(models.Model):
    """One row of a list: a person killed, or an event with a number of dead.

    `key` is the id of the row in the list. `first` and `last` are the first and the last day that
    its date may mean. `event` says that the row counts the dead of an event and describes no
    person. `gone` marks a row that is missing from the newest file; it is kept.
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
    """A phonetic key of two words of a name, by which the row is found."""

    listed = models.ForeignKey(ListedKilling, on_delete=models.CASCADE, related_name="sounds")
    key = models.CharField(max_length=80, db_index=True)

    def __str__(self) -> str:
        return self.key
