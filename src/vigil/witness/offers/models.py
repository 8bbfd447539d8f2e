"""People who agreed to be asked for their account, as another room offered them."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from vigil.trust.models import Consent

USER = settings.AUTH_USER_MODEL


class StoryOffer(models.Model):
    """A consent to be asked for one's own account, and which colleague asks.

    Who it is stands nowhere here, and the subject of the consent is never shown: whoever takes the
    offer up asks the colleague who offered it. An agreement is offered once; the row stays.
    """

    consent = models.OneToOneField(Consent, on_delete=models.PROTECT, related_name="+")
    offered_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    offered_at = models.DateTimeField(default=timezone.now)
    taken_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    """When whoever took it up had nothing more to ask: their list does not show it any more."""

    class Meta:
        ordering = ["offered_at", "pk"]

    def __str__(self) -> str:
        return f"offer {self.pk}"
