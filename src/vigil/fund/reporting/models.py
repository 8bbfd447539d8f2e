"""Reports and results of a grant. All text is in the vault, under the uid of its row."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vigil.fund.grants.models import Grant
from vigil.trust.uploads.models import new_uid

USER = settings.AUTH_USER_MODEL


class Report(models.Model):
    """A report or milestone due on a day; its text is `text` of ("report", uid).

    Who skipped it is shown, and why is `why`: nobody has to report if that endangers them.
    """

    class Kind(models.TextChoices):
        """What is due."""

        NARRATIVE = "narrative", _("a report in their words")
        FINANCIAL = "financial", _("a report on the money")
        MILESTONE = "milestone", _("a milestone")
        FOLLOW_UP = "follow_up", _("how they are, 12 months on")

    class State(models.TextChoices):
        """How far it is."""

        DUE = "due", pgettext_lazy("report", "due")
        RECEIVED = "received", pgettext_lazy("report", "received")
        ACCEPTED = "accepted", pgettext_lazy("report", "accepted")
        SKIPPED = "skipped", pgettext_lazy("report", "skipped")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="reports")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DUE)
    due_on = models.DateField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """Who accepted or skipped it."""
    skip_agreed_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """The second officer, who agreed that it is skipped: money that waits for it needs both."""

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["state", "due_on"], name="reports_that_are_due")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.grant_id}, {self.due_on}"


class Result(models.Model):
    """What a grant achieved by a month: `statement` and `evidence` of ("result", uid).

    Numbers are cumulative: a later result replaces an earlier one.
    """

    class Counted(models.TextChoices):
        """How the people were counted."""

        LIST = "list", _("from a list of those who took part")
        HEADS = "heads", _("counted on the spot")
        ESTIMATE = "estimate", _("estimated")

    class Evidence(models.TextChoices):
        """On what the statement stands."""

        OWN = "own", _("their own account")
        OBSERVED = "observed", _("seen by us")
        DOCUMENT = "document", _("a document")
        OTHERS = "others", _("others say so as well")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="results")
    people = models.PositiveIntegerField(null=True, blank=True)
    """People reached, counted as `counted` says; empty is not reported, which is not nobody."""
    counted = models.CharField(max_length=8, choices=Counted.choices, blank=True)
    communities = models.PositiveIntegerField(null=True, blank=True)
    themes = models.JSONField(default=list)
    """Codes of markets or responses."""
    region = models.CharField(max_length=3, blank=True)
    """A region of the world (UN M49), if another than that of the grant's country."""
    evidence = models.CharField(max_length=10, choices=Evidence.choices)
    month = models.DateField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-month", "-pk"]

    def __str__(self) -> str:
        return f"result of {self.grant_id}"
