"""Reviews of applications, and remarks in their discussion. Their text is in the vault."""

from typing import Final

from django.db import models
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from vigil.fund.applications.models import USER, Application, Outcome
from vigil.fund.calls.models import Call
from vigil.trust.uploads.models import new_uid


class Review(models.Model):
    """One reviewer's review of an application. The comment is in the vault, as `comment`.

    A review in progress is in the vault as `draft`, for its reviewer alone. Nobody sees another
    review of an application before handing in their own.
    """

    class State(models.TextChoices):
        """How far it is."""

        ASSIGNED = "assigned", pgettext_lazy("review", "to be written")
        SUBMITTED = "submitted", pgettext_lazy("review", "handed in")
        DECLINED = "declined", pgettext_lazy("review", "declined by the reviewer")
        TAKEN_BACK = "taken_back", pgettext_lazy("review", "taken back by an officer")

    HELD: Final = (State.ASSIGNED, State.SUBMITTED)
    """States in which it is the reviewer's: written, or still to be written."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASSIGNED)
    scores = models.JSONField(default=dict)
    """Points by the keys of the rubric."""
    total = models.FloatField(null=True, blank=True)
    """Their weighted mean, in percent of the scale (`agreement.weighted`), once it is in."""
    says = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    due_on = models.DateField(null=True, blank=True)
    """Until when it is handed in."""
    assigned_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "reviewer"], name="one_review_per_reviewer"
            )
        ]

    def __str__(self) -> str:
        return f"review of {self.application_id} by {self.reviewer_id}"


class Remark(models.Model):
    """A remark in the discussion after the reviews. Its text is in the vault."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="remarks")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"remark on {self.application_id}"


class ReadingReason(models.Model):
    """Why somebody reads the applications of a call, stated once for a while.

    Each opening is still recorded by itself, with this reason. See `reviews.verbs.reading`.
    """

    user = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="+")
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="+")
    why = models.CharField(max_length=2000)
    stated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "call"], name="one_reading_reason_per_call")
        ]

    def __str__(self) -> str:
        return f"reason of {self.user_id} in {self.call_id}"


class ReviewerLanguages(models.Model):
    """In which languages a reviewer reads, as an officer stated it."""

    user = models.OneToOneField(USER, on_delete=models.CASCADE, related_name="+")
    languages = models.JSONField(default=list)
    """Primary subtags of BCP 47."""
    stated_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    stated_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"languages of {self.user_id}"


class PanelBudget(models.Model):
    """How much a panel can award in a call, in the minor unit of the call's currency."""

    call = models.OneToOneField(Call, on_delete=models.CASCADE, related_name="+")
    minor = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return f"budget of {self.call_id}"
