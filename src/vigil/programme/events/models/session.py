"""A session of an event: when, where, who, about what, and what changed."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vigil.programme.events.models.event import Event, State
from vigil.trust.outbox.models import new_uid

USER = settings.AUTH_USER_MODEL


class Session(models.Model):
    """A session. Its times are those of a clock on the wall of `zone`; the instants follow.

    When a zone changes its rules the wall time stands and the instants are computed anew
    (`time_zones.verbs`). `uid` names it in calendars for good; `sequence` grows with each change
    that calendars must hear of.
    """

    class Kind(models.TextChoices):
        """Whether people speak at that hour."""

        LIVE = "live", _("live")
        PRERECORDED = "prerecorded", _("pre-recorded")
        MIXED = "mixed", _("part live, part pre-recorded")

    class Registering(models.TextChoices):
        """Who may register with us."""

        NONE = "none", _("no registration with us")
        OPEN = "open", _("open to all")
        APPROVAL = "approval", _("each is approved")
        CODES = "codes", _("with a code from the host")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="sessions")
    slug = models.SlugField(max_length=80)
    number = models.PositiveIntegerField(_("number in the host's programme"), null=True, blank=True)
    search_term = models.CharField(_("search term"), max_length=300, blank=True)
    title = models.CharField(_("title"), max_length=300)
    abstract = models.TextField(_("abstract"), blank=True)
    words_in = models.CharField(_("language of its words"), max_length=12, blank=True)
    """A tag of BCP 47; empty: as the event."""
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.LIVE)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    starts_local = models.DateTimeField(_("begins"))
    ends_local = models.DateTimeField(_("ends"))
    """Kept as if UTC: only year to second count. Read them with `times.wall`."""
    zone = models.CharField(_("time zone"), max_length=64)
    fold = models.PositiveSmallIntegerField(default=0)
    """1: the second of two equal wall times, when a clock is set back (PEP 495)."""
    starts_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField(db_index=True)
    room = models.CharField(_("room"), max_length=120, blank=True)
    languages = models.JSONField(default=list, blank=True)
    interpretation = models.JSONField(default=list, blank=True)
    """Tags of BCP 47: spoken; interpreted into."""
    content_warning = models.CharField(_("content warning"), max_length=500, blank=True)
    registering = models.CharField(
        max_length=8, choices=Registering.choices, default=Registering.NONE
    )
    capacity = models.PositiveIntegerField(_("places"), null=True, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["starts_at", "number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "slug"], name="one_session_per_slug"),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="session_ends_later"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Contribution(models.Model):
    """Somebody's part in a session: a member, a plain name, or people who are not named.

    What they agreed to (live, recording, picture, voice, transcript, their name) are consents of
    ("contribution", uid). People who are not named can each have agreements of their own
    (`contributors.models.GroupPerson`).
    """

    class Role(models.TextChoices):
        """As what."""

        MODERATOR = "moderator", _("moderator")
        CONTRIBUTOR = "contributor", _("contributor")
        INTERPRETER = "interpreter", _("interpreter")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="contributions")
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.CONTRIBUTOR)
    member = models.ForeignKey(
        "network.Member", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    name = models.CharField(_("name"), max_length=200, blank=True)
    unnamed = models.CharField(_("who they are, without a name"), max_length=200, blank=True)
    """Shown in place of a name, which then is empty: "people affected directly"."""
    position = models.CharField(_("position"), max_length=300, blank=True)
    affiliation = models.CharField(_("organisation"), max_length=200, blank=True)
    announced = models.CharField(_("where the name was announced"), max_length=500, blank=True)
    """Where they themselves, or the host, made public under their name that they take part."""
    order = models.PositiveSmallIntegerField(default=0)
    withdrawn = models.BooleanField(default=False)
    """Their name is taken away: what they are called then is `unnamed`, or nothing."""

    class Meta:
        ordering = ["role", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(unnamed="") | (models.Q(name="") & models.Q(member=None)),
                name="unnamed_has_no_name",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.unnamed or f"contribution {self.pk}"


class Citation(models.Model):
    """Something of another room that a session is about, named by kind and permanent id."""

    class Kind(models.TextChoices):
        """What is cited."""

        CASE = "case", _("case")
        FIGURE = "figure", _("figure")
        STORY = "story", _("story")
        REPORT = "report", _("report of the outlook")
        PROJECT = "project", _("supported project")

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="citations")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    key = models.CharField(max_length=200)
    state = models.CharField(max_length=64, blank=True)
    """The state of it that was cited."""
    label = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Change(models.Model):
    """A change of a published session: what it was before, and whether people were notified."""

    class Kind(models.TextChoices):
        """What happened."""

        MOVED = "moved", _("moved")
        CANCELLED = "cancelled", _("cancelled")
        RESTORED = "restored", _("takes place after all")
        ROOM = "room", _("another room")
        CLOCKS = "clocks", _("clocks there are changed by new rules")

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    before = models.JSONField(default=dict)
    """starts_local, ends_local, zone, room as they were (ISO 8601 wall times)."""
    sequence = models.PositiveIntegerField()
    why = models.CharField(max_length=300, blank=True)
    """Said to the public."""
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    """None: the installation itself, when a zone changed its rules."""
    told_at = models.DateTimeField(null=True, blank=True)
    """When the registered were written to: once."""

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.kind}: {self.session_id}"
