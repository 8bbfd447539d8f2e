"""Tables of codings, adjudications and accepted values."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vigil.casefile.cases.models import Case
from vigil.casefile.people.models import Victim
from vigil.reading import codebook

USER = settings.AUTH_USER_MODEL


class Purpose(models.TextChoices):
    """What a coding is for. Only one for the record is one of the two of its case."""

    RECORD = "record", _("for the record")
    GOLD = "gold", _("measured against a gold case")
    TRAINING = "training", _("in training")


class Coding(models.Model):
    """One coder's filled form for a case under one codebook version.

    `values` is {"case": {field: value}, "victims": [{field: value}, ...]}. A draft may change; a
    submitted coding may not. In a draft a group of people stands once, with its `count`. `details`
    says what stands beside the values (`coding.details`). `revision` counts the savings; `saved_in`
    is {name: [revision, window]}: by which saving, and in which window of a browser, each field
    last changed (`coding.merging`). `prefilled` says whether its coder saw the values that the
    machine read: agreement of such codings is reported apart.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="codings")
    coder = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="codings")
    codebook_version = models.CharField(max_length=12)
    values = models.JSONField(default=dict)
    purpose = models.CharField(max_length=8, choices=Purpose.choices, default=Purpose.RECORD)
    note = models.TextField(blank=True)
    details = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)
    saved_in = models.JSONField(default=dict)
    saved_at = models.DateTimeField(default=timezone.now)
    prefilled = models.BooleanField(default=False)
    begun_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """Who began it, where they handed their draft over: they are no second person for it."""
    started_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "coder", "codebook_version"], name="one_coding_per_coder"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case} by {self.coder}"


class Adjudication(models.Model):
    """The values that one person proposes to accept. They count once a second person verified them.

    `values` has the shape of a coding. `reasons` gives the reason for each field in which the
    codings differ: "method", or "0/age" for the age of the first person; `no_value` says in the
    same way why a field has no value (`NoValue`). If a case that was decided
    before is `taken_up` again, `changes` has what differs (`coding.changes`), `people` the uids of
    the persons in `values`, and only the changes are accepted.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="adjudications")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="adjudications")
    at = models.DateTimeField(default=timezone.now)
    codebook_version = models.CharField(max_length=12)
    values = models.JSONField(default=dict)
    reasons = models.JSONField(default=dict)
    single = models.BooleanField(default=False)
    """Whether it is the only coding of a case that one person codes (`house_rules`)."""
    no_value = models.JSONField(default=dict, blank=True)
    taken_up = models.BooleanField(default=False)
    people = models.JSONField(default=list, blank=True)
    changes = models.JSONField(default=list, blank=True)
    verified_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="verifications"
    )
    verified_at = models.DateTimeField(null=True, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(
                fields=["case", "by"],
                condition=models.Q(verified_at=None, replaced_at=None),
                name="waiting_adjudications",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case} by {self.by}"


class Basis(models.TextChoices):
    """Where an accepted value comes from."""

    RULE = "rule", _("computed by the field's rule")
    ADJUDICATED = "adjudicated", _("adjudicated")
    COMPILED = "compiled", _("compiled from published sources")
    IMPORTED = "imported", _("from a team's own sheet")


class AcceptedValue(models.Model):
    """The accepted value of one field of a case, or of one person in it, with its reason.

    `support` is {reports, outlets, sources, against, accounts: [keys], quotes}. The quotes are the
    words on which coders based the value (`coding.quotations`). They are for the desk alone.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="accepted")
    victim = models.ForeignKey(
        Victim, on_delete=models.CASCADE, null=True, blank=True, related_name="accepted"
    )
    field = models.CharField(max_length=40)
    value = models.JSONField()
    basis = models.CharField(max_length=12, choices=Basis.choices)
    rule = models.CharField(max_length=80, blank=True)
    reason = models.TextField(blank=True)
    support = models.JSONField(default=dict)
    decision = models.ForeignKey(
        "trust.Decision", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "field"],
                condition=models.Q(victim=None),
                name="one_accepted_value_per_case_field",
            ),
            models.UniqueConstraint(
                fields=["victim", "field"],
                condition=models.Q(victim__isnull=False),
                name="one_accepted_value_per_victim_field",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field} = {self.value}"

    @property
    def value_in_force(self) -> Any:
        """The value as the codebook of now reads it: one that was joined into another is that."""
        return codebook.current().in_force(self.field, self.value)
