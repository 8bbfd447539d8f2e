"""An event: sessions that belong together, often within somebody else's congress."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vigil.trust.outbox.models import new_uid


class State(models.TextChoices):
    """How far an event or a session is."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", pgettext_lazy("event", "published")
    CANCELLED = "cancelled", pgettext_lazy("event", "cancelled")


class Letters(models.TextChoices):
    """What the envelope of a letter to the registered says."""

    NEUTRAL = "neutral", _("neutral: neither the event nor we are named outside the letter")
    PLAIN = "plain", _("plain: subject and sender name the event and us")


class Event(models.Model):
    """An event. Its zone is where it happens, `audience_zone` where most of its audience is."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=300)
    summary = models.TextField(_("summary"), blank=True)
    words_in = models.CharField(_("language of its words"), max_length=12, blank=True)
    """A tag of BCP 47, also for its sessions that state none; empty: nobody said."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    host_programme = models.CharField(_("host's programme"), max_length=300, blank=True)
    search_term = models.CharField(_("search term"), max_length=300, blank=True)
    """What to look for in the host's official programme."""
    city = models.CharField(_("city"), max_length=120, blank=True)
    country = models.CharField(max_length=3, blank=True)
    zone = models.CharField(_("time zone"), max_length=64)
    """IANA."""
    audience_zone = models.CharField(_("time zone of the audience"), max_length=64, blank=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    stream_note = models.TextField(_("about the stream"), blank=True)
    recording_note = models.TextField(_("about recordings"), blank=True)
    format_note = models.TextField(_("about its form"), blank=True)
    letters = models.CharField(max_length=8, choices=Letters.choices, default=Letters.NEUTRAL)
    inviter = models.CharField(_("who invites"), max_length=200, blank=True)
    """Named in plain letters alone."""
    certificates = models.BooleanField(default=False)
    """Who came can make a certificate of attendance."""
    takes_messages = models.BooleanField(_("members send messages"), default=False)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-starts_on", "pk"]

    def __str__(self) -> str:
        return self.title


class Partner(models.Model):
    """An organiser or a partner of an event or a session: a member, or a plain name."""

    class Role(models.TextChoices):
        """As what."""

        ORGANISER = "organiser", _("organiser")
        PARTNER = "partner", _("partner")
        COSPONSOR = "cosponsor", _("co-sponsor")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="partners")
    session = models.ForeignKey(
        "programme.Session",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="partners",
    )
    """None: of the whole event."""
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.ORGANISER)
    member = models.ForeignKey(
        "network.Member", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name or f"partner {self.pk}"
