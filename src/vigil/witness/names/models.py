"""Names to remember: the rows that readers see, decisions of editors, and reminders.

`Name` and its spellings repeat the case file after the rules of disclosure and of remembrance.
They are made by `vigil.witness.names.projection` alone, in the transaction of the change that
they follow; what an editor decides stands in `Ruling`, and outlives them.
"""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vigil.casefile.models import Case
from vigil.trust.outbox.models import new_uid


class Ground(models.TextChoices):
    """Why a person is remembered only by an editor's decision."""

    NONE = "", _("none")
    CATEGORY = "category", _("reports allege a link to crime")
    MOTIVE = "motive", _("killed for a criminal group's own trade, and nothing else is known")


class Standing(models.TextChoices):
    """Whether somebody is remembered."""

    REMEMBERED = "remembered", _("remembered")
    WAITING = "waiting", _("waits for an editor")
    LEFT_OUT = "left_out", _("left out")


class Name(models.Model):
    """A person who was killed and may be named. Readers are shown those who are `REMEMBERED`.

    `uid` is that of the person in the case file, `handle` what stands in addresses; both stay.
    With `excluded` the name stays on the list of names, and is on no card, reminder, feed or roll.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="remembered")
    uid = models.UUIDField(unique=True)
    handle = models.CharField(max_length=16, unique=True)
    name = models.CharField(max_length=200)
    date = models.CharField(max_length=40, blank=True)
    """The day of death as far as it is known, EDTF."""
    ordered_by = models.DateField()
    """The first day that it may have been; the first of all days where none is reported."""
    year = models.PositiveSmallIntegerField(null=True)
    died_on = models.DateField(null=True)
    """The day, where it is known to the day."""
    anniversary = models.PositiveSmallIntegerField(null=True)
    """Month and day of it in one number: 307 is 7 March."""
    country = models.CharField(max_length=3, blank=True)
    category = models.CharField(max_length=28, blank=True)
    """As what they were attacked, where remembrance tells it."""
    ground = models.CharField(max_length=8, choices=Ground.choices, blank=True)
    standing = models.CharField(max_length=10, choices=Standing.choices)
    excluded = models.BooleanField()
    occupation = models.CharField(max_length=200, blank=True)
    """What they did in life, where it may be shown."""
    position = models.PositiveIntegerField(default=0)
    """Their place among the people of the case."""
    minor = models.BooleanField(default=False)
    """Whether they were under 18: then they have no page of their own."""
    valid_until = models.DateField(null=True, db_index=True)
    """The last day on which the consent that the name rests on is in force, if it rests on one."""
    digest = models.CharField(max_length=16)
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["standing", "-ordered_by", "-id"]),
            models.Index(fields=["standing", "country", "-ordered_by", "-id"]),
            models.Index(fields=["standing", "category", "-ordered_by", "-id"]),
            models.Index(fields=["standing", "year", "-ordered_by", "-id"]),
            models.Index(fields=["standing", "anniversary", "ordered_by"]),
        ]

    has_handle = True
    """Whether the row had its handle before: not while a new one is being made."""

    def __str__(self) -> str:
        return self.name


class NameSpelling(models.Model):
    """One spelling of a name, in one script; the accepted one comes first."""

    name = models.ForeignKey(Name, on_delete=models.CASCADE, related_name="spellings")
    text = models.CharField(max_length=200)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text


class NameWord(models.Model):
    """A folded word of a spelling, and what is left of it without what spellings vary in."""

    spelling = models.ForeignKey(NameSpelling, on_delete=models.CASCADE, related_name="words")
    word = models.CharField(max_length=60)
    sound = models.CharField(max_length=60)

    class Meta:
        indexes = [
            models.Index(fields=["word", "spelling"]),
            models.Index(fields=["sound", "word", "spelling"]),
        ]

    def __str__(self) -> str:
        return self.word


class NamesState(models.Model):
    """The version of all names together: one row, whose token is drawn anew at each change.

    `scheme` says by which code the rows were made.
    """

    token = models.CharField(max_length=32, blank=True)
    scheme = models.CharField(max_length=16, blank=True)

    def __str__(self) -> str:
        return self.token


class Ruling(models.Model):
    """What editors decided about remembering one person. The log keeps the reasons.

    After a merge or a split the person has another row in the case file: they are found again
    by `marks`, slow digests of their spellings.
    """

    class Admission(models.TextChoices):
        """What was decided about somebody who enters by decision only."""

        NONE = "", _("nothing")
        ADMITTED = "admitted", _("let in")
        LEFT_OUT = "left_out", _("left out")

    uid = models.UUIDField(unique=True)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="rulings")
    marks = models.JSONField(default=list)
    admission = models.CharField(max_length=10, choices=Admission.choices, blank=True)
    excluded = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"ruling {self.pk}"


class Reminder(models.Model):
    """Somebody who asked to be written to on anniversaries, without an account.

    Their address lies in the vault as `address` of ("reminder", uid). Of the link that they
    confirm and leave with, only a digest is kept. Who leaves, or never confirms, is removed with
    the whole row.
    """

    class Every(models.TextChoices):
        """How often they are written to."""

        DAY = "day", _("on each day with an anniversary")
        WEEK = "week", _("once a week")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    every = models.CharField(max_length=4, choices=Every.choices)
    language = models.CharField(max_length=12)
    country = models.CharField(max_length=3, blank=True)
    category = models.CharField(max_length=28, blank=True)
    address_digest = models.CharField(max_length=64, unique=True)
    link_digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    told_until = models.DateField(null=True, blank=True)
    """The last day whose anniversaries they were written of."""

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["confirmed_at", "told_until"])]

    def __str__(self) -> str:
        return f"reminder {self.pk}"
