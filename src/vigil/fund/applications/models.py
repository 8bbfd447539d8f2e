"""Applications, their files, and the decisions on them. All text is in the vault."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vigil.fund.calls.models import Call
from vigil.fund.parties.models.party import Party
from vigil.trust.models import Letter
from vigil.trust.uploads.models import new_uid

USER = settings.AUTH_USER_MODEL


class Outcome(models.TextChoices):
    """What can be decided on an application."""

    AWARD = "award", _("support it")
    RESERVE = "reserve", _("keep it in reserve")
    DECLINE = "decline", pgettext_lazy("application", "decline it")


class Application(models.Model):
    """One application to one call; a draft until it is sent.

    Answers are in the vault as JSON, by the keys of the form. Field `answers` of ("application",
    uid) holds what reviewers may read. Field `identity` holds what would reveal the applicant.
    """

    class State(models.TextChoices):
        """How far it is."""

        DRAFT = "draft", pgettext_lazy("application", "draft")
        SUBMITTED = "submitted", pgettext_lazy("application", "received")
        REVIEW = "review", pgettext_lazy("application", "in review")
        DECIDED = "decided", pgettext_lazy("application", "decided")
        WITHDRAWN = "withdrawn", pgettext_lazy("application", "taken back")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    number = models.PositiveIntegerField(unique=True)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="applications")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="applications")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    form_version = models.ForeignKey(
        "fund.FormVersion",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="applications",
    )
    """The version of the call's form that its answers are of."""
    conditions_read_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """The officer who stated that it meets the conditions, and that they have no interest in it."""
    conditions_read_at = models.DateTimeField(null=True, blank=True)
    language = models.CharField(max_length=12)
    theme = models.CharField(max_length=40, blank=True)
    minor = models.PositiveBigIntegerField(null=True, blank=True)
    """What is asked for, in the minor unit of the currency."""
    currency = models.CharField(max_length=3, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    """How many times it was saved: by it an older state of two open windows is told."""
    confirmed = models.JSONField(default=list)
    """The numbers of the call's conditions that are ticked so far."""
    dropped = models.JSONField(default=list, blank=True)
    """Keys of questions whose answers were not sent, because they were not asked any more."""

    class Meta:
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["state", "-number"], name="applications_by_state"),
            models.Index(fields=["call", "state", "-number"], name="applications_of_a_call"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """Return the number that officers and the applicant use."""
        return f"A-{self.number:05}"


class ApplicationFile(models.Model):
    """A file of an application or report: metadata removed, encrypted on disk.

    The file name is metadata, so it is not kept. The file's key is in the vault, under the key of
    the party.
    """

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="files")
    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, null=True, blank=True, related_name="files"
    )
    report = models.ForeignKey(
        "fund.Report", on_delete=models.PROTECT, null=True, blank=True, related_name="files"
    )
    message = models.ForeignKey(
        "fund.Message", on_delete=models.PROTECT, null=True, blank=True, related_name="files"
    )
    incident = models.ForeignKey(
        "fund.Incident", on_delete=models.PROTECT, null=True, blank=True, related_name="files"
    )
    agreement = models.ForeignKey(
        "fund.Agreement", on_delete=models.PROTECT, null=True, blank=True, related_name="files"
    )
    """The signed document."""
    payment = models.ForeignKey(
        "fund.Payment", on_delete=models.PROTECT, null=True, blank=True, related_name="files"
    )
    """The proof of a transfer, or the receipt of cash."""
    field = models.CharField(max_length=40, blank=True)
    """The field of the call's form that it answers."""
    kind = models.CharField(max_length=8)
    size = models.PositiveBigIntegerField(default=0)
    seconds = models.PositiveIntegerField(default=0)
    """Of a voice message."""
    received_on = models.DateField(default=timezone.localdate)
    begun_at = models.DateTimeField(null=True, default=timezone.now)
    whole = models.BooleanField(default=False)
    removed = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"file {self.uid[:8]}"

    @property
    def length(self) -> str:
        """Return how long a voice message lasts: minutes and seconds."""
        return f"{self.seconds // 60}:{self.seconds % 60:02}"


class Determination(models.Model):
    """A decision on an application. The newest one counts.

    Its `reasons` and the `message` to the applicant are in the vault. The applicant can read the
    message once an officer has released it.
    """

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="determinations"
    )
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    agreed_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """The second person, who agreed with it. It is not released before."""
    agreed_at = models.DateTimeField(null=True, blank=True)
    letter = models.ForeignKey(
        Letter, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    told_at = models.DateTimeField(null=True, blank=True)
    """When somebody released what the applicant reads."""

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.outcome} for {self.application_id}"
