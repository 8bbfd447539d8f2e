"""Who registered for a session, without an account."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vigil.programme.events.models.session import Session
from vigil.trust.outbox.models import new_uid
from vigil.trust.rooms.personal_data import Personal


class Registration(models.Model):
    """One person's registration for one session.

    Their address, and their name if they gave one, lie in the vault as `address` and `name` of
    ("registration", uid). Of their link only a digest is kept. Until when it works follows from the
    session (`registrations.links.expires_at`). Once they withdraw, or the time is over, vault and
    digests are emptied. The row stays, to be counted.
    """

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("waiting for approval")
        CONFIRMED = "confirmed", _("confirmed")
        FULL = "full", _("on the waiting list")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="registrations")
    state = models.CharField(max_length=10, choices=State.choices)
    language = models.CharField(max_length=12)
    zone = models.CharField(max_length=64, blank=True)
    """The reader's, as they chose it."""
    address_digest = models.CharField(max_length=64, blank=True)
    link_digest = models.CharField(max_length=64, blank=True, db_index=True)
    made_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    """When everything was removed that could name them."""
    reminded_at = models.DateTimeField(null=True, blank=True)
    told_sequence = models.PositiveIntegerField(default=0)
    """The session as it was when they were last written to: its `sequence`."""
    came_at = models.DateTimeField(null=True, blank=True)
    """When they first entered the stream, or were marked at the door."""
    follow_up = models.BooleanField(default=False)
    """They agreed to be written to afterwards."""

    PERSONAL = Personal(
        kind="registration",
        others=["address_digest", "link_digest"],
        label=lambda row: f"{row}: {row.session}",
        before=_("Only the host side sees it. The registration would be withdrawn for good."),
        done=_("the registration withdrawn, its address and name removed for good"),
        lifted=_("withdrawn registrations are gone for good"),
    )

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "address_digest"],
                condition=~models.Q(address_digest=""),
                name="one_registration_per_session_and_address",
            )
        ]
        indexes = [models.Index(fields=["session", "state"])]

    def __str__(self) -> str:
        return f"registration {self.pk}"


class HostCode(models.Model):
    """A code of the host's list that lets one person register. Only its digest is kept."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="codes")
    digest = models.CharField(max_length=64)
    used_by = models.OneToOneField(
        Registration, on_delete=models.SET_NULL, null=True, blank=True, related_name="code"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "digest"], name="one_code_per_session")
        ]

    def __str__(self) -> str:
        return f"code {self.pk}"
