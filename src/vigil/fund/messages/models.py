"""Messages of a party and its officers. Their text is in the vault."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from vigil.fund.grants.models import Grant
from vigil.fund.parties.models.party import Party
from vigil.fund.payments.models import Payment
from vigil.fund.reporting.models import Report
from vigil.trust.uploads.models import new_uid

USER = settings.AUTH_USER_MODEL


class Message(models.Model):
    """A message between a party and the fund: `text` of ("fund_message", uid), or a voice message.

    A voice message is a file of the party (`ApplicationFile.message`). `by` is the officer who
    wrote it; nobody if the party did, on its own page. An officer's message is read there; no
    letter contains it. A message of the party waits until an officer answers it, or marks it as
    answered.
    """

    class About(models.TextChoices):
        """What a party tells its officers of, beside what it writes."""

        WORDS = "", pgettext_lazy("message", "a message")
        NOT_ARRIVED = "not_arrived", pgettext_lazy("message", "the money did not arrive")
        CANNOT_REPORT = "cannot_report", pgettext_lazy("message", "cannot report safely now")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="messages")
    grant = models.ForeignKey(
        Grant, on_delete=models.PROTECT, null=True, blank=True, related_name="messages"
    )
    about = models.CharField(max_length=14, choices=About.choices, default="", blank=True)
    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, null=True, blank=True, related_name="messages"
    )
    """The payment that did not arrive."""
    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, null=True, blank=True, related_name="messages"
    )
    """The report that they cannot write safely now."""
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    """When the other side opened it first."""
    read_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """The officer who answered it; nobody if the party itself said that it is settled."""

    class Meta:
        ordering = ["at", "pk"]
        indexes = [
            models.Index(
                fields=["at"], condition=Q(answered_at=None, by=None), name="messages_that_wait"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["payment"],
                condition=Q(about="not_arrived", answered_at=None),
                name="one_missing_payment_is_told",
            ),
            models.UniqueConstraint(
                fields=["report"],
                condition=Q(about="cannot_report", answered_at=None),
                name="one_unsafe_report_is_told",
            ),
        ]

    def __str__(self) -> str:
        return f"message of {self.party_id}"
