"""What can be seen of a session afterwards."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vigil.programme.events.models.session import Contribution, Session
from vigil.programme.messages.models import Message
from vigil.trust.outbox.models import new_uid

USER = settings.AUTH_USER_MODEL


class Recording(models.Model):
    """A recording of a session, in one language: a file of ours, or a page elsewhere.

    `media`, `poster`, `slides` are uids of uploads; an address elsewhere is opened only by a
    reader's click. `presence` says of contributors (by uid) whether they are heard, seen, both or
    neither: whoever is not in it is taken to be both, so that nobody is shown for want of an entry.
    """

    class State(models.TextChoices):
        """Whether it is shown."""

        HELD = "held", _("not shown")
        POSTED = "posted", _("shown")
        REMOVED = "removed", _("removed")

    class Access(models.TextChoices):
        """Who may see it."""

        ALL = "all", _("everybody")
        REGISTERED = "registered", _("the registered")

    class Presence(models.TextChoices):
        """How a contributor is in it."""

        BOTH = "both", _("heard and seen")
        HEARD = "heard", _("heard only")
        SEEN = "seen", _("seen only")
        ABSENT = "absent", _("neither heard nor seen")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="recordings")
    state = models.CharField(max_length=8, choices=State.choices, default=State.HELD)
    access = models.CharField(max_length=10, choices=Access.choices, default=Access.ALL)
    language = models.CharField(max_length=12)
    media = models.CharField(max_length=32, blank=True)
    poster = models.CharField(max_length=32, blank=True)
    """A picture of the film, shown before it plays. It goes with the film."""
    elsewhere = models.URLField(max_length=500, blank=True)
    slides = models.CharField(max_length=32, blank=True)
    chapters = models.JSONField(default=list, blank=True)
    """[{seconds, title}], in order."""
    transcript = models.TextField(blank=True)
    presence = models.JSONField(default=dict, blank=True)
    disguise_checked_at = models.DateTimeField(null=True, blank=True)
    """When a person listened and looked whether those who must not be known cannot be: at this
    very file."""
    disguise_checked_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    retained_until = models.DateField(null=True, blank=True)
    """The last day on which it is shown."""
    posted_at = models.DateTimeField(null=True, blank=True)
    posted_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    received_from = models.ForeignKey(
        Contribution, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    """The contributor who sent or gave it to the hosts, if it came by mail or by hand."""
    received_how = models.CharField(max_length=10, choices=Message.Received.choices, blank=True)
    received_on = models.DateField(null=True, blank=True)
    entered_at = models.DateTimeField(null=True, blank=True)
    entered_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """When a host entered so, and who."""

    class Meta:
        ordering = ["language", "pk"]

    def __str__(self) -> str:
        return f"recording {self.pk}"

    def in_languages(self) -> list["Recording | RecordingWords"]:
        """Return the rows with transcript and chapters, one a language, its own first."""
        return [self, *self.words.all()]


class Caption(models.Model):
    """Captions of a recording in one language, as WebVTT."""

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="captions")
    language = models.CharField(max_length=12)
    text = models.TextField()

    class Meta:
        ordering = ["language"]
        constraints = [
            models.UniqueConstraint(
                fields=["recording", "language"], name="one_caption_per_language"
            )
        ]

    def __str__(self) -> str:
        return f"{self.language} captions of recording {self.recording_id}"


class RecordingWords(models.Model):
    """Transcript and chapters of a recording in another language than its own."""

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="words")
    language = models.CharField(max_length=12)
    transcript = models.TextField(blank=True)
    chapters = models.JSONField(default=list, blank=True)
    """[{seconds, title}], in order."""

    class Meta:
        ordering = ["language"]
        constraints = [
            models.UniqueConstraint(
                fields=["recording", "language"], name="words_of_a_recording_by_language"
            )
        ]

    def __str__(self) -> str:
        return f"{self.language} words of recording {self.recording_id}"


class AudioTrack(models.Model):
    """The sound of a recording in another language: what the interpreters said.

    It is shown only where the recording is, once somebody listened to it, and while everybody who
    is heard in it agrees. `presence` is as that of a recording: whoever is not in it is taken to be
    heard.
    """

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="tracks")
    language = models.CharField(max_length=12)
    media = models.CharField(max_length=32, blank=True)
    state = models.CharField(
        max_length=8, choices=Recording.State.choices, default=Recording.State.HELD
    )
    presence = models.JSONField(default=dict, blank=True)
    posted_at = models.DateTimeField(null=True, blank=True)
    posted_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["language"]
        constraints = [
            models.UniqueConstraint(
                fields=["recording", "language"], name="one_sound_of_a_language"
            )
        ]

    def __str__(self) -> str:
        return f"{self.language} sound of recording {self.recording_id}"


class Listening(models.Model):
    """That somebody listened to a recording, or the sound of it in a language, to the end."""

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="listenings")
    of = models.CharField(max_length=64)
    """A digest of the files that they had before them: for others it is to be done again."""
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["recording", "of", "by"], name="one_listening_per_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.by} listened to recording {self.recording_id}"


class Rendition(models.Model):
    """A smaller copy of a film, for slow lines. It goes with the film.

    `of` is the uid of the file that it is made of, `media` that of the copy: empty until it is made
    (`percent` says how far), and for good where `trouble` says why it cannot be.
    """

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="renditions")
    height = models.PositiveSmallIntegerField()
    """Pixels of its shorter side: 720, 360."""
    of = models.CharField(max_length=32)
    media = models.CharField(max_length=32, blank=True)
    percent = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-height"]
        constraints = [
            models.UniqueConstraint(
                fields=["recording", "height"], name="one_rendition_of_a_height"
            )
        ]

    def __str__(self) -> str:
        return f"{self.height}p of recording {self.recording_id}"


class Material(models.Model):
    """A document of a session that readers may download: slides, a programme, a statement.

    It is shown once somebody read it and posted it. `file` is the uid of an upload, a PDF.
    """

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="materials")
    title = models.CharField(max_length=200)
    language = models.CharField(max_length=12)
    file = models.CharField(max_length=32)
    access = models.CharField(
        max_length=10, choices=Recording.Access.choices, default=Recording.Access.ALL
    )
    state = models.CharField(
        max_length=8, choices=Recording.State.choices, default=Recording.State.HELD
    )
    added_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"material {self.pk}"


class RemovedPart(models.Model):
    """A part that a speaker had removed: cut out of the file, its captions and its transcript."""

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="removed_parts")
    contribution = models.ForeignKey(
        Contribution, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    starts = models.PositiveIntegerField()
    ends = models.PositiveIntegerField()
    """Seconds of the recording as it was before this part was removed."""
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.starts}-{self.ends} s"
