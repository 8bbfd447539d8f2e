"""Asking the host of a congress for a slot."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vigil.programme.events.models.session import Session

USER = settings.AUTH_USER_MODEL


class SlotApplication(models.Model):
    """The application for a session's slot in somebody else's programme."""

    class State(models.TextChoices):
        """How far it is."""

        DRAFT = "draft", _("being written")
        SENT = "sent", _("sent to the host")
        ACCEPTED = "accepted", _("accepted by the host")
        REFUSED = "refused", _("refused by the host")

    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="application")
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    congress = models.CharField(_("congress"), max_length=300)
    agenda_item = models.CharField(_("agenda item"), max_length=300, blank=True)
    deadline_local = models.DateTimeField(_("deadline"), null=True, blank=True)
    """Kept as if UTC, as the times of a session are."""
    deadline_zone = models.CharField(_("time zone of the deadline"), max_length=64, blank=True)
    limits = models.TextField(_("limits"), blank=True)
    """Words, speakers, minutes, file sizes: what the host allows."""
    cosponsors = models.TextField(_("co-sponsors"), blank=True)
    controls = models.TextField(_("what the host controls"), blank=True)
    """Stream, registration, recording, interpretation, security: who decides there."""
    sent_on = models.DateField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"application for session {self.session_id}"
