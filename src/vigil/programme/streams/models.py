"""Where a session is streamed, and to whom."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from vigil.programme.events.models.session import Session


class Stream(models.Model):
    """The stream of a session. Where it is lies in the vault (`StreamAddress`)."""

    class Mode(models.TextChoices):
        """Whose gate it is."""

        OURS = "ours", _("we let the registered in")
        HOST = "host", _("the host streams")

    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="stream")
    mode = models.CharField(max_length=4, choices=Mode.choices, default=Mode.OURS)
    opens_before = models.PositiveSmallIntegerField(_("minutes open before"), default=15)
    closes_after = models.PositiveSmallIntegerField(_("minutes open after"), default=30)
    captions = models.JSONField(default=list, blank=True)
    audio_languages = models.JSONField(default=list, blank=True)
    """Tags of BCP 47."""
    who = models.TextField(_("who may watch, and where"), blank=True)
    """Where the host streams: said to the public."""
    on_fallback = models.BooleanField(default=False)
    """Whether the registered are led to the fallback address."""
    opened_at = models.DateTimeField(null=True, blank=True)
    """When a host opened it before its time; None: it opens at its time."""
    closed_at = models.DateTimeField(null=True, blank=True)
    """When a host closed it before its time. Both count as `streams.admission` says."""

    def __str__(self) -> str:
        return f"stream of session {self.session_id}"


class StreamAddress(models.Model):
    """One address of a stream. The address itself lies in the vault: `field` of ("stream", pk)."""

    class Purpose(models.TextChoices):
        """What it is for."""

        MAIN = "main", _("the stream as it is spoken")
        LANGUAGE = "language", _("another language")
        FALLBACK = "fallback", _("a fallback, if the others fail")
        CAPTIONS = "captions", _("live captions, on a page of their own")
        SIGN = "sign", _("sign language")

    class Form(models.TextChoices):
        """How it is shown."""

        EMBED = "embed", _("a player of a provider")
        HLS = "hls", _("an HLS playlist")
        JOIN = "join", _("a button to a meeting")
        LINK = "link", _("a page in a new tab")

    stream = models.ForeignKey(Stream, on_delete=models.CASCADE, related_name="addresses")
    purpose = models.CharField(max_length=8, choices=Purpose.choices, default=Purpose.MAIN)
    language = models.CharField(max_length=30, blank=True)
    """A tag of BCP 47, for another language, captions or a sign language."""
    form = models.CharField(max_length=5, choices=Form.choices, default=Form.EMBED)
    provider = models.CharField(max_length=12, blank=True)
    """A `targets.Provider`; empty for a service that we do not know."""
    found = models.CharField(max_length=12, blank=True)
    """What was found when it was last checked: a `findings.Finding`."""
    checked_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    """When hosts got a letter about what was found."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["stream", "purpose", "language"], name="one_address_for_each_purpose"
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} address of stream {self.stream_id}"

    @property
    def field(self) -> str:
        """The field of the vault that holds it."""
        return {
            self.Purpose.MAIN: "address",
            self.Purpose.FALLBACK: "address-fallback",
            self.Purpose.CAPTIONS: f"captions-{self.language}",
            self.Purpose.SIGN: f"sign-{self.language}",
        }.get(self.Purpose(self.purpose), f"address-{self.language}")
