"""Messages of a party and its officers. Their text is in the vault."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from vigil.fund.grants.models import Grant
from vigil.fund.parties.models.party import Party
from vigil.trust.uploads.models import new_uid

USER = settings.AUTH_USER_MODEL


class Message(models.Model):
    """A message between a party and the fund: `text` of ("fund_message", uid), or a voice message.

    A voice message is a file of the party (`ApplicationFile.message`). `by` is the officer who
    wrote it; nobody if the party did, on its own page. An officer's message is read there; no
    letter contains it.
    """

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="messages")
    grant = models.ForeignKey(
        Grant, on_delete=models.PROTECT, null=True, blank=True, related_name="messages"
    )
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    """When the other side opened it first."""
    read_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["at", "pk"]
        indexes = [
            models.Index(
                fields=["at"], condition=Q(read_at=None, by=None), name="messages_that_wait"
            )
        ]

    def __str__(self) -> str:
        return f"message of {self.party_id}"
