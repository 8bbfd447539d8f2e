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

    The vault holds the original notes, under a key of the consultation's own, as `notes-1`,
    `notes-2`, ... of ("consultation", uid). The wall time and the zone state when it was held;
    `starts_at` is computed from them.
    """

    class Held(models.TextChoices):
        """How a consultation was held."""

        IN_PERSON = "in_person", pgettext_lazy("consultation", "in person")
        ONLINE = "online", pgettext_lazy("consultation", "online")
        HYBRID = "hybrid", pgettext_lazy("consultation", "in person and online")
        WRITTEN = "written", pgettext_lazy("consultation", "in writing")

    class Rule(models.TextChoices):
        """To whom statements may be attributed."""

        CHATHAM_HOUSE = "chatham_house", _("Chatham House rule: to no person and no organisation")
        BY_ORGANISATION = "by_organisation", _("to organisations that agree to it")
        BY_NAME = "by_name", _("to persons who agree to it, by name")
        NOT_FOR_USE = "not_for_use", _("not for use: nothing said is quoted, counted or published")

    class State(models.TextChoices):
        """How far the work on a consultation is."""

        DRAFT = "draft", pgettext_lazy("consultation", "draft")
        CODING = "coding", pgettext_lazy("consultation", "being coded")
        SETTLED = "settled", pgettext_lazy("consultation", "settled")
        PUBLISHED = "published", pgettext_lazy("consultation", "published")
        WITHDRAWN = "withdrawn", pgettext_lazy("consultation", "withdrawn")

    DONE: Final = (State.SETTLED, State.PUBLISHED)
    """States in which the codes of the statements are decided."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    number = models.PositiveIntegerField(unique=True)
    title = models.CharField(max_length=200)
    region = models.CharField(max_length=3, blank=True)
    """UN M49; empty if the consultation is only about countries."""
    countries = models.JSONField(default=list, blank=True)
    """ISO 3166-1 alpha-3."""
    starts_local = models.DateTimeField()
    """The local time, stored as if it were UTC: only its digits count."""
    zone = models.CharField(max_length=64)
    """The IANA name of the time zone."""
    starts_at = models.DateTimeField()
    held = models.CharField(max_length=10, choices=Held.choices)
    session = models.CharField(max_length=200, blank=True)
    """The address of the session, if the consultation was part of a programme."""
    rule = models.CharField(max_length=16, choices=Rule.choices, default=Rule.CHATHAM_HOUSE)
    people = models.PositiveSmallIntegerField(null=True, blank=True)
    """How many people took part, if somebody counted."""
    chair = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    notes = models.PositiveSmallIntegerField(default=0)
    """How many times notes were imported."""
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
        """Its short name: `C-003`."""
        return f"C-{self.number:03}"

    @property
    def subject(self) -> Subject:
        """Its name in the vault and in records of consent."""
        return Subject("consultation", self.uid)


class Statement(models.Model):
    """One thing that a participant said, in the words of the notes. Its uid never changes.

    The vault holds who said it, under a key of the statement's own: `speaker` and `organisation`
    of ("statement", uid). The digests find it by its exact name without opening the vault.
    `attribution` is the speaker or organisation that readers see. It is filled only if the rule
    allows it and the speaker consented, and emptied when the consent ends.
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
    names_cleared = models.BooleanField(default=False)
    """Whether a chair read its words and found that they name nobody who must not be named."""
    attribution = models.CharField(max_length=300, blank=True)
    speaker_digest = models.CharField(max_length=64, blank=True, db_index=True)
    organisation_digest = models.CharField(max_length=64, blank=True, db_index=True)
    settled_why = models.TextField(blank=True)
    """Why these codes were chosen, if the two codings differed."""
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
        """Its short name: `C-003/12`."""
        return f"{self.consultation.code}/{self.number}"

    @property
    def subject(self) -> Subject:
        """Its name in the vault and in records of consent."""
        return Subject("statement", self.uid)


class StatementCoding(models.Model):
    """The coding of the statements of a consultation by one of its two coders.

    `values` maps the uid of a statement to its codes by taxonomy. A statement with an empty mapping
    was read, and no code applies to it.
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
    """One code of a statement, after adjudication."""

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
