"""Members' messages to an event."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vigil.programme.events.models.event import Event
from vigil.trust.outbox.models import new_uid

USER = settings.AUTH_USER_MODEL


class Message(models.Model):
    """A message of one member. Nothing is shown before a person of ours has read it.

    That it may be shown is a consent of ("message", uid); under which name, is what the member lets
    be seen of themself (`vigil.network.visibility.queries`), and never more than they chose here.
    Of one that was withdrawn neither text nor file is kept.
    """

    class Kind(models.TextChoices):
        """What it is."""

        TEXT = "text", _("text")
        AUDIO = "audio", _("sound")
        VIDEO = "video", _("video")
        LINK = "link", _("link")

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", pgettext_lazy("message", "to be read")
        SHOWN = "shown", pgettext_lazy("message", "shown")
        REFUSED = "refused", pgettext_lazy("message", "not shown")
        WITHDRAWN = "withdrawn", pgettext_lazy("message", "withdrawn")
        ARRIVING = "arriving", pgettext_lazy("message", "its film is on its way")

    class Received(models.TextChoices):
        """How a message came that a host entered for the member."""

        DRIVE = "drive", _("USB stick or memory card")
        MESSENGER = "messenger", _("messenger (WhatsApp, Signal)")
        EMAIL = "email", _("email")
        POST = "post", _("post")
        PERSON = "person", _("in person")
        OTHER = "other", _("another way")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="messages")
    member = models.ForeignKey("network.Member", on_delete=models.PROTECT, related_name="messages")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    named = models.BooleanField(default=False)
    """They want it under the name that they are listed by. Else it is of "a member"."""
    language = models.CharField(max_length=12)
    text = models.TextField(blank=True, max_length=4000)
    """The message; of a recording, what is said in it; of a link, what they say about it."""
    media = models.CharField(max_length=32, blank=True)
    """The uid of an upload."""
    link = models.CharField(max_length=500, blank=True)
    sent_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    entered_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """The host who entered it for the member, if it came by mail or by hand."""
    received_how = models.CharField(max_length=10, choices=Received.choices, blank=True)
    received_on = models.DateField(null=True, blank=True)
    withdrawals = models.JSONField(default=list, blank=True)
    """Numbers of the withdrawals (`trust`) that took it away: while there is one, nobody is shown
    it."""

    class Meta:
        ordering = ["-sent_at", "pk"]
        indexes = [models.Index(fields=["event", "state"])]

    def __str__(self) -> str:
        return f"message {self.pk}"


class MessageTranslation(models.Model):
    """A message, or what is said in it, in another language."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="translations")
    language = models.CharField(max_length=12)
    text = models.TextField(max_length=4000)

    class Meta:
        ordering = ["language"]
        constraints = [
            models.UniqueConstraint(
                fields=["message", "language"], name="one_translation_per_language"
            )
        ]

    def __str__(self) -> str:
        return f"{self.language} of message {self.message_id}"
