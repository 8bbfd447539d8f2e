"""Requests of grantees for more time."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from vigil.fund.grants.models import Grant
from vigil.trust.uploads.models import new_uid

USER = settings.AUTH_USER_MODEL


class ExtensionRequest(models.Model):
    """A grantee's request to end later, at no cost: `why` of ("extension", uid), and `answer`."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", pgettext_lazy("extension", "waits for an officer")
        GRANTED = "granted", pgettext_lazy("extension", "granted")
        REFUSED = "refused", pgettext_lazy("extension", "refused")
        TAKEN_BACK = "taken_back", pgettext_lazy("extension", "taken back")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="extensions")
    until = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["grant"], condition=Q(state="waiting"), name="one_extension_waits_per_grant"
            )
        ]

    def __str__(self) -> str:
        return f"{self.grant_id} until {self.until}"
