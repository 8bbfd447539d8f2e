"""Tables of people in cases, and of the spellings of their names."""

import uuid

from django.db import models
from django.utils.translation import gettext

from vigil.casefile.cases.models import Case


class Victim(models.Model):
    """A person in a case: the target, or somebody else who was killed or hurt.

    A group of people without names is one row, with how many they are. Groups come last, the
    smallest first, so that the place of a person among the others never depends on groups.

    The columns repeat accepted values for lists and filters, as in `Case`.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="victims")
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=24, blank=True)
    outcome = models.CharField(max_length=10, blank=True)
    gender = models.CharField(max_length=8, blank=True)
    occupation = models.CharField(max_length=200, blank=True)
    target_category = models.CharField(max_length=28, blank=True)
    age_low = models.PositiveIntegerField(null=True, blank=True)
    age_high = models.PositiveIntegerField(null=True, blank=True)
    size = models.PositiveIntegerField(default=1)
    """How many people it stands for in every total: the best number of a group (`group_size`)."""
    no_value = models.JSONField(default=dict, blank=True)
    """Why fields have no value, as adjudicated: {field: `NoValue`}."""
    minor = models.BooleanField(default=False)
    """The accepted age, or the age in any report of the case, is under 18."""
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    """The permanent id of the person. It stays when the values of a case are written again."""
    agreed_until = models.DateField(null=True, blank=True)
    """Last day of the consent to be named; `date.max` if it has no end."""
    withdrawn = models.BooleanField(default=False)
    """The name was withdrawn, or the person is protected: no consent overrides it."""

    class Meta:
        ordering = ["case_id", "size", "position"]
        indexes = [
            models.Index(
                fields=["case", "agreed_until"],
                condition=models.Q(agreed_until__isnull=False),
                name="agreements_that_end",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["case", "position"], name="one_victim_per_position")
        ]

    def __str__(self) -> str:
        if self.size > 1:
            return gettext("group of %(n)d people") % {"n": self.size}
        return self.name or gettext("person %(number)d") % {"number": self.position + 1}


class VictimName(models.Model):
    """One spelling of a victim's name, in one script. All are kept."""

    victim = models.ForeignKey(Victim, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=200)
    folded = models.CharField(max_length=200, db_index=True)

    def __str__(self) -> str:
        return self.name
