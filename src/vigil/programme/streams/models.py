"""Where a session is streamed, and to whom."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from vigil.programme.events.models.session import Session


class Stream(models.Model):
    """The stream of a session. Its address lies in the vault as `address` of ("stream", pk)."""

    class Mode(models.TextChoices):
        """Whose gate it is."""

        OURS = "ours", _("we let the registered in")
        HOST = "host", _("the host streams")

    class Form(models.TextChoices):
        """What the address leads to."""

        EMBED = "embed", _("a player of a provider")
        HLS = "hls", _("an HLS playlist")

    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="stream")
    mode = models.CharField(max_length=4, choices=Mode.choices, default=Mode.OURS)
    form = models.CharField(max_length=5, choices=Form.choices, default=Form.EMBED)
    opens_before = models.PositiveSmallIntegerField(_("minutes open before"), default=15)
    closes_after = models.PositiveSmallIntegerField(_("minutes open after"), default=30)
    captions = models.JSONField(default=list, blank=True)
    audio_languages = models.JSONField(default=list, blank=True)
    """Tags of BCP 47."""
    who = models.TextField(_("who may watch, and where"), blank=True)
    """Where the host streams: said to the public."""

    def __str__(self) -> str:
        return f"stream of session {self.session_id}"
