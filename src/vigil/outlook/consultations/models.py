"""Tables of consultations: the rule of a meeting, its statements and their codes."""

from typing import Final

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vigil.trust.decisions.subjects import Subject
from vigil.trust.uploads.models import new_uid

USER = settings.AUTH_USER_MODEL


class Consultation(models.Model):
    """One meeting, or one round of written answers, about illicit markets in a part of the world.

    The notes lie in the vault as they came, under a key of the consultation's own, as `notes-1`,
    `notes-2`, ... of ("consultation", uid). The wall time and the zone are what is kept of when it
    was held; `starts_at` follows from them.
    """

    class Held(models.TextChoices):
        """How it was held."""

        IN_PERSON = "in_person", pgettext_lazy("consultation", "in person")
        ONLINE = "online", pgettext_lazy("consultation", "online")
        HYBRID = "hybrid", pgettext_lazy("consultation", "in person and online")
        WRITTEN = "written", pgettext_lazy("consultation", "in writing")

    class Rule(models.TextChoices):
        """How what was said may be attributed."""

        CHATHAM_HOUSE = "chatham_house", _("Chatham House rule: to no person and no organisation")
        BY_ORGANISATION = "by_organisation", _("to organisations that agree to it")
        BY_NAME = "by_name", _("to persons who agree to it, by name")
        NOT_FOR_USE = "not_for_use", _("not for use: nothing said is quoted, counted or published")

    class State(models.TextChoices):
        """How far it is."""

        DRAFT = "draft", pgettext_lazy("consultation", "draft")
        CODING = "coding", pgettext_lazy("consultation", "being coded")
        SETTLED = "settled", pgettext_lazy("consultation", "settled")
        PUBLISHED = "published", pgettext_lazy("consultation", "published")
        WITHDRAWN = "withdrawn", pgettext_lazy("consultation", "withdrawn")

    DONE: Final = (State.SETTLED, State.PUBLISHED)
    """States in which what was said is coded."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    number = models.PositiveIntegerField(unique=True)
    title = models.CharField(max_length=200)
    region = models.CharField(max_length=3, blank=True)
    """UN M49; empty where it is about countries alone."""
    countries = models.JSONField(default=list, blank=True)
    """ISO 3166-1 alpha-3."""
    starts_local = models.DateTimeField()
    """What clocks on the wall showed, kept as if it were UTC: only its digits count."""
    zone = models.CharField(max_length=64)
    """IANA."""
    starts_at = models.DateTimeField()
    held = models.CharField(max_length=10, choices=Held.choices)
    session = models.CharField(max_length=200, blank=True)
    """The address of the session of a programme that it was, if it was one."""
    rule = models.CharField(max_length=16, choices=Rule.choices, default=Rule.CHATHAM_HOUSE)
    people = models.PositiveSmallIntegerField(null=True, blank=True)
    """How many took part, where it was counted."""
    chair = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    notes = models.PositiveSmallIntegerField(default=0)
    """How many times notes were taken in."""
    made_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-starts_at", "-pk"]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """By what it is known."""
        return f"C-{self.number:03}"

    @property
    def subject(self) -> Subject:
        """How the room below names it: for the vault and for what was agreed."""
        return Subject("consultation", self.uid)


class Statement(models.Model):
    """One thing that was said, in the words of the notes. Its uid stays whatever becomes of it.

    Who said it lies in the vault, under a key of the statement's own: `speaker` and `organisation`
    of ("statement", uid). The digests find it again by exactly this name, without opening it.
    `attribution` is what is shown of who said it: filled only where the rule allows it and they
    agreed, and emptied when they do not any more.
    """

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="statements"
    )
    number = models.PositiveIntegerField()
    """Its place in the consultation, from 1."""
    text = models.TextField()
    language = models.CharField(max_length=12)
    """BCP 47."""
    may_be_quoted = models.BooleanField(default=False)
    attribution = models.CharField(max_length=300, blank=True)
    speaker_digest = models.CharField(max_length=64, blank=True, db_index=True)
    organisation_digest = models.CharField(max_length=64, blank=True, db_index=True)
    settled_why = models.TextField(blank=True)
    """Why its codes are these, where the two codings differed."""
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["consultation", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "number"], name="one_statement_per_place"
            )
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """By what it is known: `C-003/12`."""
        return f"{self.consultation.code}/{self.number}"

    @property
    def subject(self) -> Subject:
        """How the room below names it."""
        return Subject("statement", self.uid)


class StatementCoding(models.Model):
    """What one of two coders makes of the statements of a consultation.

    `values` maps the uid of a statement to its codes by taxonomy. A statement that is in it with no
    code was read, and none applies.
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="codings")
    coder = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    values = models.JSONField(default=dict)
    given_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "coder"], name="one_coding_of_statements_per_coder"
            )
        ]

    def __str__(self) -> str:
        return f"coding of {self.consultation_id} by {self.coder_id}"


class StatementCode(models.Model):
    """One settled code of a statement."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="codes")
    taxonomy = models.CharField(max_length=12)
    """One of `code_lists.CODE_LISTS`, or `places`."""
    code = models.CharField(max_length=40)

    class Meta:
        ordering = ["taxonomy", "code"]
        indexes = [models.Index(fields=["taxonomy", "code"], name="statements_by_code")]
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "taxonomy", "code"], name="a_statement_has_a_code_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.taxonomy}:{self.code}"
