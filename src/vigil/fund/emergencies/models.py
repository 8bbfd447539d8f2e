"""Requests for emergency help, and the votes on them. Their text is in the vault."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vigil.fund.parties.models.party import Party
from vigil.trust.models import Letter
from vigil.trust.uploads.models import new_uid

USER = settings.AUTH_USER_MODEL


class EmergencyRequest(models.Model):
    """A request for help, decided by two people within 48 hours; money comes before paperwork.

    The decision is not announced by itself: the person can read it once an officer released it
    (`told_at`), within the same 48 hours. The payment does not wait for that. What happened is in
    the vault, as `what` of ("emergency", uid).
    """

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("waits for two people")
        APPROVED = "approved", pgettext_lazy("emergency", "approved")
        REFUSED = "refused", pgettext_lazy("emergency", "refused")

    NEEDS = {
        "relocation": _("relocation"),
        "legal": _("legal help"),
        "medical": _("medical help"),
        "digital": _("digital security"),
    }

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="emergencies")
    needs = models.JSONField(default=list)
    minor = models.PositiveBigIntegerField()
    """What is asked for, in the minor unit of its currency; 0 until somebody named an amount."""
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    received_at = models.DateTimeField(default=timezone.now)
    decide_by = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    letter = models.ForeignKey(
        Letter, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    """The neutral letter that says that there is news, where they are reached by e-mail."""
    told_at = models.DateTimeField(null=True, blank=True)
    told_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    """Who took it in; nobody where the person asked by themself."""

    class Meta:
        ordering = ["decide_by", "pk"]
        indexes = [models.Index(fields=["state", "decide_by"], name="emergencies_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(told_at=None) | Q(decided_at__isnull=False),
                name="told_of_an_emergency_once_decided",
            )
        ]

    def __str__(self) -> str:
        return f"emergency {self.uid[:8]}"

    @property
    def is_decided(self) -> bool:
        """Return whether two people voted the same way."""
        return self.state != self.State.WAITING

    @property
    def is_untold(self) -> bool:
        """Return whether it is decided, and the answer was not released."""
        return self.is_decided and self.told_at is None

    @property
    def decided_late(self) -> bool:
        """Return whether the decision is, or was, later than promised."""
        return (self.decided_at or timezone.now()) > self.decide_by

    @property
    def told_late(self) -> bool:
        """Return whether the answer is, or was, later than promised."""
        return self.is_decided and (self.told_at or timezone.now()) > self.decide_by


class EmergencyWord(models.Model):
    """One vote on an emergency request. Its reason is in the vault."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    request = models.ForeignKey(EmergencyRequest, on_delete=models.PROTECT, related_name="words")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    yes = models.BooleanField()
    at = models.DateTimeField(default=timezone.now)
    terms = models.CharField(max_length=64, blank=True)
    """A digest of payee, account and amount as they saw them; empty if they did not open them."""

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["request", "by"], name="one_word_each_in_an_emergency")
        ]

    def __str__(self) -> str:
        return f"{'yes' if self.yes else 'no'} to {self.request_id}"
