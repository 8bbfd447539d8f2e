"""Who registered for an event and its sessions, without an account."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vigil.programme.events.models.event import Event
from vigil.programme.events.models.session import Session
from vigil.trust.outbox.models import new_uid
from vigil.trust.rooms.personal_data import Personal


class EventRegistration(models.Model):
    """One person's registration for an event: who they are, their link, their letters.

    Their address, and what else they wrote, lie in the vault as `address`, `name` and `needs` of
    ("registration", uid). Of their link only a digest is kept. It works until some days after the
    last of their sessions (`registrations.links.expires_at`). Once they withdraw from all, or the
    time is over, vault and digests are emptied. The row stays, for its registrations to be counted.
    """

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="event_registrations")
    language = models.CharField(max_length=12)
    zone = models.CharField(max_length=64, blank=True)
    """The reader's, as they chose it."""
    address_digest = models.CharField(max_length=64, blank=True)
    digest_session = models.ForeignKey(
        Session, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """The session under which `address_digest` was made; None: the event. Registrations used to
    belong to sessions, and whether two were one person's cannot be known without the address."""
    link_digest = models.CharField(max_length=64, blank=True, db_index=True)
    made_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    """When everything was removed that could name them."""
    follow_up = models.BooleanField(default=False)
    """They agreed to be written to afterwards."""
    plain_letters = models.BooleanField(default=False)
    """They registered while the event said that its letters are plain. Who was promised neutral
    letters gets no others, whatever the host chooses later."""

    PERSONAL = Personal(
        kind="registration",
        others=["address_digest", "link_digest"],
        label=lambda row: f"{row}: {row.event}",
        before=_("Only the host side sees it. The registration would be withdrawn for good."),
        done=_("the registration withdrawn, its address and name removed for good"),
        lifted=_("withdrawn registrations are gone for good"),
    )

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "address_digest"],
                condition=~models.Q(address_digest=""),
                name="one_registration_per_event_and_address",
            )
        ]

    def __str__(self) -> str:
        return f"registration {self.pk}"


class Registration(models.Model):
    """The place of a registered person in one session, or what became of their wish for one."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("waiting for approval")
        CONFIRMED = "confirmed", _("confirmed")
        FULL = "full", _("on the waiting list")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    event_registration = models.ForeignKey(
        EventRegistration, on_delete=models.PROTECT, related_name="registrations"
    )
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="registrations")
    state = models.CharField(max_length=10, choices=State.choices)
    made_at = models.DateTimeField(default=timezone.now)
    reminded_at = models.DateTimeField(null=True, blank=True)
    told_sequence = models.PositiveIntegerField(default=0)
    """The session as it was when they were last written to: its `sequence`."""
    came_at = models.DateTimeField(null=True, blank=True)
    """When they first entered the stream, or were marked at the door."""

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event_registration", "session"],
                condition=~models.Q(state="withdrawn"),
                name="one_registration_per_session_and_person",
            )
        ]
        indexes = [models.Index(fields=["session", "state"])]

    def __str__(self) -> str:
        return f"registration {self.pk}"

    @property
    def number(self) -> int:
        """By which number hosts know the person: one for all their sessions."""
        return self.event_registration_id

    @property
    def uid(self) -> str:
        """What the person is called in the vault, in letters and in decisions."""
        return self.event_registration.uid

    @property
    def language(self) -> str:
        """The language of letters to them."""
        return self.event_registration.language

    @property
    def zone(self) -> str:
        """Their time zone; empty where they chose none."""
        return self.event_registration.zone


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
