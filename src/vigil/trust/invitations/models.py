"""The table of invitations to colleagues."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import pgettext_lazy

USER = settings.AUTH_USER_MODEL


class Invitation(models.Model):
    """An invitation to one person. It gives no access: the account is made when they accept.

    Only a digest of the token is kept. Address, name and personal line go when the invitation is
    accepted, and a month after it was taken back or expired.
    """

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", pgettext_lazy("invitation", "waits for a second administrator")
        SENT = "sent", pgettext_lazy("invitation", "sent")
        ACCEPTED = "accepted", pgettext_lazy("invitation", "accepted")
        EXPIRED = "expired", pgettext_lazy("invitation", "expired")
        TAKEN_BACK = "taken_back", pgettext_lazy("invitation", "withdrawn")

    batch = models.CharField(max_length=32, db_index=True)
    """What was asked for together: one person, or the rows of a sheet."""
    email = models.EmailField(blank=True)
    name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=12)
    """The language of the letter."""
    roles = models.JSONField(default=list)
    """[{"role", "countries", "languages"}]: what the account will hold."""
    note = models.TextField(blank=True)
    """A personal line for the letter."""
    digest = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """None: the command line of the host."""
    sent_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    user = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations"
    )
    """The account that it opened."""

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                condition=Q(accepted_at=None, taken_back_at=None) & ~Q(email=""),
                name="one_open_invitation_per_address",
            ),
            models.UniqueConstraint(
                fields=["digest"], condition=~Q(digest=""), name="one_invitation_per_token"
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    @property
    def state(self) -> "Invitation.State":
        """How far it is now."""
        if self.accepted_at:
            return self.State.ACCEPTED
        if self.taken_back_at:
            return self.State.TAKEN_BACK
        if self.expires_at is None:
            return self.State.WAITING
        return self.State.SENT if self.expires_at > timezone.now() else self.State.EXPIRED
