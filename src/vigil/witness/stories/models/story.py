"""Stories: of whom they are, how far they have come, and what belongs to them beside the words."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vigil.casefile.models import Case
from vigil.witness.stories.models.wagtail_pages import StoryPage
from vigil.witness.works.models import Work

USER = settings.AUTH_USER_MODEL


class Story(Work):
    """One story, or one profile.

    A *profile* is drawn from public sources: text alone. A *story* holds what family, friends or
    survivors gave, and is shown only as far as somebody agreed. `persons` are the uids of people in
    `case` whom it is about; a story may have no case.
    """

    KIND = "story"
    WITHDRAWN_MESSAGE = _("This story was withdrawn.")

    class Kind(models.TextChoices):
        """What it rests on."""

        PROFILE = "profile", _("profile")
        STORY = "story", _("story")

    class Teller(models.TextChoices):
        """Who tells it."""

        NEWSROOM = "newsroom", _("a journalist")
        FAMILY = "family", _("the family")
        FRIEND = "friend", _("a friend or colleague")
        SURVIVOR = "survivor", _("a survivor")

    class Standing(models.TextChoices):
        """How far it has come."""

        DRAFT = "draft", _("not published")
        SCHEDULED = "scheduled", _("scheduled")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class FamilyReads(models.TextChoices):
        """Whether the family has read what is to be published."""

        PENDING = "pending", _("not asked yet, or no answer yet")
        YES = "yes", _("they read it and said yes")
        NO = "no", _("they read it and said no")
        WAIVED = "waived", _("not asked, for a reason")

    public_id = models.CharField(max_length=16, unique=True)
    number = models.PositiveIntegerField(unique=True)
    page = models.OneToOneField(
        StoryPage, on_delete=models.SET_NULL, null=True, blank=True, related_name="story"
    )
    kind = models.CharField(max_length=8, choices=Kind.choices)
    told_by = models.CharField(max_length=10, choices=Teller.choices, default=Teller.NEWSROOM)
    told_apart = models.CharField(max_length=40, blank=True)
    """Which of them tells it: a word of `readers.relatives`, never a name."""
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="stories"
    )
    persons = models.JSONField(default=list, blank=True)
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.DRAFT)
    publish_at = models.DateTimeField(null=True, blank=True)
    corrections = models.JSONField(default=list, blank=True)
    """[{day, note}], shown to readers, newest first."""
    record_digest = models.CharField(max_length=16, blank=True)
    """The state of the case's record that the editor knew."""
    record_changed_at = models.DateTimeField(null=True, blank=True)
    """Since when the record differs from what the editor knew."""
    family_reads = models.CharField(
        max_length=8, choices=FamilyReads.choices, default=FamilyReads.PENDING
    )
    family_reads_why = models.TextField(blank=True)
    family_read_revision = models.PositiveIntegerField(null=True, blank=True)
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    """Nobody of this installation, where it was shipped with Vigil."""

    class Meta:
        ordering = ["-number"]
        indexes = [models.Index(fields=["standing", "publish_at"])]

    def __str__(self) -> str:
        return self.public_id


class StoryFile(models.Model):
    """A picture, a document, sound or a film in a story. The file itself is an upload of `trust`.

    `texts` gives by language {alt, caption, transcript}. `shown` is set when it was published with
    the story: what was added since waits for the next time.
    """

    class Kind(models.TextChoices):
        """What it is."""

        PORTRAIT = "portrait", _("portrait")
        PICTURE = "picture", _("picture")
        DOCUMENT = "document", _("document")
        SOUND = "sound", _("sound")
        FILM = "film", _("film")

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="files")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    upload = models.CharField(max_length=32, unique=True)
    credit = models.CharField(max_length=200)
    licence = models.CharField(max_length=200)
    texts = models.JSONField(default=dict, blank=True)
    shown = models.BooleanField(default=False)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} of {self.story}"


class Commission(models.Model):
    """A story that a journalist was asked to write. Who speaks with the family lies in the vault.

    The vault holds under ("story", uid of the story): `family_contact`, `family_speaks`,
    `family_avoid`.
    """

    class State(models.TextChoices):
        """How far it is."""

        ASKED = "asked", _("asked")
        ACCEPTED = "accepted", _("accepted")
        DELIVERED = "delivered", _("delivered")
        PAID = "paid", _("paid")
        ENDED = "ended", _("ended without a text")

    story = models.OneToOneField(Story, on_delete=models.CASCADE, related_name="commission")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    journalist = models.CharField(max_length=200)
    brief = models.TextField()
    fee = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    """ISO 4217."""
    due_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"commission of {self.story}"
